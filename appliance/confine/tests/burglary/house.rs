//! What a burglar tries to break into, and how it went.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::net::TcpListener;
use std::os::fd::AsRawFd;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use doublelock_confine::{Confinement, Launcher, Limits};
use nix::fcntl::{FcntlArg, FdFlag, fcntl};

pub(crate) const BURGLAR: &str = env!("CARGO_BIN_EXE_burglar");

/// What a confined program may do.
pub(crate) const GRANTED: [&str; 5] = [
    "read what was handed over",
    "list what was handed over",
    "write in the folder for it",
    "rename in the folder for it",
    "remove in the folder for it",
];

/// The launcher, as it is.
pub(crate) fn launcher() -> Launcher {
    Launcher {
        path: env!("CARGO_BIN_EXE_confined").into(),
        arguments: Vec::new(),
    }
}

/// A house to break into, with a parent at home: this process.
pub(crate) struct House {
    folder: tempfile::TempDir,
    listener: TcpListener,
    left_open: File,
    _nearby: UnixListener,
}

impl House {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        for name in ["secret", "handed", "work"] {
            fs::create_dir(at(name)).unwrap();
        }
        for name in [
            "secret/master.key",
            "secret/database",
            "secret/spare",
            "handed/image",
            "handed/spare",
            "work/mine",
        ] {
            fs::write(at(name), "fictitious").unwrap();
        }
        symlink(at("secret/master.key"), at("handed/way-out")).unwrap();
        let left_open = File::open(at("secret/database")).unwrap();
        Self {
            listener: TcpListener::bind("127.0.0.1:0").unwrap(),
            left_open,
            _nearby: UnixListener::bind(at("socket")).unwrap(),
            folder,
        }
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn confinement(&self) -> Confinement {
        Confinement {
            reads: vec![self.at("handed")],
            writes: vec![self.at("work")],
            limits: Limits {
                address_space: 256 << 20,
                stack: 4 << 20,
                processor_seconds: 60,
                file_size: 1 << 20,
                open_files: 32,
                threads: false,
            },
        }
    }

    /// Lets the burglar try everything, by a command that runs it, and answers how each try went.
    pub(crate) fn burgled(&self, mut command: Command, way: &str) -> BTreeMap<String, String> {
        // Left open for whoever is started, as a library of others may do.
        fcntl(&self.left_open, FcntlArg::F_SETFD(FdFlag::empty())).unwrap();
        let word = Box::new(0x0123_4567_89AB_CDEF_u64);
        let address = std::ptr::from_ref(&*word).addr();
        let ended = command
            .arg(way)
            .arg(self.folder.path())
            .arg(std::process::id().to_string())
            .arg(address.to_string())
            .arg(self.listener.local_addr().unwrap().port().to_string())
            .arg(self.left_open.as_raw_fd().to_string())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(ended.status.success(), "{ended:?}");
        let said = String::from_utf8(ended.stdout).unwrap();
        let tries = said.lines().map(|line| line.split_once(": ").unwrap());
        let tries: BTreeMap<String, String> = tries
            .map(|(what, how)| (what.to_owned(), how.to_owned()))
            .collect();
        assert_eq!(tries.len(), 44, "{tries:#?}");
        tries
    }
}

/// The tries that went the other way than `refused` says they should.
pub(crate) fn unexpected(
    tries: &BTreeMap<String, String>,
    done: impl Fn(&str) -> bool,
) -> Vec<(&String, &String)> {
    let odd = tries
        .iter()
        .filter(|(what, how)| (*how == "done") != done(what));
    odd.collect()
}
