//! What was found, in both languages, French first.

use serde_json::{Value, json};

/// What is wrong with an entry, a tile or a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The next number is not there, or comes twice.
    Missing,
    /// From here on the record cannot be read.
    Unreadable,
    /// SQLite's own integrity check fails on a table of the journal.
    Storage,
    /// The leaf is not a canonical leaf.
    Leaf,
    /// The leaf carries another number than its row.
    OtherSequence,
    /// The row's date is not the leaf's.
    Redated,
    /// Dated before the entry it follows.
    Backwards,
    /// The stored leaf hash is not that of the leaf.
    LeafHash,
    /// The payload or salt is not the one committed to.
    Commitment,
    /// Only one of salt and payload is there.
    HalfErased,
    /// The content is gone and no later entry says it was erased.
    Unannounced,
    /// A sealed section is not the one that was committed to, or is gone.
    Section,
    /// Content of an entry that does not exist.
    Orphan,
    /// A stored tile of this level is missing or differs.
    Tile(u8),
    /// A stored tile that no entry fills.
    ExtraTile,
    /// The journal's identity is missing, doubled or contradicts itself.
    Identity,
    /// The journal names another key than the one given.
    OtherKey,
    /// A checkpoint that is not one, or whose size is not its row's.
    Note(Kept),
    /// A checkpoint without a valid signature by the key.
    Signature(Kept),
    /// A signed root that the entries do not give.
    Root(Kept),
    /// A signed size beyond the end of the journal.
    Truncated(Kept),
}

/// Where a checkpoint was kept, and the size it claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// In the data itself.
    Inside(u64),
    /// Outside, given with `--checkpoint`.
    Outside(u64),
}

impl Kept {
    fn size(self) -> u64 {
        match self {
            Self::Inside(size) | Self::Outside(size) => size,
        }
    }
}

impl Reason {
    /// Stable name, for machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "entry-missing",
            Self::Unreadable => "unreadable",
            Self::Storage => "storage-damaged",
            Self::Leaf => "leaf-not-canonical",
            Self::OtherSequence => "leaf-of-another-entry",
            Self::Redated => "re-dated",
            Self::Backwards => "dated-before-previous",
            Self::LeafHash => "leaf-hash",
            Self::Commitment => "commitment",
            Self::HalfErased => "half-erased",
            Self::Unannounced => "erased-without-entry",
            Self::Section => "section",
            Self::Orphan => "content-without-entry",
            Self::Tile(_) => "tile",
            Self::ExtraTile => "tile-beyond-end",
            Self::Identity => "identity",
            Self::OtherKey => "other-key",
            Self::Note(Kept::Inside(_)) => "checkpoint-unreadable",
            Self::Signature(Kept::Inside(_)) => "checkpoint-signature",
            Self::Root(Kept::Inside(_)) => "checkpoint-root",
            Self::Truncated(Kept::Inside(_)) => "checkpoint-beyond-end",
            Self::Note(Kept::Outside(_)) => "outside-checkpoint-unreadable",
            Self::Signature(Kept::Outside(_)) => "outside-checkpoint-signature",
            Self::Root(Kept::Outside(_)) => "outside-checkpoint-root",
            Self::Truncated(Kept::Outside(_)) => "outside-checkpoint-beyond-end",
        }
    }

    /// Whether it explains why a root or a tile above the entry differs.
    pub(crate) fn reaches_the_root(self) -> bool {
        matches!(
            self,
            Self::Leaf | Self::OtherSequence | Self::LeafHash | Self::Tile(_)
        )
    }

    fn french(self) -> String {
        match self {
            Self::Missing => "inscription manquante ou hors séquence".into(),
            Self::Unreadable => "illisible à partir d’ici".into(),
            Self::Storage => "la base de données est endommagée".into(),
            Self::Leaf => "la feuille n’a pas la forme canonique".into(),
            Self::OtherSequence => "la feuille porte un autre numéro".into(),
            Self::Redated => "la date diffère de celle de la feuille".into(),
            Self::Backwards => "la date précède celle de l’inscription précédente".into(),
            Self::LeafHash => "l’empreinte n’est pas celle de la feuille".into(),
            Self::Commitment => {
                "le contenu ne correspond pas à son engagement cryptographique".into()
            }
            Self::HalfErased => "le contenu n’est effacé qu’en partie".into(),
            Self::Unannounced => "contenu disparu, sans inscription d’effacement".into(),
            Self::Section => "mots scellés modifiés ou disparus".into(),
            Self::Orphan => "contenu sans inscription".into(),
            Self::Tile(level) => format!("tuile de niveau {level} absente ou différente"),
            Self::ExtraTile => "tuile au-delà de la fin du journal".into(),
            Self::Identity => "identité du journal absente ou contradictoire".into(),
            Self::OtherKey => "le journal nomme une autre clé que la clé fournie".into(),
            Self::Note(kept) => format!("{} illisible", french(kept)),
            Self::Signature(kept) => format!("{} sans signature valide", french(kept)),
            Self::Root(kept) => format!("{} contredit par les inscriptions", french(kept)),
            Self::Truncated(kept) => format!("{} au-delà de la fin du journal", french(kept)),
        }
    }

    fn english(self) -> String {
        match self {
            Self::Missing => "entry missing or out of sequence".into(),
            Self::Unreadable => "cannot be read from here on".into(),
            Self::Storage => "the database is damaged".into(),
            Self::Leaf => "the leaf is not canonical".into(),
            Self::OtherSequence => "the leaf carries another number".into(),
            Self::Redated => "the date differs from the leaf’s".into(),
            Self::Backwards => "dated before the entry it follows".into(),
            Self::LeafHash => "the fingerprint is not the leaf’s".into(),
            Self::Commitment => "the content does not match its commitment".into(),
            Self::HalfErased => "the content is only partly erased".into(),
            Self::Unannounced => "content gone, and no entry says it was erased".into(),
            Self::Section => "sealed words are altered or gone".into(),
            Self::Orphan => "content without an entry".into(),
            Self::Tile(level) => format!("tile of level {level} missing or different"),
            Self::ExtraTile => "tile beyond the end of the log".into(),
            Self::Identity => "the log’s identity is missing or contradicts itself".into(),
            Self::OtherKey => "the log names another key than the one given".into(),
            Self::Note(kept) => format!("{} cannot be read", english(kept)),
            Self::Signature(kept) => format!("{} has no valid signature", english(kept)),
            Self::Root(kept) => format!("{} contradicted by the entries", english(kept)),
            Self::Truncated(kept) => format!("{} beyond the end of the log", english(kept)),
        }
    }
}

