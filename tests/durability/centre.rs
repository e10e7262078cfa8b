//! A centre that is cut off again and again, and what is looked at each time it is back.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use doublelock::demo::browser::Browser;
use doublelock::demo::people::{MARC, NADIA};
use doublelock::machine::MachineClock;
use doublelock_domain::access::DutyName;
use doublelock_domain::time::Clock as _;
use doublelock_imaging::scu;
use doublelock_store::DatabaseUrl;
use doublelock_testkit::images::of_rosalie;
use doublelock_testkit::site::Served;
use doublelock_testkit::{Site, past_the_store, verify};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::disk::{Disk, Kind};
use crate::hands::{Book, Copies, Deed, Forms, Modality, Station, Told, peer};

/// A start is done within this.
const START: Duration = Duration::from_secs(5);

pub(crate) struct Centre {
    pub(crate) site: Site,
    pub(crate) disk: Disk,
    pub(crate) book: Book,
    pub(crate) database: DatabaseUrl,
    /// How long the slowest start took.
    pub(crate) slowest: Duration,
    /// How many deeds were looked at after a cut.
    seen: usize,
    /// The label of its dock.
    dock: String,
    /// How often somebody began to work.
    turns: usize,
}

/// The four who work at once.
pub(crate) struct AtWork {
    pub(crate) hands: [JoinHandle<()>; 4],
    /// They are cut off from now on.
    cut: Arc<AtomicBool>,
}

impl Centre {
    /// A new one, with its records on a server if there is one.
    pub(crate) async fn new(records: Option<DatabaseUrl>, kind: Kind) -> (Self, Served) {
        let mut site = Site::of(env!("CARGO_BIN_EXE_doublelock")).await;
        let disk = Disk::new(&site.at("machine"), &site.at("beside"));
        site.data = disk.root.join("data");
        site.environment = disk.environment(kind);
        let mut more = String::new();
        if let Some(DatabaseUrl::Postgres(url)) = &records {
            let secret = site.at("database-url");
            std::fs::write(&secret, url).unwrap();
            more = format!("database_url = \"{}\"\n", secret.display());
        }
        // Each start and each night of this short life.
        more += "[jobs]\ncheckpoint = \"* * * * * *\"\n";
        site.configure("[\"127.0.0.1:0\"]", "listen = \"127.0.0.1:0\"", &more);
        let mut centre = Self {
            database: records
                .unwrap_or_else(|| DatabaseUrl::Sqlite(site.data.join("doublelock.sqlite"))),
            site,
            disk,
            book: Book::default(),
            slowest: Duration::ZERO,
            seen: 0,
            dock: String::new(),
            turns: 0,
        };
        // Here whoever keeps the archive answers for privacy, and whoever does that reads the journal.
        centre.site.gives(DutyName::Auditor, DutyName::Privacy);
        centre.site.gives(DutyName::Privacy, DutyName::Custody);
        let served = centre.site.serve();
        let mut nadia = centre.signed_in(&served, NADIA).await;
        let places = nadia.get("/places").await.unwrap();
        let dock = [("name", "Quai"), ("kind", "dock")];
        nadia
            .submit(&places.form("/places").unwrap(), &dock)
            .await
            .unwrap();
        centre.dock = centre.one("SELECT label FROM location WHERE kind = 'dock'");
        (centre, served)
    }

    pub(crate) async fn signed_in(
        &self,
        served: &Served,
        who: doublelock::demo::people::StaffMember,
    ) -> Browser {
        let browser = self.site.browser(served).speaking("fr-CA");
        let mut browser = browser.staying_connected();
        let today = browser.sign_in(who.login, who.password).await.unwrap();
        assert_eq!(today.path, "/", "{}", today.words());
        browser
    }

    /// The only value of the only row.
    pub(crate) fn one(&self, query: &str) -> String {
        past_the_store(&self.database, query).unwrap()[0][0].clone()
    }

    /// How many builds of copies there are of which this is true.
    pub(crate) fn builds(&self, such: &str) -> usize {
        let count = format!("SELECT count(*) FROM record_package WHERE {such}");
        self.one(&count).parse().unwrap()
    }

    fn today(&self) -> String {
        let zone = self.site.hospital.config.centre.zone;
        MachineClock::start().now().date_in(zone).to_string()
    }

