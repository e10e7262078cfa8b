//! Why a process could not be confined. No message holds a path or a word of an argument.

/// Why a process could not be confined. It must not go on.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The kernel has no Landlock (5.13 and later have it), or it is not switched on (`lsm=`), or
    /// whoever started the process forbids its calls.
    #[error("this kernel offers no Landlock to this process")]
    NoLandlock(#[source] landlock::RulesetError),
    /// Landlock refused the rules.
    #[error("Landlock refused the rules")]
    Landlock(#[source] landlock::RulesetError),
    /// Landlock took the rules and enforces none, or the process may still gain rights.
    #[error("Landlock enforces nothing")]
    NotEnforced,
    /// A file or folder that is to be handed over cannot be opened.
    #[error("what is to be handed over cannot be opened")]
    HandedOver(#[source] landlock::PathFdError),
    /// The filter of system calls could not be made for this kind of machine, or not installed.
    #[error("the filter of system calls could not be installed")]
    Calls(#[source] seccompiler::Error),
    /// A limit, or that the process is not dumpable, could not be set.
    #[error("a limit of the process could not be set")]
    Process(#[source] nix::Error),
    /// The descriptors that the parent left open could not be listed or closed.
    #[error("open descriptors could not be closed")]
    Descriptors(#[source] std::io::Error),
    /// The arguments of the launcher are not what [`crate::Launcher::command`] writes.
    #[error("the launcher cannot read its arguments: {0}")]
    Arguments(&'static str),
    /// The launcher could not be started, or said why it cannot confine.
    #[error("the launcher does not work here ({0})")]
    Launcher(std::io::Error),
}
