//! Where sealed bytes lie, behind one small trait: a disk today, an object store when a site
//! outgrows one box.
//!
//! An object is written twice over: first as a **part**, whole and durable but in nobody's way,
//! then, once the records know of it, in its **place**. So whatever lies in place was recorded,
//! and a part that no record knows was never acknowledged to anybody. On a disk the second step
//! is a rename; on an object store it is the completion of a multipart upload, for these have
//! no rename.

use std::fmt;
use std::io::Read;

use crate::error::VaultError;
use crate::id::ObjectId;

/// Where sealed bytes lie. Several threads may use it at once.
pub trait Shelves: Send + Sync + fmt::Debug {
    /// Starts a part. Refused with [`VaultError::AlreadyExists`] if there is a part or an
    /// object of that id.
    fn begin(&self, id: ObjectId) -> Result<Box<dyn Part>, VaultError>;

    /// Puts a settled part in its place; nothing that is there is ever overwritten. Done
    /// already, it is done: a kill may have come between the deed and its record.
    fn place(&self, id: &ObjectId) -> Result<(), VaultError>;

    /// The bytes of an object from `offset` on, and how many it has in all. A settled part is
    /// found like an object.
    fn open_at(&self, id: &ObjectId, offset: u64) -> Result<Stored, VaultError>;

    /// Removes an object, and a part of that id. Gone already, it is gone.
    fn remove(&self, id: &ObjectId) -> Result<(), VaultError>;

    /// Removes a part, and never what is in its place. Gone already, it is gone.
    fn discard(&self, id: &ObjectId) -> Result<(), VaultError>;

    /// Tells everything that lies there, in no order.
    fn list(&self, each: &mut dyn FnMut(Lying) -> Result<(), VaultError>)
    -> Result<(), VaultError>;

    /// Bytes that may still be written.
    fn free_bytes(&self) -> Result<u64, VaultError>;
}

/// A part being written. Dropped before it is settled, it leaves nothing behind.
pub trait Part: Send {
    /// Adds bytes. After an error the part can only be dropped.
    fn append(&mut self, bytes: &[u8]) -> Result<(), VaultError>;

    /// Makes it durable: from here on it survives a power cut, and stays when this is dropped.
    fn settle(&mut self) -> Result<(), VaultError>;
}

/// Bytes being read.
pub struct Stored {
    /// The bytes, from where they were asked for.
    pub bytes: Box<dyn Read + Send>,
    /// How many the whole has.
    pub length: u64,
}

/// Something that lies on the shelves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lying {
    /// An object in its place.
    Object(ObjectId),
    /// A part, whole or not.
    Part(ObjectId),
    /// A file or folder that is not ours.
    Foreign,
}
