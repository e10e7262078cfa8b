//! Takes from a process what it does not need, before it sees foreign bytes.
//!
//! A parser of somebody else's bytes is somebody else's program as soon as it has a fault. What it
//! may then still do is decided here, in layers of which each holds without the others:
//!
//! | layer | takes away |
//! |---|---|
//! | Landlock | every file, folder and program but those named ([`Confinement`]) |
//! | seccomp | sockets, new processes, other processes, limits, and all calls that nobody needs |
//! | `setrlimit` | memory, processor time, size of files, number of files, cores |
//! | `no_new_privs` | what a set-user-ID program would give back |
//! | descriptors | whatever the parent left open beside the three standard streams |
//!
//! Two ways in. A child of our own code calls [`enter`] and goes on with its three streams and
//! nothing else. A program of others is started through a [`Launcher`]: our own executable, which
//! does all of it to itself ([`launcher_main`]) and then becomes that program.
//!
//! Nothing runs half confined: where a layer cannot be had, the child ends ([`Fault`]). What cannot
//! be taken away is said in `docs/decisions/0021-children-are-confined-by-their-own-launcher.md`.

mod alone;
mod arguments;
mod calls;
mod confinement;
mod fault;
mod files;
mod launcher;
mod process;

pub use alone::enter;
pub use confinement::{Confinement, Limits};
pub use fault::Fault;
pub use launcher::{Launcher, NOT_CONFINED, NOT_FOUND, NOT_STARTED, launcher_main};
