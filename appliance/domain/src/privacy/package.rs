//! The record-copy package: its states, its parts, its carriers.

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use crate::text_enum;
use crate::time::Timestamp;

text_enum! {
    /// Where one build of a package stands.
    pub enum PackageState {
        /// Being built; found in this state after a start, it was cut off.
        Building = "building",
        /// Built, hashed, signed and sealed in the vault.
        Ready = "ready",
        /// It could not be built; the fault says why.
        Failed = "failed",
        /// Replaced by a later build, or its request was closed without a copy; never sent.
        Superseded = "superseded",
    }
}

impl PackageState {
    /// Refuses, naming where it stands, what is not being built any more.
    pub fn must_be_under_way(self) -> Result<(), Refusal> {
        match self {
            Self::Building => Ok(()),
            _ => Err(Refusal::WrongState {
                state: self.as_str(),
            }),
        }
    }
}

/// A passphrase is shown once; `shown_at` says when it was.
pub const fn may_show_passphrase(shown_at: Option<Timestamp>) -> Result<(), Refusal> {
    match shown_at {
        Some(at) => Err(Refusal::AlreadyDone { at }),
        None => Ok(()),
    }
}

text_enum! {
    /// The steps of a build, in order; each has its count on the page.
    pub enum PackagePart {
        /// DICOM images with their index.
        Images = "images",
        /// The record's own pages.
        Documents = "documents",
        /// Where the patient's articles were, and in whose hands.
        CustodyHistory = "custody_history",
        /// Who received information of the record.
        Communications = "communications",
        /// Index, list of hashes, signature.
        Signature = "signature",
        /// Disc image.
        DiscImage = "disc_image",
        /// Encrypted file.
        EncryptedFile = "encrypted_file",
    }
}

text_enum! {
    /// A form in which a package leaves.
    pub enum Carrier {
        /// ISO image for a disc that any computer reads; not encrypted, so only
        /// when the person asks for it.
        Disc = "disc",
        /// Zip encrypted with a passphrase (AES-256).
        EncryptedFile = "encrypted_file",
        /// The same files as they are, in a plain zip, to fill a folder.
        Folder = "folder",
    }
}

text_enum! {
    /// Why a package could not be built.
    pub enum BuildFault {
        /// The appliance stopped while it was being built.
        CutOff = "cut_off",
        /// There is no room left on the disk.
        DiskFull = "disk_full",
        /// An image on file is missing or altered in the vault.
        ObjectDamaged = "object_damaged",
        /// A program that makes the index or the disc image is missing or failed.
        ToolFailed = "tool_failed",
        /// The record is larger than one package may be.
        TooLarge = "too_large",
        /// Anything else; the technical log has it under the package's id.
        Other = "other",
    }
}

/// What a copy holds of a record that can grow: counted in the transaction that starts its build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holdings {
    /// Studies attached to the case.
    pub studies: u64,
    /// Their images that are not kept apart.
    pub images: u64,
    /// Articles of the case that were not made for a request.
    pub articles: u64,
    /// Communications made before.
    pub communications: u64,
    /// SHA-256 in hexadecimal over the ids of these images, then of these articles, both in their order, then the
    /// numbers of the sealed sections that say who the record is about and what is asked; each with a line's end.
    pub sha256: String,
}

/// How a copy leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// It is handed out, taken away, labelled, packed or sealed at this moment.
    Now,
    /// In a parcel that was sealed before: nothing of it can be changed any more.
    Sealed,
    /// It had left, as the person says who writes it down.
    Earlier,
}

text_enum! {
    /// What the record held when it was written down that a copy of it left, beside what the copy holds.
    pub enum RecordThen {
        /// The same images and articles.
        Same = "same",
        /// Others; and somebody had said, of just these, why the copy is the answer all the same.
        Kept = "kept",
        /// Others, and nobody had said so: it had been sealed in its parcel before.
        Changed = "changed",
        /// Others by then; but it had left before, as the person says who wrote it down.
        Since = "since",
    }
}

impl Holdings {
    /// Refused while the record holds what the copy does.
    pub fn must_be_outgrown(&self, sha256_now: &str) -> Result<(), Refusal> {
        if self.sha256 == sha256_now {
            Err(Refusal::RecordUnchanged)
        } else {
            Ok(())
        }
    }

    /// What the record holds by now beside what the copy does; refused if it is something else and the
    /// copy would leave now, unless somebody said why it is the answer all the same when the record
    /// held just this (`kept_at`, as [`Holdings::sha256`]). That an article moved since, or somebody looked, or an image
    /// came that is kept apart, changes nothing: a copy is of its day.
    pub fn may_leave(
        &self,
        sha256_now: &str,
        kept_at: Option<&str>,
        leaving: Leaving,
    ) -> Result<RecordThen, Refusal> {
        if self.sha256 == sha256_now {
            return Ok(RecordThen::Same);
        }
        if kept_at == Some(sha256_now) {
            return Ok(RecordThen::Kept);
        }
        match leaving {
            Leaving::Now => Err(Refusal::RecordChanged),
            Leaving::Sealed => Ok(RecordThen::Changed),
            Leaving::Earlier => Ok(RecordThen::Since),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_ends_once_and_a_passphrase_is_shown_once() {
        for state in PackageState::ALL {
            let wrong = Refusal::WrongState {
                state: state.as_str(),
            };
            let expected = if *state == PackageState::Building {
                Ok(())
            } else {
                Err(wrong)
            };
            assert_eq!(state.must_be_under_way(), expected, "{state}");
        }
        let at = Timestamp::from_micros(7);
        assert_eq!(may_show_passphrase(None), Ok(()));
        let shown = may_show_passphrase(Some(at));
        assert_eq!(shown, Err(Refusal::AlreadyDone { at }));
    }

    #[test]
    fn a_copy_that_the_record_outgrew_leaves_only_if_it_had_left() {
        let holds = Holdings {
            studies: 1,
            images: 3,
            articles: 0,
            communications: 0,
            sha256: "as it was".into(),
        };
        let unchanged = holds.must_be_outgrown("as it was");
        assert_eq!(unchanged, Err(Refusal::RecordUnchanged));
        assert_eq!(holds.must_be_outgrown("grown"), Ok(()));
        for leaving in [Leaving::Now, Leaving::Sealed, Leaving::Earlier] {
            let same = holds.may_leave("as it was", None, leaving);
            assert_eq!(same, Ok(RecordThen::Same));
        }
        for (leaving, may) in [
            (Leaving::Now, Err(Refusal::RecordChanged)),
            (Leaving::Sealed, Ok(RecordThen::Changed)),
            (Leaving::Earlier, Ok(RecordThen::Since)),
        ] {
            assert_eq!(holds.may_leave("grown", None, leaving), may);
            // Said of what it held before, which is not what it holds now.
            assert_eq!(holds.may_leave("grown", Some("as it was"), leaving), may);
            // Said of just this.
            let kept = holds.may_leave("grown", Some("grown"), leaving);
            assert_eq!(kept, Ok(RecordThen::Kept));
        }
    }
}
