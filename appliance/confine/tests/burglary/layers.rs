//! Each layer on its own, and kernels that are older than this one: `strace` answers a system call in
//! the kernel's stead, so that a layer believes itself to be there and is not.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use doublelock_confine::{Launcher, NOT_CONFINED};

use crate::house::{BURGLAR, GRANTED, House, launcher, unexpected};

/// Landlock's version as Debian 12 has it (kernel 6.1). The first call asks for it.
const DEBIAN_12: &str = "landlock_create_ruleset:retval=2:when=1";
const NO_LANDLOCK: &str = "landlock_create_ruleset:error=EOPNOTSUPP";
const LANDLOCK_PRETENDED: &str = "landlock_restrict_self:retval=0";
const SECCOMP_PRETENDED: &str = "seccomp:retval=0";

/// What Landlock refuses by itself, on every kernel that has it.
const OF_LANDLOCK: [&str; 19] = [
    "read the master key",
    "read the database",
    "list the data directory",
    "change the database",
    "write a file elsewhere",
    "write beside",
    "write among what is only read",
    "change what is only read",
    "remove what is only read",
    "read the users",
    "follow a link out",
    "link a file in",
    "make a link",
    "make a folder",
    "move a file out",
    "move a file in",
    "open the memory of the parent",
    "read the environment of the parent",
    "list the files of the parent",
];
/// What seccomp refuses by itself.
const OF_SECCOMP: [&str; 17] = [
    "empty the database",
    "empty what is only read",
    "change a mode",
    "change a time",
    "link a file in",
    "make a link",
    "make a folder",
    "connect",
    "listen",
    "send datagrams",
    "connect nearby",
    "make a pair of sockets",
    "copy memory of the parent",
    "trace the parent",
    "signal the parent",
    "start a process",
    "set a limit",
];

/// A command line that runs what follows with one system call answered by `strace`.
fn answering(call: &str) -> Option<Launcher> {
    if !Path::new("/usr/bin/strace").exists() {
        skip("strace is not installed");
        return None;
    }
    let (name, _) = call.split_once(':').unwrap();
    let traced = format!("trace={name}");
    let inject = format!("inject={call}");
    let words = ["-f", "-qq", "-o", "/dev/null", "-e", &traced, "-e", &inject];
    Some(Launcher {
        path: "/usr/bin/strace".into(),
        arguments: words.iter().map(OsString::from).collect(),
    })
}

fn skip(reason: &str) {
    #[expect(clippy::print_stdout, reason = "tests/run reads this line")]
    {
        println!("skipped: {reason}");
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "in CI nothing may be skipped: {reason}"
    );
}

/// The launcher, under such an answer.
fn launcher_answered(call: &str) -> Option<Launcher> {
    let mut answered = answering(call)?;
    answered.arguments.push(launcher().path.into());
    Some(answered)
}

/// The burglar that confines itself, under such an answer.
fn alone_answered(call: &str) -> Option<Command> {
    let answered = answering(call)?;
    let mut command = Command::new(answered.path);
    command.args(answered.arguments).arg(BURGLAR);
    Some(command)
}

#[test]
fn on_the_kernel_of_debian_12_as_much_is_refused() {
    let house = House::new();
    let Some(launcher) = launcher_answered(DEBIAN_12) else {
        return;
    };
    launcher.try_out().unwrap();
    let command = launcher.command(&house.confinement(), Path::new(BURGLAR));
    let tries = house.burgled(command, "as-it-is");
    let odd = unexpected(&tries, |what| GRANTED.contains(&what));
    assert!(odd.is_empty(), "{odd:#?}");
    let tries = House::new().burgled(alone_answered(DEBIAN_12).unwrap(), "alone");
    let odd = unexpected(&tries, |_| false);
    assert!(odd.is_empty(), "{odd:#?}");
}

#[test]
fn where_the_kernel_has_no_landlock_nothing_runs() {
    let house = House::new();
    let Some(launcher) = launcher_answered(NO_LANDLOCK) else {
        return;
    };
    let told = launcher.try_out().unwrap_err().to_string();
    assert!(told.contains("no Landlock"), "{told}");
    let mut command = launcher.command(&house.confinement(), Path::new(BURGLAR));
    let ended = command.arg("idle").output().unwrap();
    assert_eq!(ended.status.code(), Some(i32::from(NOT_CONFINED)));
    let mut alone = alone_answered(NO_LANDLOCK).unwrap();
    let ended = alone.args(["alone", "/", "1", "1", "1", "9"]).output();
    let ended = ended.unwrap();
    assert!(!ended.status.success() && ended.stdout.is_empty());
}

/// What the burglar did, launched and alone, of what a layer is to refuse by itself. `other` is what
/// it must have done: the other layer was not there.
fn done(call: &str, layer: &[&str], other: &str) -> Vec<String> {
    let house = House::new();
    let Some(launcher) = launcher_answered(call) else {
        return Vec::new();
    };
    let command = launcher.command(&house.confinement(), Path::new(BURGLAR));
    let handed = house.burgled(command, "as-it-is");
    assert_eq!(handed[other], "done", "{other}");
    let alone = House::new().burgled(alone_answered(call).unwrap(), "alone");
    let mut done = Vec::new();
    for tries in [handed, alone] {
        let these = layer.iter().filter(|what| tries[**what] == "done");
        done.extend(these.map(|what| (*what).to_owned()));
    }
    done
}

#[test]
fn files_are_refused_without_seccomp_too() {
    assert_eq!(
        done(SECCOMP_PRETENDED, &OF_LANDLOCK, "set a limit"),
        [""; 0]
    );
}

#[test]
fn sockets_processes_and_limits_are_refused_without_landlock_too() {
    let done = done(LANDLOCK_PRETENDED, &OF_SECCOMP, "read the master key");
    assert_eq!(done, [""; 0]);
}
