//! Copies of the record: built, sealed, handed out.
//!
//! A build runs on a thread of its own. What it writes in clear (the folder, the disc
//! image, the zips) stands only in a private folder of the data directory, mode 0700,
//! for as long as the build runs; what rests afterwards is sealed in the vault, one
//! object per form. The folder is removed at the end of the build, and at the next
//! start if the appliance stopped meanwhile ([`Copies::open`]); the rows of a build
//! that was cut off are set right when its claim is over (`fail_cut_off_builds`), and parts in
//! the vault that were not recorded go at the next start.
//!
//! | module | what it does |
//! |---|---|
//! | [`build`] | one build, from the record to the sealed forms |
//! | [`desk`] | what a build needs of the appliance |
//! | [`pages_of_record`] | the record in words: its sheet, histories, journal extract |
//! | [`folder`] | the plain zip that fills a folder |
//! | [`signer`] | the key that signs packages |

/// Where the forms of a package are handed out; long answers by nature.
pub const DOWNLOADS: &str = "/packages/";

pub mod build;
pub mod desk;
mod folder;
mod pages_of_record;
pub mod signer;

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use doublelock_domain::access::{Privacy, Warrant};
use doublelock_recordcopy::{Signer, Tools};

use desk::Desk;
use signer::SignerFault;

/// What every build works with. Cheap to clone.
#[derive(Clone)]
pub struct Copies {
    inner: Arc<Inner>,
}

struct Inner {
    work: PathBuf,
    data: PathBuf,
    signer: OnceLock<Signer>,
    tools: Tools,
    running: Mutex<u32>,
    ended: Condvar,
}

impl std::fmt::Debug for Copies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Copies")
            .field("work", &self.inner.work)
            .finish_non_exhaustive()
    }
}

impl Copies {
    /// Prepares `data/packages/work`, removing what a cut-off build left there. Call
    /// it once, with the data directory taken and before anything builds.
    pub fn open(data: &Path, tools: Tools) -> io::Result<Self> {
        let work = data.join("packages").join("work");
        remove_leftovers(&work)?;
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&work)?;
        let inner = Inner {
            work,
            data: data.to_owned(),
            signer: OnceLock::new(),
            tools,
            running: Mutex::new(0),
            ended: Condvar::new(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The key that signs, read or made when the first package needs it.
    fn signer(&self, desk: &Desk, warrant: &Warrant<Privacy>) -> Result<&Signer, SignerFault> {
        if let Some(signer) = self.inner.signer.get() {
            return Ok(signer);
        }
        let signer = signer::load_or_make(&self.inner.data, desk, warrant)?;
        Ok(self.inner.signer.get_or_init(|| signer))
    }

    /// Waits until no build runs, at most `patience`; true if none does. For an orderly stop.
    pub fn wait_idle(&self, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        let mut running = self
            .inner
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        while *running > 0 {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            running = self
                .inner
                .ended
                .wait_timeout(running, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        true
    }

    fn enter(&self) -> Running {
        *self
            .inner
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner) += 1;
        Running(self.clone())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "scratch of a build that was cut off; nothing of it was recorded"
)]
fn remove_leftovers(work: &Path) -> io::Result<()> {
    match fs::remove_dir_all(work) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Counts a build as running for as long as it lives, panics included.
struct Running(Copies);

impl Drop for Running {
    fn drop(&mut self) {
        let inner = &self.0.inner;
        let mut running = inner.running.lock().unwrap_or_else(PoisonError::into_inner);
        *running = running.saturating_sub(1);
        inner.ended.notify_all();
    }
}
