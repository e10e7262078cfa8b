-- Received studies, what their images came in, their series and their images. Follow from the
-- journal.
CREATE TABLE intake (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    calling_ae TEXT COLLATE "C" NOT NULL,
    first_received_at BIGINT NOT NULL,
    last_received_at BIGINT NOT NULL
);
CREATE TABLE study (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    identifier_words BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    case_id TEXT COLLATE "C" REFERENCES case_file (id),
    attached_at BIGINT,
    attached_by TEXT COLLATE "C" REFERENCES person (id),
    calling_ae TEXT COLLATE "C" NOT NULL,
    first_received_at BIGINT NOT NULL,
    last_received_at BIGINT NOT NULL,
    described_at BIGINT,
    words BIGINT
);
CREATE INDEX study_by_state ON study (state, first_received_at);
CREATE INDEX study_of_case ON study (case_id);
CREATE TABLE series (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    study_id TEXT COLLATE "C" NOT NULL REFERENCES study (id),
    modality TEXT COLLATE "C",
    number INTEGER
);
CREATE INDEX series_of_study ON series (study_id, number);
CREATE TABLE instance (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    study_id TEXT COLLATE "C" NOT NULL REFERENCES study (id),
    series_id TEXT COLLATE "C" NOT NULL REFERENCES series (id),
    intake_id TEXT COLLATE "C" NOT NULL REFERENCES intake (id),
    object_id TEXT COLLATE "C" NOT NULL,
    words BIGINT NOT NULL,
    place INTEGER NOT NULL,
    sop_class_uid TEXT COLLATE "C" NOT NULL,
    transfer_syntax TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    number INTEGER,
    received_at BIGINT NOT NULL,
    described TEXT COLLATE "C" NOT NULL,
    has_thumbnail BOOLEAN NOT NULL
);
CREATE INDEX instance_of_study ON instance (study_id, series_id, number);
CREATE INDEX instance_of_intake ON instance (intake_id);
CREATE INDEX instance_of_object ON instance (object_id);
CREATE INDEX instance_to_describe ON instance (described, received_at);
-- Pictures drawn from images, PNG. Throw-away: drawn again where one is missing.
CREATE TABLE thumbnail (
    instance_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);
