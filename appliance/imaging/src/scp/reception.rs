//! Reception of one data set, on a blocking thread: pre-scan, hash, hand over, conclude.

use std::sync::Arc;

use openssl::sha::Sha256;
use tokio::sync::mpsc;

use super::intake::{Announced, Caller, Event, IncomingObject, Intake, Outcome, Received, Refusal};
use crate::prescan::{Fault, Limits, Prescan};
use crate::syntax::Encoding;

/// What the association passes to the thread.
pub(super) enum Piece {
    /// Bytes of the data set.
    Bytes(Vec<u8>),
    /// The last fragment has been passed: conclude.
    End,
}

/// What became of the data set.
pub(super) enum Verdict {
    Kept(Outcome),
    Refused(Refusal),
    /// The pieces stopped without an end: the transfer broke off.
    BrokenOff,
}

/// Runs until the data set is whole, refused or broken off. Refusal closes `pieces`, by which
/// the association knows that the rest is not wanted.
pub(super) fn receive<I: Intake>(
    intake: &I,
    (association, caller): (&Arc<I::Association>, &Caller),
    announced: Announced,
    encoding: Encoding,
    limits: Limits,
    mut pieces: mpsc::Receiver<Piece>,
) -> Verdict {
    let sop_instance = announced.sop_instance.clone();
    let ended = take(
        intake,
        (association, caller),
        announced,
        encoding,
        limits,
        &mut pieces,
    );
    drop(pieces);
    match ended {
        Ok(Some(outcome)) => Verdict::Kept(outcome),
        Ok(None) => Verdict::BrokenOff,
        Err(refusal) => {
            intake.audit(
                caller,
                &Event::ObjectRefused {
                    refusal,
                    sop_instance: Some(sop_instance),
                },
            );
            Verdict::Refused(refusal)
        }
    }
}

fn take<I: Intake>(
    intake: &I,
    (association, caller): (&Arc<I::Association>, &Caller),
    announced: Announced,
    encoding: Encoding,
    limits: Limits,
    pieces: &mut mpsc::Receiver<Piece>,
) -> Result<Option<Outcome>, Refusal> {
    let mut object = intake.begin(association, &announced)?;
    let mut prescan = Prescan::new(encoding, limits);
    let mut hash = Sha256::new();
    let whole = loop {
        match pieces.blocking_recv() {
            Some(Piece::Bytes(bytes)) if bytes.is_empty() => {}
            Some(Piece::Bytes(bytes)) => {
                let passed = prescan.feed(&bytes).map_err(Refusal::from);
                hash.update(&bytes);
                if let Err(refusal) =
                    passed.and_then(|()| object.write(&bytes).map_err(Refusal::from))
                {
                    object.abandon();
                    return Err(refusal);
                }
            }
            Some(Piece::End) => break true,
            None => break false,
        }
    };
    if !whole {
        object.abandon();
        return Ok(None);
    }
    match conclude(caller, announced, prescan, hash) {
        Ok(received) => Ok(Some(object.commit(&received)?)),
        Err(refusal) => {
            object.abandon();
            Err(refusal)
        }
    }
}

fn conclude(
    caller: &Caller,
    announced: Announced,
    prescan: Prescan,
    hash: Sha256,
) -> Result<Received, Refusal> {
    let length = prescan.position();
    if length == 0 {
        return Err(Refusal::DataSet(Fault::Torn));
    }
    let header = prescan.finish()?;
    if header.sop_class() != announced.sop_class.as_str() {
        return Err(Refusal::OtherClass);
    }
    if header.sop_instance() != announced.sop_instance.as_str() {
        return Err(Refusal::OtherInstance);
    }
    Ok(Received {
        caller: caller.clone(),
        announced,
        header,
        sha256: hash.finish(),
        length,
    })
}
