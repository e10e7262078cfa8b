//! The sandboxed child of `doublelock_imaging::describe`, on its own.

use std::process::ExitCode;

use doublelock_imaging::describe::{ChildLimits, child_main};

fn main() -> ExitCode {
    let limits = match std::env::args().nth(1).as_deref() {
        // For the tests: less memory than the parser needs for a large object.
        Some("--cramped") => ChildLimits {
            address_space: 96 << 20,
            ..ChildLimits::default()
        },
        _ => ChildLimits::default(),
    };
    child_main(std::io::stdin(), std::io::stdout(), limits)
}
