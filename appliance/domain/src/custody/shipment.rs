//! Shipments: what was announced, what came, what leaves, and when to worry.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::custody::holder::Holder;
use crate::custody::item::ItemKind;
use crate::ids::{ItemId, Reference, ShipmentId};
use crate::label::{Label, LabelClass};
use crate::privacy::holidays::working_days_after;
use crate::refusal::Refusal;
use crate::text_enum;
use crate::time::{SiteZone, Timestamp};
use crate::typed::plain;

/// Most articles one shipment can hold.
pub const LINE_LIMIT: usize = 200;

text_enum! {
    /// Which way a shipment goes.
    pub enum Direction {
        /// To us.
        Inbound = "inbound",
        /// From us.
        Outbound = "outbound",
    }
}

text_enum! {
    /// Where a shipment stands.
    pub enum ShipmentState {
        /// Somebody told us that it comes.
        Announced = "announced",
        /// It is there although nobody had announced it, and is being received.
        Arrived = "arrived",
        /// It came, every line received and nothing more.
        Received = "received",
        /// It came, and at least one line is missing, extra or damaged; or nobody had announced it.
        ReceivedWithExceptions = "received_with_exceptions",
        /// Being packed.
        Draft = "draft",
        /// Packed and sealed.
        Sealed = "sealed",
        /// Handed to the carrier.
        InTransit = "in_transit",
        /// The recipient said that they have it.
        ReceiptConfirmed = "receipt_confirmed",
        /// It was announced or prepared, and does not take place: nothing had been received or packed.
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// What became of one line.
    pub enum LineOutcome {
        /// Not there yet.
        Expected = "expected",
        /// Received, as announced.
        Received = "received",
        /// Received, damaged.
        Damaged = "damaged",
        /// In the list and not in the parcel.
        Missing = "missing",
        /// In the parcel and not in the list.
        Extra = "extra",
        /// Packed for departure.
        Packed = "packed",
    }
}

impl ShipmentState {
    /// Articles are taken out of it, or will be: it was announced, or is there all the same.
    pub const fn is_receiving(self) -> bool {
        matches!(self, Self::Announced | Self::Arrived)
    }

    /// Nothing of it is under way any more.
    pub const fn is_over(self) -> bool {
        matches!(
            self,
            Self::Received
                | Self::ReceivedWithExceptions
                | Self::ReceiptConfirmed
                | Self::Cancelled
        )
    }
}

impl LineOutcome {
    /// The article is in our hands (or was, until it left).
    pub const fn is_present(self) -> bool {
        matches!(
            self,
            Self::Received | Self::Damaged | Self::Extra | Self::Packed
        )
    }

    /// A person must look at it.
    pub const fn is_exception(self) -> bool {
        matches!(self, Self::Damaged | Self::Missing | Self::Extra)
    }
}

/// One line of a shipment, as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What is expected.
    pub kind: ItemKind,
    /// The label, once an article is bound to the line.
    pub label: Option<Label>,
    /// Label of the article of ours that is to come back: no other is this line.
    pub awaits: Option<Label>,
    /// What became of it.
    pub outcome: LineOutcome,
}

/// The state of an inbound shipment that stood in `from` once every line has its outcome (I10): refused
/// while one is still expected.
pub fn reconcile(from: ShipmentState, lines: &[Line]) -> Result<ShipmentState, Refusal> {
    let open = lines
        .iter()
        .filter(|line| line.outcome == LineOutcome::Expected)
        .count();
    if open > 0 {
        return Err(Refusal::NotAccountedFor {
            open: u32::try_from(open).unwrap_or(u32::MAX),
        });
    }
    let amiss = lines.iter().any(|line| line.outcome.is_exception());
    if amiss || from == ShipmentState::Arrived {
        Ok(ShipmentState::ReceivedWithExceptions)
    } else {
        Ok(ShipmentState::Received)
    }
}

