//! The checks: first each entry by itself, by as many threads as there are; then all of
//! them in one pass in order, whatever they come from.

use std::collections::BTreeSet;

use crate::leaf::Leaf;
use crate::note::{Key, Refused, claimed_size};
use crate::report::{Kept, Notice, Reason, Report};
use crate::tree::{Completed, Edge, Hash, digest};

/// One entry as its source gives it. A bundle has no `recorded_at` and `leaf_hash` of its own.
pub(crate) struct Entry<'r> {
    pub(crate) sequence: i64,
    pub(crate) recorded_at: Option<i64>,
    pub(crate) leaf: &'r [u8],
    pub(crate) leaf_hash: Option<&'r [u8]>,
    pub(crate) content: Content<'r>,
}

/// What lies beside the leaf.
pub(crate) enum Content<'r> {
    Kept {
        salt: &'r [u8],
        payload: &'r [u8],
        /// The digests of the sealed sections, as committed to.
        sections: &'r [u8],
        /// The digests of the sealed sections that lie there, in order.
        sealed: &'r [Hash],
    },
    Erased,
    HalfErased,
    /// Too long or of the wrong type: it cannot be what was committed to.
    Foreign,
    /// Not in this bundle, which says so in its header.
    Withheld,
}

/// An entry after a look at it alone: small, whatever its content was.
pub(crate) struct Looked {
    sequence: i64,
    hash: Hash,
    hash_differs: bool,
    /// None if the leaf is not canonical.
    leaf: Option<LookedLeaf>,
}

struct LookedLeaf {
    at: u64,
    sequence: u64,
    redated: bool,
    erases: Vec<u64>,
    erased_record: Option<String>,
    verdict: Verdict,
}

/// What is to be said of the content.
#[derive(Clone, Copy)]
enum Verdict {
    Committed,
    NotCommitted,
    /// The open part is what was committed to; a sealed section is not, or is gone.
    SectionDiffers,
    Erased,
    HalfErased,
    Withheld,
}

/// Looks at one entry by itself: all the hashing but that of the tree.
pub(crate) fn look(entry: &Entry<'_>) -> Looked {
    let hash = digest(&[&[0], entry.leaf]);
    let leaf = Leaf::parse(entry.leaf).map(|leaf| LookedLeaf {
        at: leaf.at,
        sequence: leaf.sequence,
        redated: entry
            .recorded_at
            .is_some_and(|at| u64::try_from(at) != Ok(leaf.at)),
        verdict: match entry.content {
            Content::Kept {
                salt,
                payload,
                sections,
                sealed,
            } if salt.len() == 32
                && is_object(payload)
                && digest(&[salt, payload, sections]) == leaf.commitment =>
            {
                if sections == sealed.concat() {
                    Verdict::Committed
                } else {
                    Verdict::SectionDiffers
                }
            }
            Content::Kept { .. } | Content::Foreign => Verdict::NotCommitted,
            Content::HalfErased => Verdict::HalfErased,
            Content::Erased => Verdict::Erased,
            Content::Withheld => Verdict::Withheld,
        },
        erases: leaf.erases,
        erased_record: leaf.erased_record,
    });
    Looked {
        sequence: entry.sequence,
        hash,
        hash_differs: entry.leaf_hash.is_some_and(|stored| stored != hash),
        leaf,
    }
}

/// Whether a payload is one JSON object and nothing more: so no byte of a section's digest can
/// be counted to it.
fn is_object(payload: &[u8]) -> bool {
    payload.first() == Some(&b'{')
        && payload.last() == Some(&b'}')
        && serde_json::from_slice::<serde::de::IgnoredAny>(payload).is_ok()
}

/// A checkpoint waiting for its size to be reached.
struct Pledge {
    size: u64,
    outside: bool,
    root: Result<Hash, Refused>,
}

impl Pledge {
    fn kept(&self) -> Kept {
        if self.outside {
            Kept::Outside(self.size)
        } else {
            Kept::Inside(self.size)
        }
    }
}

