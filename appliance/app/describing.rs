//! Reads the words and the thumbnail of received objects, one child at a time.
//!
//! The full DICOM parser never runs in this process: each object is streamed out of the vault
//! into a child without powers (`doublelock_imaging::describe`). What the child refuses or dies
//! of is written down as the object's; what fails on our side (no child, no vault, no database)
//! leaves the object waiting and is tried again.

mod later;

use std::io::{self, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};

use doublelock_domain::access::{Actor, Clockwork, Purpose, Warrant};
use doublelock_domain::fact::imaging::StudyWords;
use doublelock_imaging::describe::{
    DescribeFault, DescribeLimits, Description, Program, Thumbnail, Words, describe,
};
use doublelock_imaging::part10::{self, Opened};
use doublelock_store::claims::LEASE;
use doublelock_store::imaging::{DescriptionUnderWay, Finding, ToDescribe};
use doublelock_store::{Error as StoreError, ReadUnit, Store, Unit};
use openssl::base64;
use tokio::io::{AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

use crate::keeping::Keeping;
use crate::office::Office;
use crate::vaults::Vaults;
use later::Later;

/// Without a poke, how often to look for work: whatever a poke was lost for.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Objects asked for at once.
const BATCH: u32 = 64;
/// Pictures that are gone, asked for at once.
const PICTURES: u32 = 16;
/// Longest that what was read waits for its entry while more is being read.
const WRITE_EVERY: Duration = Duration::from_secs(3);
/// Bytes read at a time, and how many such pieces may wait for the child.
const CHUNK: usize = 64 * 1024;
const PIECES: usize = 4;
/// Longest thumbnail kept, in bytes, and longest side, in pixels: what an honest child makes.
const LARGEST_THUMBNAIL: usize = 256 * 1024;
const LONGEST_SIDE: u32 = 256;

/// The job.
struct Describing {
    store: Store,
    vaults: Vaults,
    appliance: Actor,
    program: Program,
    /// Under whose name objects are claimed.
    instance: Arc<str>,
    /// Poked by the receiver.
    kept: Arc<Notify>,
}

/// Runs until `stop` is cancelled. An object in hand then stays waiting, and its child dies.
/// `program` starts the child: this executable with the hidden argument `imaging-child`.
pub async fn run(office: Office, program: Program, stop: CancellationToken) {
    let Office {
        store,
        vault,
        appliance,
        describe_soon,
        instance,
        ..
    } = office;
    let describing = Describing {
        store,
        vaults: vault,
        appliance,
        program,
        instance,
        kept: describe_soon,
    };
    describing.run(stop).await;
}

/// Why a round stops before the work is done.
enum Halt {
    /// The child cannot be started, or too much was put off: the next round tries again.
    Ours,
    /// The records cannot be read or written now.
    Store(StoreError),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Describing {
    async fn run(self, stop: CancellationToken) {
        let mut later = Later::default();
        loop {
            let round = tokio::select! {
                () = stop.cancelled() => return,
                round = self.round(&mut later) => round,
            };
            match round {
                Ok(()) | Err(Halt::Ours) => {}
                Err(Halt::Store(error)) => {
                    tracing::warn!(%error, "objects cannot be described now");
                }
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.kept.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Describes all that waits and was not put off.
    async fn round(&self, later: &mut Later) -> Result<(), Halt> {
        loop {
            let limit = BATCH + later.known();
            let waiting = self
                .read(move |unit| unit.instances_to_describe(limit))
                .await?;
            let now = self.store.clock().now();
            let due: Vec<ToDescribe> = waiting
                .into_iter()
                .filter(|what| later.is_due(&what.id, now))
                .collect();
            if due.is_empty() {
                return self.draw_again(later).await;
            }
            let claimed = self.claim(due).await?;
            if claimed.is_empty() {
                return self.draw_again(later).await;
            }
            self.take_all(claimed, later).await?;
        }
    }

    /// Claims what nobody else is at work on, in one unit.
    async fn claim(&self, due: Vec<ToDescribe>) -> Result<Vec<DescriptionUnderWay>, StoreError> {
        let instance = Arc::clone(&self.instance);
        self.write(move |unit| {
            let mut claimed = Vec::new();
            for what in &due {
                claimed.extend(unit.claim_description(what, &instance, LEASE)?);
            }
            Ok(claimed)
        })
        .await
    }

    /// Describes what was claimed, and gives back what could not be dealt with: another
    /// instance may have what this one misses.
    async fn take_all(
        &self,
        claimed: Vec<DescriptionUnderWay>,
        later: &mut Later,
    ) -> Result<(), Halt> {
        let claims: Vec<_> = claimed.iter().map(|one| one.claim().clone()).collect();
        let keeping = Keeping::start(&self.store, &self.warrant()?, claims.clone(), LEASE);
        let outcome = self.read_all(claimed, later).await;
        drop(keeping);
        self.write(move |unit| claims.iter().try_for_each(|claim| unit.give_back(claim)))
            .await?;
        outcome
    }

    /// Reads object after object; what was read within some seconds is written down together.
    async fn read_all(
        &self,
        claimed: Vec<DescriptionUnderWay>,
        later: &mut Later,
    ) -> Result<(), Halt> {
        let mut outcome = Ok(());
        let mut found = Vec::new();
        let mut since = Instant::now();
        for object in claimed {
            match self.read_one(&object, later).await {
                Ok(Some(finding)) => found.push((object, finding)),
                Ok(None) => {}
                Err(halt) => {
                    outcome = Err(halt);
                    break;
                }
            }
            if since.elapsed() >= WRITE_EVERY {
                self.write_down(std::mem::take(&mut found), later).await?;
                since = Instant::now();
            }
        }
        self.write_down(found, later).await?;
        outcome
    }

    /// Pictures are in the tables that may be thrown away: what is gone is drawn again, a
    /// few at each round. One that cannot be drawn is put off.
    async fn draw_again(&self, later: &mut Later) -> Result<(), Halt> {
        let limit = PICTURES + later.known();
        let gone = self
            .read(move |unit| unit.thumbnails_to_draw(limit))
            .await?;
        for what in gone {
            let now = self.store.clock().now();
            if !later.is_due(&what.id, now) {
                continue;
            }
            let drawn = self.ask_child(&what).await.ok().and_then(thumbnail_of);
            match drawn {
                Some(png) => {
                    let drawn = what.clone();
                    self.write(move |unit| unit.keep_thumbnail(&drawn, &png))
                        .await?;
                }
                None if !later.put_off(what.id, now) => return Err(Halt::Ours),
                None => {}
            }
        }
        Ok(())
    }

    /// What an object says; none if it is to be tried again later.
    async fn read_one(
        &self,
        object: &DescriptionUnderWay,
        later: &mut Later,
    ) -> Result<Option<Finding>, Halt> {
        let what = object.what();
        match self.ask_child(what).await {
            Ok(found) => {
                let words = words_of_study(&found.words);
                Ok(Some(Finding::Read(words, thumbnail_of(found))))
            }
            Err(DescribeFault::NotStarted) => {
                tracing::error!("the imaging child cannot be started");
                Err(Halt::Ours)
            }
            Err(DescribeFault::Source) => {
                tracing::error!(object = %what.id, "an object in the vault cannot be read");
                let room = later.put_off(what.id.clone(), self.store.clock().now());
                if room { Ok(None) } else { Err(Halt::Ours) }
            }
            Err(fault) => {
                let reason = reason(fault);
                tracing::warn!(object = %what.id, reason, "an object could not be described");
                Ok(Some(Finding::Failed(reason.to_owned())))
            }
        }
    }

    async fn write_down(
        &self,
        found: Vec<(DescriptionUnderWay, Finding)>,
        later: &mut Later,
    ) -> Result<(), StoreError> {
        if found.is_empty() {
            return Ok(());
        }
        for (object, _) in &found {
            later.forget(&object.what().id);
        }
        let lost = self.write(move |unit| unit.described(&found)).await?;
        if lost > 0 {
            tracing::warn!(lost, "another instance described objects meanwhile");
        }
        Ok(())
    }

    async fn ask_child(&self, what: &ToDescribe) -> Result<Description, DescribeFault> {
        let (length, file) = self.stream(what).await.ok_or(DescribeFault::Source)?;
        describe(&self.program, file, length, DescribeLimits::default()).await
    }

    /// The object as a file, and its length. A vault that fails on the way ends the file early.
    async fn stream(&self, what: &ToDescribe) -> Option<(u64, DuplexStream)> {
        let (pieces, mut arriving) = mpsc::channel::<Vec<u8>>(PIECES);
        let (opened, length) = oneshot::channel();
        let (vaults, what) = (self.vaults.clone(), what.clone());
        spawn_blocking(move || {
            if let Err(error) = read_object(&vaults, &what, opened, &pieces) {
                tracing::warn!(object = %what.id, kind = ?error.kind(), "an object was not read to its end");
            }
        });
        let (mut into, file) = duplex(CHUNK);
        tokio::spawn(async move {
            while let Some(piece) = arriving.recv().await {
                // The child has heard enough.
                if into.write_all(&piece).await.is_err() {
                    return;
                }
            }
        });
        Some((length.await.ok()?, file))
    }

    fn warrant(&self) -> Result<Warrant<Clockwork>, StoreError> {
        Ok(self
            .appliance
            .take_up(Purpose::Maintenance, self.store.clock().now())?)
    }

    async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut ReadUnit<'_, Clockwork>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (store, warrant) = (self.store.clone(), self.warrant()?);
        finished(spawn_blocking(move || store.read(&warrant, look)).await)
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Unit<'_, Clockwork>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (store, warrant) = (self.store.clone(), self.warrant()?);
        finished(spawn_blocking(move || store.write(&warrant, work)).await)
    }
}

fn finished<T>(
    outcome: Result<Result<T, StoreError>, tokio::task::JoinError>,
) -> Result<T, StoreError> {
    outcome.unwrap_or(Err(StoreError::Corrupt("a unit of work was cut off")))
}

/// Reads the object on a blocking thread. Its head is written anew: what goes to the child is
/// as long as announced, whichever version of the program stored it.
fn read_object(
    vaults: &Vaults,
    what: &ToDescribe,
    opened: oneshot::Sender<u64>,
    pieces: &mpsc::Sender<Vec<u8>>,
) -> io::Result<()> {
    let sealed = vaults
        .read(&what.object, &what.key)
        .map_err(io::Error::other)?;
    let Opened {
        meta, mut data_set, ..
    } = part10::open(sealed).map_err(io::Error::other)?;
    let start = part10::start_of_file(&meta).map_err(io::Error::other)?;
    let length = (start.len() as u64).saturating_add(what.bytes);
    if opened.send(length).is_err() || pieces.blocking_send(start).is_err() {
        return Ok(());
    }
    loop {
        let mut piece = vec![0; CHUNK];
        let count = data_set.read(&mut piece)?;
        piece.truncate(count);
        if count == 0 || pieces.blocking_send(piece).is_err() {
            return Ok(());
        }
    }
}

/// The word that is written down.
fn reason(fault: DescribeFault) -> &'static str {
    match fault {
        DescribeFault::Refused => "refused",
        DescribeFault::Died => "died",
        DescribeFault::TimedOut => "timed_out",
        DescribeFault::BadAnswer => "bad_answer",
        DescribeFault::NotStarted => "not_started",
        DescribeFault::Source => "source",
    }
}

/// The picture that the child drew, if it drew one.
fn thumbnail_of(found: Description) -> Option<Vec<u8>> {
    match found.thumbnail {
        Thumbnail::Png(text) => base64::decode_block(&text)
            .ok()
            .filter(|png| is_small_png(png)),
        Thumbnail::None(why) => {
            tracing::debug!(?why, "no thumbnail");
            None
        }
    }
}

fn words_of_study(words: &Words) -> StudyWords {
    let words = words.clone();
    StudyWords {
        patient_name: words.patient_name,
        birth_date: words.patient_birth_date,
        sex: words.patient_sex,
        patient_number: words.patient_id,
        patient_issuer: words.issuer_of_patient_id,
        study_date: words.study_date,
        description: words.study_description,
        institution: words.institution_name,
    }
}

/// A PNG as the child makes them. The child has read hostile bytes: what it hands out is not
/// taken for what it says it is.
fn is_small_png(bytes: &[u8]) -> bool {
    // Signature, then the IHDR chunk: length 13, name, width, height (PNG 5.2 and 11.2.2).
    let side = |at: usize| {
        let four = bytes
            .get(at..at + 4)
            .and_then(|four| <[u8; 4]>::try_from(four).ok());
        four.map_or(0, u32::from_be_bytes)
    };
    bytes.len() <= LARGEST_THUMBNAIL
        && bytes.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR")
        && [side(16), side(20)]
            .iter()
            .all(|side| (1..=LONGEST_SIDE).contains(side))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR".to_vec();
        bytes.extend_from_slice(&width.to_be_bytes());
        bytes.extend_from_slice(&height.to_be_bytes());
        bytes
    }

    #[test]
    fn only_a_small_png_is_taken_for_a_thumbnail() {
        assert!(is_small_png(&png(256, 1)));
        for bad in [
            png(257, 10),
            png(10, 0),
            png(10, u32::MAX),
            b"GIF89a".to_vec(),
            Vec::new(),
            png(10, 10)[..20].to_vec(),
        ] {
            assert!(!is_small_png(&bad));
        }
        let mut long = png(10, 10);
        long.resize(LARGEST_THUMBNAIL + 1, 0);
        assert!(!is_small_png(&long));
    }
}
