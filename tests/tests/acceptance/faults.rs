//! A realm of files when things break, briefly: `make faults` does the same at length.

use acceptance::faults::{crowd, damage, dumps, full_disk, kills, stashes, strangers};

const SEED: u64 = 20_260_516;

#[test]
fn whatever_is_killed_nothing_that_was_acknowledged_is_lost() {
    let survived = kills::survive(52, SEED);
    assert!(survived.acknowledged > survived.kills, "{survived:?}");
}

#[test]
fn five_writers_at_once_lose_nothing_and_all_of_them_end() {
    crowd::write_at_once(20, SEED);
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    full_disk::fill(SEED);
}

#[test]
fn spoiled_files_are_refused_with_their_name_and_the_remedy() {
    damage::spoil_closed_files(20, SEED);
}

#[test]
fn a_file_that_is_cut_below_a_kdc_does_not_kill_it() {
    damage::cut_open_files(6, SEED);
    damage::cut_behind_its_back();
}

#[test]
fn nothing_of_a_cut_dump_is_loaded() {
    dumps::cut(5, SEED);
}

#[test]
fn a_stash_that_does_not_fit_is_named() {
    stashes::refuse();
}

#[test]
fn strangers_at_the_ports_do_not_keep_honest_people_out() {
    let _stood = strangers::withstand(10_000, SEED);
}
