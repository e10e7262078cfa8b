//! Words of received images: those of an entry lie in one section, image by image.

use std::collections::BTreeMap;

use doublelock_domain::fact::Reading;
use doublelock_domain::fact::imaging::{ImageWords, ReceivedWords, StudyReceived};
use doublelock_ledger::{Frontier, Hash, ProofError, inclusion_proof, leaf_hash};

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::keys::Keyholder;
use crate::sections;

/// Sections that were opened, each once.
pub(super) struct Received(BTreeMap<i64, Reading<ReceivedWords>>);

impl Received {
    /// Opens the sections of these numbers.
    pub(super) fn open(
        conn: &mut Conn,
        keys: &dyn Keyholder,
        sections: impl Iterator<Item = i64> + Clone,
    ) -> Result<Self> {
        let opened = sections::open_all(conn, keys, sections.clone())?;
        let mut all = BTreeMap::new();
        for section in sections {
            all.entry(section)
                .or_insert_with(|| opened.words::<ReceivedWords>(section));
        }
        Ok(Self(all))
    }

    /// The words of the image at `place` of a section.
    pub(super) fn image(&self, section: i64, place: i32) -> Reading<&ImageWords> {
        match self.study(section) {
            Reading::Open(words) => usize::try_from(place)
                .ok()
                .and_then(|place| words.images.get(place))
                .map_or(Reading::Missing, Reading::Open),
            Reading::Erased { by } => Reading::Erased { by },
            Reading::Missing => Reading::Missing,
        }
    }

    /// The same, which must be there: an erased record is refused as such.
    pub(super) fn must(&self, section: i64, place: i32) -> Result<&ImageWords> {
        sections::present(self.image(section, place))
    }

    /// The words of a whole section.
    pub(super) fn study(&self, section: i64) -> Reading<&ReceivedWords> {
        self.0
            .get(&section)
            .map_or(Reading::Missing, Reading::as_ref)
    }
}

/// The root over the receipts of a fact whose words are in clear.
pub(super) fn root(fact: &StudyReceived) -> Result<Hash> {
    Ok(root_of(&leaves(fact)?))
}

fn root_of(leaves: &[Hash]) -> Hash {
    let mut tree = Frontier::default();
    for leaf in leaves {
        tree.push(*leaf, |_, _, _| {});
    }
    tree.root()
}

/// The path of one receipt, from its sibling up to the root's child.
pub(super) fn path(leaves: &[Hash], index: u64) -> Result<Vec<Hash>> {
    let node = |level: u8, at: u64| {
        let span = 1_usize << level;
        let start = usize::try_from(at).ok()?.checked_mul(span)?;
        leaves.get(start..start.checked_add(span)?).map(root_of)
    };
    let lookup = |level, at| node(level, at).ok_or(Error::Corrupt("a receipt has no such node"));
    inclusion_proof(index, leaves.len() as u64, lookup).map_err(|error| match error {
        ProofError::OutOfRange => Error::Corrupt("there is no such receipt"),
        ProofError::Lookup(error) => error,
    })
}

/// The hash of each image's receipt.
pub(super) fn leaves(fact: &StudyReceived) -> Result<Vec<Hash>> {
    let receipts = fact
        .receipts()
        .ok_or(Error::Corrupt("the words of received images are closed"))?;
    if receipts.len() != fact.images.len() {
        return Err(Error::Corrupt("an image has no words"));
    }
    receipts
        .iter()
        .map(|receipt| {
            let text = receipt
                .text()
                .map_err(|_| Error::Corrupt("a receipt could not be written"))?;
            Ok(leaf_hash(text.as_bytes()))
        })
        .collect()
}
