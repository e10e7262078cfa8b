//! Every table, and what it is worth: the golden lists (`tests/output/tables.txt`).
//!
//! | list | what it holds | how it is kept right |
//! |---|---|---|
//! | journal | the one source of truth | append-only, signed, verified by a stranger |
//! | follows | what is made from the journal by [`crate::project`] | folded again and compared row by row |
//! | kept | what no fact can make | backed up; compared with the facts that raised it |
//! | throw-away | sessions, what stations are busy with, pictures, claims | may be emptied: the appliance heals |

use doublelock_domain::fact::Subject;

/// A table that follows from the journal.
#[derive(Debug, Clone, Copy)]
pub struct Follows {
    /// Its name.
    pub name: &'static str,
    /// Its primary key, one column or two. It may be named to people: ids, labels and numbers of
    /// ours.
    pub key: &'static [&'static str],
    /// Whose facts make a row. None for the index, which every fact makes.
    pub of: Option<Of>,
}

/// How a row names the record whose facts make it.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    /// A column has the id of a record of one kind.
    Kind(&'static str, &'static str),
    /// A column has kind and id.
    Any(&'static str),
}

impl Of {
    /// The column.
    pub const fn column(self) -> &'static str {
        match self {
            Self::Kind(_, column) | Self::Any(column) => column,
        }
    }

    /// What the column has for a record, if such a record can have rows.
    pub fn value(self, record: &Subject) -> Option<String> {
        match self {
            Self::Kind(kind, _) => (record.kind() == kind).then(|| record.id()),
            Self::Any(_) => Some(record.to_string()),
        }
    }
}

const fn follows(
    name: &'static str,
    key: &'static [&'static str],
    kind: &'static str,
    column: &'static str,
) -> Follows {
    Follows {
        name,
        key,
        of: Some(Of::Kind(kind, column)),
    }
}

/// Tables that follow from the journal: each after those it refers to.
pub const FOLLOWS: &[Follows] = &[
    Follows {
        name: "record_key",
        key: &["subject"],
        of: Some(Of::Any("subject")),
    },
    Follows {
        name: "sealed_object",
        key: &["id"],
        of: Some(Of::Any("record")),
    },
    Follows {
        name: "erasure",
        key: &["entry"],
        of: Some(Of::Any("record")),
    },
    follows("person", &["id"], "person", "id"),
    follows("patient", &["id"], "patient", "id"),
    follows("case_file", &["id"], "case", "id"),
    follows("label_batch", &["id"], "batch", "id"),
    follows("label", &["code"], "label", "code"),
    follows("location", &["id"], "place", "id"),
    follows("barrier", &["location_id"], "place", "location_id"),
    follows("shipment", &["id"], "shipment", "id"),
    follows("item", &["id"], "item", "id"),
    Follows {
        name: "item_external_id",
        key: &["item_id", "words"],
        of: Some(Of::Kind("item", "item_id")),
    },
    follows(
        "shipment_line",
        &["shipment_id", "position"],
        "shipment",
        "shipment_id",
    ),
    follows("access_visit", &["id"], "visit", "id"),
    follows("visit_line", &["visit_id", "position"], "visit", "visit_id"),
    follows("custody_exception", &["id"], "exception", "id"),
    follows(
        "exception_event",
        &["exception_id", "ledger_sequence"],
        "exception",
        "exception_id",
    ),
    follows("custody_event", &["item_id", "item_seq"], "item", "item_id"),
    follows("intake", &["id"], "intake", "id"),
    follows("study", &["id"], "study", "id"),
    follows("series", &["id"], "study", "study_id"),
    follows("instance", &["id"], "study", "study_id"),
    follows("expected_exam", &["id"], "case", "case_id"),
    follows("exam_arrival", &["exam_id", "arrival"], "case", "case_id"),
    follows(
        "exam_event",
        &["exam_id", "ledger_sequence"],
        "case",
        "case_id",
    ),
    follows("privacy_request", &["id"], "request", "id"),
    follows("request_party", &["request_id"], "request", "request_id"),
    follows(
        "request_extension",
        &["request_id"],
        "request",
        "request_id",
    ),
    follows("request_closing", &["request_id"], "request", "request_id"),
    follows("record_package", &["id"], "package", "id"),
    follows(
        "package_contents",
        &["package_id", "category"],
        "package",
        "package_id",
    ),
    follows(
        "package_carrier",
        &["package_id", "carrier"],
        "package",
        "package_id",
    ),
    follows("package_disc", &["item_id"], "package", "package_id"),
    follows("disclosure", &["id"], "disclosure", "id"),
    Follows {
        name: "ledger_subject",
        key: &["subject", "sequence"],
        of: None,
    },
];

/// The journal itself.
pub const JOURNAL: &[&str] = &[
    "ledger_checkpoint",
    "ledger_entry",
    "ledger_identity",
    "ledger_payload",
    "ledger_section",
    "ledger_tile",
];

/// The wraps of the keys of records, and those of the objects in the vault; counters of references and labels, the key of the label
/// permutation, marks.
pub const KEPT: &[&str] = &["key_wrap", "object_wrap", "site_value"];

/// What may be emptied.
pub const THROW_AWAY: &[&str] = &[
    "equality_token",
    "job_run",
    "journal_turn",
    "kept_form",
    "known_place",
    "object_read",
    "package_progress",
    "refused_access",
    "sent_form",
    "session",
    "sign_in_try",
    "station_job",
    "station_scan",
    "thumbnail",
    "work_claim",
];