/// A line as the register has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedLine {
    /// Its position in the shipment. Positions of lines that were taken back are not used
    /// again while a later one stands.
    pub position: u32,
    /// What is expected.
    pub kind: ItemKind,
    /// The article, once it is known.
    pub item: Option<ItemId>,
    /// The article of ours that is to come back.
    pub awaits: Option<ItemId>,
    /// What became of it.
    pub outcome: LineOutcome,
}

/// The line of a shipment that an article turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceivedLine {
    /// Its position in the shipment, from 0.
    pub line: u32,
    /// What the article is.
    pub kind: ItemKind,
    /// What became of the line.
    pub outcome: LineOutcome,
    /// Nobody had announced it: the line is added.
    pub added: bool,
}

/// A shipment as the rules see it: where it stands, and its lines in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipment {
    /// Where it stands.
    pub state: ShipmentState,
    /// Its lines.
    pub lines: Vec<PlacedLine>,
}

impl Shipment {
    /// Refuses, naming where it stands now, if that is not `wanted`.
    pub fn must_be(&self, wanted: ShipmentState) -> Result<(), Refusal> {
        if self.state == wanted {
            Ok(())
        } else {
            Err(Refusal::WrongState {
                state: self.state.as_str(),
            })
        }
    }

    /// Refuses, naming where it stands now, if articles are not taken out of it any more.
    pub fn must_be_receiving(&self) -> Result<(), Refusal> {
        if self.state.is_receiving() {
            Ok(())
        } else {
            self.must_be(ShipmentState::Announced)
        }
    }

    /// Nothing was said yet of any of its lines.
    pub fn is_untouched(&self) -> bool {
        let mut lines = self.lines.iter();
        lines.all(|line| line.outcome == LineOutcome::Expected)
    }

    /// Refuses once something of it was received or packed, or is said to be missing of one that was to come, or it left.
    /// What is not in a parcel that came back does not keep that from being given up.
    pub fn may_be_cancelled(&self) -> Result<(), Refusal> {
        let free = match self.state {
            ShipmentState::Announced | ShipmentState::Arrived => self.is_untouched(),
            ShipmentState::Draft => self.packed_items().next().is_none(),
            other => {
                return Err(Refusal::WrongState {
                    state: other.as_str(),
                });
            }
        };
        if free {
            Ok(())
        } else {
            Err(Refusal::ShipmentBegun)
        }
    }

    /// The line that an article of `kind` turned out to be: `line` of the list, or one
    /// more at the end that nobody had announced. None if there is no such line.
    pub fn receive(
        &self,
        line: Option<usize>,
        kind: ItemKind,
        outcome: LineOutcome,
    ) -> Option<ReceivedLine> {
        let (position, added) = match line {
            Some(at) => (self.lines.get(at)?.position, false),
            None => (self.next_position(), true),
        };
        Some(ReceivedLine {
            line: position,
            kind,
            outcome,
            added,
        })
    }

    fn next_position(&self) -> u32 {
        self.lines
            .iter()
            .map(|line| line.position.saturating_add(1))
            .max()
            .unwrap_or(0)
    }

    fn positions(&self, wanted: impl Fn(&PlacedLine) -> bool) -> Vec<u32> {
        self.lines
            .iter()
            .filter(|line| wanted(line))
            .map(|line| line.position)
            .collect()
    }

    /// Lines that nothing was said of yet.
    pub fn waiting(&self) -> Vec<u32> {
        self.positions(|line| line.outcome == LineOutcome::Expected)
    }

    /// Lines of an article.
    pub fn of(&self, item: &ItemId) -> Vec<u32> {
        self.positions(|line| line.item.as_ref() == Some(item))
    }

    /// Lines of an article that was received whole.
    pub fn received_whole(&self, item: &ItemId) -> Vec<u32> {
        self.positions(|line| {
            line.item.as_ref() == Some(item) && line.outcome == LineOutcome::Received
        })
    }