pub(crate) struct Examination {
    report: Report,
    key: Option<Key>,
    edge: Edge,
    completed: Vec<Completed>,
    latest: u64,
    pledges: Vec<Pledge>,
    /// Position in `pledges`, once they are sorted.
    reached: usize,
    /// Sizes vouched for by a good checkpoint: any, and outside ones only.
    vouched: u64,
    vouched_outside: u64,
    /// Entries without content, and entries declared erased.
    empty: Vec<u64>,
    declared: BTreeSet<u64>,
    stopped: bool,
}

impl Examination {
    /// `origin` and `key` are what the data says of itself, absent if it does not
    /// say it exactly once; `pinned` is the key given from outside.
    pub(crate) fn new(
        origin: Option<&str>,
        key: Option<&str>,
        pinned: Option<Key>,
        outside: &[String],
    ) -> Self {
        let mut report = Report::default();
        let own = key.and_then(Key::parse);
        if own.as_ref().is_none_or(|k| Some(k.name.as_str()) != origin) {
            report.add(0, Reason::Identity);
        }
        if pinned.is_some() && own.is_some() && pinned != own {
            report.add(0, Reason::OtherKey);
        }
        if pinned.is_none() {
            report.notices.push(Notice::KeyFromData);
        }
        let key = pinned.or(own);
        report.key = key.as_ref().map(|k| k.text.clone());
        let mut examination = Self {
            report,
            key,
            edge: Edge::default(),
            completed: Vec::new(),
            latest: 0,
            pledges: Vec::new(),
            reached: 0,
            vouched: 0,
            vouched_outside: 0,
            empty: Vec::new(),
            declared: BTreeSet::new(),
            stopped: false,
        };
        for note in outside {
            examination.pledge(note, claimed_size(note).unwrap_or(0), true);
        }
        examination
    }

    /// Takes in a stored checkpoint; `size` is its row's, or for a bundle the size of the one before.
    pub(crate) fn stored_checkpoint(&mut self, note: &str, size: u64) {
        self.pledge(note, size, false);
    }

    /// A stored checkpoint that cannot even be read as text.
    pub(crate) fn unreadable_checkpoint(&mut self, size: u64) {
        self.pledges.push(Pledge {
            size,
            outside: false,
            root: Err(Refused::Form),
        });
    }

    fn pledge(&mut self, note: &str, size: u64, outside: bool) {
        let opened = match &self.key {
            Some(key) => key.open(note),
            None => Err(Refused::Signature),
        };
        let root = opened.and_then(|checkpoint| {
            let same = checkpoint.size == size;
            same.then_some(checkpoint.root).ok_or(Refused::Form)
        });
        self.pledges.push(Pledge {
            size,
            outside,
            root,
        });
    }

    /// To be called once all checkpoints are in, before the first entry.
    pub(crate) fn begin(&mut self) {
        self.pledges.sort_by_key(|p| (p.size, p.outside));
        self.compare_checkpoints();
    }

    /// The number the next entry must have.
    pub(crate) fn next(&self) -> u64 {
        self.report.entries
    }

    pub(crate) fn stopped(&self) -> bool {
        self.stopped
    }

    pub(crate) fn add(&mut self, entry: u64, reason: Reason) {
        self.report.add(entry, reason);
    }

    pub(crate) fn notice(&mut self, notice: Notice) {
        self.report.notices.push(notice);
    }

    /// The source cannot go on; nothing after this point is examined.
    pub(crate) fn stop(&mut self, reason: Reason) {
        if !self.stopped {
            self.report.add(self.next(), reason);
            self.stopped = true;
        }
    }

    /// The nodes that the last entry completed, lowest first; none once the sequence is
    /// broken.
    pub(crate) fn completed(&self) -> &[Completed] {
        &self.completed
    }

    /// Puts one entry into its place.
    pub(crate) fn entry(&mut self, entry: &Looked) {
        self.completed.clear();
        let sequence = self.next();
        if self.stopped || u64::try_from(entry.sequence) != Ok(sequence) {
            self.stop(Reason::Missing);
            return;
        }
        self.report.entries += 1;
        if entry.hash_differs {
            self.report.add(sequence, Reason::LeafHash);
        }
        match &entry.leaf {
            Some(leaf) => self.leaf(sequence, leaf),
            None => self.report.add(sequence, Reason::Leaf),
        }
        self.edge.append(entry.hash, &mut self.completed);
        self.compare_checkpoints();
    }

