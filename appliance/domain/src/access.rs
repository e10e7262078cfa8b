//! Who may do what, and why: duties, purposes, actors and warrants.
//!
//! **The signature is the policy.** A unit of the store that can touch a record is
//! only reachable with a [`Warrant`] of the right duty; a warrant can only be had
//! from an [`Actor`] who holds that duty; and the purpose travels with it into
//! every entry of the journal (R-22.1 s. 103: which information, who, when, why).

use std::collections::BTreeSet;
use std::marker::PhantomData;

use crate::ids::{PersonId, Reference};
use crate::refusal::Refusal;
use crate::text_enum;
use crate::time::Timestamp;

text_enum! {
    /// The hats people and machines wear.
    pub enum DutyName {
        /// Opens and runs cases, announces shipments.
        Coordination = "coordination",
        /// Films, parcels, archive.
        Custody = "custody",
        /// Receives and attaches DICOM studies.
        Imaging = "imaging",
        /// Answers requests against statutory clocks.
        Privacy = "privacy",
        /// Keeps the appliance running; opens **no** record.
        Operator = "operator",
        /// Reads the journal; opens **no** record.
        Auditor = "auditor",
        /// The appliance's own jobs.
        Clockwork = "clockwork",
        /// The appliance at its front door: sign-in, sign-out, refusals.
        FrontDoor = "front_door",
        /// The appliance as DICOM receiver.
        Reception = "reception",
    }
}

impl DutyName {
    /// The duties a person can be given by the staff directory. The others belong
    /// to the appliance itself.
    pub const OF_PEOPLE: &'static [Self] = &[
        Self::Coordination,
        Self::Custody,
        Self::Imaging,
        Self::Privacy,
        Self::Operator,
        Self::Auditor,
    ];

    /// The purposes that an act under this duty can have.
    pub const fn purposes(self) -> &'static [Purpose] {
        match self {
            Self::Coordination => &[Purpose::CaseWork, Purpose::Shipment],
            Self::Custody => &[Purpose::Shipment, Purpose::Archive, Purpose::CopyRequest],
            Self::Imaging | Self::Reception => &[Purpose::Import],
            Self::Privacy => &[Purpose::CopyRequest, Purpose::Erasure],
            Self::Operator | Self::Clockwork => &[Purpose::Maintenance],
            Self::Auditor => &[Purpose::Audit],
            Self::FrontDoor => &[Purpose::SignIn],
        }
    }
}

text_enum! {
    /// Why a record is opened or changed. Written into every entry.
    pub enum Purpose {
        /// Running a case.
        CaseWork = "case_work",
        /// Moving articles in, out and within the centre.
        Shipment = "shipment",
        /// Keeping articles under double lock.
        Archive = "archive",
        /// Taking images in.
        Import = "import",
        /// Answering a request for a copy of the record.
        CopyRequest = "copy_request",
        /// Erasing a record, on an authority.
        Erasure = "erasure",
        /// Reading the journal.
        Audit = "audit",
        /// Keeping the appliance running.
        Maintenance = "maintenance",
        /// Opening or closing a session.
        SignIn = "sign_in",
    }
}

mod sealed {
    pub trait Sealed {}
}

/// A duty as a type. Sealed: the list is closed.
pub trait Duty: sealed::Sealed + Send + Sync + 'static {
    /// Its name in the journal and in the configuration.
    const NAME: DutyName;
}

macro_rules! duties {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl sealed::Sealed for $name {}
        impl Duty for $name {
            const NAME: DutyName = DutyName::$name;
        }
    )+};
}

duties! {
    /// See [`DutyName::Coordination`].
    Coordination,
    /// See [`DutyName::Custody`].
    Custody,
    /// See [`DutyName::Imaging`].
    Imaging,
    /// See [`DutyName::Privacy`].
    Privacy,
    /// See [`DutyName::Operator`].
    Operator,
    /// See [`DutyName::Auditor`].
    Auditor,
    /// See [`DutyName::Clockwork`].
    Clockwork,
    /// See [`DutyName::FrontDoor`].
    FrontDoor,
    /// See [`DutyName::Reception`].
    Reception,
}

/// Somebody who acts: a signed-in person, or the appliance itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    id: PersonId,
    duties: BTreeSet<DutyName>,
}

impl Actor {
    /// A person, with the duties the directory gives them now. Duties of the
    /// appliance are dropped: no directory group can confer them.
    pub fn person(id: PersonId, duties: impl IntoIterator<Item = DutyName>) -> Self {
        let duties = duties
            .into_iter()
            .filter(|duty| DutyName::OF_PEOPLE.contains(duty))
            .collect();
        Self { id, duties }
    }

    /// The appliance itself.
    pub fn appliance(id: PersonId) -> Self {
        let duties = [
            DutyName::Clockwork,
            DutyName::FrontDoor,
            DutyName::Reception,
        ];
        Self {
            id,
            duties: duties.into(),
        }
    }

    /// Who.
    pub const fn id(&self) -> &PersonId {
        &self.id
    }

    /// The duties held.
    pub const fn duties(&self) -> &BTreeSet<DutyName> {
        &self.duties
    }

    /// Puts on one hat for one purpose.
    pub fn take_up<D: Duty>(
        &self,
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<Warrant<D>, Refusal> {
        if !self.duties.contains(&D::NAME) {
            return Err(Refusal::DutyNotHeld);
        }
        if !D::NAME.purposes().contains(&purpose) {
            return Err(Refusal::PurposeForeign);
        }
        Ok(Warrant {
            actor: self.id.clone(),
            purpose,
            since: now,
            relations: Vec::new(),
            duty: PhantomData,
        })
    }
}

/// What a record must be to whoever opens it, for a warrant that does not reach every record of its
/// duty. Whether a record is, the store asks when it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relation {
    /// It is this request, or the case that the request is about.
    OfRequest(Reference),
}