fn french(kept: Kept) -> String {
    let kind = match kept {
        Kept::Inside(_) => "point de contrôle",
        Kept::Outside(_) => "point de contrôle du témoin externe",
    };
    format!("{kind} de taille {}", grouped(kept.size(), '\u{a0}'))
}

fn english(kept: Kept) -> String {
    let kind = match kept {
        Kept::Inside(_) => "checkpoint",
        Kept::Outside(_) => "outside checkpoint",
    };
    format!("{kind} of size {}", grouped(kept.size(), ','))
}

/// One kind of alteration, at the first entry it touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// Number of the first entry concerned. For a tile, the first entry under it;
    /// for a checkpoint, the first one no earlier checkpoint vouches for.
    pub entry: u64,
    /// What is wrong there.
    pub reason: Reason,
    /// How many more of the same kind follow.
    pub others: u64,
}

/// What the reader should know although nothing was altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// No `--key` was given: the data vouches for itself.
    KeyFromData,
    /// The key given was in force before this entry: what comes after is signed by one that the
    /// data itself names.
    KeyOfBefore(u64),
    /// From this entry on another key signs: a copy from before was put back. The key before had
    /// signed so many entries; those from this number on are lost.
    Continued {
        /// The entry that says so.
        entry: u64,
        /// What the key before had signed, if that is there to read.
        signed: Option<u64>,
    },
    /// No outside checkpoint was verified: a rewrite by the key's holder would not show.
    NoWitness,
    /// So many entries at the end are not yet covered by any checkpoint.
    Uncovered(u64),
    /// So many entries say they were erased but their content is there (a restored backup?).
    StillThere(u64),
    /// The bundle holds leaves only: what each act said in full was not there to check.
    ContentWithheld,
    /// The medium is read-only: a write-ahead log not yet merged would not be seen.
    ReadOnlyMedium,
}

