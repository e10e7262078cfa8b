//! The sex of a person, as one source says it.
//!
//! Left out: what a difference means, which the comparison of two people says.

use crate::text_enum;

text_enum! {
    /// Sex as recorded by the health insurance plan; compared with DICOM (0010,0040).
    pub enum Sex {
        /// Female.
        Female = "F",
        /// Male.
        Male = "M",
        /// Other.
        Other = "O",
        /// Not recorded.
        Unknown = "U",
    }
}
