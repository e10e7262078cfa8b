//! The archive under double lock, and what leaves it: visits of two people, films on their way back.

use anyhow::ensure;
use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::custody::parcel_forms::DepartureForm;
use doublelock_domain::custody::scan::Card;
use doublelock_domain::custody::shipment::LINE_LIMIT;
use doublelock_domain::custody::visit::{TwoPeople, Verdict, VisitPurpose, VisitState};
use doublelock_domain::ids::{ItemId, VisitId};
use doublelock_domain::time::days_after;
use doublelock_store::custody::{GatheredFor, Gathers, ItemLine, OfferedFrom, Scanned};
use doublelock_store::{Error, Unit};

use super::cases::Opened;
use super::house::House;
use super::parcels::Rolls;

/// Films that go home, by how far they get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gets {
    /// Prepared: nothing is packed.
    Prepared,
    /// Packed and sealed.
    Sealed,
    /// The carrier has it.
    Away,
}

/// Two colleagues, both of whom just showed who they are.
fn both(house: &House, unit: &Unit<'_, Custody>) -> Result<TwoPeople, Error> {
    let now = unit.now();
    let (karim, nadia) = (
        &house.staff.karim.worker.actor,
        &house.staff.nadia.worker.actor,
    );
    Ok(TwoPeople::present((karim, now), (nadia, now), now)?)
}

fn opens(house: &House, purpose: VisitPurpose, plan: &[ItemId]) -> anyhow::Result<VisitId> {
    let archive = house.place("Archives")?.fact.id.clone();
    house.passes(60);
    Ok(
        house.does::<Custody, _>(&house.staff.karim, Purpose::Archive, |unit| {
            let people = both(house, unit)?;
            unit.open_visit(&archive, &people, purpose, plan, false, house.zone)
        })?,
    )
}

/// Both locks are closed, both sign.
fn closes(house: &House, visit: &VisitId) -> anyhow::Result<VisitState> {
    house.passes(60);
    let closing = house.does::<Custody, _>(&house.staff.karim, Purpose::Archive, |unit| {
        let people = both(house, unit)?;
        unit.close_visit(visit, &people, 2, house.zone)
    })?;
    Ok(closing.state)
}

/// What can be chosen for a visit.
fn offered(
    house: &House,
    purpose: VisitPurpose,
    from: &OfferedFrom,
) -> anyhow::Result<Vec<ItemLine>> {
    let archive = house.place("Archives")?.fact.id.clone();
    let what = GatheredFor::Visit { archive, purpose };
    let most = u32::try_from(LINE_LIMIT)?;
    let shown = house.does::<Custody, _>(&house.staff.karim, Purpose::Archive, |unit| {
        let gathers = Gathers {
            from: from.clone(),
            ..Gathers::default()
        };
        unit.gather(&what, &gathers, most)
    })?;
    Ok(shown.offered)
}

/// Everything that waits is put away on that shelf.
pub(super) fn puts_away(house: &House, shelf: &str) -> anyhow::Result<()> {
    let waiting = offered(house, VisitPurpose::PutAway, &OfferedFrom::AtHand)?;
    let plan: Vec<ItemId> = waiting.iter().map(|line| line.id.clone()).collect();
    ensure!(!plan.is_empty(), "nothing waits to be put away");
    let visit = opens(house, VisitPurpose::PutAway, &plan)?;
    let shelf = house.label_of(shelf)?.to_string();
    let films = waiting.iter().map(|line| line.label.to_string());
    for code in std::iter::once(shelf).chain(films) {
        reads(house, &visit, &code)?;
    }
    let state = closes(house, &visit)?;
    ensure!(state == VisitState::Closed, "the visit is not clean");
    Ok(())
}

