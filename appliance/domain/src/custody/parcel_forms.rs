//! What is filled in of a parcel: announced, come unannounced, prepared to leave.

use chrono::NaiveDate;

use crate::case::{EnteredText, NAME_LIMIT, entered_date};
use crate::custody::delivery::Service;
use crate::custody::item::ItemKind;
use crate::custody::shipment::{ByCourier, LINE_LIMIT, Waybill};
use crate::refusal::Refusal;
use crate::time::days_after;

/// An expected arrival further away than this is a slip of the pen.
const ETA_HORIZON_DAYS: u64 = 366;

/// What the coordinator fills in to announce a parcel, as typed.
#[derive(Debug, Clone, Default)]
pub struct AnnouncementForm<'a> {
    /// Who sends it.
    pub sender: &'a str,
    /// Who carries it.
    pub carrier: &'a str,
    /// Tracking number on the waybill.
    pub waybill: &'a str,
    /// Expected on, `AAAA-MM-JJ`.
    pub eta: &'a str,
    /// The number that was asked about before ([`Waybill::must_be_sure`]).
    pub asked: &'a str,
    /// Kind and number of articles, one pair per row of the form.
    pub contents: Vec<(&'a str, &'a str)>,
}

/// An announcement that passed.
#[derive(Debug, Clone)]
pub struct Announcement {
    /// Who sends it.
    pub sender: EnteredText,
    /// Who carries it.
    pub carrier: EnteredText,
    /// Tracking number, upper case, without spaces; none of what comes back and whose sender did not say it yet.
    pub waybill: Option<Waybill>,
    /// Expected on.
    pub eta: NaiveDate,
    /// One entry per article, in the order of the form; none of what comes back: it is what left.
    pub kinds: Vec<ItemKind>,
}

impl AnnouncementForm<'_> {
    /// Checks every field and returns every fault at once.
    pub fn check(&self, today: NaiveDate) -> Result<Announcement, Vec<Refusal>> {
        self.check_again(today, None)
    }

    /// The same of one that is corrected: the day for which it was announced, `before`, may have gone by.
    pub fn check_again(
        &self,
        today: NaiveDate,
        before: Option<NaiveDate>,
    ) -> Result<Announcement, Vec<Refusal>> {
        self.checked(today, before, false)
    }

    /// The same of one that brings back what was lent: what it holds is known, its number may not be.
    pub fn check_return(
        &self,
        today: NaiveDate,
        before: Option<NaiveDate>,
    ) -> Result<Announcement, Vec<Refusal>> {
        self.checked(today, before, true)
    }

    fn checked(
        &self,
        today: NaiveDate,
        before: Option<NaiveDate>,
        comes_back: bool,
    ) -> Result<Announcement, Vec<Refusal>> {
        let mut faults = Vec::new();
        let mut keep = |fault: Refusal| faults.push(fault);
        let sender = EnteredText::required("sender", self.sender, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        let carrier = EnteredText::required("carrier", self.carrier, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        let waybill = if comes_back && self.waybill.trim().is_empty() {
            Some(None)
        } else {
            sure_waybill(self.waybill, self.asked)
                .map_err(&mut keep)
                .ok()
                .map(Some)
        };
        let eta = expected_date("eta", self.eta, today, before)
            .map_err(&mut keep)
            .ok();
        let kinds = if comes_back {
            Some(Vec::new())
        } else {
            contents(&self.contents).map_err(&mut keep).ok()
        };
        match (sender, carrier, waybill, eta, kinds) {
            (Some(sender), Some(carrier), Some(waybill), Some(eta), Some(kinds)) => {
                Ok(Announcement {
                    sender,
                    carrier,
                    waybill,
                    eta,
                    kinds,
                })
            }
            _ => Err(faults),
        }
    }
}

/// What is filled in of a parcel that nobody had announced, as typed.
#[derive(Debug, Clone, Default)]
pub struct ArrivalForm<'a> {
    /// Who sent it.
    pub sender: &'a str,
    /// Who brought it.
    pub carrier: &'a str,
    /// Tracking number on it; empty if it bears none.
    pub waybill: &'a str,
    /// The number that was asked about before ([`Waybill::must_be_sure`]).
    pub asked: &'a str,
}

/// What was filled in of such a parcel, and passed.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Who sent it.
    pub sender: EnteredText,
    /// Who brought it, if it is known.
    pub carrier: Option<EnteredText>,
    /// Tracking number, upper case, without spaces, if it bears one.
    pub waybill: Option<Waybill>,
}