impl Notice {
    /// Stable name, for machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::KeyFromData => "key-from-data",
            Self::KeyOfBefore(_) => "key-of-before",
            Self::Continued { .. } => "continued",
            Self::NoWitness => "no-outside-checkpoint",
            Self::Uncovered(_) => "entries-after-last-checkpoint",
            Self::StillThere(_) => "erased-content-still-there",
            Self::ContentWithheld => "content-withheld",
            Self::ReadOnlyMedium => "read-only-medium",
        }
    }

    fn line(self) -> String {
        match self {
            Self::KeyFromData => "Clé tirée des données elles-mêmes\u{a0}: donnez --key d’après votre feuille de clôture. / \
                Key taken from the data itself: pass --key from your closing sheet."
                .into(),
            Self::KeyOfBefore(entry) => format!(
                "La clé fournie valait jusqu’à l’inscription {}\u{a0}: donnez --key d’après une feuille de clôture plus récente. / \
                The key given was in force up to entry {}: pass --key from a later closing sheet.",
                grouped(entry, '\u{a0}'),
                grouped(entry, ',')
            ),
            Self::Continued { entry, signed } => {
                let (fr, en) = (grouped(entry, '\u{a0}'), grouped(entry, ','));
                let (perdues, lost) = match signed {
                    Some(signed) => (
                        format!("\u{a0}; ce qui suivait, jusqu’à {} inscriptions signées, est perdu", grouped(signed, '\u{a0}')),
                        format!("; what came after, up to {} signed entries, is lost", grouped(signed, ',')),
                    ),
                    None => (String::new(), String::new()),
                };
                format!(
                    "Une copie antérieure a été remise en place\u{a0}: une autre clé signe depuis l’inscription {fr}{perdues}. / \
                    An older copy was put back: another key signs from entry {en} on{lost}."
                )
            }
            Self::NoWitness => "Aucun témoin externe\u{a0}: donnez --checkpoint d’après un point de contrôle conservé ailleurs. / \
                No outside witness: pass --checkpoint from a checkpoint kept elsewhere."
                .into(),
            Self::Uncovered(n) => format!(
                "Inscriptions après le dernier point de contrôle\u{a0}: {}. / Entries after the last checkpoint: {}.",
                grouped(n, '\u{a0}'),
                grouped(n, ',')
            ),
            Self::StillThere(n) => format!(
                "Contenus déclarés effacés, mais toujours présents\u{a0}: {}. / Declared erased, but still there: {}.",
                grouped(n, '\u{a0}'),
                grouped(n, ',')
            ),
            Self::ContentWithheld => "Fichier sans contenus\u{a0}: les inscriptions, leur ordre et leurs dates ont été vérifiés, pas le détail des actes. / \
                File without contents: the entries, their order and their dates were verified, not the details of the acts."
                .into(),
            Self::ReadOnlyMedium => "Support en lecture seule\u{a0}: seul le fichier principal a été lu. / \
                Read-only medium: only the main file was read."
                .into(),
        }
    }
}

/// The outcome of one verification.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Entries read.
    pub entries: u64,
    /// Entries whose content was erased, with an entry that says so.
    pub erased: u64,
    /// Entries that destroyed the keys of a record, each with the record: its sealed words are
    /// closed for ever, and everything here still holds.
    pub records_erased: Vec<(u64, String)>,
    /// Stored checkpoints verified.
    pub checkpoints: u64,
    /// Outside checkpoints verified.
    pub outside: u64,
    /// Text of the key that was used.
    pub key: Option<String>,
    /// What is wrong: one per kind, by entry. Empty if the journal is whole.
    pub findings: Vec<Finding>,
    /// What the reader should know besides.
    pub notices: Vec<Notice>,
}

