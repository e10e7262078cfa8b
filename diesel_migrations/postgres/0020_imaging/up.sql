CREATE TABLE study (
    id TEXT NOT NULL PRIMARY KEY,
    study_uid TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    case_id TEXT REFERENCES case_file (id),
    attached_at BIGINT,
    attached_by TEXT REFERENCES person (id),
    calling_ae TEXT NOT NULL,
    first_received_at BIGINT NOT NULL,
    last_received_at BIGINT NOT NULL,
    described_at BIGINT,
    patient_name TEXT,
    birth_date TEXT,
    sex TEXT,
    patient_number TEXT,
    patient_issuer TEXT,
    study_date TEXT,
    description TEXT,
    institution TEXT
);
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
    sha256 BYTEA NOT NULL,
    patient_print BYTEA NOT NULL,
    bytes BIGINT NOT NULL,
    modality TEXT,
    series_number INTEGER,
    instance_number INTEGER,
    received_at BIGINT NOT NULL,
    calling_ae TEXT NOT NULL,
    described TEXT NOT NULL,
    thumbnail BYTEA
);
-- One held copy per SOP Instance UID; what comes later with other bytes is a conflict beside it.
CREATE UNIQUE INDEX instance_held_once ON instance (sop_instance_uid) WHERE state = 'held';
CREATE INDEX instance_by_uid ON instance (sop_instance_uid);
CREATE INDEX instance_of_study ON instance (study_id, series_uid, instance_number);
CREATE INDEX instance_to_describe ON instance (described, received_at);
