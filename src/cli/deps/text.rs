//! The graph as trees.

use super::Asked;
use crate::cli::common;
use crate::cli::tree::Paint;
use crate::model::Node;
use std::collections::HashSet;
use std::fmt::Write;

/// A tree for each direction that is asked for; of the whole project one of what it is made of.
pub fn text(asked: &Asked<'_>, color: bool) -> String {
    let paint = Paint { color };
    let mut out = String::new();
    let Some(root) = asked.root else {
        whole(asked, paint, &mut out);
        return out;
    };
    let mut head = paint.wrap("1", &asked.labels.called(root));
    if let Some(title) = asked.labels.declaration(root).and_then(|d| d.title.as_ref()) {
        let _ = write!(head, " \"{}\"", title.first());
    }
    let _ = writeln!(out, "{head}  {}", paint.wrap("2", &asked.labels.place(asked.labels.span(root))));
    for (wanted, upwards, word) in [(asked.down, false, "uses"), (asked.up, true, "used by")] {
        if !wanted {
            continue;
        }
        let mut tree =
            Tree { asked, upwards, paint, seen: HashSet::new(), tests: HashSet::new(), out: &mut out };
        let mut lines = String::new();
        std::mem::swap(tree.out, &mut lines);
        tree.below(root, "", asked.depth);
        std::mem::swap(tree.out, &mut lines);
        let tests = tree.tests.len();
        if lines.is_empty() && tests == 0 {
            let nothing = if upwards { "used by nothing" } else { "uses nothing" };
            let _ = writeln!(out, "\n{nothing}");
            continue;
        }
        let _ = write!(out, "\n{}\n{lines}", paint.wrap("1", word));
        if tests > 0 {
            let lead = if lines.is_empty() { "" } else { "and " };
            let _ = writeln!(out, "{lead}{} (--tests shows them)", common::count(tests, "test"));
        }
    }
    out
}

/// What nothing else uses, and below it what it uses.
fn whole(asked: &Asked<'_>, paint: Paint, out: &mut String) {
    let mut tree = Tree { asked, upwards: false, paint, seen: HashSet::new(), tests: HashSet::new(), out };
    for node in asked.starts() {
        let used = asked.uses.up(node).iter().any(|edge| asked.shown(edge.node));
        if used || matches!(node, Node::Column { .. } | Node::Table(_)) {
            continue;
        }
        let _ = writeln!(tree.out, "{}", tree.line(node));
        tree.below(node, "", asked.depth);
    }
}

struct Tree<'a, 't> {
    asked: &'t Asked<'a>,
    upwards: bool,
    paint: Paint,
    /// Whose uses have been shown.
    seen: HashSet<Node>,
    /// Tests that are counted, not shown.
    tests: HashSet<Node>,
    out: &'t mut String,
}

impl Tree<'_, '_> {
    fn line(&self, node: Node) -> String {
        let labels = &self.asked.labels;
        let called = labels.called(node);
        match labels.declaration(node) {
            Some(declaration) => {
                format!("{called}  {}", self.paint.wrap("2", &labels.place(declaration.span)))
            }
            None => called,
        }
    }

    /// The nodes one step away. A table stands for what is of it.
    fn next(&self, node: Node) -> Vec<Node> {
        let step = |node| if self.upwards { self.asked.uses.up(node) } else { self.asked.uses.down(node) };
        let direct = step(node).iter().map(|edge| edge.node);
        if self.asked.root != Some(node) {
            return direct.collect();
        }
        let own = self.asked.starts().into_iter().filter(|n| *n != node && !step(*n).is_empty());
        own.chain(direct).collect()
    }

    fn below(&mut self, node: Node, indent: &str, depth: usize) {
        self.seen.insert(node);
        let (shown, hidden): (Vec<Node>, Vec<Node>) =
            self.next(node).into_iter().partition(|n| self.asked.shown(*n));
        if depth > 0 {
            self.tests.extend(hidden);
        }
        let shown = if depth == 0 { Vec::new() } else { shown };
        let shown = self.lines(&shown);
        for (index, line) in shown.iter().enumerate() {
            let last = index + 1 == shown.len();
            let branch = if last { "└── " } else { "├── " };
            let again =
                line.node.is_some_and(|child| self.seen.contains(&child) && !self.next(child).is_empty());
            let mark = if again { " ↑" } else { "" };
            let _ = writeln!(self.out, "{indent}{branch}{}{mark}", line.text);
            let Some(child) = line.node.filter(|_| !again) else { continue };
            // Of a table its columns are no step.
            let of_table = matches!(node, Node::Table(_)) && self.asked.starts().contains(&child);
            let deeper = format!("{indent}{}", if last { "    " } else { "│   " });
            self.below(child, &deeper, if of_table { depth } else { depth.saturating_sub(1) });
        }
    }

    /// A line for each node; the columns of a table, which use nothing, share one.
    fn lines(&self, nodes: &[Node]) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut last_table = None;
        for &node in nodes {
            let Node::Column { table, column } = node else {
                lines.push(Line { text: self.line(node), node: Some(node) });
                continue;
            };
            if self.upwards {
                lines.push(Line { text: self.line(node), node: Some(node) });
                continue;
            }
            let entry = &self.asked.project().catalog.tables[table];
            let name = &entry.columns[column].name;
            match lines.last_mut() {
                Some(line) if last_table == Some(table) => {
                    let _ = write!(line.text, ", {name}");
                }
                _ => lines.push(Line { text: format!("{}: {name}", entry.name), node: None }),
            }
            last_table = Some(table);
        }
        lines
    }
}

/// A line of a tree, and the node that goes on below it.
struct Line {
    text: String,
    node: Option<Node>,
}
