//! In which order definitions are checked: each after those it uses. What uses itself is reported here.

use super::Checker;
use super::names::{Kind, State};
use super::walk;
use crate::diagnostics::{Diagnostic, codes};
use crate::syntax::ast::{self, Expr, ExprKind, ItemKind, MemberKind};

impl<'a> Checker<'a> {
    /// Definitions, those used before their users; members of cycles are reported and left out.
    pub fn order(&mut self) -> Vec<usize> {
        let uses: Vec<Vec<usize>> = (0..self.names.decls.len()).map(|id| self.uses(id)).collect();
        let mut order = Vec::with_capacity(uses.len());
        for component in components(&uses) {
            match component.as_slice() {
                [one] if !uses[*one].contains(one) => order.push(*one),
                _ => self.report_cycle(&component, &uses),
            }
        }
        self.too_deep(&order, &uses);
        order
    }

    /// Definitions that stand on long chains of others: whoever puts them in place, one inside the other, needs room for all.
    fn too_deep(&mut self, order: &[usize], uses: &[Vec<usize>]) {
        const DEEPEST: usize = 64;
        let mut depth = vec![0; uses.len()];
        for &id in order {
            let below = uses[id].iter().map(|&used| depth[used]).max().unwrap_or(0);
            depth[id] = below + 1;
            if below < DEEPEST {
                continue;
            }
            let decl = &mut self.names.decls[id];
            decl.state = State::Broken;
            let (name, span) = (&decl.name.value, decl.name.span);
            // Those further up are broken for the same reason.
            if below == DEEPEST {
                let message =
                    format!("`{name}` stands on a chain of {DEEPEST} definitions, each on the next");
                let help = "shorten the chain: let some of them use columns directly";
                self.error(&codes::TOO_DEEP, message, span, "one more", help);
            }
        }
    }

