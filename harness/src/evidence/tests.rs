//! The journal and its explanations under test.
