//! Who or what answers for an article: one holder at a time.
//!
//! Left out: when it passes from one to another ([`item`](super::item)), and what a holder
//! is called on a page.

use serde::{Deserialize, Serialize};

use crate::ids::{LocationId, NotAnId, PersonId, RequestId, ShipmentId};
use crate::text_enum;

text_enum! {
    /// Kinds of holders.
    pub enum HolderKind {
        /// A member of staff.
        Person = "person",
        /// A place.
        Location = "location",
        /// A parcel being packed or sealed.
        Parcel = "parcel",
        /// The carrier of a shipment.
        Carrier = "carrier",
        /// The recipient of a shipment, by their own confirmation.
        Recipient = "recipient",
        /// Whoever asked for the copy that it is, who took it at the counter. Terminal.
        Requester = "requester",
        /// Nobody: it was destroyed. Terminal.
        Destroyed = "destroyed",
        /// Nobody: registered by mistake and taken back.
        Withdrawn = "withdrawn",
    }
}

/// Who or what answers for an article now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Holder {
    /// In the hands of a member of staff.
    Person(PersonId),
    /// In a place.
    Location(LocationId),
    /// Packed in the parcel of this shipment, still with us.
    Parcel(ShipmentId),
    /// With the carrier of this shipment.
    Carrier(ShipmentId),
    /// With the recipient of this shipment, who confirmed it.
    Recipient(ShipmentId),
    /// Given into the hands of whoever made this request, or came for them. Terminal.
    Requester(RequestId),
    /// Destroyed, as somebody says who did it. Terminal.
    Destroyed,
    /// Registered by mistake; held by nobody until it is registered again.
    Withdrawn,
}

impl Holder {
    /// Its kind, as stored.
    pub const fn kind(&self) -> HolderKind {
        match self {
            Self::Person(_) => HolderKind::Person,
            Self::Location(_) => HolderKind::Location,
            Self::Parcel(_) => HolderKind::Parcel,
            Self::Carrier(_) => HolderKind::Carrier,
            Self::Recipient(_) => HolderKind::Recipient,
            Self::Requester(_) => HolderKind::Requester,
            Self::Destroyed => HolderKind::Destroyed,
            Self::Withdrawn => HolderKind::Withdrawn,
        }
    }

    /// The id behind it, as stored; empty for [`Holder::Destroyed`] and [`Holder::Withdrawn`].
    pub fn reference(&self) -> &str {
        match self {
            Self::Person(id) => id.as_str(),
            Self::Location(id) => id.as_str(),
            Self::Parcel(id) | Self::Carrier(id) | Self::Recipient(id) => id.as_str(),
            Self::Requester(id) => id.as_str(),
            Self::Destroyed | Self::Withdrawn => "",
        }
    }

    /// The parcel that it left in, while it is with a carrier or with whoever it went to.
    pub const fn left_in(&self) -> Option<&ShipmentId> {
        match self {
            Self::Carrier(parcel) | Self::Recipient(parcel) => Some(parcel),
            _ => None,
        }
    }

    /// Reads back what [`Self::kind`] and [`Self::reference`] wrote.
    pub fn from_parts(kind: HolderKind, reference: &str) -> Result<Self, NotAnId> {
        Ok(match kind {
            HolderKind::Person => Self::Person(reference.parse()?),
            HolderKind::Location => Self::Location(reference.parse()?),
            HolderKind::Parcel => Self::Parcel(reference.parse()?),
            HolderKind::Carrier => Self::Carrier(reference.parse()?),
            HolderKind::Recipient => Self::Recipient(reference.parse()?),
            HolderKind::Requester => Self::Requester(reference.parse()?),
            HolderKind::Destroyed => Self::Destroyed,
            HolderKind::Withdrawn => Self::Withdrawn,
        })
    }

    /// No event but a correction may follow.
    pub const fn is_terminal(&self) -> bool {
        matches!(self, Self::Requester(_) | Self::Destroyed)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// What the register keeps of a holder: its kind, and the id behind it.
    #[test]
    fn each_holder_is_stored_under_its_own_kind() {
        const ID: &str = "01JCZ0000000000000000000ND";
        let shipment: ShipmentId = ID.parse().unwrap();
        for (holder, kind, reference, terminal) in [
            (
                Holder::Person(ID.parse().unwrap()),
                HolderKind::Person,
                ID,
                false,
            ),
            (
                Holder::Location(ID.parse().unwrap()),
                HolderKind::Location,
                ID,
                false,
            ),
            (
                Holder::Parcel(shipment.clone()),
                HolderKind::Parcel,
                ID,
                false,
            ),
            (
                Holder::Carrier(shipment.clone()),
                HolderKind::Carrier,
                ID,
                false,
            ),
            (
                Holder::Recipient(shipment),
                HolderKind::Recipient,
                ID,
                false,
            ),
            (
                Holder::Requester(ID.parse().unwrap()),
                HolderKind::Requester,
                ID,
                true,
            ),
            (Holder::Withdrawn, HolderKind::Withdrawn, "", false),
        ] {
            assert_eq!((holder.kind(), holder.reference()), (kind, reference));
            assert_eq!(holder.is_terminal(), terminal, "{kind}");
            assert_eq!(Holder::from_parts(kind, reference), Ok(holder));
            if kind != HolderKind::Withdrawn {
                assert_eq!(Holder::from_parts(kind, "nobody"), Err(NotAnId));
            }
        }
    }
}
