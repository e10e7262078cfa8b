//! A PostgreSQL server of one test's own, that the test can stop and start again.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use doublelock_store::DatabaseUrl;

/// A server on a loopback port, with a cluster in a folder that goes away with it.
#[derive(Debug)]
pub struct PostgresServer {
    programs: PathBuf,
    port: u16,
    settings: Vec<String>,
    folder: tempfile::TempDir,
    running: Option<Child>,
}

impl PostgresServer {
    /// Makes a cluster and starts it; none if the server's programs are not on this machine.
    pub fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// The same with settings of its own, as `synchronous_commit=off`.
    pub fn start_with(settings: &[&str]) -> Option<Self> {
        let programs = programs()?;
        let folder = tempfile::Builder::new()
            .prefix("doublelock-postgres-")
            .tempdir()
            .unwrap();
        // The server refuses to run as root, so its own user must get there.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let mut server = Self {
            programs,
            port,
            settings: settings.iter().map(|one| (*one).to_owned()).collect(),
            folder,
            running: None,
        };
        // Loopback and a throw-away cluster: whoever can connect may.
        let made = server
            .program("initdb")
            .args(["-D", &server.cluster(), "-U", "doublelock", "-A", "trust"])
            .args(["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(made.success(), "initdb failed");
        server.start_again();
        Some(server)
    }

    /// Its first database.
    pub fn url(&self) -> DatabaseUrl {
        let port = self.port;
        format!("postgres://doublelock@127.0.0.1:{port}/postgres?connect_timeout=3")
            .parse()
            .unwrap()
    }

    /// Stops it as a power switch would: connections are cut, nothing is finished.
    pub fn stop(&mut self) {
        let Some(mut running) = self.running.take() else {
            return;
        };
        // SIGQUIT is PostgreSQL's immediate shutdown.
        let pid = running.id().to_string();
        let told = Command::new("kill").args(["-s", "QUIT", &pid]).status();
        assert!(told.unwrap().success());
        running.wait().unwrap();
    }

    /// Starts it on what it kept, and waits until it answers.
    pub fn start_again(&mut self) {
        let started = self
            .program("postgres")
            .args(["-D", &self.cluster(), "-p", &self.port.to_string()])
            .args(["-c", "listen_addresses=127.0.0.1"])
            .args(["-c", "unix_socket_directories="])
            .args(self.settings.iter().flat_map(|one| ["-c", one]))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.running = Some(started.unwrap());
        for _ in 0..300 {
            let ready = Command::new(self.programs.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
                .status();
            if ready.unwrap().success() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("PostgreSQL did not start");
    }

    fn cluster(&self) -> String {
        let cluster = self.folder.path().join("cluster");
        cluster.to_str().unwrap().to_owned()
    }

    /// One of its programs, run by a user that it accepts. The process id stays the program's.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        let mut command = if root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
            command.arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/");
        command
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(Path::new("/usr/lib/postgresql"))
        .ok()?
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
        .collect();
    found.sort();
    found.pop()
}
