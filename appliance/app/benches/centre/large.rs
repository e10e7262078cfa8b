//! A centre that has worked for long: how it starts, what its pages take, how it is checked and
//! made again.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use doublelock::demo::browser::Browser;
use doublelock::demo::people::NADIA;
use doublelock::machine::{MachineClock, MachineEntropy};
use doublelock::running::signing::{CheckpointFile, load_or_make};
use doublelock_domain::access::{Clockwork, Purpose};
use doublelock_store::journal::Reach;
use doublelock_store::{DatabaseUrl, NoKeys, Store};

use crate::centre::Centre;
use crate::desk;
use crate::figures::Figures;

/// The journal of a demonstration.
const ORIGIN: &str = "demo.doublelock.example/journal";
/// Entries that came since a check.
const SINCE: u32 = 10_000;
/// What is searched, and whether somebody has it: people are drawn as `doublelock seed` draws them.
const SEARCHED: [(&str, bool); 5] = [
    ("mo", true),
    ("rélin réréba", true),
    ("baré 2005-01-01", true),
    ("personne de ce nom", false),
    ("1995-05-05", true),
];
/// Times that each is searched.
const SEARCHES: usize = 30;

/// Measures all of it; the centre has more entries afterwards.
pub(crate) async fn measure(program: &Path, home: &Path, found: &mut Figures) {
    let begun = Instant::now();
    let centre = Centre::open(program, home).await;
    found.note("start until it answers, s", centre.opened_in.as_secs_f64());
    let mut nadia = centre.signed_in(NADIA).await;
    while !search(&mut nadia, SEARCHED[0].0).await.1 {
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    found.note(
        "start until names are found, s",
        begun.elapsed().as_secs_f64(),
    );
    found.note("memory with the names, MB", centre.resident_mb());
    for (words, there) in SEARCHED {
        let mut took = Vec::new();
        for _ in 0..SEARCHES {
            let (lasted, somebody) = search(&mut nadia, words).await;
            assert_eq!(somebody, there, "{words}");
            took.push(lasted);
        }
        found.times(&format!("search \u{ab} {words} \u{bb}"), took);
    }
    let articles = nadia.get("/items").await.unwrap();
    let film = articles.links("/items/").into_iter().next();
    desk::pages(&centre, &film.expect("no article"), found).await;
    found.note("highest memory, MB", centre.highest_mb());
    centre.close();
    let data = home.join("data");
    check(&data, found);
    make_again(program, &data, found);
}

/// How long a search took, and whether it found somebody: nobody while the names are being read.
async fn search(browser: &mut Browser, words: &str) -> (Duration, bool) {
    let page = browser.get("/find").await.unwrap();
    let form = page.form("/find").unwrap();
    let begun = Instant::now();
    let answer = browser.submit(&form, &[("q", words)]).await.unwrap();
    let took = begun.elapsed();
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.words());
    let cases = answer.links("/cases/").into_iter();
    (took, cases.filter(|link| link != "/cases/new").count() > 0)
}

/// The appliance's own check of its journal: the whole, and what came since.
fn check(data: &Path, found: &mut Figures) {
    let store = Store::new(
        &DatabaseUrl::Sqlite(data.join("doublelock.sqlite")),
        Arc::new(MachineClock::start()),
        Arc::new(MachineEntropy),
        Arc::new(NoKeys),
    );
    let key = load_or_make(data, ORIGIN, &MachineEntropy).unwrap();
    let mut kept = CheckpointFile::in_data(data);
    let work = store.appliance().unwrap();
    let now = store.clock().now();
    let work = work
        .take_up::<Clockwork>(Purpose::Maintenance, now)
        .unwrap();
    let mut checked = |reach: Reach, what: &str| {
        let begun = Instant::now();
        let ours = key.verifying_key();
        let check = store.check_journal(&work, &ours, reach).unwrap();
        found.note(what, begun.elapsed().as_secs_f64());
        assert_eq!(check.broken_at, None);
        store
            .write(&work, |unit| unit.note_self_check(&check))
            .unwrap();
        check
    };
    let whole = checked(Reach::Whole, "check of the whole journal, s");
    store
        .write(&work, |unit| {
            for number in 0..SINCE {
                unit.note_started(&format!("measured {number}"), 0)?;
            }
            Ok(())
        })
        .unwrap();
    store.sign_checkpoint(&work, &key, &mut kept).unwrap();
    let since = checked(Reach::SinceLast, "check of 10,000 entries since, s");
    assert!(since.from > 0, "the whole was read again");
    let entries = u32::try_from(whole.entries).unwrap();
    found.note("entries of the journal", f64::from(entries));
}

/// Tables made again from the journal, and compared with it; with the check of the journal before.
fn make_again(program: &Path, data: &Path, found: &mut Figures) {
    for (what, check) in [("tables made again", false), ("tables compared", true)] {
        let begun = Instant::now();
        let mut rebuild = Command::new(program);
        rebuild.arg("rebuild").arg("--data").arg(data);
        if check {
            rebuild.arg("--check");
        }
        let out = rebuild.output().unwrap();
        let took = begun.elapsed().as_secs_f64();
        assert!(
            out.status.success(),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
        found.note(&format!("{what}, s"), took);
        let said = String::from_utf8(out.stdout).unwrap();
        // « … d’après 1700013 inscriptions … », « 1700013 inscriptions, … »
        let mut numbers = said.split(' ').filter_map(|word| word.parse::<f64>().ok());
        let entries = numbers.next().expect("it says how many entries");
        found.note(&format!("{what}, facts a second"), entries / took);
    }
}