    /// The three hands, at the desk.
    pub(crate) async fn hands(&mut self, served: &Served) -> (Forms, Station, Modality) {
        self.turns += 1;
        let next = self.turns * 1000;
        let (port, today) = (served.web.port(), self.today());
        let forms = Forms {
            nadia: self.signed_in(served, NADIA).await,
            marc: self.signed_in(served, MARC).await,
            port,
            today: today.clone(),
            next,
            book: self.book.clone(),
        };
        let station = Station {
            nadia: self.signed_in(served, NADIA).await,
            port,
            today,
            dock: self.dock.clone(),
            next,
            book: self.book.clone(),
        };
        let modality = Modality {
            to: served.dicom.unwrap(),
            next,
            book: self.book.clone(),
        };
        (forms, station, modality)
    }

    /// The desk where copies are made.
    async fn copies(&self, served: &Served) -> Copies {
        Copies {
            forms: Forms {
                nadia: self.signed_in(served, NADIA).await,
                marc: self.signed_in(served, MARC).await,
                port: served.web.port(),
                today: self.today(),
                next: 3_000_000 + self.turns * 1000,
                book: self.book.clone(),
            },
        }
    }

    /// The three begin to work, and one who has copies made, until they are cut off.
    pub(crate) async fn begins_to_work(&mut self, served: &Served) -> AtWork {
        let (mut forms, mut station, mut modality) = self.hands(served).await;
        let mut copies = self.copies(served).await;
        let cut = Arc::new(AtomicBool::new(false));
        let cuts = [cut.clone(), cut.clone(), cut.clone(), cut.clone()];
        let [one, other, third, fourth] = cuts;
        // What they work with is lent from one piece of work to the next: each stays on its thread.
        let hands = [
            tokio::task::spawn_blocking(move || {
                Handle::current().block_on(works(one, async || forms.works().await));
            }),
            tokio::task::spawn_blocking(move || {
                Handle::current().block_on(works(other, async || station.works().await));
            }),
            tokio::task::spawn_blocking(move || {
                Handle::current().block_on(works(third, async || modality.works().await));
            }),
            tokio::task::spawn_blocking(move || {
                Handle::current().block_on(works(fourth, async || copies.works().await));
            }),
        ];
        AtWork { hands, cut }
    }

    /// Starts it again: how long that took is bounded.
    pub(crate) fn starts(&mut self) -> Served {
        let began = Instant::now();
        let served = self.site.serve();
        let lasted = began.elapsed();
        self.slowest = self.slowest.max(lasted);
        assert!(
            lasted < START,
            "a start took {lasted:?}\n{}",
            served.logged()
        );
        served
    }

    /// Looks for all that was acknowledged since it was looked at last, and finds it.
    pub(crate) async fn is_all_there(&mut self, served: &Served) {
        let deeds = self.book.deeds();
        self.are_there(served, &deeds[self.seen..]).await;
        self.seen = deeds.len();
    }

    async fn are_there(&self, served: &Served, deeds: &[Deed]) {
        let mut nadia = self.signed_in(served, NADIA).await;
        let mut marc = self.signed_in(served, MARC).await;
        let mut images = Vec::new();
        for deed in deeds {
            let (page, words) = match deed {
                Deed::Case(path, name) => (nadia.get(path).await, name.as_str()),
                Deed::Request(path) => {
                    let page = marc.get(path).await.unwrap();
                    // What was being built when it was cut off was given up at the start, and can be built again.
                    let under_way = page.words().contains("la préparation continue");
                    assert!(!under_way, "{deed:?}: {}", page.words());
                    (Ok(page), "H3A 0G4")
                }
                Deed::Copy(path) => {
                    let disc = path.replace("/requests/", "/packages/") + "/disc";
                    let disc = marc.get(&disc).await.unwrap();
                    assert_eq!(disc.status.as_u16(), 200, "{deed:?}: {}", disc.words());
                    assert_eq!(
                        disc.body.get(32_769..32_774),
                        Some(&b"CD001"[..]),
                        "{deed:?}"
                    );
                    (marc.get(path).await, "Copie prête")
                }
                Deed::Article(label) => (nadia.get(&format!("/items/{label}")).await, "Reçu"),
                Deed::Image(seed) => {
                    images.push(of_rosalie(seed.as_bytes()));
                    continue;
                }
            };
            let page = page.unwrap();
            assert_eq!(page.status.as_u16(), 200, "{deed:?}: {}", page.words());
            assert!(page.words().contains(words), "{deed:?}: {}", page.words());
        }
        if images.is_empty() {
            return;
        }
        // What is held is read to its end and not kept again; what were not would be taken in now.
        let held = self.one("SELECT count(*) FROM sealed_object");
        let count = images.len();
        let answers = scu::store(&peer(served.dicom.unwrap()), images).await;
        assert_eq!(answers.unwrap(), vec![scu::Answer::Status(0); count]);
        let now = self.one("SELECT count(*) FROM sealed_object");
        assert_eq!(
            held, now,
            "of {count} images that were acknowledged some were not held"
        );
    }

