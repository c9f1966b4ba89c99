//! How long a question may be thought about.

/// Steps for one question: a rule of some hundred parts takes as many.
const MOST: u32 = 10_000;
/// Steps for all of them: far more than thousands of personas take.
const MOST_OF_ALL: u64 = 50_000_000;

/// Counts steps; a question begins where none is open.
#[derive(Debug, Default)]
pub struct Work {
    depth: u32,
    steps: u32,
    all: u64,
}

impl Work {
    /// Begins a step. `false`: it has been thought enough, and the answer is that which commits to nothing.
    pub fn begin(&mut self) -> bool {
        if self.depth == 0 {
            self.steps = 0;
        }
        self.depth += 1;
        self.steps += 1;
        self.all += 1;
        self.steps <= MOST && self.all <= MOST_OF_ALL
    }

    /// Ends the step that was begun last, whatever `begin` said.
    pub fn end(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}
