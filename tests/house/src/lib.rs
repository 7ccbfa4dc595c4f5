//! What the rules of this repository are asked of: its files, and what cargo says of its packages.
//!
//! The rules themselves are the tests of this package (`tests/house/`), one file per kind of rule.
//! Nothing here belongs to the product and nothing depends on it.

pub mod cargo;
pub mod files;
