//! The references of a project as a graph: what uses what. It has no circles, for nothing may be defined by itself.

use super::references::{Named, References, Within};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// What can use or be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// An index into [`References::declarations`].
    Declaration(usize),
    /// Who counts among a table's rows; only of a table that says so.
    Population(usize),
    /// What a table's rows are worth.
    Value(usize),
    /// A table as a whole. Who names one of its columns, too, has an edge to the column alone.
    Table(usize),
    Column {
        table: usize,
        column: usize,
    },
}

/// One end of a use, and the places at which it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    pub node: Node,
    pub at: Vec<Span>,
}

/// Who uses what, in both directions.
#[derive(Debug, Clone, Default)]
pub struct Uses {
    down: BTreeMap<Node, Vec<Edge>>,
    up: BTreeMap<Node, Vec<Edge>>,
}

impl Uses {
    pub fn new(references: &References) -> Uses {
        let speaks: BTreeSet<usize> = references
            .all
            .iter()
            .filter_map(|r| if let Within::Population(table) = r.within { Some(table) } else { None })
            .collect();
        let mut edges: BTreeMap<(Node, Node), Vec<Span>> = BTreeMap::new();
        for reference in &references.all {
            let from = Node::from(reference.within);
            let to = Node::from(reference.to);
            let silent = matches!(to, Node::Population(table) if !speaks.contains(&table));
            // In its own head a cohort of a table without such rules stands on nobody's decision.
            if !silent && from != to {
                edges.entry((from, to)).or_default().push(reference.at);
            }
        }
        let mut uses = Uses::default();
        for (&(from, to), at) in &edges {
            if let Node::Table(table) = to {
                let inside = (from, Node::Column { table, column: 0 })
                    ..=(from, Node::Column { table, column: usize::MAX });
                if edges.range(inside).next().is_some() {
                    continue;
                }
            }
            uses.down.entry(from).or_default().push(Edge { node: to, at: at.clone() });
            uses.up.entry(to).or_default().push(Edge { node: from, at: at.clone() });
        }
        uses
    }

    /// What a node uses directly.
    pub fn down(&self, node: Node) -> &[Edge] {
        self.down.get(&node).map_or(&[], Vec::as_slice)
    }

    /// What uses a node directly.
    pub fn up(&self, node: Node) -> &[Edge] {
        self.up.get(&node).map_or(&[], Vec::as_slice)
    }

    /// Every node that uses or is used.
    pub fn nodes(&self) -> BTreeSet<Node> {
        self.down.keys().chain(self.up.keys()).copied().collect()
    }

    /// The nodes reached from `starts` by at most so many steps, and the steps between them, each from user to used.
    pub fn reached(
        &self,
        starts: &[Node],
        upwards: bool,
        depth: usize,
    ) -> (BTreeSet<Node>, BTreeSet<(Node, Node)>) {
        let mut nodes: BTreeSet<Node> = starts.iter().copied().collect();
        let mut steps = BTreeSet::new();
        let mut open: Vec<Node> = nodes.iter().copied().collect();
        for _ in 0..depth {
            let mut next = Vec::new();
            for node in open {
                for edge in if upwards { self.up(node) } else { self.down(node) } {
                    steps.insert(if upwards { (edge.node, node) } else { (node, edge.node) });
                    if nodes.insert(edge.node) {
                        next.push(edge.node);
                    }
                }
            }
            if next.is_empty() {
                break;
            }
            open = next;
        }
        (nodes, steps)
    }

    /// Where a user writes what it uses.
    pub fn places(&self, from: Node, to: Node) -> &[Span] {
        self.down(from).iter().find(|edge| edge.node == to).map_or(&[], |edge| edge.at.as_slice())
    }
}

impl From<Within> for Node {
    fn from(within: Within) -> Node {
        match within {
            Within::Declaration(d) => Node::Declaration(d),
            Within::Population(table) => Node::Population(table),
            Within::Value(table) => Node::Value(table),
        }
    }
}

impl From<Named> for Node {
    fn from(named: Named) -> Node {
        match named {
            Named::Declaration(d) => Node::Declaration(d),
            Named::Population(table) => Node::Population(table),
            Named::Table(table) => Node::Table(table),
            Named::Column { table, column } => Node::Column { table, column },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Reference;
    use crate::source::FileId;

    fn reference(within: Within, to: Named, at: usize) -> Reference {
        Reference { within, to, at: Span::new(FileId(0), at, at + 1) }
    }

    /// 0 uses 1 twice, 1 uses column 3 of table 0 and names the table, 2 names the table alone.
    fn uses() -> Uses {
        use Named::*;
        let column = Column { table: 0, column: 3 };
        let all = vec![
            reference(Within::Declaration(0), Declaration(1), 5),
            reference(Within::Declaration(0), Declaration(1), 9),
            reference(Within::Declaration(0), Population(0), 1),
            reference(Within::Declaration(1), Table(0), 20),
            reference(Within::Declaration(1), column, 21),
            reference(Within::Declaration(2), Table(0), 30),
        ];
        Uses::new(&References { declarations: Vec::new(), all })
    }

    #[test]
    fn a_table_is_used_by_whom_none_of_its_columns_serves() {
        let uses = uses();
        let column = Node::Column { table: 0, column: 3 };
        assert_eq!(uses.down(Node::Declaration(1)).iter().map(|e| e.node).collect::<Vec<_>>(), [column]);
        assert_eq!(uses.up(Node::Table(0)).len(), 1);
        assert_eq!(uses.places(Node::Declaration(0), Node::Declaration(1)).len(), 2);
        // The table says nothing about who counts.
        assert!(uses.up(Node::Population(0)).is_empty());
    }

    #[test]
    fn steps_are_counted_and_run_from_user_to_used() {
        let uses = uses();
        let column = Node::Column { table: 0, column: 3 };
        let (nodes, steps) = uses.reached(&[column], true, 1);
        assert_eq!(nodes.len(), 2);
        assert_eq!(steps.into_iter().collect::<Vec<_>>(), [(Node::Declaration(1), column)]);
        assert_eq!(uses.reached(&[column], true, 9).0.len(), 3);
        assert_eq!(uses.reached(&[Node::Declaration(0)], false, 2).0.len(), 3);
    }
}
