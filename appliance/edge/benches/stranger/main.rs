//! What a stranger's load costs somebody at work.
//!
//! ```text
//! cargo bench -p doublelock-edge --bench stranger
//! ```
//!
//! Three processes: the edge before a backend that works like Rocket (a task for each request,
//! which a closed connection does not end, and a thread that is busy for some milliseconds), 64
//! connections that ask for the sign-in page and take it back, and somebody who signed in and asks
//! for one page after another. Quiet and loaded rounds are taken in turn. Figures are of the machine
//! they were taken on; the load that stands beside them says what else it did.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement for whoever runs it"
)]

mod house;
mod people;
#[path = "../../tests/edge/stage.rs"]
#[expect(dead_code, reason = "the tests use more of the stage")]
mod stage;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use people::{Asked, Place};

/// Pages that the person asks for in a round.
const PAGES: usize = 400;
const ROUNDS: usize = 3;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("house") => house::run(Path::new(&arguments[2])).await,
        Some("strangers") => {
            let place = Place::read(Path::new(&arguments[2]));
            people::strangers(&place, arguments[3].parse().unwrap()).await;
        }
        _ => measure().await,
    }
}

async fn measure() {
    let home = tempfile::tempdir().unwrap();
    for (what, strangers) in [("another address", "127.0.0.2"), ("the same", "127.0.0.1")] {
        println!("strangers at {what}:");
        let mut house = Helper::start("house", home.path(), "");
        while !home.path().join("address").exists() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let place = Place::read(home.path());
        people::person(&place, 20).await;
        for round in 1..=ROUNDS {
            let quiet = people::person(&place, PAGES).await;
            say(round, "quiet", &quiet, &house);
            let mut load = Helper::start("strangers", home.path(), strangers);
            tokio::time::sleep(Duration::from_secs(2)).await;
            let loaded = people::person(&place, PAGES).await;
            say(round, "loaded", &loaded, &house);
            load.end();
            let ratio = |percent| loaded.percentile(percent) / quiet.percentile(percent);
            println!("  ratio p50 {:.2}, p99 {:.2}", ratio(50), ratio(99));
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        println!(
            "  {}",
            std::fs::read_to_string(home.path().join("work")).unwrap()
        );
        house.end();
        std::fs::rename(home.path().join("address"), home.path().join("before")).unwrap();
    }
}

fn say(round: usize, what: &str, asked: &Asked, house: &Helper) {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap();
    println!(
        "  round {round}, {what:<6}: p50 {:>7.2} ms, p99 {:>7.2} ms, answered {} of {}, files {}, load {}",
        asked.percentile(50),
        asked.percentile(99),
        asked.took.len(),
        asked.took.len() + asked.refused,
        house.files(),
        load.split(' ').next().unwrap(),
    );
}

/// Another process of this program.
struct Helper(Child);

impl Helper {
    fn start(part: &str, home: &Path, last: &str) -> Self {
        let program: PathBuf = std::env::current_exe().unwrap();
        // A stranger's own machine costs the house nothing; here it has what is left over.
        let nice = if part == "strangers" { "19" } else { "0" };
        let child = Command::new("nice")
            .args(["-n", nice])
            .arg(program)
            .arg(part)
            .arg(home)
            .arg(last)
            .stdin(Stdio::null())
            .spawn();
        Self(child.unwrap())
    }

    /// Open descriptors.
    fn files(&self) -> usize {
        let held = std::fs::read_dir(format!("/proc/{}/fd", self.0.id()));
        held.unwrap().count()
    }

    fn end(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where the house told that it listens.
fn address(home: &Path) -> SocketAddr {
    let text = std::fs::read_to_string(home.join("address")).unwrap();
    text.parse().unwrap()
}