    /// The records say what the journal says, and the journal holds. While nobody runs it.
    pub(crate) fn is_consistent(&self) {
        let copy = tempfile::tempdir_in(self.site.home.path()).unwrap();
        let data = copy.path().join("data");
        let mut check = self.site.runs(&["rebuild", "--check"]);
        let mut database = self.database.clone();
        if matches!(self.database, DatabaseUrl::Sqlite(_)) {
            // A copy: the next start shall find what the cut left, and not what this made of it.
            copy_of(&self.site.data, &data);
            check = std::process::Command::new(env!("CARGO_BIN_EXE_doublelock"));
            check.args(["rebuild", "--check", "--data"]).arg(&data);
            verifies(&data);
            database = DatabaseUrl::Sqlite(data.join("doublelock.sqlite"));
        }
        let said = check.output().unwrap();
        assert!(said.status.success(), "{said:?}");
        // What the key signed lies beside it before anybody is shown it.
        let shown = "SELECT coalesce(max(size), 0) FROM ledger_checkpoint";
        let shown = past_the_store(&database, shown).unwrap();
        let shown: u64 = shown[0][0].parse().unwrap();
        let note = std::fs::read_to_string(self.site.data.join("journal-checkpoint.note"));
        let kept = note.map_or(0, |note| note.lines().nth(1).unwrap().parse().unwrap());
        assert!(
            kept >= shown,
            "{kept} signed beside the key, {shown} in the records"
        );
    }

    /// The last look at all there ever was; then it stops, and nothing is left half-written.
    pub(crate) async fn closes(self, served: Served) {
        self.are_there(&served, &self.book.deeds()).await;
        let rows = self.one("SELECT count(*) FROM sealed_object");
        for folder in ["vault/incoming", "spool", "packages/work"] {
            let folder = self.site.data.join(folder);
            if !folder.exists() {
                continue;
            }
            let left = files_in(&folder);
            assert!(left.is_empty(), "{left:?}");
        }
        let objects = files_in(&self.site.data.join("vault/objects"));
        assert_eq!(objects.len().to_string(), rows);
        let cut_off = self.builds("fault = 'cut_off'");
        let bundle = self.site.at("journal.jsonl");
        let mut export = self.site.runs(&["export-journal"]);
        let exported = export.arg(&bundle).output().unwrap();
        assert!(exported.status.success(), "{exported:?}");
        verifies(&bundle);
        assert!(served.stopped().success());
        self.is_consistent();
        println!(
            "{} deeds acknowledged, {} copies; {} builds were cut off; the slowest start took {:.1?}",
            self.book.len(),
            self.book.copies(),
            cut_off,
            self.slowest
        );
        doublelock_testkit::done_with(&self.database);
    }
}

impl AtWork {
    /// From now on they may be cut off.
    pub(crate) fn may_be_cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
    }

    /// Waits until all were cut off.
    pub(crate) async fn end(self) {
        for hand in self.hands {
            hand.await.unwrap();
        }
    }
}

/// Works until it is cut off, and nothing is refused.
async fn works(cut: Arc<AtomicBool>, mut work: impl AsyncFnMut() -> anyhow::Result<Told>) {
    loop {
        match work().await {
            Ok(Told::Done) => {}
            Ok(Told::Page(status, words)) => panic!("{status}: {words}"),
            Ok(Told::Status(status)) => panic!("{status:04X}"),
            Err(error) => {
                assert!(cut.load(Ordering::SeqCst), "it was not cut off: {error:#}");
                return;
            }
        }
    }
}

fn verifies(path: &Path) {
    let request = verify::Request {
        path: path.to_owned(),
        ..Default::default()
    };
    let report = verify::verify(&request).unwrap();
    assert!(
        report.is_whole() && report.entries > 0,
        "{:?}",
        report.lines()
    );
}

pub(crate) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_in(&path));
        } else {
            found.push(path);
        }
    }
    found
}

pub(crate) fn copy_of(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_of(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}
