//! The checks: first each entry by itself, by as many threads as there are; then all of
//! them in one pass in order, whatever they come from.

use std::collections::{BTreeMap, BTreeSet};

use crate::entry::{Content, Entry};
use crate::leaf::Leaf;
use crate::note::{Key, Refused, claimed_size};
use crate::report::{Kept, Notice, Reason, Report};
use crate::signers::{Admitted, Continues, Said, Signer, continues, signers};
use crate::tree::{Completed, Edge, Hash, digest};

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
    /// Another key signs from this entry on.
    continues: Option<Continues>,
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
        continues: leaf.continues.then(|| continues(entry.content)),
    });
    Looked {
        sequence: entry.sequence,
        hash,
        hash_differs: entry.leaf_hash.is_some_and(|stored| stored != hash),
        leaf,
    }
}

/// A checkpoint from outside that says more than is left of what its key signed.
struct Lost {
    /// Where the next key begins.
    ends_at: u64,
    size: u64,
    root: Hash,
}

/// Whether a payload is one JSON object and nothing more: so no byte of a section's digest can
/// be counted to it.
pub(crate) fn is_object(payload: &[u8]) -> bool {
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
    /// The first one first.
    signers: Vec<Signer>,
    /// Entries with which another key begins, and what they admit.
    continued: BTreeMap<u64, Option<Admitted>>,
    lost: Vec<Lost>,
    /// Places of the keys that vouch for an entry under them.
    vouching: BTreeSet<usize>,
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
    /// `said` is what the data says of the keys that signed it, the first one first; `pinned` is
    /// the key given from outside.
    pub(crate) fn new(said: &[Said], pinned: Option<&Key>, outside: &[String]) -> Self {
        let mut report = Report::default();
        let mut signers = signers(said);
        if signers.is_empty() {
            report.add(0, Reason::Identity);
        }
        match pinned {
            None => report.notices.push(Notice::KeyFromData),
            Some(pinned) => {
                let known = signers.iter().position(|signer| signer.key == *pinned);
                match known {
                    // Whatever comes after is signed by keys that only the data names.
                    Some(at) if at + 1 < signers.len() => {
                        let from = signers[at + 1].begins_at;
                        report.notices.push(Notice::KeyOfBefore(from));
                    }
                    Some(_) => {}
                    None => {
                        if !signers.is_empty() {
                            report.add(0, Reason::OtherKey);
                        }
                        signers = vec![Signer {
                            begins_at: 0,
                            key: pinned.clone(),
                        }];
                    }
                }
            }
        }
        report.key = signers.last().map(|signer| signer.key.text.clone());
        let mut examination = Self {
            report,
            signers,
            continued: BTreeMap::new(),
            lost: Vec::new(),
            vouching: BTreeSet::new(),
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
        if outside && let Some(lost) = self.says_more(note, size) {
            self.lost.push(lost);
            return;
        }
        let opened = match self.signer_of(size) {
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

    /// Who signs a checkpoint of this size.
    fn signer_of(&self, size: u64) -> Option<&Key> {
        let before = |signer: &&Signer| signer.begins_at < size;
        let found = self.signers.iter().rev().find(before);
        found.or(self.signers.first()).map(|signer| &signer.key)
    }

    /// Whether a key of before signed this note for more than is left of what it signed.
    fn says_more(&self, note: &str, size: u64) -> Option<Lost> {
        self.signers.windows(2).find_map(|pair| {
            let [signer, next] = pair else {
                return None;
            };
            let ends_at = next.begins_at;
            let said = signer.key.open(note).ok().filter(|_| size > ends_at)?;
            Some(Lost {
                ends_at,
                size,
                root: said.root,
            })
        })
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
        if let Some(continues) = &leaf.continues {
            let admitted = self.admitted(sequence, continues);
            self.continued.insert(sequence, admitted);
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
                    let before = |signer: &Signer| signer.begins_at < size;
                    if let Some(place) = self.signers.iter().rposition(before) {
                        self.vouching.insert(place);
                    }
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
        self.keys_of_before(end);
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

impl Examination {
    /// What the entry admits with which another key begins; nothing if it contradicts itself, its
    /// place, or the key before.
    fn admitted(&self, sequence: u64, continues: &Continues) -> Option<Admitted> {
        let said = match continues {
            Continues::Said(said) => said,
            Continues::Withheld => return Some(Admitted::Unknown),
            Continues::Silent => return None,
        };
        let next = self
            .signers
            .iter()
            .position(|signer| signer.begins_at == sequence)?;
        let before = &self.signers.get(next.checked_sub(1)?)?.key;
        let note = before.open(&said.note).ok()?;
        let holds = said.before == before.text
            && said.entries == sequence
            && note.size == said.signed
            && said.signed > said.entries;
        holds.then_some(Admitted::Signed(said.signed, note.root))
    }

    /// Each later key begins with the entry that says so, has signed that entry, and no such entry
    /// stands alone; what a key of before signed beyond that is lost as far as the entry says it.
    fn keys_of_before(&mut self, end: u64) {
        let later = self.signers.iter().enumerate().skip(1);
        let mut amiss: BTreeSet<u64> = later
            .filter(|(place, signer)| {
                let admitted = self.continued.get(&signer.begins_at);
                // A key that signed nothing yet vouches for nothing, its own beginning included.
                !matches!(admitted, Some(Some(_))) || !self.vouching.contains(place)
            })
            .map(|(_, signer)| signer.begins_at)
            .collect();
        let begun = |entry: &&u64| {
            self.signers
                .iter()
                .any(|signer| signer.begins_at == **entry)
        };
        amiss.extend(self.continued.keys().filter(|entry| !begun(entry)));
        if !self.stopped {
            for entry in amiss {
                self.report.add(entry.min(end), Reason::Identity);
            }
        }
        for (entry, admitted) in &self.continued {
            self.report.notices.push(Notice::Continued {
                entry: *entry,
                signed: match admitted {
                    Some(Admitted::Signed(signed, _)) => Some(*signed),
                    Some(Admitted::Unknown) | None => None,
                },
            });
        }
        for lost in std::mem::take(&mut self.lost) {
            let told = match self.continued.get(&lost.ends_at).copied().flatten() {
                // A bundle without contents cannot say how much.
                Some(Admitted::Unknown) => true,
                Some(Admitted::Signed(signed, root)) => {
                    lost.size < signed || (lost.size == signed && lost.root == root)
                }
                None => false,
            };
            if !told {
                let kept = Kept::Outside(lost.size);
                self.report.add(lost.ends_at, Reason::Truncated(kept));
            }
        }
    }
}

fn refusal(refused: Refused, kept: Kept) -> Reason {
    match refused {
        Refused::Form => Reason::Note(kept),
        Refused::Signature => Reason::Signature(kept),
    }
}
