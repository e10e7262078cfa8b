//! seccomp: which system calls there are.
//!
//! A call that is not listed is answered with `EPERM`, not with death: the two programs of others
//! ask for a few things that they can do without (`dcmmkdir` asks for its host's address to make a
//! UID), and a library that Debian updates may ask for one more. A program that is refused something
//! it needs fails by itself, and says so.
//!
//! Refused by not being listed, among others: sockets, `fork` and `vfork`, `ptrace`, reading and
//! writing another process, `io_uring`, namespaces, mounts, keys, `bpf`, changes of owner, mode,
//! times and attributes (which Landlock does not see), links, and raising a limit.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{
    BackendError, BpfProgram, Error, SeccompAction, SeccompCmpArgLen, SeccompCmpOp,
    SeccompCondition, SeccompFilter, SeccompRule, TargetArch, apply_filter,
};

use crate::fault::Fault;

/// Whom the filter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Our own code, started already: no file is opened, no memory made executable.
    Alone,
    /// A program of others, about to be started.
    Program,
}

/// What every process does: its streams, its memory, its clock, its own signals, its end.
const ALL: &[c_long] = &[
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_lseek,
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_getrandom,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// What a program does beyond that: it is loaded, opens files, waits.
const PROGRAM: &[c_long] = &[
    libc::SYS_execve,
    libc::SYS_set_tid_address,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_membarrier,
    libc::SYS_pread64,
    libc::SYS_preadv,
    libc::SYS_pwrite64,
    libc::SYS_pwritev,
    libc::SYS_fstat,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_statfs,
    libc::SYS_fstatfs,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getdents64,
    libc::SYS_getcwd,
    libc::SYS_getxattr,
    libc::SYS_lgetxattr,
    libc::SYS_fgetxattr,
    libc::SYS_listxattr,
    libc::SYS_llistxattr,
    libc::SYS_flistxattr,
    libc::SYS_ftruncate,
    libc::SYS_fallocate,
    libc::SYS_fadvise64,
    libc::SYS_fsync,
    libc::SYS_fdatasync,
    libc::SYS_renameat,
    libc::SYS_renameat2,
    libc::SYS_unlinkat,
    libc::SYS_umask,
    libc::SYS_dup,
    libc::SYS_dup3,
    libc::SYS_pipe2,
    libc::SYS_ppoll,
    libc::SYS_pselect6,
    libc::SYS_uname,
    libc::SYS_sysinfo,
    libc::SYS_times,
    libc::SYS_getrusage,
    libc::SYS_getppid,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
    libc::SYS_setitimer,
];

/// Older spellings that machines of 64-bit x86 have beside those above.
#[cfg(target_arch = "x86_64")]
const OLDER: &[c_long] = &[
    libc::SYS_arch_prctl,
    libc::SYS_stat,
    libc::SYS_lstat,
    libc::SYS_access,
    libc::SYS_readlink,
    libc::SYS_getdents,
    libc::SYS_rename,
    libc::SYS_unlink,
    libc::SYS_dup2,
    libc::SYS_pipe,
    libc::SYS_poll,
    libc::SYS_select,
    libc::SYS_time,
    libc::SYS_alarm,
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER: &[c_long] = &[];

/// What starting a thread takes beside `clone`.
const THREAD: &[c_long] = &[libc::SYS_set_robust_list, libc::SYS_rseq];

type Rules = BTreeMap<c_long, Vec<SeccompRule>>;

/// Leaves the calling thread the calls of the profile and no others.
pub(crate) fn allow_only(profile: Profile, threads: bool) -> Result<(), Fault> {
    install(profile, threads).map_err(Fault::Calls)
}

fn install(profile: Profile, threads: bool) -> Result<(), Error> {
    let machine: TargetArch = std::env::consts::ARCH.try_into()?;
    // "Not there" instead of "not allowed": glibc then asks the older way, whose flags a filter can
    // see (those of clone3 lie in memory).
    let absent = Rules::from([(libc::SYS_clone3, Vec::new())]);
    let absent = filter(
        absent,
        SeccompAction::Allow,
        SeccompAction::Errno(errno(libc::ENOSYS)),
        machine,
    )?;
    let allowed = filter(
        allowed(profile, threads)?,
        SeccompAction::Errno(errno(libc::EPERM)),
        SeccompAction::Allow,
        machine,
    )?;
    // The second allows no further filter, so the order matters; of two refusals the later counts,
    // so clone3 is allowed by the second.
    apply_filter(&absent)?;
    apply_filter(&allowed)
}

fn errno(number: libc::c_int) -> u32 {
    number.unsigned_abs()
}

fn filter(
    rules: Rules,
    otherwise: SeccompAction,
    when_listed: SeccompAction,
    machine: TargetArch,
) -> Result<BpfProgram, BackendError> {
    SeccompFilter::new(rules, otherwise, when_listed, machine)?.try_into()
}

fn allowed(profile: Profile, threads: bool) -> Result<Rules, BackendError> {
    let mut rules: Rules = ALL.iter().map(|call| (*call, Vec::new())).collect();
    rules.insert(libc::SYS_clone3, Vec::new());
    // glibc asks for limits; nobody sets one.
    rules.insert(libc::SYS_prlimit64, vec![rule(&[is(2, Whole, 0)])?]);
    // A signal to oneself is how abort() ends.
    let own = u64::from(std::process::id());
    for call in [libc::SYS_kill, libc::SYS_tgkill] {
        rules.insert(call, vec![rule(&[is(0, Half, own)])?]);
    }
    let memory = match profile {
        Profile::Alone => without_executing()?,
        Profile::Program => Vec::new(),
    };
    rules.insert(libc::SYS_mmap, memory.clone());
    rules.insert(libc::SYS_mprotect, memory);
    if profile == Profile::Program {
        let more = PROGRAM.iter().chain(OLDER);
        rules.extend(more.map(|call| (*call, Vec::new())));
        rules.extend(opening()?);
        rules.insert(libc::SYS_fcntl, one_of(1, &FCNTL)?);
        rules.insert(libc::SYS_ioctl, one_of(1, &[TERMINAL])?);
    }
    if threads {
        rules.extend(THREAD.iter().map(|call| (*call, Vec::new())));
        rules.insert(libc::SYS_clone, vec![rule(&[new_thread()])?]);
    }
    Ok(rules)
}

/// Length of an argument that is compared.
use SeccompCmpArgLen::{Dword as Half, Qword as Whole};

/// What may be asked of an open file. Not among them: to send signals to somebody when it can be
/// read (`F_SETOWN`).
const FCNTL: [libc::c_int; 9] = [
    libc::F_DUPFD,
    libc::F_DUPFD_CLOEXEC,
    libc::F_GETFD,
    libc::F_SETFD,
    libc::F_GETFL,
    libc::F_SETFL,
    libc::F_GETLK,
    libc::F_SETLK,
    libc::F_SETLKW,
];
/// Whether a stream is a terminal (`TCGETS`, the same number on both machines).
const TERMINAL: libc::c_int = 0x5401;

/// A condition on one argument.
struct Is(u8, SeccompCmpArgLen, SeccompCmpOp, u64);

fn is(argument: u8, length: SeccompCmpArgLen, value: u64) -> Is {
    Is(argument, length, SeccompCmpOp::Eq, value)
}

/// Of the bits of `mask` exactly those of `value` are set.
fn bits(argument: u8, mask: libc::c_int, value: libc::c_int) -> Is {
    let wide = |bits: libc::c_int| u64::from(bits.cast_unsigned());
    let masked = SeccompCmpOp::MaskedEq(wide(mask));
    Is(argument, Half, masked, wide(value))
}

/// A rule that holds when all conditions do.
fn rule(conditions: &[Is]) -> Result<SeccompRule, BackendError> {
    let conditions = conditions.iter().map(|Is(argument, length, how, value)| {
        SeccompCondition::new(*argument, length.clone(), how.clone(), *value)
    });
    SeccompRule::new(conditions.collect::<Result<_, _>>()?)
}

fn one_of(argument: u8, values: &[libc::c_int]) -> Result<Vec<SeccompRule>, BackendError> {
    let each = values
        .iter()
        .map(|value| rule(&[bits(argument, -1, *value)]));
    each.collect()
}

/// Memory that can be run is none that is asked for (mmap and mprotect, third argument).
fn without_executing() -> Result<Vec<SeccompRule>, BackendError> {
    Ok(vec![rule(&[bits(2, libc::PROT_EXEC, 0)])?])
}

/// A new thread of the same process, in no new namespace: what `pthread_create` asks for.
fn new_thread() -> Is {
    let namespaces = libc::CLONE_NEWNS
        | libc::CLONE_NEWCGROUP
        | libc::CLONE_NEWUTS
        | libc::CLONE_NEWIPC
        | libc::CLONE_NEWUSER
        | libc::CLONE_NEWPID
        | libc::CLONE_NEWNET;
    let thread = libc::CLONE_THREAD | libc::CLONE_VM;
    bits(0, thread | libc::CLONE_VFORK | namespaces, thread)
}

/// Opening, but not "for reading, and emptied": Landlock of kernel 6.1 takes that for reading.
fn opening() -> Result<Rules, BackendError> {
    let ways = |flags: u8| -> Result<Vec<SeccompRule>, BackendError> {
        Ok(vec![
            rule(&[bits(flags, libc::O_TRUNC, 0)])?,
            rule(&[bits(flags, libc::O_ACCMODE, libc::O_WRONLY)])?,
            rule(&[bits(flags, libc::O_ACCMODE, libc::O_RDWR)])?,
        ])
    };
    Ok(Rules::from([
        (libc::SYS_openat, ways(2)?),
        #[cfg(target_arch = "x86_64")]
        (libc::SYS_open, ways(1)?),
    ]))
}