    /// Lines of an article that was received damaged.
    pub fn received_damaged(&self, item: &ItemId) -> Vec<u32> {
        self.positions(|line| {
            line.item.as_ref() == Some(item) && line.outcome == LineOutcome::Damaged
        })
    }

    /// Lines that were declared missing, and of which nothing turned up.
    pub fn missing(&self) -> Vec<u32> {
        self.positions(|line| line.outcome == LineOutcome::Missing)
    }

    /// What taking back the reception of an article makes of its lines: those that wait
    /// again, and those that nobody had announced, which go.
    pub fn take_back(&self, item: &ItemId) -> (Vec<u32>, Vec<u32>) {
        let of = |extra: bool| {
            self.positions(|line| {
                let added =
                    line.outcome == LineOutcome::Extra || self.state == ShipmentState::Arrived;
                line.item.as_ref() == Some(item) && added == extra
            })
        };
        (of(false), of(true))
    }

    /// The articles that are packed in it, or left in it.
    pub fn packed_items(&self) -> impl Iterator<Item = &ItemId> {
        let packed = |line: &&PlacedLine| line.outcome == LineOutcome::Packed;
        let lines = self.lines.iter().filter(packed);
        lines.filter_map(|line| line.item.as_ref())
    }

    /// Who answers for an article that left in it, `which`, and is not here after all: its recipient, who said that they
    /// have what is in it; or else its carrier, also if it came back without that article.
    pub fn holder_of_what_left(&self, which: &ShipmentId, item: &ItemId) -> Holder {
        let is_there = self.state == ShipmentState::ReceiptConfirmed;
        if is_there && self.packed_items().any(|packed| packed == item) {
            Holder::Recipient(which.clone())
        } else {
            Holder::Carrier(which.clone())
        }
    }

    /// Each article that left in it, `which`, came back, and none is in somebody's hands, who can still say that it did not.
    /// `holder_of` says where each is now.
    pub fn is_all_back(
        &self,
        which: &ShipmentId,
        holder_of: impl Fn(&ItemId) -> Option<Holder>,
    ) -> bool {
        let back = |item: &ItemId| match holder_of(item) {
            None | Some(Holder::Person(_)) => false,
            Some(holder) => holder.left_in() != Some(which),
        };
        let mut left = self.packed_items().peekable();
        left.peek().is_some() && left.all(back)
    }

    /// The articles in it and those that it is to bring back.
    pub fn named_items(&self) -> impl Iterator<Item = &ItemId> {
        let lines = self.lines.iter();
        lines.filter_map(|line| line.item.as_ref().or(line.awaits.as_ref()))
    }

    /// The articles in it, each once.
    pub fn items(&self) -> impl Iterator<Item = &ItemId> {
        self.lines.iter().filter_map(|line| line.item.as_ref())
    }
}

/// The instant from which a shipment expected on `eta` is late: the end of the next
/// working day (grace of one business day, custody 3.6).
pub fn late_from(eta: NaiveDate, zone: SiteZone) -> Timestamp {
    zone.end_of(working_days_after(eta, 1))
}

/// Whether a parcel is late at `now`: announced, or on its way to its recipient, and past that instant. `overdue_at` is the mark that
/// was stored when it was first seen to be; a clock that goes back takes nothing back.
pub fn is_late(
    state: ShipmentState,
    late_from: Option<Timestamp>,
    overdue_at: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    matches!(state, ShipmentState::Announced | ShipmentState::InTransit)
        && (overdue_at.is_some() || late_from.is_some_and(|from| now > from))
}

/// Digits of a courier's label that a sorting machine reads, and of the number that is printed on it, its last.
const SORTING_LABEL: usize = 34;
const PRINTED: usize = 12;

/// A carrier's tracking number: 4 to 40 letters, digits and hyphens, upper case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Waybill(String);

