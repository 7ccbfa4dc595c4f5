//! Kerbside judged by programs that nobody here wrote
