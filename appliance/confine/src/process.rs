//! Limits, descriptors, and what the process may become.

use std::io;

use nix::sys::prctl;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::close;

use crate::confinement::Limits;
use crate::fault::Fault;

/// Largest core, in bytes. One byte is less than any core, so that none is written; and it is the
/// one value for which the kernel does not start a program that collects cores either (a zero lets
/// it: core(5), "Piping core dumps to a program").
const CORE: u64 = 1;
/// Most descriptors that are closed: what a process can have open by default is far below.
const MOST_DESCRIPTORS: usize = 65_536;

/// Hard limits, each at most what the process had. Without threads no process can be started either:
/// the limit counts both.
pub(crate) fn set_limits(limits: &Limits) -> Result<(), Fault> {
    let both = |resource, value| lower(resource, value).map_err(Fault::Process);
    both(Resource::RLIMIT_CORE, CORE)?;
    both(Resource::RLIMIT_STACK, limits.stack)?;
    both(Resource::RLIMIT_CPU, limits.processor_seconds)?;
    both(Resource::RLIMIT_FSIZE, limits.file_size)?;
    if !limits.threads {
        both(Resource::RLIMIT_NPROC, 0)?;
    }
    both(Resource::RLIMIT_AS, limits.address_space)?;
    both(Resource::RLIMIT_NOFILE, limits.open_files)
}

fn lower(resource: Resource, value: u64) -> nix::Result<()> {
    let (_, hard) = getrlimit(resource)?;
    let value = value.min(hard);
    setrlimit(resource, value, value)
}

/// Nobody of the same user reads its memory, and no core of it is written. A program that it becomes
/// is dumpable again: the kernel says so for every program that its user may read.
pub(crate) fn be_not_dumpable() -> Result<(), Fault> {
    prctl::set_dumpable(false).map_err(Fault::Process)
}

/// Closes whatever was left open by the parent. Only for the start of a process, before anything of
/// its own is open.
pub(crate) fn close_all_but_the_streams() -> Result<(), Fault> {
    for number in open_descriptors().map_err(Fault::Descriptors)? {
        match close(number) {
            // The listing itself had one, which is gone by now.
            Ok(()) | Err(nix::Error::EBADF) => {}
            Err(error) => return Err(Fault::Descriptors(error.into())),
        }
    }
    Ok(())
}

fn open_descriptors() -> io::Result<Vec<i32>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc/self/fd")? {
        let name = entry?.file_name();
        let number: Option<i32> = name.to_str().and_then(|name| name.parse().ok());
        match number {
            Some(0..=2) => {}
            Some(number) if found.len() < MOST_DESCRIPTORS => found.push(number),
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_limit_that_was_lower_already_stays() {
        lower(Resource::RLIMIT_MSGQUEUE, 100).unwrap();
        lower(Resource::RLIMIT_MSGQUEUE, 200).unwrap();
        assert_eq!(getrlimit(Resource::RLIMIT_MSGQUEUE).unwrap(), (100, 100));
    }

    #[test]
    fn a_process_that_was_dumpable_is_not_any_more() {
        assert!(prctl::get_dumpable().unwrap());
        be_not_dumpable().unwrap();
        assert!(!prctl::get_dumpable().unwrap());
    }
}
