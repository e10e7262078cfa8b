//! A program that runs a demonstration's centre, seen from outside.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use doublelock::demo::browser::Browser;
use doublelock::demo::people::StaffMember;

/// A centre that is open until it is closed or dropped.
pub(crate) struct Centre {
    program: Child,
    web: SocketAddr,
    pub(crate) dicom: SocketAddr,
    authority: Vec<u8>,
    /// From the start of the program until it said that it answers.
    pub(crate) opened_in: Duration,
}

impl Centre {
    /// Starts the program on a directory.
    pub(crate) async fn open(program: &Path, home: &Path) -> Self {
        let (web, dicom) = (free_port(), free_port());
        let begun = Instant::now();
        let mut program = Command::new(program)
            .arg("demo")
            // Nothing but what the benchmark puts there.
            .args((!home.join("data").exists()).then_some("--empty"))
            .arg("--data")
            .arg(home)
            .args(["--https", &web.to_string(), "--dicom", &dicom.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said = BufReader::new(program.stdout.take().unwrap());
        let mut lines = tokio::task::spawn_blocking(move || {
            let mut lines = said.lines().map_while(Result::ok);
            let ready = lines.any(|line| line.starts_with("ready "));
            assert!(ready, "the program did not start");
            lines
        })
        .await
        .unwrap();
        let opened_in = begun.elapsed();
        // The rest is read, so that the program never waits for a reader.
        std::thread::spawn(move || lines.by_ref().count());
        Self {
            program,
            web: SocketAddr::from((Ipv4Addr::LOCALHOST, web)),
            dicom: SocketAddr::from((Ipv4Addr::LOCALHOST, dicom)),
            authority: std::fs::read(home.join("authority.pem")).unwrap(),
            opened_in,
        }
    }

    /// Somebody at a desk, signed in, on one connection.
    pub(crate) async fn signed_in(&self, who: StaffMember) -> Browser {
        let browser = Browser::new(self.web, &self.authority).unwrap();
        let mut browser = browser.staying_connected();
        let first = browser.sign_in(who.login, who.password).await.unwrap();
        assert_eq!(first.status.as_u16(), 200, "{}", first.words());
        browser
    }

    /// The origin of its pages.
    pub(crate) fn origin(&self) -> String {
        format!("https://localhost:{}", self.web.port())
    }

    /// Waits until what a program does at its start is over.
    pub(crate) async fn settled(&self) {
        tokio::time::sleep(Duration::from_secs(3)).await;
    }

    /// Memory now, in MB.
    pub(crate) fn resident_mb(&self) -> f64 {
        self.memory("VmRSS")
    }

    /// The most memory it had, in MB.
    pub(crate) fn highest_mb(&self) -> f64 {
        self.memory("VmHWM")
    }

    fn memory(&self, which: &str) -> f64 {
        let status = format!("/proc/{}/status", self.program.id());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status.lines().find(|line| line.starts_with(which)).unwrap();
        let kilobytes: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kilobytes / 1024.0
    }

    /// Stops the program as a service is stopped.
    pub(crate) fn close(mut self) {
        let stop = Command::new("kill")
            .arg(self.program.id().to_string())
            .status();
        assert!(stop.unwrap().success());
        assert!(
            self.program.wait().unwrap().success(),
            "it did not stop well"
        );
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        // Of a measurement that failed; one that was closed is gone already.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn free_port() -> u16 {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    socket.local_addr().unwrap().port()
}
