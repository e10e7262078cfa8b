//! The same with a process of its own that is stopped, and one that is killed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use doublelock::keeping::Keeping;
use doublelock::machine::MachineEntropy;
use doublelock_store::DatabaseUrl;
use doublelock_testkit::TestClock;

use super::*;

/// Names the database of who is to hold work, which is this test once more.
const HOLDER: &str = "DOUBLELOCK_TEST_HOLDER";
const NAME: &str =
    "process::a_stopped_process_wakes_to_find_its_work_done_and_a_killed_one_leaves_it";
const A_SECOND: Span = Span::seconds(1);

/// A front end that has claimed a job and is at work until it is told to come to an end.
struct Holder {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Holder {
    fn starts(database: &DatabaseUrl) -> Self {
        let url = match database {
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            DatabaseUrl::Postgres(url) => url.clone(),
        };
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", NAME, "--nocapture"])
            .env(HOLDER, url)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut holder = Self {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        };
        assert_eq!(holder.says(), "claimed");
        holder
    }

    /// The next word, among what the test harness prints.
    fn says(&mut self) -> String {
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "it ended");
            if let Some((_, word)) = line.trim_end().split_once("holder: ") {
                return word.to_owned();
            }
        }
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the other process does: it keeps its claim, and comes to an end when told to.
fn hold(url: &str) {
    // Its clock is an hour behind, as nobody should notice.
    let clock = Arc::new(TestClock::at(MORNING.plus(Span::hours(-1))));
    let store = Store::new(
        &url.parse().unwrap(),
        clock,
        Arc::new(MachineEntropy),
        Arc::new(doublelock_store::NoKeys),
    );
    let warrant = store
        .appliance()
        .unwrap()
        .take_up(doublelock_domain::access::Purpose::Maintenance, MORNING)
        .unwrap();
    let run = store
        .write(&warrant, |unit| {
            unit.begin_run("verify", MOMENT, "holder", A_SECOND)
        })
        .unwrap()
        .unwrap();
    let keeping = Keeping::start(&store, &warrant, vec![run.claim().clone()], A_SECOND);
    let say = |word: &str| {
        let mut out = std::io::stdout();
        writeln!(out, "holder: {word}").unwrap();
        out.flush().unwrap();
    };
    say("claimed");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    drop(keeping);
    match store.write(&warrant, |unit| unit.end_run(&run, RunOutcome::Failed, "!")) {
        Ok(()) => say("done"),
        Err(Error::ClaimLost) => say("refused"),
        Err(error) => panic!("{error}"),
    }
}

/// Waits until the job can be had, as a front end does that looks now and then.
fn takes_over(archive: &TestArchive) -> RunUnderWay {
    let began = Instant::now();
    loop {
        let run = archive.store.write(&archive.clockwork(), |unit| {
            unit.begin_run("verify", MOMENT, "ours", LEASE)
        });
        if let Some(run) = run.unwrap() {
            return run;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "never free");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_stopped_process_wakes_to_find_its_work_done_and_a_killed_one_leaves_it() {
    if let Ok(url) = std::env::var(HOLDER) {
        return hold(&url);
    }
    let archive = TestArchive::new();
    let mut stopped = Holder::starts(archive.database());
    // It renews: two leases later the work is still its own.
    std::thread::sleep(Duration::from_secs(2));
    assert!(begins(&archive, &archive.store, "ours", LEASE).is_none());
    stopped.signal("STOP");
    let ours = takes_over(&archive);
    ends(&archive, &archive.store, &ours).unwrap();
    stopped.signal("CONT");
    stopped.input.write_all(b"\n").unwrap();
    assert_eq!(stopped.says(), "refused");
    assert_eq!(times(&archive, "job.ran"), 1);

    let killed = Holder::starts(archive.database());
    killed.signal("KILL");
    let ours = takes_over(&archive);
    ends(&archive, &archive.store, &ours).unwrap();
    assert_eq!(times(&archive, "job.ran"), 2);
    // One that nobody stops does its work.
    let mut honest = Holder::starts(archive.database());
    honest.input.write_all(b"\n").unwrap();
    assert_eq!(honest.says(), "done");
    assert_eq!(times(&archive, "job.ran"), 3);
    assert_eq!(
        outcomes(&archive).iter().filter(|o| *o == "failed").count(),
        3
    );
    archive.close();
}
