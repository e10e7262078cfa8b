//! What is seen on articles, opened. How it is said is in [`super::description`].

use std::collections::BTreeMap;

use doublelock_domain::access::Duty;
use doublelock_domain::custody::description::Description;
use doublelock_domain::fact::Reading;

use crate::error::Result;
use crate::sections::{self, Opened};
use crate::unit::Sight;

/// What is seen on an article; none if nobody said it.
pub type Seen = Reading<Option<Description>>;

/// What a section says that was opened; nothing was said if there is none.
pub(super) fn seen(words: Option<i64>, opened: &Opened) -> Seen {
    words.map_or(Reading::Open(None), |words| opened.words(words).map(Some))
}

/// What is seen on each of some articles, of their ids and the sections that say it.
pub(super) fn seen_on<'r, D: Duty>(
    unit: &mut Sight<'_, D>,
    articles: impl Iterator<Item = (&'r str, Option<i64>)> + Clone,
) -> Result<BTreeMap<&'r str, Seen>> {
    let keys = unit.keys();
    let words = articles.clone().filter_map(|(_, words)| words);
    let opened = sections::open_all(unit.conn(), keys, words)?;
    let each = articles.map(|(article, words)| (article, seen(words, &opened)));
    Ok(each.collect())
}
