//! What several pages of the desk say of a request: its law, its state, its clock. What one page alone
//! says stands with its routes.

use doublelock_domain::privacy::clock::{Standing, Urgency};
use doublelock_domain::privacy::regime::Regime;
use doublelock_domain::privacy::request::RequestState;
use doublelock_store::privacy::CopyTrouble;

use crate::web::i18n::Phrase;

/// The law with its section, where one was read.
pub(super) fn law(regime: &Regime, section: Option<&'static str>) -> Phrase {
    let name = Phrase::new(format!("law-{}", regime.id));
    match section {
        Some(section) => Phrase::new("law-section")
            .with("law", name)
            .with("section", section),
        None => name,
    }
}

/// The state's word and its kind.
pub(super) fn state(state: RequestState) -> (Phrase, &'static str) {
    let kind = match state {
        RequestState::Logged => "waiting",
        RequestState::Building | RequestState::Dispatched => "progress",
        RequestState::Ready | RequestState::Answered => "done",
        RequestState::Refused => "refused",
        RequestState::Withdrawn => "held",
    };
    (Phrase::new(format!("request-state-{state}")), kind)
}

/// What is in the way of a copy, and how it looks.
pub(crate) fn copy_trouble(trouble: CopyTrouble) -> (Phrase, &'static str) {
    match trouble {
        CopyTrouble::Outgrown => (Phrase::new("request-state-outdated"), "attention"),
        CopyTrouble::OutgrownInParcel => {
            (Phrase::new("request-state-sealed-outdated"), "attention")
        }
        CopyTrouble::NotBuilt => (Phrase::new("request-state-not-built"), "refused"),
    }
}

/// The clock's words and its kind, for a list.
pub(super) fn clock_words(standing: Standing) -> (Phrase, &'static str) {
    match standing {
        Standing::Running { days_left, urgency } => (
            Phrase::new("request-days-left").with("n", days_left),
            urgency_kind(urgency),
        ),
        Standing::DeemedRefused { days_late } => (
            Phrase::new("request-deemed-refused-days").with("n", days_late),
            "refused",
        ),
        Standing::AnsweredInTime => (Phrase::new("request-answered-in-time"), "done"),
        Standing::AnsweredLate => (Phrase::new("request-answered-late"), "attention"),
        Standing::Withdrawn => (Phrase::new("request-standing-withdrawn"), "held"),
    }
}

pub(super) const fn urgency_kind(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Calm => "waiting",
        Urgency::Amber => "attention",
        Urgency::Red => "refused",
    }
}
