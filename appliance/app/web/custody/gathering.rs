//! Choosing articles for a parcel or a visit: what a form of it sends, what comes of that, and how it is shown.
//!
//! Nothing is written before the parcel or the visit is: what is chosen is in the form.

use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::custody::shipment::LINE_LIMIT;
use doublelock_domain::ids::{ItemId, Reference};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;
use doublelock_store::custody::{Gathered, GatheredFor, Gathering, Gathers, ItemLine, OfferedFrom};
use rocket::form::FromForm;

use super::words::choice;
use crate::web::described;
use crate::web::guard::On;
use crate::web::i18n::{Arg, Phrase};
use crate::web::pages::custody::gathered::{GatheredArticles, ReadLine};
use crate::web::problem::{Problem, sentence};

/// Articles offered at once; the rest is read, or asked for by case or place.
const OFFERED: u32 = 60;

/// What stands before the number of a parcel, where articles are offered from one.
const OF_PARCEL: &str = "parcel-";

/// What a form sends in which articles are chosen.
#[derive(Clone, Default, FromForm)]
pub(super) struct GatherFields {
    /// Ids of what is chosen, in the order in which it was.
    items: Vec<String>,
    /// Ids of what the page offered, for whoever wants all of it.
    offered: Vec<String>,
    /// Where what could be chosen is offered from: a case number, a parcel's, the id of a place, or empty.
    #[field(default = String::new())]
    from: String,
    /// What was read, or typed.
    #[field(default = String::new())]
    scan: String,
    /// The button that was pressed: `add`, `clear`, `all`, `finish`; none if a form without these is sent. The script that
    /// changes the language asks for the same once more: `show`.
    #[field(name = "do", default = String::new())]
    pressed: String,
    /// Id of an article to choose.
    #[field(name = "in", default = String::new())]
    choose: String,
    /// Id of one to leave out.
    #[field(name = "out", default = String::new())]
    leave: String,
}

impl GatherFields {
    /// The parcel is to be prepared, or the visit opened, as it stands. Enter that is pressed in another field while nothing
    /// was read asks for that, as long as somebody filled in `more`; what was read, or typed and not added yet, is taken in
    /// first, whichever button is pressed.
    pub(super) fn is_finished(&self, more: bool) -> bool {
        let reads = !self.scan.trim().is_empty();
        let changes = !self.choose.is_empty() || !self.leave.is_empty();
        let asks = match self.pressed.as_str() {
            "finish" | "" => true,
            "add" => more,
            _ => false,
        };
        asks && !reads && !changes
    }

    /// What is chosen, and where more is offered from.
    pub(super) fn gathers(&self) -> Result<Gathers, Problem> {
        Ok(Gathers {
            chosen: ids(&self.items)?,
            from: self.offered_from(),
            ..Gathers::default()
        })
    }

    fn offered_from(&self) -> OfferedFrom {
        if let Some(parcel) = self.from.strip_prefix(OF_PARCEL) {
            return parcel
                .parse()
                .map_or(OfferedFrom::AtHand, OfferedFrom::Parcel);
        }
        if let Ok(number) = self.from.parse::<Reference>() {
            return OfferedFrom::Case(number);
        }
        match self.from.parse() {
            Ok(place) => OfferedFrom::Place(place),
            Err(_) => OfferedFrom::AtHand,
        }
    }

    /// What was read or pressed, to be taken in.
    pub(super) fn taken_in(&self) -> Result<Gathers, Problem> {
        let mut gathers = self.gathers()?;
        gathers.chosen.retain(|id| id.as_str() != self.leave);
        gathers.read.clone_from(&self.scan);
        match self.pressed.as_str() {
            "clear" => gathers.from = OfferedFrom::AtHand,
            "all" => gathers.adds = ids(&self.offered)?,
            _ if !self.choose.is_empty() => {
                gathers.adds = ids(std::slice::from_ref(&self.choose))?;
            }
            _ => {}
        }
        Ok(gathers)
    }
}

/// Ids of articles in a form; at most as many as one parcel holds.
fn ids(texts: &[String]) -> Result<Vec<ItemId>, Problem> {
    if texts.len() > LINE_LIMIT {
        return Err(Problem::Malformed);
    }
    let ids = texts.iter();
    ids.map(|text| text.parse().map_err(|_| Problem::Malformed))
        .collect()
}

