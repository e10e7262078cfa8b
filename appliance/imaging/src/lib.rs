//! DICOM: association, pre-scan, streaming, description in a sandboxed child.
//!
//! The appliance never lets a full DICOM parser see bytes in its own process.
//! What comes in is read once, front to back, by [`prescan`]: iterative, bounded,
//! allocating nothing that a length field asks for. What needs a full parser (text in its
//! character set, a thumbnail) is done by [`describe`] in a child with its own limits.
//!
//! | module | what it promises |
//! |---|---|
//! | [`prescan`] | a data set is whole, shallow, complete, and its identifiers are well formed, or it is refused |
//! | [`part10`] | files (PS3.10) opened and written, same bounds |
//! | [`scp`] | Storage and Verification service class provider over TCP; knows no vault and no database |
//! | [`scu`] | sends objects to a peer |
//! | [`describe`] | decoded text and a thumbnail, from a child that may die |
//! | [`phantom`] | synthetic studies of nobody, for the demonstration and the tests |
//! | [`uid`], [`syntax`] | identifiers, transfer syntaxes and SOP classes as DICOM writes them |

pub mod describe;
pub mod part10;
pub mod phantom;
pub mod prescan;
pub mod scp;
pub mod scu;
pub mod syntax;
pub mod uid;

/// Implementation Class UID of the appliance (PS3.7 D.3.3.2), a UUID-derived UID (PS3.5 B.2).
pub const IMPLEMENTATION_CLASS_UID: &str = "2.25.53029468090511199382550690548419194965";

/// Implementation Version Name of the appliance (PS3.7 D.3.3.2), at most 16 characters.
pub const IMPLEMENTATION_VERSION_NAME: &str = "DOUBLELOCK_0_1";
