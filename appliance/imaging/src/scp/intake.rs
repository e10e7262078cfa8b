//! The seam: what the provider needs of whoever keeps the objects.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use crate::prescan;
use crate::prescan::Header;
use crate::uid::Uid;

/// The peer at the other end of an association. The AE titles are what it claims; the provider
/// has compared them with the allow-list only for associations that were accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Calling AE title; printable ASCII, at most 16 characters, `?` for any other byte.
    pub calling_ae: String,
    /// The AE title it asked for, same form.
    pub called_ae: String,
    /// Where it calls from.
    pub address: IpAddr,
}

/// What a C-STORE request says before its data set arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// Affected SOP Class UID: the negotiated one.
    pub sop_class: Uid,
    /// Affected SOP Instance UID.
    pub sop_instance: Uid,
    /// Transfer syntax of the presentation context.
    pub transfer_syntax: Uid,
}

/// A whole, checked object, at the moment of commitment.
#[derive(Debug, Clone)]
pub struct Received {
    /// Who sent it.
    pub caller: Caller,
    /// What was announced; class and instance equal those of `header`.
    pub announced: Announced,
    /// What the data set says of itself.
    pub header: Header,
    /// SHA-256 of the data set as received.
    pub sha256: [u8; 32],
    /// Length of the data set, in bytes.
    pub length: u64,
}

/// Keeps objects. Every method runs on a blocking thread, never on the reactor, and may be
/// called from several at once.
pub trait Intake: Send + Sync + 'static {
    /// One association, from its acceptance to its end.
    type Association: Send + Sync + 'static;
    /// An object on its way in. Made, filled and ended on one thread.
    type Object: IncomingObject;

    /// An association was accepted. Called on the reactor: must not wait.
    fn accept(&self, caller: &Caller) -> Self::Association;

    /// A data set is about to arrive. An error refuses it before its first byte is kept.
    fn begin(
        &self,
        association: &Arc<Self::Association>,
        announced: &Announced,
    ) -> Result<Self::Object, IntakeFault>;

    /// An association has no more to send, however it ends. A peer that asked for its release
    /// gets it after this: whoever sent may then ask for what was sent.
    fn end(&self, association: &Self::Association);

    /// Something for the audit trail (PS3.15 A.5). The answer to the peer waits for it.
    fn audit(&self, caller: &Caller, event: &Event);
}

/// One object on its way in. Ends by exactly one of `commit` and `abandon`.
pub trait IncomingObject {
    /// The next bytes of the data set, in order; never empty.
    fn write(&mut self, bytes: &[u8]) -> Result<(), IntakeFault>;

    /// Concludes. Returns only when the bytes **and** what is to be recorded of them are durable: the peer
    /// is told of success right after, and may then destroy its own copy. An error must leave
    /// nothing behind that counts as stored.
    fn commit(self, received: &Received) -> Result<Outcome, IntakeFault>;

    /// The object is refused or its transfer broke off: forget what was written.
    fn abandon(self);
}

/// How an object was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// New.
    Stored,
    /// The same bytes under the same SOP Instance UID were there already.
    AlreadyHeld,
    /// Other bytes under a SOP Instance UID that is there already: kept beside the first, to be
    /// judged by a person.
    ConflictKept,
}

/// Why the intake cannot take an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IntakeFault {
    /// No room.
    #[error("no room to keep the object")]
    Full,
    /// The vault is sealed, or busy with something that excludes writing.
    #[error("the vault does not take objects now")]
    Locked,
    /// Anything else.
    #[error("the object could not be kept")]
    Other,
}

/// Why an object was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The pre-scan refuses the data set.
    #[error(transparent)]
    DataSet(#[from] prescan::Fault),
    /// The data set is of another SOP class than the request says.
    #[error("the data set is of another SOP class")]
    OtherClass,
    /// The data set is another instance than the request says.
    #[error("the data set is another SOP instance")]
    OtherInstance,
    /// The request names another SOP class than its presentation context.
    #[error("the SOP class is not that of the presentation context")]
    ClassNotNegotiated,
    /// The request names an instance by something that is not a UID.
    #[error("the SOP instance is not named by a UID")]
    BadInstance,
    /// A C-STORE request without a data set.
    #[error("the request has no data set")]
    NoDataSet,
    /// The intake could not take it.
    #[error(transparent)]
    Intake(#[from] IntakeFault),
}

impl Refusal {
    /// The DIMSE status that tells the peer (PS3.4 B.2.3, PS3.7 annex C).
    pub fn status(&self) -> u16 {
        match self {
            Self::Intake(IntakeFault::Full | IntakeFault::Locked)
            | Self::DataSet(prescan::Fault::TooLong) => 0xA700,
            Self::OtherClass
            | Self::OtherInstance
            | Self::DataSet(
                prescan::Fault::ContentMissing
                | prescan::Fault::PixelMismatch
                | prescan::Fault::BadImageAttribute,
            ) => 0xA900,
            Self::DataSet(_) | Self::NoDataSet => 0xC000,
            Self::ClassNotNegotiated => 0x0122,
            Self::BadInstance => 0x0117,
            Self::Intake(IntakeFault::Other) => 0x0110,
        }
    }
}

/// An event for the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// An association was accepted.
    Accepted,
    /// An association was refused.
    Refused(super::Rejection),
    /// An object was refused. The instance is known when the request named it by a UID.
    ObjectRefused {
        /// Why.
        refusal: Refusal,
        /// Affected SOP Instance UID.
        sop_instance: Option<Uid>,
    },
    /// A request that the provider does not serve (C-FIND, N-CREATE, …), by its command field.
    Unrecognized(u16),
    /// An accepted association ended.
    Ended {
        /// How.
        ending: Ending,
        /// What became of its objects.
        tally: Tally,
    },
    /// Connections closed without an answer since the last such event, because even the side
    /// room was full. The caller is the address that next found room, still without titles.
    Shed(u64),
}

/// What became of the objects of one association.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// New objects kept.
    pub stored: u32,
    /// Objects that were held already.
    pub already_held: u32,
    /// Objects kept as a conflict.
    pub conflicts: u32,
    /// Objects refused.
    pub refused: u32,
}

impl Tally {
    pub(super) fn kept(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Stored => self.stored += 1,
            Outcome::AlreadyHeld => self.already_held += 1,
            Outcome::ConflictKept => self.conflicts += 1,
        }
    }
}

/// How an accepted association ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The peer released it.
    Released,
    /// The peer aborted it.
    Aborted,
    /// The connection broke.
    Lost,
    /// A time limit passed.
    TimedOut,
    /// The peer broke the protocol.
    Violation,
    /// The appliance is stopping.
    Stopped,
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Released => "released",
            Self::Aborted => "aborted by the peer",
            Self::Lost => "connection lost",
            Self::TimedOut => "timed out",
            Self::Violation => "protocol violation",
            Self::Stopped => "stopped",
        })
    }
}
