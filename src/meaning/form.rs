//! The graph of forms: equal forms are one node.

use super::head::Head;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;

/// A node of [`Forms`]. Equal ids: equal forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FormId(u32);

/// A form: what it is, and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Node {
    pub head: Head,
    pub parts: Box<[FormId]>,
}

/// All forms of one or more programs.
#[derive(Debug, Default)]
pub struct Forms {
    nodes: Vec<Arc<Node>>,
    digests: Vec<[u8; 32]>,
    known: HashMap<Arc<Node>, FormId>,
    negated: HashMap<FormId, FormId>,
}

impl Forms {
    pub fn get(&self, id: FormId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The same, to be kept while the graph grows.
    pub fn node(&self, id: FormId) -> Arc<Node> {
        Arc::clone(&self.nodes[id.0 as usize])
    }

    pub fn head(&self, id: FormId) -> &Head {
        &self.get(id).head
    }

    pub fn parts(&self, id: FormId) -> &[FormId] {
        &self.get(id).parts
    }

    /// A hash of the form that depends on nothing else in the graph.
    pub fn digest(&self, id: FormId) -> &[u8; 32] {
        &self.digests[id.0 as usize]
    }

    /// The node of a form; made once.
    pub fn make(&mut self, head: Head, parts: Vec<FormId>) -> FormId {
        let node = Node { head, parts: parts.into() };
        if let Some(&id) = self.known.get(&node) {
            return id;
        }
        let mut bytes = Vec::with_capacity(64 + 32 * node.parts.len());
        node.head.write(&mut bytes);
        for part in &node.parts {
            bytes.extend_from_slice(self.digest(*part));
        }
        let id = FormId(self.nodes.len() as u32);
        self.digests.push(Sha256::digest(&bytes).into());
        let node = Arc::new(node);
        self.nodes.push(Arc::clone(&node));
        self.known.insert(node, id);
        id
    }

    pub fn leaf(&mut self, head: Head) -> FormId {
        self.make(head, Vec::new())
    }

    /// By digest, so that the order depends on nothing but the forms.
    pub fn sort(&self, parts: &mut [FormId]) {
        parts.sort_by_key(|part| self.digest(*part));
    }

    /// `and` of all: those inside of others are taken out, and what stands there twice counts once. Of none: true.
    pub fn and(&mut self, parts: impl IntoIterator<Item = FormId>) -> FormId {
        self.joined(Head::And, Head::Bool(true), parts)
    }

    /// `or` of all, likewise. Of none: false.
    pub fn or(&mut self, parts: impl IntoIterator<Item = FormId>) -> FormId {
        self.joined(Head::Or, Head::Bool(false), parts)
    }

    fn joined(&mut self, head: Head, of_none: Head, parts: impl IntoIterator<Item = FormId>) -> FormId {
        let mut all = Vec::new();
        for part in parts {
            match self.get(part) {
                node if node.head == head => all.extend_from_slice(&node.parts),
                node if node.head == of_none => {}
                _ => all.push(part),
            }
        }
        self.sort(&mut all);
        all.dedup();
        match all.as_slice() {
            [] => self.leaf(of_none),
            [only] => *only,
            _ => self.make(head, all),
        }
    }

    /// `at least n of` the rules; `and` and `or` where it is one of them.
    pub fn at_least(&mut self, n: u32, mut rules: Vec<FormId>) -> FormId {
        match n as usize {
            1 => self.or(rules),
            all if all == rules.len() => self.and(rules),
            _ => {
                self.sort(&mut rules);
                self.make(Head::AtLeast(n), rules)
            }
        }
    }

    /// `not`, brought down to the innermost rules (Kleene's `not` obeys De Morgan).
    pub fn not(&mut self, rule: FormId) -> FormId {
        if let Some(&known) = self.negated.get(&rule) {
            return known;
        }
        let Node { head, parts } = self.get(rule).clone();
        let negated = match head {
            Head::Bool(value) => self.leaf(Head::Bool(!value)),
            Head::Not => parts[0],
            Head::And => {
                let parts: Vec<FormId> = parts.iter().map(|p| self.not(*p)).collect();
                self.or(parts)
            }
            Head::Or => {
                let parts: Vec<FormId> = parts.iter().map(|p| self.not(*p)).collect();
                self.and(parts)
            }
            // Fewer than n are true where at least k − n + 1 are not.
            Head::AtLeast(n) if n >= 1 && n as usize <= parts.len() => {
                let rest = parts.len() as u32 - n + 1;
                let parts: Vec<FormId> = parts.iter().map(|p| self.not(*p)).collect();
                self.at_least(rest, parts)
            }
            Head::Less { strict } => self.make(Head::Less { strict: !strict }, vec![parts[1], parts[0]]),
            Head::Parent(relation) => {
                let inner = self.not(parts[0]);
                self.make(Head::Parent(relation), vec![inner])
            }
            Head::Default => {
                let both = vec![self.not(parts[0]), self.not(parts[1])];
                self.make(Head::Default, both)
            }
            head => match head.negated() {
                Some(negated) => self.make(negated, parts.into_vec()),
                None => self.make(Head::Not, vec![rule]),
            },
        };
        self.negated.insert(rule, negated);
        self.negated.insert(negated, rule);
        negated
    }
}