/// Proof that `actor` holds duty `D` and has said why. Only [`Actor::take_up`] makes one.
#[derive(Debug)]
pub struct Warrant<D: Duty> {
    actor: PersonId,
    purpose: Purpose,
    since: Timestamp,
    relations: Vec<Relation>,
    duty: PhantomData<fn() -> D>,
}

// A copy proves the same; the duty itself is a word, and needs not be copied.
impl<D: Duty> Clone for Warrant<D> {
    fn clone(&self) -> Self {
        Self {
            actor: self.actor.clone(),
            purpose: self.purpose,
            since: self.since,
            relations: self.relations.clone(),
            duty: PhantomData,
        }
    }
}

impl<D: Duty> Warrant<D> {
    /// Who acts.
    pub const fn actor(&self) -> &PersonId {
        &self.actor
    }

    /// Why.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// When the hat was put on.
    pub const fn since(&self) -> Timestamp {
        self.since
    }

    /// The same for records within a relation only. Bounded again, both bound it: no warrant ever
    /// reaches further than it did.
    #[must_use]
    pub fn within(mut self, relation: Relation) -> Self {
        self.relations.push(relation);
        self
    }

    /// What bounds it; empty if it reaches every record of the duty.
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// Which hat.
    pub const fn duty(&self) -> DutyName {
        D::NAME
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_763_760_000_000_000);

    fn nadia() -> Actor {
        let id = "01JCZ0000000000000000000ND".parse().unwrap();
        Actor::person(id, [DutyName::Custody, DutyName::Clockwork])
    }

    #[test]
    fn a_duty_that_is_held_gives_a_warrant_with_its_reason() {
        let warrant = nadia().take_up::<Custody>(Purpose::Shipment, NOW).unwrap();
        assert_eq!(warrant.purpose(), Purpose::Shipment);
        assert_eq!(warrant.duty(), DutyName::Custody);
    }

    #[test]
    fn a_warrant_says_who_acts_and_since_when() {
        let nadia = nadia();
        let warrant = nadia.take_up::<Custody>(Purpose::Archive, NOW).unwrap();
        assert_eq!((warrant.actor(), warrant.since()), (nadia.id(), NOW));
        let copy = warrant.clone();
        assert_eq!((copy.actor(), copy.since()), (nadia.id(), NOW));
        assert_eq!(copy.purpose(), Purpose::Archive);
    }

    /// Who may do what, and why: each duty with its purposes and no other.
    #[test]
    fn each_duty_has_its_purposes() {
        use Purpose::{
            Archive, Audit, CaseWork, CopyRequest, Erasure, Import, Maintenance, Shipment, SignIn,
        };
        let table: [(DutyName, &[Purpose]); 9] = [
            (DutyName::Coordination, &[CaseWork, Shipment]),
            (DutyName::Custody, &[Shipment, Archive, CopyRequest]),
            (DutyName::Imaging, &[Import]),
            (DutyName::Privacy, &[CopyRequest, Erasure]),
            (DutyName::Operator, &[Maintenance]),
            (DutyName::Auditor, &[Audit]),
            (DutyName::Clockwork, &[Maintenance]),
            (DutyName::FrontDoor, &[SignIn]),
            (DutyName::Reception, &[Import]),
        ];
        assert_eq!(table.len(), DutyName::ALL.len());
        for (duty, purposes) in table {
            assert_eq!(duty.purposes(), purposes, "{duty}");
        }
    }

    #[test]
    fn the_appliance_has_the_duties_that_no_person_has() {
        let all = Actor::person(nadia().id().clone(), DutyName::ALL.iter().copied());
        let appliance = Actor::appliance(nadia().id().clone());
        assert!(all.duties().is_disjoint(appliance.duties()));
        assert_eq!(
            all.duties().len() + appliance.duties().len(),
            DutyName::ALL.len()
        );
        let jobs = appliance.take_up::<Clockwork>(Purpose::Maintenance, NOW);
        assert_eq!(jobs.unwrap().duty(), DutyName::Clockwork);
    }

    #[test]
    fn a_warrant_is_bounded_more_and_never_less() {
        let warrant = nadia().take_up::<Custody>(Purpose::Shipment, NOW).unwrap();
        assert_eq!(warrant.relations(), []);
        let [one, other] =
            ["2026-0001", "2026-0002"].map(|number| Relation::OfRequest(number.parse().unwrap()));
        let bounded = warrant.within(one.clone()).clone().within(other.clone());
        assert_eq!(bounded.relations(), [one, other]);
    }

    #[test]
    fn a_duty_that_is_not_held_is_refused() {
        assert_eq!(
            nadia()
                .take_up::<Privacy>(Purpose::CopyRequest, NOW)
                .unwrap_err(),
            Refusal::DutyNotHeld
        );
    }

    #[test]
    fn a_directory_group_never_confers_a_duty_of_the_appliance() {
        assert_eq!(
            nadia()
                .take_up::<Clockwork>(Purpose::Maintenance, NOW)
                .unwrap_err(),
            Refusal::DutyNotHeld
        );
    }

    #[test]
    fn a_purpose_of_another_duty_is_refused() {
        assert_eq!(
            nadia().take_up::<Custody>(Purpose::Audit, NOW).unwrap_err(),
            Refusal::PurposeForeign
        );
    }
}
