//! What a program keeps. Pure description; nothing here acts.

use std::path::PathBuf;

/// What a program keeps that is started through a [`crate::Launcher`]. Everything else is taken
/// from it, but for the program itself and the system's libraries, which it may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confinement {
    /// Files, and folders with all that lies in them, that it may read. Absolute; they must exist.
    pub reads: Vec<PathBuf>,
    /// Folders in which it may read, make, change, rename and remove files, but make no folders,
    /// links or devices. Absolute; they must exist.
    pub writes: Vec<PathBuf>,
    /// How much of the machine it may use.
    pub limits: Limits,
}

/// How much of the machine a process may use. The numbers are hard limits (setrlimit, POSIX.1-2017), which nothing in
/// the process can raise again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Address space, in bytes.
    pub address_space: u64,
    /// Stack of its first thread, in bytes, and of every further one that asks for no other.
    pub stack: u64,
    /// Processor time of all its threads, in seconds.
    pub processor_seconds: u64,
    /// Largest file that it may write, in bytes.
    pub file_size: u64,
    /// Files open at the same time, the three standard streams included.
    pub open_files: u64,
    /// Whether it may start threads, as many as fit. It can never start processes.
    pub threads: bool,
}
