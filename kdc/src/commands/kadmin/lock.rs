//! `lock` and `unlock`: the database for this session alone. Arguments are passed over, and so is
//! a second `lock` or `unlock`.

use super::console::{Console, Failed, Performed};
use super::session::Lock;

pub(super) fn lock(console: &mut Console<'_, '_>, _: &[String]) -> Performed {
    change(console, Lock::Exclusive, "lock")
}

pub(super) fn unlock(console: &mut Console<'_, '_>, _: &[String]) -> Performed {
    change(console, Lock::None, "unlock")
}

fn change(console: &mut Console<'_, '_>, wanted: Lock, request: &str) -> Performed {
    if console.lock == wanted {
        return Ok(());
    }
    // The blank at the end is MIT's.
    let locked = console.session.lock(wanted);
    locked.map_err(|denied| Failed::Said(format!("{request}: {denied} ")))?;
    console.lock = wanted;
    Ok(())
}
