//! Landlock: which files there are.
//!
//! The first ABI (kernel 5.13) is demanded; what later ones added (truncating, ports, devices,
//! signals) is taken where the kernel has it. On Debian 12 (kernel 6.1, ABI 2) it does not: there
//! [`crate::calls`] alone refuses these.

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd,
    Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetStatus, Scope,
};

use crate::confinement::Confinement;
use crate::fault::Fault;

/// What a dynamic program reads before its first own instruction. Executing is another right, which
/// mapping a library does not need.
const LIBRARIES: [&str; 5] = [
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/etc/ld.so.cache",
];
/// The dynamic loaders of glibc that the kernel starts a program with, by machine.
const LOADERS: [&str; 2] = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"];

/// Neither a file nor a folder, whatever its path.
pub(crate) fn allow_none() -> Result<(), Fault> {
    restrict(closed()?)
}

/// What the confinement names, the program, and what it is linked with.
pub(crate) fn allow_only(confinement: &Confinement, program: &Path) -> Result<(), Fault> {
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let write =
        read | AccessFs::WriteFile | AccessFs::MakeReg | AccessFs::RemoveFile | AccessFs::Truncate;
    let mut rules = closed()?;
    for path in there(&LIBRARIES) {
        rules = allow(rules, &path, read)?;
    }
    for path in there(&LOADERS) {
        rules = allow(rules, &path, AccessFs::Execute | AccessFs::ReadFile)?;
    }
    rules = allow(rules, program, AccessFs::Execute | AccessFs::ReadFile)?;
    for path in &confinement.reads {
        rules = allow(rules, path, read)?;
    }
    for path in &confinement.writes {
        rules = allow(rules, path, write)?;
    }
    restrict(rules)
}

/// Of these paths the ones that this system has.
fn there(paths: &[&str]) -> Vec<PathBuf> {
    let paths = paths.iter().map(PathBuf::from);
    paths.filter(|path| path.exists()).collect()
}

/// Rules by which nothing is allowed.
fn closed() -> Result<RulesetCreated, Fault> {
    let demanded = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))
        .map_err(Fault::NoLandlock)?;
    demanded
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(ABI::V7))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V7)))
        .and_then(|rules| rules.scope(Scope::from_all(ABI::V7)))
        .and_then(Ruleset::create)
        .map_err(Fault::NoLandlock)
}

fn allow(
    rules: RulesetCreated,
    path: &Path,
    access: BitFlags<AccessFs>,
) -> Result<RulesetCreated, Fault> {
    let access = if path.is_dir() {
        access
    } else {
        access & AccessFs::from_file(ABI::V7)
    };
    let opened = PathFd::new(path).map_err(Fault::HandedOver)?;
    rules
        .add_rule(PathBeneath::new(opened, access))
        .map_err(Fault::Landlock)
}

/// From here on, and for whatever the process becomes. Whoever restricts itself gains no rights by a
/// program that it becomes (`no_new_privs`): the kernel demands that first.
fn restrict(rules: RulesetCreated) -> Result<(), Fault> {
    let status = rules.restrict_self().map_err(Fault::Landlock)?;
    if status.ruleset == RulesetStatus::NotEnforced || !status.no_new_privs {
        return Err(Fault::NotEnforced);
    }
    Ok(())
}
