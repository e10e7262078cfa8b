//! What may leave together, and what waits for that.

use crate::custody::holder::Holder;
use crate::ids::{CaseId, Reference, RequestId};
use crate::label::Label;
use crate::refusal::Refusal;

/// What decides whether an article may leave in a parcel with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// Its label.
    pub label: Label,
    /// Its case.
    pub case: Option<CaseId>,
    /// The request it was made for.
    pub request: Option<RequestId>,
    /// Who holds it.
    pub holder: Holder,
    /// The parcel that was prepared with it and that it is not in yet.
    pub promised: Option<Reference>,
}

impl Leaving {
    /// Whether it may be prepared to leave in the parcel that `with` is in, or first in one that answers `request`. Never
    /// are articles of two cases in one parcel, nor a disc that answers a request in any other, nor one article in two
    /// parcels. It is here: in somebody's hands, or in a place, be it in an archive that it comes out of before it is
    /// packed.
    pub fn may_leave(
        &self,
        with: Option<&Self>,
        request: Option<&RequestId>,
    ) -> Result<(), Refusal> {
        if with.is_some_and(|other| other.case != self.case) {
            return Err(Refusal::CaseDiffers);
        }
        if self.request.as_ref() != request {
            return Err(Refusal::DiscOfRequest);
        }
        if let Some(parcel) = self.promised {
            let label = self.label;
            return Err(Refusal::PromisedElsewhere { label, parcel });
        }
        match &self.holder {
            Holder::Person(_) | Holder::Location(_) => Ok(()),
            elsewhere => Err(Refusal::HeldElsewhere {
                holder: elsewhere.kind(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::custody::holder::HolderKind;
    use crate::label::LabelClass;

    fn id<T: std::str::FromStr>(n: u8) -> T
    where
        T::Err: std::fmt::Debug,
    {
        format!("01JCZ000000000000000000{n:03}").parse().unwrap()
    }

    fn film(case: u8, holder: Holder) -> Leaving {
        Leaving {
            label: Label::new(LabelClass::Item, 7).unwrap(),
            case: Some(id(case)),
            request: None,
            holder,
            promised: None,
        }
    }

    #[test]
    fn articles_of_one_case_that_are_here_leave_together() {
        let on_the_table = film(1, Holder::Location(id(5)));
        let in_hand = film(1, Holder::Person(id(6)));
        assert_eq!(in_hand.may_leave(Some(&on_the_table), None), Ok(()));
        assert_eq!(on_the_table.may_leave(None, None), Ok(()));
        let of_another = film(2, Holder::Person(id(6)));
        let differs = Err(Refusal::CaseDiffers);
        assert_eq!(of_another.may_leave(Some(&in_hand), None), differs);
    }

    #[test]
    fn a_disc_leaves_in_its_answer_and_neither_what_is_elsewhere_nor_what_another_parcel_waits_for()
    {
        let request: RequestId = id(7);
        let disc = Leaving {
            request: Some(request.clone()),
            ..film(1, Holder::Location(id(5)))
        };
        assert_eq!(disc.may_leave(None, Some(&request)), Ok(()));
        assert_eq!(disc.may_leave(None, None), Err(Refusal::DiscOfRequest));
        let parcel: Reference = "2026-0007".parse().unwrap();
        let promised = Leaving {
            promised: Some(parcel),
            ..film(1, Holder::Location(id(5)))
        };
        let label = promised.label;
        let other = Err(Refusal::PromisedElsewhere { label, parcel });
        assert_eq!(promised.may_leave(None, None), other);
        let elsewhere = Err(Refusal::HeldElsewhere {
            holder: HolderKind::Carrier,
        });
        let sent = film(1, Holder::Carrier(id(8)));
        assert_eq!(sent.may_leave(None, None), elsewhere);
    }
}
