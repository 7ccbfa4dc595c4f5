//! kdestroy.

use super::super::*;
use super::{Ran, Room};

#[test]
fn a_cache_goes_once() {
    let room = Room::new();
    room.kinit_alice(&[]);
    assert_eq!(room.run(kdestroy, &[], ""), Ran::quiet());
    assert!(!std::path::Path::new(&room.path("cc")).exists());
    let said = "kdestroy: No credentials cache found while destroying cache\n";
    assert_eq!(room.run(kdestroy, &[], ""), Ran::new(0, "", said));
    assert_eq!(room.run(kdestroy, &["-q"], ""), Ran::new(0, "", said));
    assert_eq!(room.run(kdestroy, &["-A"], ""), Ran::quiet());
}

#[test]
fn the_cache_of_a_principal_goes() {
    let room = Room::new();
    room.kinit_alice(&[]);
    let said = "kdestroy: Matching credential not found while finding cache for bob\n";
    assert_eq!(room.run(kdestroy, &["-p", "bob"], ""), Ran::new(1, "", said));
    assert_eq!(room.run(kdestroy, &["-p", "alice"], ""), Ran::quiet());
    assert!(!std::path::Path::new(&room.path("cc")).exists());
}

#[test]
fn what_cannot_be_removed_is_told() {
    let room = Room::new();
    let ran = room.run(kdestroy, &["-q", "-c", &room.path("")], "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.ends_with("Ticket cache NOT destroyed!\n"), "{ran:?}");
}

#[test]
fn operands_show_the_usage() {
    let ran = Room::new().run(kdestroy, &["x"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("Usage: kdestroy "), "{ran:?}");
}