/// What is chosen and what more could be, once `gathers` was taken in.
pub(super) async fn gathered(
    on: &On<Custody>,
    purpose: Purpose,
    what: &GatheredFor,
    gathers: Gathers,
) -> Result<Gathering, Problem> {
    // What a parcel waits for is wanted whole.
    let limit = match &gathers.from {
        OfferedFrom::Parcel(_) => u32::try_from(LINE_LIMIT).unwrap_or(u32::MAX),
        _ => OFFERED,
    };
    let what = what.clone();
    on.witness(purpose, move |unit| unit.gather(&what, &gathers, limit))
        .await
        .map_err(Into::into)
}

/// The part of a page that shows it.
pub(super) fn shown(gathering: &Gathering) -> GatheredArticles {
    let shown = u32::try_from(gathering.offered.len()).unwrap_or(u32::MAX);
    let rest = gathering.total.saturating_sub(shown);
    GatheredArticles {
        chosen: (gathering.chosen.iter())
            .map(|line| choice(line, true))
            .collect(),
        offered: (gathering.offered.iter())
            .map(|line| choice(line, false))
            .collect(),
        rest: (rest > 0).then_some(rest),
        from: match &gathering.from {
            OfferedFrom::AtHand => String::new(),
            OfferedFrom::Case(number) => number.to_string(),
            OfferedFrom::Place(place) => place.to_string(),
            OfferedFrom::Parcel(number) => format!("{OF_PARCEL}{number}"),
        },
        shown: match &gathering.from {
            OfferedFrom::AtHand => None,
            OfferedFrom::Case(number) => Some(numbered("item-case", *number)),
            OfferedFrom::Parcel(number) => Some(numbered("shipment-heading", *number)),
            OfferedFrom::Place(_) => {
                let name = gathering.place.clone().unwrap_or_default();
                Some(Phrase::new("items-in-place").with("name", Arg::Typed(name)))
            }
        },
        read: (gathering.read.iter())
            .filter_map(|one| read_line(one, &gathering.chosen))
            .collect(),
    }
}

fn numbered(key: &'static str, number: Reference) -> Phrase {
    Phrase::new(key).with("no", Arg::Ref(number.to_string()))
}

/// What came of one reading, in words; nothing where the list itself says it.
// keys: gather-read-*
fn read_line(read: &Gathered, chosen: &[ItemLine]) -> Option<ReadLine> {
    let says = |kind, tail: &str| ReadLine {
        kind,
        words: Phrase::new(format!("gather-read-{tail}")),
    };
    let of = |line: ReadLine, label: &Label| ReadLine {
        words: line.words.with("code", Arg::Code(label.to_string())),
        ..line
    };
    let added = |tail: &str, label: &Label| {
        let line = chosen.iter().find(|line| line.label == *label)?;
        let what = described::article(line.kind, &line.words);
        let mut said = of(says("done", tail), label);
        said.words = said.words.with("what", what);
        Some(said)
    };
    Some(match read {
        Gathered::Added(label) => added("added", label)?,
        Gathered::AddedAlthoughPromised(label, parcel) => {
            let mut said = added("added-promised", label)?;
            said.kind = "attention";
            said.words = said.words.with("no", Arg::Ref(parcel.to_string()));
            said
        }
        Gathered::Already(label) => of(says("attention", "already"), label),
        Gathered::Dropped(_, refusal) => {
            let mut said = says("attention", "dropped");
            said.words = said.words.with("why", Arg::Phrase(sentence(refusal)));
            said
        }
        Gathered::OfParcel(number) => {
            let mut said = says("refused", "parcel");
            said.words = said.words.with("no", Arg::Ref(number.to_string()));
            said
        }
        Gathered::TakenOut(label) => of(says("attention", "taken-out"), label),
        Gathered::Refused(label, Refusal::CaseDiffers) => of(says("refused", "other-case"), label),
        // These name the article themselves.
        Gathered::Refused(
            _,
            refusal @ (Refusal::PromisedElsewhere { .. }
            | Refusal::NotIdentified { .. }
            | Refusal::NotInThisArchive { .. }
            | Refusal::AlreadyArchived { .. }
            | Refusal::NotAtHand { .. }),
        ) => {
            let mut said = says("refused", "refused-whole");
            said.words = said.words.with("why", Arg::Phrase(sentence(refusal)));
            said
        }
        Gathered::Refused(label, refusal) => {
            let mut said = of(says("refused", "refused"), label);
            said.words = said.words.with("why", Arg::Phrase(sentence(refusal)));
            said
        }
        Gathered::Full => {
            let mut said = says("refused", "full");
            said.words = said.words.with("n", LINE_LIMIT);
            said
        }
        Gathered::Unknown(code) => {
            let mut said = says("refused", "unknown");
            said.words = said.words.with("code", Arg::Typed(code.clone()));
            said
        }
        Gathered::Unreadable => says("refused", "unreadable"),
        Gathered::Shown => return None,
    })
}
