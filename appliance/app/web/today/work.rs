//! A piece of work on the first page.

use crate::web::i18n::Phrase;
use crate::web::pages::today::{Owner, Work};

/// One that is the desk's, and due on no day.
pub(super) fn work(
    kind: &'static str,
    state: &'static str,
    title: Phrase,
    href: String,
    act: &'static str,
) -> Work {
    Work {
        kind,
        state: Phrase::new(state),
        title,
        act_href: href.clone(),
        href,
        detail: None,
        owner: Owner::Team,
        due: None,
        act,
    }
}
