//! Exchanges against a KDC made by hand, whose answers a test alters before they are sealed, and
//! against answers that MIT's KDC recorded.

mod as_answers;
mod recorded;
mod small_kdc;
mod tgs_answers;
