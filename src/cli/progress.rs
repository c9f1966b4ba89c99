//! A progress line for runs that take longer than a second, where somebody is there to see it.

use crate::engine::scan::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Nothing is shown for shorter work.
const PATIENCE: Duration = Duration::from_secs(1);

/// Shows what is being done, on stderr; gone when dropped.
pub struct Bar {
    bar: ProgressBar,
    done: Arc<AtomicBool>,
}

impl Bar {
    pub fn new() -> Bar {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let done = Arc::new(AtomicBool::new(false));
        if std::io::stderr().is_terminal() {
            let (later, finished) = (bar.clone(), done.clone());
            // Not waited for: it ends by itself.
            std::thread::spawn(move || {
                std::thread::sleep(PATIENCE);
                if !finished.load(Ordering::Relaxed) {
                    later.set_draw_target(ProgressDrawTarget::stderr());
                    later.enable_steady_tick(Duration::from_millis(120));
                }
            });
        }
        Bar { bar, done }
    }
}

impl Bar {
    /// What comes after the reading, of which nobody can say how far it is.
    pub fn step(&self, what: &str) {
        self.bar.set_style(style("{spinner} {msg} ({elapsed})"));
        self.bar.set_message(what.to_owned());
    }
}

impl Progress for Bar {
    fn begin(&self, bytes: u64) {
        self.bar.set_length(bytes);
        self.bar.set_style(style("{spinner} reading {wide_bar} {bytes}/{total_bytes} ({elapsed})"));
    }

    fn read(&self, bytes: u64) {
        self.bar.inc(bytes);
    }
}

fn style(template: &str) -> ProgressStyle {
    // The templates are constants of this file; a wrong one shows as the plain bar.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        self.bar.finish_and_clear();
    }
}
