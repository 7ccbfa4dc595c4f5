//! Whatever members do and in whatever order: no partition has two owners, and when everybody has
//! been heard a few times every partition has one.

use proptest::prelude::*;

use super::*;

const MOST: usize = 5;

#[derive(Clone, Copy, Debug)]
enum Act {
    Join(usize),
    Leave(usize),
    /// A heartbeat whose answer arrives.
    Beat(usize),
    /// A heartbeat whose answer is lost; the next one tells everything.
    Lost(usize),
    /// The client does what it was told last.
    Apply(usize),
    Grow,
    Advance(u64),
}

fn act() -> impl Strategy<Value = Act> {
    let who = 0..MOST;
    prop_oneof![
        2 => who.clone().prop_map(Act::Join),
        1 => who.clone().prop_map(Act::Leave),
        6 => who.clone().prop_map(Act::Beat),
        2 => who.clone().prop_map(Act::Lost),
        5 => who.prop_map(Act::Apply),
        1 => Just(Act::Grow),
        1 => (1_u64..3).prop_map(Act::Advance),
    ]
}

/// A client that takes its time.
#[derive(Default)]
struct Client {
    joined: bool,
    epoch: i32,
    owned: BTreeSet<TopicPartition>,
    told: Option<BTreeSet<TopicPartition>>,
    tells_all: bool,
}

struct Story {
    world: World,
    clients: Vec<Client>,
    partitions: i32,
}

impl Story {
    fn new() -> Story {
        let day = Duration::from_secs(86_400);
        let consumers =
            ConsumerGroupSettings { session_timeout: day, ..ConsumerGroupSettings::default() };
        let mut world = World::with(consumers);
        world.topic("t", 3);
        let clients = (0..MOST).map(|_| Client::default()).collect();
        Story { world, clients, partitions: 3 }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Join(who) if !self.clients[who].joined => {
                self.clients[who] = Client { joined: true, ..Client::default() };
                self.beat(who, true);
            }
            Act::Leave(who) if self.clients[who].joined => {
                self.clients[who] = Client::default();
                self.world.beat(staying(&name(who), -1, None)).expect("was in it");
            }
            Act::Beat(who) if self.clients[who].joined => self.beat(who, true),
            Act::Lost(who) if self.clients[who].joined => self.beat(who, false),
            Act::Apply(who) => {
                let client = &mut self.clients[who];
                if let Some(told) = client.told.take() {
                    client.owned = told;
                }
            }
            Act::Grow => {
                self.partitions += 1;
                self.world.topic("t", self.partitions);
            }
            Act::Advance(seconds) => self.world.advance(seconds),
            Act::Join(_) | Act::Leave(_) | Act::Beat(_) | Act::Lost(_) => {}
        }
    }

    fn beat(&mut self, who: usize, arrives: bool) {
        let client = &mut self.clients[who];
        // What it tells is what it goes on from: an older answer does not count any more. While it
        // is about to apply one, it says nothing of what it owns.
        if client.tells_all {
            client.told = None;
        }
        let owned = client.told.is_none().then(|| client.owned.clone());
        let day = Duration::from_secs(86_400);
        let mut beat = match client.epoch {
            0 => joining(&name(who)),
            epoch => staying(&name(who), epoch, owned),
        };
        if client.epoch == 0 || client.tells_all {
            beat.rebalance_timeout = Some(day);
            beat.topics = Some([Arc::from("t")].into());
        }
        let answer = self.world.beat(beat);
        let client = &mut self.clients[who];
        match answer {
            _ if !arrives => client.tells_all = true,
            Ok(answer) => {
                client.tells_all = false;
                client.epoch = answer.member_epoch;
                client.told = answer.assignment.or(client.told.take());
            }
            // Fenced: it abandons everything and joins again.
            Err(_) => *client = Client { joined: true, ..Client::default() },
        }
    }

    fn owned(&self) -> Vec<TopicPartition> {
        self.clients.iter().flat_map(|client| client.owned.iter().copied()).collect()
    }
}

fn name(who: usize) -> String {
    format!("m{who}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_partition_has_two_owners_and_all_have_one_when_it_is_quiet(
        acts in proptest::collection::vec(act(), 1..80)
    ) {
        let mut story = Story::new();
        for act in acts {
            story.act(act);
            let owned = story.owned();
            let distinct: BTreeSet<_> = owned.iter().collect();
            prop_assert_eq!(distinct.len(), owned.len(), "after {:?}", act);
        }
        for _ in 0..3 * MOST {
            for who in 0..MOST {
                story.act(Act::Beat(who));
                story.act(Act::Apply(who));
            }
        }
        let owned: BTreeSet<_> = story.owned().into_iter().collect();
        let anybody = story.clients.iter().any(|client| client.joined);
        let all = if anybody { usize::try_from(story.partitions).unwrap_or(0) } else { 0 };
        prop_assert_eq!(owned.len(), all);
        if anybody {
            prop_assert_eq!(story.world.state(), ConsumerGroupState::Stable);
        }
    }
}
