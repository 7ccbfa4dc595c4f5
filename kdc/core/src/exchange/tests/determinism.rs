//! One seed and one instant give one sequence of bytes.

use super::super::seal;
use super::{AsAsk, Bed, NOW, TgsAsk};
use crate::database::RealmSettings;

/// Every byte that a realm of this seed says in a login and a service ticket.
fn conversation(seed: u64) -> Vec<Vec<u8>> {
    let mut bed = Bed::with(RealmSettings::new(super::REALM), seed);
    let mut said = Vec::new();
    let mut ask = AsAsk::new("alice", "krbtgt/EXAMPLE.COM");
    ask.padata.push(bed.pa_timestamp("alice", NOW));
    let request = ask.bytes();
    let decision = bed.decide(&request);
    let mut reply = Vec::new();
    seal(decision, None, &mut bed.entropy, &mut reply);
    said.extend([request, reply]);
    let tgt = bed.tgt("alice", |_| {});
    let request = TgsAsk::new(&tgt, "kafka/localhost", NOW).bytes(&mut bed.entropy);
    let (reply, _) = bed.answer(&request);
    said.extend([request, reply]);
    said
}

#[test]
fn one_seed_gives_equal_bytes() {
    for seed in [1, 2] {
        assert_eq!(conversation(seed), conversation(seed));
    }
}

#[test]
fn another_seed_gives_other_bytes() {
    for (one, two) in conversation(1).iter().zip(conversation(2)) {
        assert_ne!(*one, two);
    }
}
