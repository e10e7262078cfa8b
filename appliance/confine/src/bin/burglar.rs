//! Tries, one after the other, what a child that was taken over would try, and says of each how it
//! went: `WHAT: done` or `WHAT: refused (WHY)`. For the tests of confinement; never shipped.
//!
//! `burglar WAY HOUSE PARENT ADDRESS PORT DESCRIPTOR`, where WAY is `as-it-is` or `alone` (after
//! confining itself as a child of our own does), HOUSE the folder that the test laid out, PARENT
//! its process, ADDRESS where that process keeps a word in memory, PORT where it listens, and
//! DESCRIPTOR the number of a file that it left open. `burglar large FILE` and `burglar busy` run
//! into a limit; `burglar idle` ends well at once, `burglar wait` when its input does.

use std::fmt::Display;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, IoSliceMut, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use doublelock_confine::{Limits, enter};
use nix::fcntl::{OFlag, open};
use nix::sys::ptrace;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::{Signal, kill};
use nix::sys::stat::{Mode, utimes};
use nix::sys::time::{TimeVal, TimeValLike};
use nix::sys::uio::{RemoteIoVec, process_vm_readv};
use nix::unistd::{Pid, close, truncate, unlink};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let rounds = match words[..] {
        [_, "large", file] => return large(Path::new(file)),
        [_, "busy"] => loop {
            std::hint::spin_loop();
        },
        [_, "idle"] => return ExitCode::SUCCESS,
        [_, "wait"] => return wait(),
        [myself, way, house, parent, address, port, descriptor] => Rounds {
            myself: myself.into(),
            alone: way == "alone",
            house: house.into(),
            parent: parent.parse().unwrap_or_default(),
            address: address.parse().unwrap_or_default(),
            port: port.parse().unwrap_or_default(),
            descriptor: descriptor.parse().unwrap_or_default(),
        },
        _ => return ExitCode::FAILURE,
    };
    if rounds.alone && enter(&LIMITS).is_err() {
        return ExitCode::FAILURE;
    }
    rounds.what_was_left_open();
    rounds.what_was_handed_over();
    rounds.files();
    rounds.ways_out();
    rounds.network();
    rounds.other_processes();
    rounds.itself();
    ExitCode::SUCCESS
}

/// What `alone` leaves itself.
const LIMITS: Limits = Limits {
    address_space: 256 << 20,
    stack: 8 << 20,
    processor_seconds: 60,
    file_size: 0,
    open_files: 3,
    threads: false,
};
/// More than the limits of the tests allow.
const MUCH_MEMORY: usize = 512 << 20;
const MANY_FILES: usize = 100;

struct Rounds {
    myself: PathBuf,
    alone: bool,
    house: PathBuf,
    parent: i32,
    address: usize,
    port: u16,
    descriptor: i32,
}

fn tell<T, E: Display>(what: &str, tried: Result<T, E>) {
    let how = match tried {
        Ok(_) => "done".to_owned(),
        Err(error) => format!("refused ({error})"),
    };
    let _ = writeln!(io::stdout(), "{what}: {how}");
}

fn large(file: &Path) -> ExitCode {
    tell("write a large file", fs::write(file, vec![1; 4 << 20]));
    ExitCode::SUCCESS
}

/// Says that it runs, and waits until nobody listens any more.
fn wait() -> ExitCode {
    let said = io::stdout().write_all(b"ready\n");
    let waited = said.and_then(|()| io::copy(&mut io::stdin(), &mut io::sink()));
    waited.map_or(ExitCode::FAILURE, |_| ExitCode::SUCCESS)
}

impl Rounds {
    fn at(&self, path: &str) -> PathBuf {
        self.house.join(path)
    }

    fn what_was_left_open(&self) {
        tell("use a descriptor of the parent", close(self.descriptor));
    }

    /// The only things that a confined program may do.
    fn what_was_handed_over(&self) {
        tell(
            "read what was handed over",
            fs::read(self.at("handed/image")),
        );
        tell("list what was handed over", fs::read_dir(self.at("handed")));
        let (made, renamed) = (self.at("work/made"), self.at("work/renamed"));
        tell("write in the folder for it", fs::write(&made, "made"));
        tell("rename in the folder for it", fs::rename(&made, &renamed));
        tell("remove in the folder for it", unlink(&renamed));
    }