impl ArrivalForm<'_> {
    /// Checks every field and returns every fault at once.
    pub fn check(&self) -> Result<Arrival, Vec<Refusal>> {
        let mut faults = Vec::new();
        let mut keep = |fault: Refusal| faults.push(fault);
        let sender = EnteredText::required("sender", self.sender, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        let carrier = EnteredText::optional("carrier", self.carrier, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        let waybill = if self.waybill.trim().is_empty() {
            Some(None)
        } else {
            sure_waybill(self.waybill, self.asked)
                .map_err(&mut keep)
                .ok()
                .map(Some)
        };
        match (sender, carrier, waybill) {
            (Some(sender), Some(carrier), Some(waybill)) => Ok(Arrival {
                sender,
                carrier,
                waybill,
            }),
            _ => Err(faults),
        }
    }
}

/// A number as typed, asked about once if it is unlike a carrier's.
fn sure_waybill(typed: &str, asked: &str) -> Result<Waybill, Refusal> {
    Waybill::entered("waybill", typed).and_then(|waybill| waybill.must_be_sure(asked))
}

fn expected_date(
    field: &'static str,
    text: &str,
    today: NaiveDate,
    before: Option<NaiveDate>,
) -> Result<NaiveDate, Refusal> {
    let date = entered_date(field, text)?;
    if date < today && before != Some(date) {
        return Err(Refusal::DateInPast { field });
    }
    if date > days_after(today, ETA_HORIZON_DAYS) {
        return Err(Refusal::DateTooFar { field });
    }
    Ok(date)
}

fn contents(rows: &[(&str, &str)]) -> Result<Vec<ItemKind>, Refusal> {
    let mut kinds = Vec::new();
    for (kind, count) in rows {
        let count = count.trim();
        if count.is_empty() || count == "0" {
            continue;
        }
        let kind: ItemKind = kind
            .parse()
            .map_err(|_| Refusal::FieldChoice { field: "contents" })?;
        let count: usize = match count.parse() {
            Ok(count) if kinds.len() + count <= LINE_LIMIT => count,
            _ => return Err(Refusal::NumberOutOfRange { field: "contents" }),
        };
        kinds.extend(std::iter::repeat_n(kind, count));
    }
    if kinds.is_empty() {
        Err(Refusal::FieldEmpty { field: "contents" })
    } else {
        Ok(kinds)
    }
}

/// What is filled in to send articles out, as typed.
#[derive(Debug, Clone, Default)]
pub struct DepartureForm<'a> {
    /// To whom.
    pub recipient: &'a str,
    /// Street, city, province, postal code.
    pub address: &'a str,
    /// Who carries it.
    pub carrier: &'a str,
    /// A word of [`ByCourier`].
    pub by_courier: &'a str,
    /// A word of [`SignatureLevel`](super::delivery::SignatureLevel).
    pub signature: &'a str,
    /// Working days that it takes.
    pub days: &'a str,
    /// By when it is to be back, `AAAA-MM-JJ`; empty if it stays where it goes.
    pub back_by: &'a str,
}

/// A departure that passed.
#[derive(Debug, Clone)]
pub struct Departure {
    /// To whom.
    pub recipient: EnteredText,
    /// Where to.
    pub address: EnteredText,
    /// Who carries it.
    pub carrier: EnteredText,
    /// Why by courier; none of what answers a request, which says in which form it is wanted.
    pub by_courier: Option<ByCourier>,
    /// What is ordered of the carrier.
    pub service: Service,
    /// By when its articles are to be back, if they are lent.
    pub back_by: Option<NaiveDate>,
}

impl DepartureForm<'_> {
    /// Checks every field and returns every fault at once.
    pub fn check(&self, today: NaiveDate) -> Result<Departure, Vec<Refusal>> {
        self.check_again(today, None)
    }

    /// The same of one that is corrected: the day by which it was to be back, `before`, may have gone by.
    pub fn check_again(
        &self,
        today: NaiveDate,
        before: Option<NaiveDate>,
    ) -> Result<Departure, Vec<Refusal>> {
        let mut faults = Vec::new();
        let mut keep = |fault: Refusal| faults.push(fault);
        let recipient = EnteredText::required("recipient", self.recipient, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        let address = EnteredText::required("address", &one_line(self.address), 300)
            .map_err(&mut keep)
            .ok();
        let carrier = EnteredText::required("carrier", self.carrier, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        let field = "by-courier";
        let by_courier = (self.by_courier.parse())
            .map_err(|_| keep(Refusal::FieldChoice { field }))
            .ok();
        let service = Service::entered(self.signature, self.days)
            .map_err(|refusals| refusals.into_iter().for_each(&mut keep))
            .ok();
        let back_by = match self.back_by.trim() {
            "" => Some(None),
            typed => expected_date("back-by", typed, today, before)
                .map(Some)
                .map_err(&mut keep)
                .ok(),
        };
        match (recipient, address, carrier, service, back_by) {
            (Some(recipient), Some(address), Some(carrier), Some(service), Some(back_by))
                if by_courier.is_some() =>
            {
                Ok(Departure {
                    recipient,
                    address,
                    carrier,
                    by_courier,
                    service,
                    back_by,
                })
            }
            _ => Err(faults),
        }
    }
}

impl Departure {
    /// Refuses to lend what is nobody's.
    pub fn may_be_lent(&self, has_case: bool) -> Result<(), Refusal> {
        if self.back_by.is_some() && !has_case {
            return Err(Refusal::LentByNobody);
        }
        Ok(())
    }
}

/// An address typed on several lines, on one.
fn one_line(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests;
