//! Whatever comes, nothing panics, and nothing is answered that was not asked.

use bytes::Buf;
use kerbside_kafka_wire::ApiKey;
use proptest::prelude::*;

use super::authentication::alice;
use crate::connection::Flow;
use crate::testing::World;

/// Any key and version that is supported.
fn supported() -> impl Strategy<Value = (ApiKey, i16)> {
    let all: Vec<_> = crate::supported()
        .flat_map(|(key, versions)| versions.iter().map(move |version| (key, version)))
        .collect();
    proptest::sample::select(all)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_octets_never_panic(
        pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..80), 1..8),
    ) {
        let world = World::new();
        for mut client in [world.plain_client(), world.sasl_client(), alice(&world)] {
            for piece in &pieces {
                if client.send(piece) == Flow::Close {
                    break;
                }
            }
        }
    }

    #[test]
    fn random_frames_never_panic(
        frames in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 1..6),
    ) {
        let world = World::new();
        for mut client in [world.plain_client(), world.sasl_client(), alice(&world)] {
            for frame in &frames {
                client.send_frame(frame);
            }
        }
    }

    /// A known header and a random body: refused, or answered by one frame.
    #[test]
    fn random_bodies_never_panic(
        (key, version) in supported(),
        body in proptest::collection::vec(
            prop_oneof![3 => Just(0u8), 3 => 0u8..4, 1 => any::<u8>()],
            0..90,
        ),
    ) {
        let world = World::new();
        let mut client = world.plain_client();
        let flow = client.send_raw(key, version, &body);
        prop_assert!(client.connection.outbox().remaining() < 1 << 20);
        let answered = client.frames().len();
        match flow {
            Flow::Read => prop_assert!(answered <= 1),
            Flow::Wait | Flow::Close => prop_assert_eq!(answered, 0),
        }
    }

    /// The output does not depend on how the input was cut.
    #[test]
    fn cuts_do_not_show(cut in 1usize..200) {
        let world = World::new();
        let mut whole = world.plain_client();
        for version in [0, 3, 9, 12] {
            whole.send_raw(ApiKey::METADATA, version, &[0; 20]);
        }
        let expected = whole.written();
        let mut input = Vec::new();
        for (id, version) in (1..).zip([0, 3, 9, 12]) {
            let frame = crate::testing::frame(ApiKey::METADATA, version, id, &[0; 20]);
            input.extend_from_slice(&u32::try_from(frame.len()).unwrap().to_be_bytes());
            input.extend_from_slice(&frame);
        }
        let mut client = world.plain_client();
        for piece in input.chunks(cut) {
            client.send(piece);
        }
        prop_assert_eq!(client.written(), expected);
    }
}
