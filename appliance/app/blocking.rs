//! Work that waits for the database or the disk, off the async runtime.

use doublelock_store::Error;
use tokio::task::spawn_blocking;

/// Runs work on a thread of its own and waits for it.
pub async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(stopped) => {
            tracing::error!(panic = stopped.is_panic(), "a unit of work was cut off");
            Err(Error::Corrupt("a unit of work was cut off"))
        }
    }
}
