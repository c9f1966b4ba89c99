//! What both programs must agree on.

/// Figures of one persona.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfPersona {
    pub name: String,
    pub matched: u64,
    pub undecided: u64,
    /// People left after each rule.
    pub attrition: Vec<u64>,
    /// Members by tier, highest first.
    pub tiers: Vec<u64>,
    /// Members by score, five points to a bin.
    pub histogram: Vec<u64>,
    /// People assigned to it.
    pub assigned: u64,
    /// The mean score's bits.
    pub mean: Option<u64>,
}

pub fn compare(ours: &[OfPersona], by_hand: &[OfPersona]) {
    assert_eq!(ours.len(), by_hand.len());
    for (ours, by_hand) in ours.iter().zip(by_hand) {
        assert_eq!(ours, by_hand, "the answers differ");
    }
    let matched: u64 = ours.iter().map(|p| p.matched).sum();
    assert!(matched > 0, "a benchmark without members measures nothing");
}
