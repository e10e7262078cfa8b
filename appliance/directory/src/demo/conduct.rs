//! How the fictitious directory treats whoever connects.
//!
//! Left out: doing so, which the server does.

use std::time::Duration;

/// How the directory treats connections, for tests of its absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conduct {
    /// Answers.
    Serve,
    /// Answers, each request after so long.
    Slow(Duration),
    /// Accepts and says nothing more, not even in TLS; open connections fall silent too.
    Hang,
    /// Closes every connection.
    Drop,
}
