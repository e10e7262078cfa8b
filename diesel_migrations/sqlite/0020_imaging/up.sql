-- Received studies, what their images came in, their series and their images. Follow from the
-- journal.
CREATE TABLE intake (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    calling_ae TEXT NOT NULL,
    first_received_at INTEGER NOT NULL,
    last_received_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE study (
    id TEXT NOT NULL PRIMARY KEY,
    identifier_words INTEGER NOT NULL,
    state TEXT NOT NULL,
    case_id TEXT REFERENCES case_file (id),
    attached_at INTEGER,
    attached_by TEXT REFERENCES person (id),
    calling_ae TEXT NOT NULL,
    first_received_at INTEGER NOT NULL,
    last_received_at INTEGER NOT NULL,
    described_at INTEGER,
    words INTEGER
) WITHOUT ROWID, STRICT;
CREATE INDEX study_by_state ON study (state, first_received_at);
CREATE INDEX study_of_case ON study (case_id);
CREATE TABLE series (
    id TEXT NOT NULL PRIMARY KEY,
    study_id TEXT NOT NULL REFERENCES study (id),
    modality TEXT,
    number INTEGER
) WITHOUT ROWID, STRICT;
CREATE INDEX series_of_study ON series (study_id, number);
CREATE TABLE instance (
    id TEXT NOT NULL PRIMARY KEY,
    study_id TEXT NOT NULL REFERENCES study (id),
    series_id TEXT NOT NULL REFERENCES series (id),
    intake_id TEXT NOT NULL REFERENCES intake (id),
    object_id TEXT NOT NULL,
    words INTEGER NOT NULL,
    place INTEGER NOT NULL,
    sop_class_uid TEXT NOT NULL,
    transfer_syntax TEXT NOT NULL,
    state TEXT NOT NULL,
    number INTEGER,
    received_at INTEGER NOT NULL,
    described TEXT NOT NULL,
    has_thumbnail INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX instance_of_study ON instance (study_id, series_id, number);
CREATE INDEX instance_of_intake ON instance (intake_id);
CREATE INDEX instance_of_object ON instance (object_id);
CREATE INDEX instance_to_describe ON instance (described, received_at);
-- Pictures drawn from images, PNG. Throw-away: drawn again where one is missing.
CREATE TABLE thumbnail (
    instance_id TEXT NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;
