//! The way in for a child of our own code.

use crate::calls::{self, Profile};
use crate::confinement::Limits;
use crate::fault::Fault;
use crate::{files, process};

/// Takes from the calling process everything but its memory, its clock and the streams 0, 1 and 2:
/// no file, no folder, no socket, no other process. Never lifted again.
///
/// Meant for a child of one thread, before it reads the first foreign byte: a thread that was
/// started before keeps what it had. The process cannot be dumped or traced afterwards. After an
/// error the process must end: some of it may have been taken.
pub fn enter(limits: &Limits) -> Result<(), Fault> {
    process::close_all_but_the_streams()?;
    process::be_not_dumpable()?;
    files::allow_none()?;
    // After the rules, which need a descriptor; before the calls, which refuse to set a limit.
    process::set_limits(limits)?;
    calls::allow_only(Profile::Alone, limits.threads)
}
