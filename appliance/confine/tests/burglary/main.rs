//! Promise: a confined child can do nothing of what a burglar tries, and the same burglar unconfined
//! does all of it, so that each "refused" here is the work of the confinement.

#![expect(clippy::unwrap_used, reason = "tests")]

mod house;
mod layers;

use std::fs;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use doublelock_confine::{Confinement, Launcher, NOT_CONFINED, NOT_FOUND, NOT_STARTED};

use house::{BURGLAR, GRANTED, House, launcher, unexpected};

/// What Yama may refuse anybody (`kernel.yama.ptrace_scope`): there the unconfined burglar proves
/// nothing.
const TRACING: [&str; 5] = [
    "open the memory of the parent",
    "read the environment of the parent",
    "list the files of the parent",
    "copy memory of the parent",
    "trace the parent",
];
const SIGXFSZ: i32 = 25;
const SIGXCPU: i32 = 24;
const SIGKILL: i32 = 9;

#[test]
fn an_unconfined_burglar_does_it_all() {
    let tries = House::new().burgled(Command::new(BURGLAR), "as-it-is");
    let scope = fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope").unwrap_or_default();
    let yama = !["", "0"].contains(&scope.trim());
    let odd = unexpected(&tries, |what| {
        !yama || !TRACING.contains(&what) || tries[what] == "done"
    });
    assert!(odd.is_empty(), "{odd:#?}");
}

#[test]
fn a_program_that_was_launched_does_what_it_was_handed_and_nothing_else() {
    let house = House::new();
    let command = launcher().command(&house.confinement(), Path::new(BURGLAR));
    let tries = house.burgled(command, "as-it-is");
    let odd = unexpected(&tries, |what| GRANTED.contains(&what));
    assert!(odd.is_empty(), "{odd:#?}");
    let names = |folder: &str| fs::read_dir(house.at(folder)).unwrap().count();
    assert_eq!((names("secret"), names("handed"), names("work")), (3, 3, 1));
    assert_eq!(fs::read(house.at("handed/image")).unwrap(), b"fictitious");
}

#[test]
fn a_child_that_enters_by_itself_can_do_nothing_at_all() {
    let tries = House::new().burgled(Command::new(BURGLAR), "alone");
    let odd = unexpected(&tries, |_| false);
    assert!(odd.is_empty(), "{odd:#?}");
}

#[test]
fn a_program_starts_threads_where_it_may_and_no_processes() {
    let house = House::new();
    let mut confinement = house.confinement();
    confinement.limits.threads = true;
    let command = launcher().command(&confinement, Path::new(BURGLAR));
    let tries = house.burgled(command, "as-it-is");
    let odd = unexpected(&tries, |what| {
        GRANTED.contains(&what) || what == "start a thread"
    });
    assert!(odd.is_empty(), "{odd:#?}");
}

#[test]
fn a_program_that_takes_more_than_its_share_is_ended() {
    let house = House::new();
    let mut confinement = house.confinement();
    confinement.limits.processor_seconds = 1;
    let burglar = || launcher().command(&confinement, Path::new(BURGLAR));
    let file = house.at("work/large");
    let ended = burglar().arg("large").arg(&file).output().unwrap();
    assert_eq!(ended.status.signal(), Some(SIGXFSZ), "{ended:?}");
    assert!(fs::metadata(file).unwrap().len() <= 1 << 20);
    let ended = burglar().arg("busy").output().unwrap();
    let signal = ended.status.signal().unwrap();
    assert!([SIGXCPU, SIGKILL].contains(&signal), "{ended:?}");
}

/// What the kernel says of a running process, by name.
fn told_by_kernel(process: u32, file: &str, names: &[&str]) -> Vec<String> {
    let text = fs::read_to_string(format!("/proc/{process}/{file}")).unwrap();
    let line = |name: &&str| {
        let line = text.lines().find_map(|line| line.strip_prefix(*name));
        let words: Vec<&str> = line.unwrap().split_whitespace().take(2).collect();
        words.join(" ")
    };
    names.iter().map(line).collect()
}

#[test]
fn the_kernel_says_the_same_of_a_program_that_was_launched() {
    let house = House::new();
    let mut waiting = launcher()
        .command(&house.confinement(), Path::new(BURGLAR))
        .arg("wait")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = [0; 6];
    waiting
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut ready)
        .unwrap();
    let limits = [
        "Max address space",
        "Max stack size",
        "Max cpu time",
        "Max file size",
        "Max open files",
        "Max processes",
    ];
    assert_eq!(
        told_by_kernel(waiting.id(), "limits", &limits),
        [
            "268435456 268435456",
            "4194304 4194304",
            "60 60",
            "1048576 1048576",
            "32 32",
            "0 0"
        ]
    );
    // None where this machine has none for anybody.
    let core = told_by_kernel(waiting.id(), "limits", &["Max core file size"]);
    assert!(["0 0", "1 1"].contains(&core[0].as_str()), "{core:?}");
    // A filter is mode 2 (seccomp(2), `SECCOMP_MODE_FILTER`).
    let status = told_by_kernel(waiting.id(), "status", &["NoNewPrivs:", "Seccomp:"]);
    assert_eq!(status, ["1", "2"]);
    drop(waiting.stdin.take());
    assert!(waiting.wait().unwrap().success());
}

fn said(ended: &Output) -> (i32, String) {
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    (ended.status.code().unwrap(), said)
}

#[test]
fn what_cannot_be_confined_or_started_is_told_apart_and_does_not_run() {
    let house = House::new();
    let run = |confinement: &Confinement, program: &Path| {
        let ended = launcher()
            .command(confinement, program)
            .arg("idle")
            .output();
        said(&ended.unwrap())
    };
    let good = house.confinement();
    assert_eq!(run(&good, Path::new(BURGLAR)), (0, String::new()));

    let (status, words) = run(&good, Path::new("/nowhere/at-all"));
    assert_eq!(status, i32::from(NOT_FOUND));
    assert!(!words.contains("nowhere"), "{words}");
    let (status, _) = run(&good, &house.at("handed/image"));
    assert_eq!(status, i32::from(NOT_STARTED));

    let mut absent = good.clone();
    absent.reads.push(house.at("not-there"));
    let (status, words) = run(&absent, Path::new(BURGLAR));
    assert_eq!(status, i32::from(NOT_CONFINED));
    assert!(!words.contains("not-there"), "{words}");
    let relative = run(&good, Path::new("burglar"));
    assert_eq!(relative.0, i32::from(NOT_CONFINED));
    let nothing = Command::new(launcher().path).output().unwrap();
    assert_eq!(nothing.status.code(), Some(i32::from(NOT_CONFINED)));
}

#[test]
fn whether_children_can_be_confined_is_known_before_there_is_one() {
    launcher().try_out().unwrap();
    let absent = Launcher {
        path: "/nowhere".into(),
        arguments: Vec::new(),
    };
    assert!(absent.try_out().is_err());
    // Inside a confinement nothing can be confined again: the calls for it are refused, as they are
    // to a service whose unit does not list them.
    let house = House::new();
    let mut within = house.confinement();
    let path = launcher().path;
    within.reads.push(path.clone());
    let ended = launcher().command(&within, &path).arg("try-out").output();
    let (status, words) = said(&ended.unwrap());
    assert_eq!(status, i32::from(NOT_CONFINED), "{words}");
}
