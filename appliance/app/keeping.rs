//! Keeps claims alive while somebody is at work on what they stand for.
//!
//! On a thread of its own: what it watches over may keep the async runtime busy, and a process
//! that is stopped is stopped with all its threads, so that it falls silent as it should.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use doublelock_domain::access::{Duty, Warrant};
use doublelock_domain::time::Span;
use doublelock_store::Store;
use doublelock_store::claims::Claim;

/// Renewals in the length of a lease: a few may fail before it is over.
const TIMES: u64 = 4;

/// Renews claims until it is dropped. What was finished or lost by then is left alone.
pub struct Keeping {
    /// Its end is what the thread waits for.
    _while_alive: Sender<()>,
}

impl Keeping {
    /// Begins to renew `claims`, each for a `lease` at a time.
    pub fn start<D: Duty>(
        store: &Store,
        warrant: &Warrant<D>,
        claims: Vec<Claim>,
        lease: Span,
    ) -> Self {
        let (alive, ended) = channel();
        let (store, warrant) = (store.clone(), warrant.clone());
        let started = std::thread::Builder::new()
            .name("claims".into())
            .spawn(move || renew(&store, &warrant, claims, lease, &ended));
        if let Err(error) = started {
            // The work goes on; if it lasts longer than the lease, another may take it over.
            tracing::warn!(%error, "claims will not be renewed");
        }
        Self {
            _while_alive: alive,
        }
    }
}

fn renew<D: Duty>(
    store: &Store,
    warrant: &Warrant<D>,
    mut claims: Vec<Claim>,
    lease: Span,
    ended: &Receiver<()>,
) {
    let every = Duration::from_micros(u64::try_from(lease.micros()).unwrap_or(0) / TIMES);
    while ended.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
        let renewed = store.write(warrant, |unit| {
            let mut ours = Vec::new();
            for claim in &claims {
                if unit.renew(claim, lease)? {
                    ours.push(claim.clone());
                }
            }
            Ok(ours)
        });
        match renewed {
            Ok(ours) if ours.is_empty() => return,
            Ok(ours) => claims = ours,
            // The next time may be in time.
            Err(error) => tracing::warn!(%error, "claims could not be renewed"),
        }
    }
}
