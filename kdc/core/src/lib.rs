//! The decisions of a Kerberos 5 key distribution centre, without IO.
//!
//! * [`database`]: realms, principals, keys, account state; the [`database::World`] that a request
//!   sees, and the store in memory.
//! * [`exchange`]: an AS-REQ or TGS-REQ becomes a [`exchange::Decision`], a decision becomes bytes.
//! * [`admin`]: administrative requests become changes of the database.
//! * [`dump`]: records as lines of MIT's dumps, their keys sealed.
//!
//! There is no clock, entropy, socket or file in this crate: time and randomness are arguments.
//!
//! ```
//! use kerbside_crypto::SeededEntropy;
//! use kerbside_kdc_core::admin::create_realm;
//! use kerbside_kdc_core::database::{MemoryStore, RealmSettings, World};
//! use kerbside_krb5::time::Timestamp;
//!
//! let (now, mut entropy) = (Timestamp::from_seconds(1_795_326_421), SeededEntropy::new(1));
//! let store = MemoryStore::new();
//! let changes = create_realm(RealmSettings::new("EXAMPLE.COM"), now, &mut entropy)?;
//! store.commit(store.world().generation(), changes)?;
//! assert_eq!(store.world().realms(), ["EXAMPLE.COM"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

pub mod admin;
pub mod database;
pub mod dump;
pub mod exchange;
