//! Room for connections: when there is none left, the one that has been there longest gives way.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// So many places.
#[derive(Debug)]
pub(crate) struct Places {
    capacity: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    by_age: BTreeMap<u64, Arc<Notify>>,
}

/// A place, which is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    places: Arc<Places>,
    number: u64,
    notice: Arc<Notify>,
}

impl Places {
    pub(crate) fn new(capacity: usize) -> Arc<Self> {
        Arc::new(Self { capacity: capacity.max(1), taken: Mutex::default() })
    }

    /// Takes a place; `notice` is told when it has to be given up.
    pub(crate) fn take(self: &Arc<Self>, notice: Arc<Notify>) -> Place {
        let mut taken = self.taken();
        while taken.by_age.len() >= self.capacity {
            let Some((_, oldest)) = taken.by_age.pop_first() else {
                break;
            };
            oldest.notify_one();
        }
        let number = taken.enter(Arc::clone(&notice));
        Place { places: Arc::clone(self), number, notice }
    }

    /// Has the one that was there longest give way, when the system has no room for another one.
    pub(crate) fn make_room(&self) {
        if let Some((_, oldest)) = self.taken().by_age.pop_first() {
            oldest.notify_one();
        }
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.taken().by_age.len()
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn enter(&mut self, notice: Arc<Notify>) -> u64 {
        self.next += 1;
        self.by_age.insert(self.next, notice);
        self.next
    }
}

impl Place {
    /// Becomes the youngest: whoever holds it has just been heard of.
    pub(crate) fn renew(&mut self) {
        let mut taken = self.places.taken();
        // Whose place was given away stays without: its notice is under way.
        if taken.by_age.remove(&self.number).is_some() {
            self.number = taken.enter(Arc::clone(&self.notice));
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.taken().by_age.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn is_told(notice: &Notify) -> bool {
        tokio::select! {
            biased;
            () = notice.notified() => true,
            () = std::future::ready(()) => false,
        }
    }

    #[tokio::test]
    async fn the_oldest_gives_way_unless_it_was_renewed() {
        let places = Places::new(2);
        let notices = [(); 3].map(|()| Arc::new(Notify::new()));
        let mut first = places.take(Arc::clone(&notices[0]));
        let _second = places.take(Arc::clone(&notices[1]));
        first.renew();
        let _third = places.take(Arc::clone(&notices[2]));
        assert!(is_told(&notices[1]).await);
        assert!(!is_told(&notices[0]).await && !is_told(&notices[2]).await);
        assert_eq!(places.len(), 2);
        drop(first);
        assert_eq!(places.len(), 1);
    }
}
