-- Received studies and their images. Follow from the journal.
CREATE TABLE study (
    id TEXT NOT NULL PRIMARY KEY,
    study_uid TEXT NOT NULL,
    state TEXT NOT NULL,
    case_id TEXT REFERENCES case_file (id),
    attached_at INTEGER,
    attached_by TEXT REFERENCES person (id),
    calling_ae TEXT NOT NULL,
    first_received_at INTEGER NOT NULL,
    last_received_at INTEGER NOT NULL,
    described_at INTEGER,
    patient_name TEXT,
    birth_date TEXT,
    sex TEXT,
    patient_number TEXT,
    patient_issuer TEXT,
    study_date TEXT,
    description TEXT,
    institution TEXT
) STRICT;
CREATE UNIQUE INDEX study_study_uid_once ON study (study_uid);
CREATE INDEX study_by_state ON study (state, first_received_at);
CREATE INDEX study_of_case ON study (case_id);
CREATE TABLE instance (
    id TEXT NOT NULL PRIMARY KEY,
    study_id TEXT NOT NULL REFERENCES study (id),
    series_uid TEXT NOT NULL,
    sop_instance_uid TEXT NOT NULL,
    sop_class_uid TEXT NOT NULL,
    transfer_syntax TEXT NOT NULL,
    state TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    patient_print BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    modality TEXT,
    series_number INTEGER,
    instance_number INTEGER,
    received_at INTEGER NOT NULL,
    calling_ae TEXT NOT NULL,
    described TEXT NOT NULL,
    has_thumbnail INTEGER NOT NULL
) STRICT;
-- One held copy per SOP Instance UID; what comes later with other bytes is a conflict beside it.
CREATE UNIQUE INDEX instance_held_once ON instance (sop_instance_uid) WHERE state = 'held';
CREATE INDEX instance_by_uid ON instance (sop_instance_uid);
CREATE INDEX instance_of_study ON instance (study_id, series_uid, instance_number);
CREATE INDEX instance_to_describe ON instance (described, received_at);
-- Pictures drawn from images, PNG. Throw-away: drawn again where one is missing.
CREATE TABLE thumbnail (
    instance_id TEXT NOT NULL PRIMARY KEY,
    png BLOB NOT NULL
) STRICT;