    fn files(&self) {
        tell(
            "read the master key",
            fs::read(self.at("secret/master.key")),
        );
        tell("read the database", fs::read(self.at("secret/database")));
        tell("list the data directory", fs::read_dir(self.at("secret")));
        let write = |path: &str| OpenOptions::new().append(true).open(self.at(path));
        tell("change the database", write("secret/database"));
        tell(
            "empty the database",
            truncate(&self.at("secret/database"), 0),
        );
        tell(
            "write a file elsewhere",
            fs::write(self.at("secret/new"), ""),
        );
        tell("write beside", fs::write(self.at("beside"), ""));
        tell(
            "write among what is only read",
            fs::write(self.at("handed/new"), ""),
        );
        tell("change what is only read", write("handed/image"));
        let emptying = OFlag::O_RDONLY | OFlag::O_TRUNC;
        let emptied = open(&self.at("handed/image"), emptying, Mode::empty());
        tell("empty what is only read", emptied);
        tell("remove what is only read", unlink(&self.at("handed/spare")));
        let anybody = Permissions::from_mode(0o777);
        let changed = fs::set_permissions(self.at("secret/database"), anybody);
        tell("change a mode", changed);
        let epoch = TimeVal::zero();
        let changed = utimes(&self.at("secret/database"), &epoch, &epoch);
        tell("change a time", changed);
        tell("read the users", fs::read("/etc/passwd"));
    }

    fn ways_out(&self) {
        tell("follow a link out", fs::read(self.at("handed/way-out")));
        let key = self.at("secret/master.key");
        tell("link a file in", fs::hard_link(&key, self.at("work/hard")));
        tell("make a link", symlink(&key, self.at("work/soft")));
        tell("make a folder", fs::create_dir(self.at("work/folder")));
        let moved = fs::rename(self.at("work/mine"), self.at("secret/moved"));
        tell("move a file out", moved);
        let moved = fs::rename(self.at("secret/spare"), self.at("work/moved"));
        tell("move a file in", moved);
    }

    fn network(&self) {
        tell("connect", TcpStream::connect(("127.0.0.1", self.port)));
        tell("listen", TcpListener::bind("127.0.0.1:0"));
        tell("send datagrams", UdpSocket::bind("127.0.0.1:0"));
        tell("connect nearby", UnixStream::connect(self.at("socket")));
        tell("make a pair of sockets", UnixStream::pair());
    }

    fn other_processes(&self) {
        let of_parent = |file: &str| format!("/proc/{}/{file}", self.parent);
        tell(
            "open the memory of the parent",
            File::open(of_parent("mem")),
        );
        let environment = fs::read(of_parent("environ"));
        tell("read the environment of the parent", environment);
        tell(
            "list the files of the parent",
            fs::read_dir(of_parent("fd")),
        );
        let parent = Pid::from_raw(self.parent);
        tell("copy memory of the parent", self.copied(parent));
        tell(
            "trace the parent",
            ptrace::seize(parent, ptrace::Options::empty()),
        );
        tell("signal the parent", kill(parent, Signal::SIGCONT));
        let started = Command::new(&self.myself).arg("idle").spawn();
        tell("start a process", started);
        let started = std::thread::Builder::new().spawn(|| ());
        tell("start a thread", started.map(std::thread::JoinHandle::join));
    }

    fn copied(&self, parent: Pid) -> nix::Result<usize> {
        let mut here = [0; 8];
        let len = here.len();
        let base = self.address;
        let mut here = [IoSliceMut::new(&mut here)];
        process_vm_readv(parent, &mut here, &[RemoteIoVec { base, len }])
    }

    fn itself(&self) {
        let set = getrlimit(Resource::RLIMIT_NOFILE)
            .and_then(|(soft, hard)| setrlimit(Resource::RLIMIT_NOFILE, soft, hard));
        tell("set a limit", set);
        tell("be dumpable", nix::sys::prctl::set_dumpable(true));
        let open = || File::open(self.at("handed/image"));
        let many: Result<Vec<File>, _> = (0..MANY_FILES).map(|_| open()).collect();
        tell("open many files", many);
        let mut memory: Vec<u8> = Vec::new();
        tell("take much memory", memory.try_reserve_exact(MUCH_MEMORY));
        // Comes back only when it fails; else the other program says the line.
        let what = "become another program";
        let error = Command::new("/bin/echo")
            .arg(format!("{what}: done"))
            .exec();
        tell::<(), _>(what, Err(error));
    }
}