impl Waybill {
    /// As typed or read: spaces are dropped, lower case is accepted; of a courier's label of 34 digits, whose first 22 are
    /// for sorting, the 12 that are printed below it and that people announce.
    pub fn entered(field: &'static str, text: &str) -> Result<Self, Refusal> {
        let code: String = plain(text)
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let code = match code.len() {
            SORTING_LABEL if code.bytes().all(|b| b.is_ascii_digit()) => {
                code[SORTING_LABEL - PRINTED..].to_owned()
            }
            _ => code,
        };
        if code.is_empty() {
            return Err(Refusal::FieldEmpty { field });
        }
        if code.len() > 40 {
            return Err(Refusal::FieldTooLong { field, limit: 40 });
        }
        let shaped = code.len() >= 4
            && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && code.bytes().any(|b| b.is_ascii_digit());
        if is_ours(&code) {
            Err(Refusal::WaybillIsOurs)
        } else if shaped {
            Ok(Self(code))
        } else {
            Err(Refusal::FieldCharacters { field })
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Refuses a number that no carrier of this country writes, unless it is the one that was `asked` about: whoever sends
    /// the form once more means it.
    pub fn must_be_sure(self, asked: &str) -> Result<Self, Refusal> {
        if self.is_like_a_carriers() || self.as_str() == asked {
            Ok(self)
        } else {
            Err(Refusal::WaybillUnlike)
        }
    }

    /// Whether a carrier of this country writes numbers like this. Any other may be one all the same (there are small
    /// carriers), or a postal code, an address, a label of another house: whoever reads it is asked once.
    ///
    /// Federal Express 12 or 15 digits; Purolator 12 digits, or three letters and nine digits; Canada Post 16 digits,
    /// or as the Universal Postal Union has it (S10) two letters, nine digits, two letters; United Parcel Service `1Z`
    /// and 16 more; DHL 10 or 11 digits, or `JD` and 16 to 18 digits; other couriers two to four letters and eight to
    /// ten digits.
    pub fn is_like_a_carriers(&self) -> bool {
        let code = self.0.as_str();
        let letters = code.bytes().take_while(u8::is_ascii_uppercase).count();
        let rest = code.get(letters..).unwrap_or_default();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let tail = rest.get(digits..).unwrap_or_default();
        match (letters, digits, tail) {
            (0, 10..=12 | 15 | 16, "") | (2..=4, 8..=10, "") => true,
            (2, 9, tail) => {
                tail.is_empty() || (tail.len() == 2 && tail.bytes().all(|b| b.is_ascii_uppercase()))
            }
            (2, 16..=18, "") => code.starts_with("JD"),
            _ => {
                code.starts_with("1Z")
                    && code.len() == 18
                    && code.bytes().all(|b| b.is_ascii_alphanumeric())
            }
        }
    }
}

/// A card of ours, one of our labels (read right or not), or a number that we give to shipments, cases and requests.
fn is_ours(code: &str) -> bool {
    let labelled = || {
        let of = code
            .get(1..2)
            .and_then(|class| class.parse::<LabelClass>().ok());
        let digits = code.get(2..).unwrap_or_default();
        of.is_some() && digits.len() == 10 && digits.bytes().all(|b| b.is_ascii_digit())
    };
    code.starts_with("DX")
        || (code.starts_with('D') && labelled())
        || code.parse::<Reference>().is_ok()
}

text_enum! {
    /// Why something goes by courier that might have gone electronically: whoever sends paper or films is asked first
    /// (custody 3.5, DISPATCH; Ontario's order HO-011).
    pub enum ByCourier {
        /// The original itself is wanted, or goes back to whom it belongs.
        Original = "original",
        /// There are no images of it that could be sent.
        NoImages = "no_images",
        /// The recipient can receive nothing electronically.
        CannotReceive = "cannot_receive",
        /// The person asked for it in this form.
        Asked = "asked",
    }
}

#[cfg(test)]
mod tests;