    /// What a declaration needs to be checked first.
    fn uses(&self, id: usize) -> Vec<usize> {
        let decl = &self.names.decls[id];
        let mut found = Vec::new();
        let table = decl.table.unwrap_or(usize::MAX);
        match &decl.item.kind {
            // A param knows no table, only other params.
            ItemKind::Param(param) => self.param_uses(&param.value, &mut found),
            _ if decl.table.is_none() => {}
            ItemKind::Feature(d) | ItemKind::Segment(d) | ItemKind::Metric(d) => {
                self.expr_uses(table, &d.value, &mut found);
            }
            ItemKind::Theme(theme) => self.expr_uses(table, &theme.rule, &mut found),
            ItemKind::Cohort(cohort) => self.cohort_uses(table, cohort, &mut found),
            ItemKind::Assign(_)
            | ItemKind::Grid(_)
            | ItemKind::Journey(_)
            | ItemKind::Test(_)
            | ItemKind::Broken(_) => {}
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Claims and expectations look at finished cohorts, so only rules count.
    fn cohort_uses(&self, table: usize, cohort: &ast::Cohort, found: &mut Vec<usize>) {
        for member in &cohort.members {
            match &member.kind {
                MemberKind::Rule(rule) => self.expr_uses(table, &rule.rule, found),
                MemberKind::Dimension(dimension) => {
                    dimension.rules.iter().for_each(|r| self.expr_uses(table, &r.rule, found));
                }
                MemberKind::Icp(name) => found.extend(self.names.find(&name.value)),
                _ => {}
            }
        }
    }

    fn param_uses(&self, expr: &Expr, found: &mut Vec<usize>) {
        if let ExprKind::Name(name) = &expr.kind {
            found.extend(self.names.find(name).filter(|&id| self.names.decls[id].kind == Kind::Param));
        }
        walk::children(expr).into_iter().for_each(|child| self.param_uses(child, found));
    }

    fn expr_uses(&self, table: usize, expr: &Expr, found: &mut Vec<usize>) {
        match &expr.kind {
            ExprKind::Name(_) | ExprKind::Field(..) => match walk::path(expr) {
                Some(parts) => self.path_uses(table, &parts, found),
                None => walk::children(expr).into_iter().for_each(|c| self.expr_uses(table, c, found)),
            },
            ExprKind::Call(call) => self.call_uses(table, call, found),
            ExprKind::Matches { value, pattern, .. } => {
                self.expr_uses(table, value, found);
                // The pattern is a name only where it is a cohort of an owner.
                if let ExprKind::Name(name) = &pattern.kind {
                    found.extend(self.names.find(name));
                }
            }
            _ => walk::children(expr).into_iter().for_each(|c| self.expr_uses(table, c, found)),
        }
    }

    fn path_uses(&self, table: usize, parts: &[walk::Part<'_>], found: &mut Vec<usize>) {
        let (table, rest) = self.follow(table, parts);
        let Some((name, _)) = rest.first() else { return };
        if self.tables.column(table, name).is_some() {
            return;
        }
        let about = |id: &usize| {
            let decl = &self.names.decls[*id];
            decl.table.is_none_or(|t| t == table)
        };
        found.extend(self.names.find(name).filter(about));
    }

    /// Inside an aggregate names are those of the related rows.
    fn call_uses(&self, table: usize, call: &ast::Call, found: &mut Vec<usize>) {
        let related = call.args.first().and_then(walk::path).and_then(|parts| {
            let child = self.tables.find(parts[0].0)?;
            let belongs = |r: &usize| self.catalog.relations[*r].child == child;
            self.tables.children(table).iter().any(belongs).then_some((child, parts))
        });
        let inner = match related {
            Some((child, parts)) => {
                if parts.len() > 1 {
                    self.path_uses(child, &parts[1..], found);
                }
                child
            }
            None => {
                call.args.iter().for_each(|arg| self.expr_uses(table, arg, found));
                table
            }
        };
        call.named.iter().for_each(|(_, arg)| self.expr_uses(table, arg, found));
        call.filter.iter().for_each(|rule| self.expr_uses(inner, rule, found));
    }

    /// One finding for a cycle, with every step of it; all of its members count as broken.
    fn report_cycle(&mut self, members: &[usize], uses: &[Vec<usize>]) {
        for &id in members {
            self.names.decls[id].state = State::Broken;
        }
        let cycle = shortest(members, uses);
        let name = |i: usize| self.names.decls[cycle[i % cycle.len()]].name;
        let message = match cycle.len() {
            1 => format!("`{}` is defined by itself", name(0).value),
            _ => {
                let names: Vec<&str> = (0..cycle.len()).map(|i| name(i).value.as_str()).collect();
                format!("{} are defined by one another", super::words::list(&names))
            }
        };
        let mut diagnostic = Diagnostic::new(&codes::CYCLE, message);
        for i in 0..cycle.len() {
            diagnostic =
                diagnostic.at(name(i).span, format!("`{}` needs `{}`", name(i).value, name(i + 1).value));
        }
        let help = match cycle.len() {
            1 => "define it without itself",
            _ => "break the circle: one of them must stand without the others",
        };
        self.report(diagnostic.help(help));
    }
}

/// The shortest cycle through the first declared member.
fn shortest(members: &[usize], uses: &[Vec<usize>]) -> Vec<usize> {
    let inside: std::collections::HashSet<usize> = members.iter().copied().collect();
    let start = members.iter().copied().min().unwrap_or_default();
    let mut came_from = std::collections::HashMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for &next in uses[at].iter().filter(|n| inside.contains(n)) {
            if next == start {
                let mut cycle = vec![at];
                let mut back = at;
                while let Some(&before) = came_from.get(&back) {
                    cycle.push(before);
                    back = before;
                }
                cycle.reverse();
                return cycle;
            }
            if next != start && !came_from.contains_key(&next) {
                came_from.insert(next, at);
                queue.push_back(next);
            }
        }
    }
    vec![start]
}

/// Strongly connected components, those used before their users (Tarjan, without recursion: a chain of definitions may be long).
fn components(uses: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let mut index = vec![NEW; uses.len()];
    let mut low = vec![0; uses.len()];
    let mut on_stack = vec![false; uses.len()];
    let (mut stack, mut found, mut next) = (Vec::new(), Vec::new(), 0);
    for root in 0..uses.len() {
        if index[root] != NEW {
            continue;
        }
        // A node and how many of its uses have been looked at.
        let mut work = vec![(root, 0)];
        while let Some((node, seen)) = work.pop() {
            if seen == 0 {
                index[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(&used) = uses[node].get(seen) {
                work.push((node, seen + 1));
                if index[used] == NEW {
                    work.push((used, 0));
                } else if on_stack[used] {
                    low[node] = low[node].min(index[used]);
                }
                continue;
            }
            if let Some(&(user, _)) = work.last() {
                low[user] = low[user].min(low[node]);
            }
            if low[node] == index[node] {
                let from = stack.iter().rposition(|&n| n == node).unwrap_or(0);
                let component = stack.split_off(from);
                component.iter().for_each(|&n| on_stack[n] = false);
                found.push(component);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn used_come_first_and_cycles_stay_together() {
        // 0 uses 1 and 2, 1 uses 2; 3 and 4 use each other, 3 uses 0.
        let uses = vec![vec![1, 2], vec![2], vec![], vec![0, 4], vec![3]];
        let mut found = components(&uses);
        found.iter_mut().for_each(|c| c.sort_unstable());
        assert_eq!(found, [vec![2], vec![1], vec![0], vec![3, 4]]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let uses: Vec<Vec<usize>> =
            (0..100_000).map(|i| if i + 1 < 100_000 { vec![i + 1] } else { vec![] }).collect();
        assert_eq!(components(&uses).len(), 100_000);
    }
}
