//! Names of holders, people and cases, looked up once per unit, and together where there are
//! many.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::custody::holder::{Holder, HolderKind};
use doublelock_domain::custody::places::Places;
use doublelock_domain::fact::Reading;
use doublelock_domain::fact::custody::ShipmentWords;
use doublelock_domain::ids::{CaseId, Reference};

use super::holder::HolderView;
use super::place;
use crate::columns::stored;
use crate::error::Result;
use crate::schema::cases::case_file;
use crate::schema::custody::shipment;
use crate::schema::people::person;
use crate::schema::privacy::privacy_request;
use crate::sections;
use crate::unit::Sight;

/// Names that were looked up. What was not learned beforehand is looked up one by one.
#[derive(Default)]
pub(crate) struct Names {
    places: Option<Places>,
    people: BTreeMap<String, String>,
    shipments: BTreeMap<String, (Reference, Reading<ShipmentWords>)>,
    cases: BTreeMap<String, Reference>,
    requests: BTreeMap<String, String>,
}

impl Names {
    /// Learns the names of some holders, and of some people: a query or two, however many.
    pub(super) fn learn<'h, D: Duty>(
        &mut self,
        unit: &mut Sight<'_, D>,
        holders: impl IntoIterator<Item = &'h Holder>,
        people: impl IntoIterator<Item = &'h str>,
    ) -> Result<()> {
        let mut who: Vec<String> = people.into_iter().map(str::to_owned).collect();
        let mut parcels: Vec<String> = Vec::new();
        let mut requests: Vec<String> = Vec::new();
        let mut rests = false;
        for holder in holders {
            match holder {
                Holder::Person(person) => who.push(person.to_string()),
                Holder::Parcel(of) | Holder::Carrier(of) | Holder::Recipient(of) => {
                    parcels.push(of.to_string());
                }
                Holder::Requester(of) => requests.push(of.to_string()),
                Holder::Location(_) => rests = true,
                Holder::Destroyed | Holder::Withdrawn => {}
            }
        }
        if rests {
            self.places(unit)?;
        }
        who.retain(|person| !self.people.contains_key(person));
        if !who.is_empty() {
            let found: Vec<(String, String)> = person::table
                .filter(person::id.eq_any(who))
                .select((person::id, person::display_name))
                .load(unit.conn())?;
            self.people.extend(found);
        }
        parcels.retain(|parcel| !self.shipments.contains_key(parcel));
        self.learn_shipments(unit, parcels)?;
        requests.retain(|request| !self.requests.contains_key(request));
        self.learn_requests(unit, requests)
    }

    fn learn_requests<D: Duty>(
        &mut self,
        unit: &mut Sight<'_, D>,
        which: Vec<String>,
    ) -> Result<()> {
        if which.is_empty() {
            return Ok(());
        }
        let rows: Vec<(String, String)> = privacy_request::table
            .filter(privacy_request::id.eq_any(which))
            .select((privacy_request::id, privacy_request::reference))
            .load(unit.conn())?;
        self.requests.extend(rows);
        Ok(())
    }

    fn request<D: Duty>(&mut self, unit: &mut Sight<'_, D>, which: &str) -> Result<String> {
        if !self.requests.contains_key(which) {
            self.learn_requests(unit, vec![which.to_owned()])?;
        }
        self.requests
            .get(which)
            .cloned()
            .ok_or(crate::error::Error::NotFound)
    }

    pub(super) fn learn_shipments<D: Duty>(
        &mut self,
        unit: &mut Sight<'_, D>,
        which: Vec<String>,
    ) -> Result<()> {
        if which.is_empty() {
            return Ok(());
        }
        let rows: Vec<(String, String, i64)> = shipment::table
            .filter(shipment::id.eq_any(which))
            .select((shipment::id, shipment::reference, shipment::words))
            .load(unit.conn())?;
        let keys = unit.keys();
        let opened = sections::open_all(unit.conn(), keys, rows.iter().map(|row| row.2))?;
        for (shipment, reference, words) in rows {
            let known = (stored(&reference)?, opened.words(words));
            self.shipments.insert(shipment, known);
        }
        Ok(())
    }

    /// Learns the numbers of some cases.
    pub(super) fn learn_cases<'h, D: Duty>(
        &mut self,
        unit: &mut Sight<'_, D>,
        cases: impl IntoIterator<Item = &'h str>,
    ) -> Result<()> {
        let mut which: Vec<String> = cases.into_iter().map(str::to_owned).collect();
        which.sort();
        which.dedup();
        which.retain(|case| !self.cases.contains_key(case));
        if which.is_empty() {
            return Ok(());
        }
        let rows: Vec<(String, String)> = case_file::table
            .filter(case_file::id.eq_any(which))
            .select((case_file::id, case_file::reference))
            .load(unit.conn())?;
        for (case, reference) in rows {
            self.cases.insert(case, stored(&reference)?);
        }
        Ok(())
    }

    /// The number people say for a case.
    pub(super) fn case<D: Duty>(
        &mut self,
        unit: &mut Sight<'_, D>,
        case: &CaseId,
    ) -> Result<Reference> {
        match self.cases.get(case.as_str()) {
            Some(known) => Ok(*known),
            None => unit.case_reference(case),
        }
    }

    pub(super) fn places<D: Duty>(&mut self, unit: &mut Sight<'_, D>) -> Result<&Places> {
        let places = match self.places.take() {
            Some(places) => places,
            None => place::all(unit)?,
        };
        Ok(self.places.insert(places))
    }

    pub(crate) fn person<D: Duty>(&mut self, unit: &mut Sight<'_, D>, who: &str) -> Result<String> {
        if let Some(name) = self.people.get(who) {
            return Ok(name.clone());
        }
        let name: String = person::table
            .find(who.to_owned())
            .select(person::display_name)
            .first(unit.conn())?;
        self.people.insert(who.to_owned(), name.clone());
        Ok(name)
    }

    /// The number of a parcel, and who sent it or gets it.
    pub(super) fn shipment<D: Duty>(
        &mut self,
        unit: &mut Sight<'_, D>,
        which: &str,
    ) -> Result<(Reference, Reading<ShipmentWords>)> {
        if !self.shipments.contains_key(which) {
            self.learn_shipments(unit, vec![which.to_owned()])?;
        }
        self.shipments
            .get(which)
            .cloned()
            .ok_or(crate::error::Error::NotFound)
    }

    /// How a holder is named to somebody outside: a place by its own name, without the way to
    /// it, and a parcel by whoever it is for.
    pub(crate) fn outside<D: Duty>(
        &mut self,
        unit: &mut Sight<'_, D>,
        holder: &Holder,
    ) -> Result<Reading<String>> {
        match holder {
            Holder::Location(place) => Ok(Reading::Open(self.places(unit)?.own_name(place))),
            Holder::Parcel(of) => {
                let (_, words) = self.shipment(unit, of.as_str())?;
                Ok(words.map(|words| words.party_or_empty()))
            }
            other => Ok(self.view(unit, other)?.name),
        }
    }

    /// Who or what a holder is.
    pub(super) fn view<D: Duty>(
        &mut self,
        unit: &mut Sight<'_, D>,
        holder: &Holder,
    ) -> Result<HolderView> {
        let kind = holder.kind();
        Ok(match holder {
            Holder::Person(who) => HolderView {
                kind,
                name: Reading::Open(self.person(unit, who.as_str())?),
                shipment: None,
            },
            Holder::Location(place) => HolderView {
                kind,
                name: Reading::Open(self.places(unit)?.name(place)),
                shipment: None,
            },
            Holder::Requester(request) => HolderView {
                kind,
                name: Reading::Open(self.request(unit, request.as_str())?),
                shipment: None,
            },
            Holder::Destroyed | Holder::Withdrawn => HolderView {
                kind,
                name: Reading::Open(String::new()),
                shipment: None,
            },
            Holder::Parcel(of) | Holder::Carrier(of) | Holder::Recipient(of) => {
                let (reference, words) = self.shipment(unit, of.as_str())?;
                let name = match kind {
                    HolderKind::Carrier => words.map(|words| words.carrier_or_empty()),
                    HolderKind::Recipient => words.map(|words| words.party_or_empty()),
                    _ => Reading::Open(reference.to_string()),
                };
                HolderView {
                    kind,
                    name,
                    shipment: Some((of.clone(), reference)),
                }
            }
        })
    }
}
