//! What proves one image: its receipt, and its path in the entry that wrote it down.

use std::collections::BTreeMap;
use std::fmt;

use diesel::prelude::*;
use doublelock_domain::access::Privacy;
use doublelock_domain::fact::Fact;
use doublelock_domain::fact::imaging::StudyReceived;
use doublelock_domain::ids::{InstanceId, hex};
use doublelock_ledger::Hash;

use crate::columns::unsigned;
use crate::error::{Error, Result};
use crate::imaging::CopiedInstance;
use crate::imaging::received;
use crate::journal::facts::fact_at;
use crate::schema::imaging::instance;
use crate::sections;
use crate::unit::Sight;

/// Images looked up at once.
const AT_ONCE: usize = 500;

/// What proves that an image was received, and when (docs/journal-format.md section 8).
#[derive(Clone, PartialEq, Eq)]
pub struct ImageReceipt {
    /// The image.
    pub instance: InstanceId,
    /// Number of the entry that wrote it down.
    pub sequence: u64,
    /// Which of the entry's images it is, from 0.
    pub index: u64,
    /// How many images the entry has.
    pub of: u64,
    /// From the receipt's sibling up to the root's child.
    pub path: Vec<Hash>,
    /// The receipt, as committed to.
    pub text: String,
}

/// Says which image, and none of its identifiers.
impl fmt::Debug for ImageReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ImageReceipt({})", self.instance)
    }
}

impl Sight<'_, Privacy> {
    /// The receipts of images of an opened case, in their order. An entry whose images are not
    /// those that its root stands for is refused as broken.
    pub(crate) fn receipts_of(&mut self, images: &[CopiedInstance]) -> Result<Vec<ImageReceipt>> {
        let mut places: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for some in images.chunks(AT_ONCE) {
            let rows: Vec<(String, i64, i32)> = instance::table
                .filter(instance::id.eq_any(some.iter().map(|image| image.id.as_str())))
                .select((instance::id, instance::words, instance::place))
                .load(self.conn())?;
            for (id, words, place) in rows {
                let sequence = unsigned(words)? / sections::MOST_SECTIONS as u64;
                places.insert(id, (sequence, unsigned(place.into())?));
            }
        }
        let mut entries: BTreeMap<u64, Written> = BTreeMap::new();
        for (sequence, _) in places.values() {
            if !entries.contains_key(sequence) {
                entries.insert(*sequence, self.written(*sequence)?);
            }
        }
        images
            .iter()
            .map(|image| {
                let (sequence, index) = *places.get(image.id.as_str()).ok_or(Error::NotFound)?;
                let written = entries.get(&sequence).ok_or(Error::NotFound)?;
                written.receipt_of(image, sequence, index)
            })
            .collect()
    }

    /// The images that an entry wrote down.
    fn written(&mut self, sequence: u64) -> Result<Written> {
        let broken = Error::LedgerBroken(sequence);
        let Some(mut stored) = fact_at(self.conn(), sequence)? else {
            return Err(broken);
        };
        let keys = self.keys();
        sections::reveal(self.conn(), keys, sequence, &mut stored.fact)?;
        let Fact::StudyReceived(fact) = stored.fact else {
            return Err(broken);
        };
        let leaves = received::leaves(&fact)?;
        if hex(&received::root(&fact)?) != fact.root {
            return Err(broken);
        }
        Ok(Written { fact, leaves })
    }
}

struct Written {
    fact: StudyReceived,
    leaves: Vec<Hash>,
}

impl Written {
    fn receipt_of(
        &self,
        image: &CopiedInstance,
        sequence: u64,
        index: u64,
    ) -> Result<ImageReceipt> {
        let broken = || Error::Corrupt("an image is not where its row says");
        let receipts = self.fact.receipts().ok_or_else(broken)?;
        let receipt = usize::try_from(index)
            .ok()
            .and_then(|index| receipts.get(index))
            .filter(|receipt| *receipt.instance() == image.id)
            .ok_or_else(broken)?;
        let of = self.leaves.len() as u64;
        let path = received::path(&self.leaves, index)?;
        Ok(ImageReceipt {
            instance: image.id.clone(),
            sequence,
            index,
            of,
            path,
            text: receipt.text().map_err(|_| broken())?,
        })
    }
}