impl Report {
    /// Whether no alteration was found.
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }

    /// The first entry that something is wrong with.
    pub fn first_bad(&self) -> Option<u64> {
        self.findings.iter().map(|f| f.entry).min()
    }

    /// Keeps the first entry of each kind and counts the rest.
    pub(crate) fn add(&mut self, entry: u64, reason: Reason) {
        let found = self
            .findings
            .iter_mut()
            .find(|f| f.reason.code() == reason.code());
        match found {
            Some(finding) => {
                finding.others += 1;
                if entry < finding.entry {
                    finding.entry = entry;
                    finding.reason = reason;
                }
            }
            None => self.findings.push(Finding {
                entry,
                reason,
                others: 0,
            }),
        }
    }

    /// One line per finding and notice, then the two closing lines.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.findings.iter().map(finding_line).collect();
        lines.extend(self.notices.iter().map(|n| n.line()));
        let (fr, en) = (grouped(self.erased, '\u{a0}'), grouped(self.erased, ','));
        if self.erased > 0 {
            lines.push(format!("Contenus effacés, effacement inscrit\u{a0}: {fr}. / Erased, with an entry that says so: {en}."));
        }
        for (entry, record) in &self.records_erased {
            let (fr, en) = (grouped(*entry, '\u{a0}'), grouped(*entry, ','));
            lines.push(format!(
                "Fiche {record} effacée par l’inscription {fr}. / Record {record} erased by entry {en}."
            ));
        }
        lines.extend(self.closing());
        lines
    }

    fn closing(&self) -> [String; 2] {
        let number = self.first_bad().unwrap_or(self.entries);
        let (fr, en) = (grouped(number, '\u{a0}'), grouped(number, ','));
        if self.is_whole() {
            let inscriptions = if number < 2 {
                "inscription"
            } else {
                "inscriptions"
            };
            let entries = if number == 1 { "entry" } else { "entries" };
            return [
                format!("Journal vérifié\u{a0}: {fr} {inscriptions}, aucune altération décelée."),
                format!("Log verified: {en} {entries}, no alteration found."),
            ];
        }
        [
            format!(
                "La vérification s’est arrêtée à l’inscription {fr}. Cessez d’utiliser ce journal et appelez l’administration. Rien n’a été modifié."
            ),
            format!(
                "Verification stopped at entry {en}. Stop work on this log and call the administrator. Nothing was changed."
            ),
        ]
    }

    /// The same, for machines.
    pub fn to_json(&self) -> Value {
        let findings = self.findings.iter().map(|f| {
            json!({
                "entry": f.entry, "code": f.reason.code(), "others": f.others,
                "fr": f.reason.french(), "en": f.reason.english(),
            })
        });
        let notices = self.notices.iter().map(|n| n.code());
        json!({
            "whole": self.is_whole(),
            "first_bad": self.first_bad(),
            "entries": self.entries,
            "erased": self.erased,
            "records_erased": self.records_erased.iter().map(|(entry, record)| json!({ "entry": entry, "record": record })).collect::<Vec<_>>(),
            "checkpoints": self.checkpoints,
            "outside_checkpoints": self.outside,
            "key": self.key,
            "findings": findings.collect::<Vec<_>>(),
            "notices": notices.collect::<Vec<_>>(),
        })
    }
}

fn finding_line(finding: &Finding) -> String {
    let (fr, en) = (
        grouped(finding.entry, '\u{a0}'),
        grouped(finding.entry, ','),
    );
    let others = match finding.others {
        0 => String::new(),
        n => format!(" (+{n})"),
    };
    let reason = finding.reason;
    format!(
        "Inscription {fr}\u{a0}: {}. / Entry {en}: {}.{others}",
        reason.french(),
        reason.english()
    )
}

/// Digits in groups of three.
fn grouped(number: u64, separator: char) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_are_the_glossary_s() {
        let mut report = Report {
            entries: 1_204_332,
            ..Report::default()
        };
        let whole = [
            "Journal vérifié\u{a0}: 1\u{a0}204\u{a0}332 inscriptions, aucune altération décelée.",
            "Log verified: 1,204,332 entries, no alteration found.",
        ];
        assert_eq!(report.lines(), whole);
        report.add(88_412, Reason::LeafHash);
        report.add(90_000, Reason::LeafHash);
        let lines = report.lines();
        assert_eq!(
            lines[0],
            "Inscription 88\u{a0}412\u{a0}: l’empreinte n’est pas celle de la feuille. / Entry 88,412: the fingerprint is not the leaf’s. (+1)"
        );
        assert!(
            lines[1]
                .starts_with("La vérification s’est arrêtée à l’inscription 88\u{a0}412. Cessez")
        );
        assert!(lines[2].starts_with("Verification stopped at entry 88,412. Stop work"));
    }

    #[test]
    fn zero_and_one_agree_in_each_language() {
        let lines = |entries| {
            Report {
                entries,
                ..Report::default()
            }
            .lines()
        };
        assert_eq!(
            lines(0),
            [
                "Journal vérifié\u{a0}: 0 inscription, aucune altération décelée.",
                "Log verified: 0 entries, no alteration found."
            ]
        );
        assert_eq!(
            lines(1),
            [
                "Journal vérifié\u{a0}: 1 inscription, aucune altération décelée.",
                "Log verified: 1 entry, no alteration found."
            ]
        );
        assert_eq!(
            lines(2),
            [
                "Journal vérifié\u{a0}: 2 inscriptions, aucune altération décelée.",
                "Log verified: 2 entries, no alteration found."
            ]
        );
    }

    #[test]
    fn digits_stand_in_groups_of_three() {
        for (number, grouped) in [
            (0, "0"),
            (123, "123"),
            (1_234, "1,234"),
            (123_456, "123,456"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(super::grouped(number, ','), grouped);
        }
    }
}