    fn leaf(&mut self, sequence: u64, leaf: &LookedLeaf) {
        if leaf.sequence != sequence {
            self.report.add(sequence, Reason::OtherSequence);
        }
        if leaf.redated {
            self.report.add(sequence, Reason::Redated);
        }
        if leaf.at < self.latest {
            self.report.add(sequence, Reason::Backwards);
        }
        self.latest = self.latest.max(leaf.at);
        if let Some(record) = &leaf.erased_record {
            self.report.records_erased.push((sequence, record.clone()));
        }
        match leaf.verdict {
            Verdict::Committed => {}
            Verdict::NotCommitted => self.report.add(sequence, Reason::Commitment),
            Verdict::SectionDiffers => self.report.add(sequence, Reason::Section),
            Verdict::HalfErased => self.report.add(sequence, Reason::HalfErased),
            Verdict::Erased => self.empty.push(sequence),
            // Nothing to hold a declared erasure against either.
            Verdict::Withheld => return,
        }
        self.declared
            .extend(leaf.erases.iter().filter(|erased| **erased < sequence));
    }

    /// Where a difference seen at a node or root over `from..to` begins: at an
    /// entry already known to be bad, or else somewhere from `from` on.
    pub(crate) fn begins(&self, from: u64, to: u64) -> u64 {
        let known = self
            .report
            .findings
            .iter()
            .filter(|f| f.reason.reaches_the_root());
        known
            .map(|f| f.entry)
            .filter(|e| (from..to).contains(e))
            .min()
            .unwrap_or(from)
    }

    fn compare_checkpoints(&mut self) {
        let size = self.next();
        let mut root = None;
        while let Some(pledge) = self.pledges.get(self.reached).filter(|p| p.size <= size) {
            self.reached += 1;
            let vouched = if pledge.outside {
                self.vouched_outside
            } else {
                self.vouched.max(self.vouched_outside)
            };
            let from = vouched.min(size.saturating_sub(1));
            let kept = pledge.kept();
            match pledge.root {
                Err(refused) => self.report.add(from, refusal(refused, kept)),
                Ok(signed) if signed == *root.get_or_insert_with(|| self.edge.root()) => {
                    if pledge.outside {
                        self.vouched_outside = size;
                        self.report.outside += 1;
                    } else {
                        self.vouched = size;
                        self.report.checkpoints += 1;
                    }
                }
                Ok(_) => {
                    let entry = self.begins(from, size);
                    self.report.add(entry, Reason::Root(kept));
                }
            }
        }
    }

    /// The end of the journal: what is still owed, and the report.
    pub(crate) fn finish(mut self) -> Report {
        let end = self.next();
        for pledge in &self.pledges[self.reached..] {
            match pledge.root {
                Err(refused) => self
                    .report
                    .add(self.vouched.min(end), refusal(refused, pledge.kept())),
                Ok(_) if self.stopped => {} // Explained by what stopped the examination.
                Ok(_) => self.report.add(end, Reason::Truncated(pledge.kept())),
            }
        }
        // A broken entry may be the one that declared an erasure.
        let broken = self
            .report
            .findings
            .iter()
            .filter(|f| f.reason.reaches_the_root())
            .map(|f| f.entry)
            .max();
        for entry in &self.empty {
            if self.declared.contains(entry) {
                self.report.erased += 1;
            } else if !self.stopped && broken.is_none_or(|b| b <= *entry) {
                self.report.add(*entry, Reason::Unannounced);
            }
        }
        let still_there = self.declared.len() as u64 - self.report.erased;
        let uncovered = end - self.vouched.max(self.vouched_outside);
        for (count, notice) in [
            (still_there, Notice::StillThere(still_there)),
            (uncovered, Notice::Uncovered(uncovered)),
        ] {
            if count > 0 {
                self.report.notices.push(notice);
            }
        }
        if self.report.outside == 0 {
            self.report.notices.push(Notice::NoWitness);
        }
        self.report.findings.sort_by_key(|f| f.entry);
        self.report
    }
}

fn refusal(refused: Refused, kept: Kept) -> Reason {
    match refused {
        Refused::Form => Reason::Note(kept),
        Refused::Signature => Reason::Signature(kept),
    }
}
