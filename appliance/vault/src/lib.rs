//! Sealed objects at rest: a data key per object, streamed in chunks.
//!
//! Three parts, each usable without the next one's secrets:
//!
//! * [`Vault`] seals objects, lays them on [`Shelves`] (a [`Disk`]), and takes them back. It
//!   writes with a [`Sealer`], which holds only public keys: a process that owns nothing else can
//!   store what it receives and can never read it back.
//! * [`Spools`] keeps, beside parts that nobody recorded yet, what their record is to say.
//! * [`Opener`] holds the private keys: it takes the data key out of an object's envelope, which
//!   whoever records the object then keeps under the key of its record.
//! * [`Keyring`] is the file that keeps the private keys, wrapped by the [`MasterKey`] that the
//!   site holds outside the data directory. A wrong master key is told from a damaged file, and
//!   the error says which key is wanted. It also keeps the generation keys, which wrap the keys of
//!   records ([`RecordKey`]): what a destroyed record key sealed is closed for ever.
//!
//! Randomness is an argument everywhere (a closure that fills a buffer), never a global; times are
//! plain numbers given by the caller.

mod cipher;
mod disk;
mod error;
mod hex;
mod id;
mod key_name;
mod keyring;
mod keys;
mod record;
mod sealed;
mod shelves;
pub mod spool;
mod sweep;
mod vault;

pub use disk::Disk;
pub use error::{Damage, KeyringError, VaultError};
pub use id::ObjectId;
pub use key_name::{Fingerprint, KeyId};
pub use keyring::{Generations, Keyring};
pub use keys::{MasterKey, Opener, Sealer};
pub use record::RecordKey;
pub use sealed::{CHUNK, ENVELOPE, Reader};
pub use shelves::{Lying, Part, Shelves, Stored};
pub use spool::{Left, SealerOf, Spool, Spools};
pub use sweep::{Fate, Swept};
pub use vault::{Measure, Vault, Writer, Written};
