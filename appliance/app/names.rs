//! Reads the names of everybody on file into memory, and keeps them up to date.
//!
//! Names lie sealed on disk and nowhere else: whoever searches them must have read them. Those who
//! search read on by themselves; what this adds is the first reading after a start, which takes
//! a while where many people are on file, and that whoever is erased by another process is
//! forgotten within a minute although nobody searches.

use std::time::Duration;

use doublelock_domain::access::{Clockwork, Purpose, Warrant};
use doublelock_store::patient::NamesRead;
use doublelock_store::{Error, Store};
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

use crate::office::Office;

/// How often to look for who was erased.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Runs until `stop` is cancelled.
pub async fn run(office: Office, stop: CancellationToken) {
    let mut before = None;
    loop {
        let (store, appliance) = (office.store.clone(), office.appliance.clone());
        let until = stop.clone();
        let read = spawn_blocking(move || {
            let now = store.clock().now();
            let work = appliance.take_up::<Clockwork>(Purpose::Maintenance, now)?;
            read_all(&store, &work, &until)
        });
        match read.await {
            Ok(Ok(read)) if before != Some(read) => {
                tracing::info!(names = read.names, "names on file are in memory");
                before = Some(read);
            }
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "names on file cannot be read now"),
            Err(_) => tracing::error!("reading the names on file was cut off"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

fn read_all(
    store: &Store,
    work: &Warrant<Clockwork>,
    until: &CancellationToken,
) -> Result<NamesRead, Error> {
    loop {
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method itself is not general enough in the lifetime of the unit"
        )]
        let read = store.witness(work, |sight| sight.read_names())?;
        if read.whole || until.is_cancelled() {
            return Ok(read);
        }
    }
}
