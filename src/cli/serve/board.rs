//! What is shown now, and who waits for news of it.

use super::page::{self, Reply};
use crate::documents::Lang;
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Files by address: `/index.html`.
pub type Pages = BTreeMap<String, String>;

/// What a browser is shown.
pub struct View {
    /// None where none could be made.
    pub pages: Option<Pages>,
    /// The pages are those of an earlier save: this one has none.
    pub stale: bool,
    /// How many errors there are, and how a terminal shows them.
    pub trouble: Option<(usize, String)>,
    pub lang: Lang,
}

/// The latest view, for all threads.
pub struct Board {
    now: Mutex<Now>,
    news: Condvar,
}

struct Now {
    view: Arc<View>,
    /// Whether anything has been made yet.
    begun: bool,
}

impl Board {
    pub fn new(lang: Lang) -> Board {
        let view = Arc::new(View { pages: None, stale: false, trouble: None, lang });
        Board { now: Mutex::new(Now { view, begun: false }), news: Condvar::new() }
    }

    /// Shows it to everybody; the pages that were good stay where there are no new ones.
    pub fn show(&self, mut view: View) {
        let mut now = self.now();
        view.stale = view.pages.is_none();
        view.pages = view.pages.or_else(|| now.view.pages.clone());
        *now = Now { view: Arc::new(view), begun: true };
        drop(now);
        self.news.notify_all();
    }

    /// What stands at an address.
    pub fn at(&self, address: &str) -> Reply {
        let (view, begun) = {
            let now = self.now();
            (now.view.clone(), now.begun)
        };
        if begun { page::reply(&view, address) } else { page::working(view.lang) }
    }

    /// Waits until something else than `seen` stands at an address, but not longer than `patience`. Says whether it does.
    pub fn changes(&self, address: &str, seen: &str, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        let mut looked: Option<Arc<View>> = None;
        let mut now = self.now();
        loop {
            let view = now.begun.then(|| now.view.clone());
            let known = |view: &Arc<View>| looked.as_ref().is_some_and(|looked| Arc::ptr_eq(looked, view));
            // Before the first pages stand, one that was open before this server was started stays as it is.
            if let Some(view) = view.filter(|view| !known(view)) {
                drop(now);
                if page::reply(&view, address).mark() != seen {
                    return true;
                }
                looked = Some(view);
                now = self.now();
                continue;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let woken = self.news.wait_timeout(now, left).unwrap_or_else(PoisonError::into_inner);
            now = woken.0;
        }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        // A view is put up whole: no thread can have left half of one.
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
