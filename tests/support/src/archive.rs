//! A store by itself: no pages, no jobs, nothing that happens by itself in between.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use doublelock::running::signing::CheckpointFile;
use doublelock_domain::access::{Actor, Clockwork, Duty, Purpose, Warrant};
use doublelock_domain::time::{Clock as _, Span};
use doublelock_ledger::SigningKey;
use doublelock_store::journal::{Reach, SelfCheck};
use doublelock_store::{DatabaseUrl, Keyholder, Store};
use doublelock_vault::{Generations, RecordKey};

use crate::{Entry, MORNING, RepeatingChance, TestClock, database, journal};

/// Name of its journal.
pub const ORIGIN: &str = "test.doublelock.example/journal";

/// A store with a journal of its own; the same acts give the same bytes in every run.
pub struct TestArchive {
    /// The store.
    pub store: Store,
    /// Its clock.
    pub clock: Arc<TestClock>,
    /// Signs its checkpoints.
    pub key: SigningKey,
    /// The appliance itself.
    pub appliance: Actor,
    /// The last checkpoint, beside where the key would be.
    kept: Mutex<CheckpointFile>,
    database: DatabaseUrl,
    home: tempfile::TempDir,
}

/// Keys of its own, the same in every test. There is no vault, so every object has the same
/// data key.
struct ArchiveKeys(Generations);

impl ArchiveKeys {
    fn new() -> Self {
        Self(Generations::single("test", key_of(7)))
    }
}

fn key_of(seed: u8) -> RecordKey {
    RecordKey::draw(&mut |bytes| bytes.fill(seed)).unwrap()
}

impl Keyholder for ArchiveKeys {
    fn newest(&self) -> doublelock_store::Result<(String, RecordKey)> {
        Keyholder::newest(&self.0)
    }

    fn find(&self, name: &str) -> doublelock_store::Result<Option<RecordKey>> {
        Keyholder::find(&self.0, name)
    }

    fn data_key(&self, _: &str, _: &[u8]) -> doublelock_store::Result<RecordKey> {
        Ok(key_of(8))
    }
}

impl TestArchive {
    /// A new one, on the database that the run asks for.
    pub fn new() -> Self {
        Self::on(database::fresh())
    }

    /// A new one on SQLite, whatever the run asks for: its file is the data directory's.
    pub fn in_a_file() -> Self {
        Self::on(None)
    }

    fn on(database: Option<DatabaseUrl>) -> Self {
        let home = tempfile::Builder::new()
            .prefix("doublelock-test-")
            .tempdir()
            .unwrap();
        let database =
            database.unwrap_or_else(|| DatabaseUrl::Sqlite(home.path().join("doublelock.sqlite")));
        let clock = Arc::new(TestClock::at(MORNING));
        let store = Store::new(
            &database,
            clock.clone(),
            Arc::new(RepeatingChance::default()),
            Arc::new(ArchiveKeys::new()),
        );
        store.migrate().unwrap();
        let key = SigningKey::from_seed(ORIGIN, &[7; 32]).unwrap();
        let appliance = store.appliance().unwrap();
        let archive = Self {
            store,
            clock,
            key,
            appliance,
            kept: Mutex::new(CheckpointFile::in_data(home.path())),
            database,
            home,
        };
        let key = archive.key.verifying_key();
        archive
            .store
            .write(&archive.clockwork(), |unit| unit.establish_identity(&key))
            .unwrap();
        archive
    }

    /// Another front end on the same database, whose clock is `apart` from this one's.
    pub fn front_end_beside(&self, apart: Span) -> Store {
        let clock = Arc::new(TestClock::at(self.clock.now().plus(apart)));
        // As two machines draw different chance.
        let luck = Arc::new(RepeatingChance::from_seed(self.clock.tick()));
        Store::new(&self.database, clock, luck, Arc::new(ArchiveKeys::new()))
    }

    /// Where its records are.
    pub const fn database(&self) -> &DatabaseUrl {
        &self.database
    }

    /// A warrant of the appliance itself.
    pub fn clockwork(&self) -> Warrant<Clockwork> {
        self.warrant(Purpose::Maintenance)
    }

    /// A warrant of the appliance itself under one of its own duties.
    pub fn warrant<D: Duty>(&self, purpose: Purpose) -> Warrant<D> {
        self.appliance.take_up(purpose, self.clock.now()).unwrap()
    }

    /// `count` entries that say nothing in particular, in one unit; the one that a new
    /// journal begins with counts among the first.
    pub fn write_at_once(&self, count: u64) {
        let new = self.entries().len() == 1;
        self.store
            .write(&self.clockwork(), |unit| {
                for number in u64::from(new)..count {
                    unit.note_started(&format!("entry {number}"), 0)?;
                }
                Ok(())
            })
            .unwrap();
    }

    /// Signs the journal as it stands; the note, if anything was new.
    pub fn sign(&self) -> Option<String> {
        self.try_to_sign().unwrap()
    }

    /// The same where it may be refused.
    pub fn try_to_sign(&self) -> doublelock_store::Result<Option<String>> {
        let mut kept = self.kept.lock().unwrap();
        let signed = self
            .store
            .sign_checkpoint(&self.clockwork(), &self.key, &mut *kept)?;
        Ok(signed.map(|checkpoint| checkpoint.note))
    }

    /// The appliance's own check.
    pub fn check(&self, reach: Reach) -> SelfCheck {
        let (warrant, key) = (self.clockwork(), self.key.verifying_key());
        self.store.check_journal(&warrant, &key, reach).unwrap()
    }

    /// Every entry.
    pub fn entries(&self) -> Vec<Entry> {
        journal::read(&self.store, &self.clockwork())
    }

    /// Runs statements past the store.
    pub fn sql(&self, statements: &str) -> Result<Vec<Vec<String>>, String> {
        database::past_the_store(&self.database, statements)
    }

    /// The directory it is in.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The journal as a bundle, in a file.
    pub fn bundle(&self) -> PathBuf {
        let file = self
            .home()
            .join(format!("journal-{}.jsonl", self.clock.tick()));
        let mut out = std::fs::File::create(&file).unwrap();
        self.store
            .read(&self.clockwork(), |unit| unit.export_journal(&mut out))
            .unwrap();
        file
    }

    /// Every row that differs from what the journal says.
    pub fn differing(&self) -> Vec<String> {
        crate::differing(&self.store, &self.clockwork(), self.home())
    }

    /// Ends the test: the independent verifier reads what was written, and the tables are
    /// made again from it and compared.
    pub fn close(self) {
        assert_eq!(self.differing(), [""; 0], "tables differ from the journal");
        self.close_altered();
    }

    /// As [`Self::close`], for a test that altered tables past the store.
    pub fn close_altered(self) {
        let request = doublelock_verify::Request {
            path: self.bundle(),
            ..doublelock_verify::Request::default()
        };
        let report = doublelock_verify::verify(&request).unwrap();
        assert!(
            report.is_whole(),
            "the journal does not verify: {:?}",
            report.lines()
        );
        database::done_with(&self.database);
    }
}

impl Default for TestArchive {
    fn default() -> Self {
        Self::new()
    }
}