/// One reading in the archive.
fn reads(house: &House, visit: &VisitId, code: &str) -> anyhow::Result<()> {
    house.passes(2);
    let worker = &house.staff.karim.worker;
    let nonce = house.nonce();
    let seen = worker.acts::<Custody, _>(Purpose::Archive, |unit| {
        unit.scan_in_visit(visit, &Scanned::new(code, &nonce), house.zone)
    })?;
    ensure!(seen.refused.is_none(), "the visit refused {code}");
    Ok(())
}

/// Takes films of a case out and lays them on the workbench; one of them may not be found.
pub(super) fn takes_out(
    house: &House,
    case: &Opened,
    films: usize,
    one_is_missing: bool,
) -> anyhow::Result<Vec<ItemLine>> {
    let mut lines = offered(
        house,
        VisitPurpose::Retrieve,
        &OfferedFrom::Case(case.reference),
    )?;
    ensure!(lines.len() >= films, "too few films rest in the archive");
    lines.truncate(films);
    let plan: Vec<ItemId> = lines.iter().map(|line| line.id.clone()).collect();
    let visit = opens(house, VisitPurpose::Retrieve, &plan)?;
    let missing = if one_is_missing { lines.pop() } else { None };
    for line in &lines {
        reads(house, &visit, &line.label.to_string())?;
    }
    if let Some(line) = &missing {
        house.does::<Custody, _>(&house.staff.karim, Purpose::Archive, |unit| {
            unit.account_for(&visit, &line.id, Verdict::Missing)
        })?;
    }
    let state = closes(house, &visit)?;
    let amiss = state == VisitState::ClosedWithDiscrepancy;
    ensure!(amiss == one_is_missing, "the visit ends otherwise");
    let bench = house.label_of("Table de travail")?.to_string();
    house.scans(&house.staff.karim, [bench.as_str()])?;
    Ok(lines)
}

/// Where films go back to, and how far they get.
pub(super) struct Return<'a> {
    pub(super) films: &'a [ItemLine],
    pub(super) recipient: &'a str,
    pub(super) address: &'a str,
    pub(super) waybill: &'a str,
    pub(super) gets: Gets,
    /// The clinic said that it has them.
    pub(super) confirmed: bool,
    /// In how many days they are to be back; none if they stay there.
    pub(super) lent_for: Option<u64>,
}

/// Films leave the house, or are about to.
pub(super) fn sends_back(
    house: &House,
    leaving: &Return<'_>,
    rolls: &mut Rolls,
) -> anyhow::Result<()> {
    let today = house.date();
    let back_by = leaving.lent_for.map(|days| days_after(today, days));
    let back_by = back_by.map_or_else(String::new, |day| day.to_string());
    let to = DepartureForm {
        recipient: leaving.recipient,
        address: leaving.address,
        carrier: "Express Boréal",
        by_courier: "original",
        signature: "signature",
        days: "1",
        back_by: &back_by,
    };
    let to = to
        .check(today)
        .map_err(|faults| anyhow::anyhow!("{}: {faults:?}", leaving.recipient))?;
    let items: Vec<ItemId> = leaving.films.iter().map(|film| film.id.clone()).collect();
    let nadia = &house.staff.nadia;
    house.passes(90);
    let parcel = house.does::<Custody, _>(nadia, Purpose::Shipment, |unit| {
        unit.prepare_shipment(&items, &to, house.zone)
    })?;
    if leaving.gets == Gets::Prepared {
        return Ok(());
    }
    let mut codes = vec![parcel.label.to_string()];
    codes.extend(leaving.films.iter().map(|film| film.label.to_string()));
    codes.push(rolls.seal()?);
    codes.push(match leaving.gets {
        Gets::Away => leaving.waybill.to_owned(),
        // It waits for the carrier; the station is for other work.
        Gets::Sealed | Gets::Prepared => Card::Done.code(),
    });
    house.scans(nadia, codes.iter().map(String::as_str))?;
    if leaving.confirmed {
        house.does::<Custody, _>(nadia, Purpose::Shipment, |unit| {
            let parcel = unit.open_shipment(&parcel.id)?;
            unit.confirm_shipment(&parcel)
        })?;
    }
    Ok(())
}
