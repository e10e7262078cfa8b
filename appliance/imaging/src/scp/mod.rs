//! Storage and Verification service class provider (PS3.4 annexes A and B) over TCP.
//!
//! Closed by default: the called AE title must be ours, and the calling AE title and its
//! address must stand on the allow-list. Whoever is not on it gets an answer from a small side
//! room and never takes a seat from those who are.
//!
//! The provider knows no vault and no database. What it takes it hands, chunk by chunk, to an
//! [`Intake`]; a success status leaves only after [`IncomingObject::commit`] has said that the
//! bytes and what is to be recorded of them are durable. The seam is meant to become a process boundary:
//! the traits let the provider write and conclude, never read back.
//!
//! ```text
//! association task (async)            reception (blocking thread, one per object)
//! read PDU, bounded, by a deadline →  pre-scan, hash, Intake::Object::write
//! last fragment                    →  finish the scan, compare UIDs, commit
//! write one response               ←  verdict
//! ```

mod association;
pub mod command;
mod intake;
mod negotiation;
mod policy;
mod reception;
mod rejection;
mod seats;
mod wire;

pub use intake::{
    Announced, Caller, Ending, Event, IncomingObject, Intake, IntakeFault, Outcome, Received,
    Refusal, Tally,
};
pub use policy::{AllowedCaller, BadPolicy, Network, Policy, Timeouts};
pub use rejection::Rejection;
pub use wire::LONGEST_PDU;

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use association::Association;
use seats::{Seat, Seats};

/// Takes associations from `listener` until `stop` is cancelled, then lets every association
/// finish the object in hand ([`Timeouts::stop_grace`]) and returns.
///
/// Each new association follows the policy that `policy` holds at that moment; a caller taken
/// off the list keeps the association it has. Must run inside a multi-threaded runtime with a
/// blocking pool larger than [`Policy::max_associations`].
pub async fn serve<I: Intake>(
    listener: TcpListener,
    policy: watch::Receiver<Arc<Policy>>,
    intake: Arc<I>,
    stop: CancellationToken,
) {
    let seats = Arc::new(Seats::default());
    let mut associations = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
            Some(_) = associations.join_next() => continue,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, or the peer is gone already: neither ends the service.
                tracing::warn!(kind = ?error.kind(), "association not accepted");
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                continue;
            }
        };
        let address = peer.ip().to_canonical();
        let current = Arc::clone(&policy.borrow());
        let seat = seats.take(address, &current);
        if matches!(seat, Seat::None) {
            continue; // dropping the stream closes it
        }
        // Without this every response waits for the peer's delayed acknowledgement: 40 ms an object.
        if stream.set_nodelay(true).is_err() {
            continue;
        }
        let association =
            Association::new(stream, address, current, Arc::clone(&intake), stop.clone());
        let shed = seats.shed();
        associations.spawn(association.run(seat, shed));
    }
    drop(listener);
    while associations.join_next().await.is_some() {}
}
