//! Tests of the messages as a whole: real bytes, generated values, damaged and unusual encodings.

mod arbitrary;
mod fixtures;
mod properties;
mod tolerance;
