//! The register of labels: how a label stands in it, and whether it may be stuck on something.
//!
//! Left out: what a label looks like ([`crate::label`]), and the register itself, which the
//! store keeps.

use crate::label::Label;
use crate::refusal::Refusal;
use crate::text_enum;

/// Most labels printed together.
pub const BATCH_LIMIT: u32 = 300;

text_enum! {
    /// Where a label stands in the register.
    pub enum LabelState {
        /// Printed; on nothing yet.
        Issued = "issued",
        /// In use.
        Active = "active",
        /// Replaced; never acts again.
        Void = "void",
    }
}

impl LabelState {
    /// Whether the register lets `label`, which stands like this in it, be stuck on
    /// something: printed, and on nothing yet.
    pub fn may_be_used(known: Option<Self>, label: Label) -> Result<(), Refusal> {
        match known {
            Some(Self::Issued) => Ok(()),
            _ => Err(Refusal::LabelInUse { label }),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::label::LabelClass;

    #[test]
    fn a_label_is_stuck_on_something_once_and_only_if_it_was_printed() {
        let label = Label::new(LabelClass::Item, 7).unwrap();
        let refused = Err(Refusal::LabelInUse { label });
        assert_eq!(
            LabelState::may_be_used(Some(LabelState::Issued), label),
            Ok(())
        );
        for known in [None, Some(LabelState::Active), Some(LabelState::Void)] {
            assert_eq!(LabelState::may_be_used(known, label), refused);
        }
    }
}
