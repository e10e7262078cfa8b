-- Requests for a copy of the record, packages, the register of communications. Follow from
-- the journal.

CREATE TABLE privacy_request (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    reference TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL REFERENCES case_file (id),
    state TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    received_on TEXT COLLATE "C" NOT NULL,
    entered_at BIGINT NOT NULL,
    entered_by TEXT COLLATE "C" NOT NULL REFERENCES person (id),
    laws TEXT COLLATE "C" NOT NULL,
    rule_pack TEXT COLLATE "C" NOT NULL,
    due_on TEXT COLLATE "C" NOT NULL,
    late_from BIGINT NOT NULL,
    overdue_at BIGINT,
    closed_at BIGINT,
    receipt_at BIGINT
);
CREATE UNIQUE INDEX privacy_request_reference_once ON privacy_request (reference);

CREATE INDEX privacy_request_by_due ON privacy_request (due_on, id);
CREATE INDEX privacy_request_by_case ON privacy_request (case_id);

-- Who asks, what shows it, and where the answer goes.
CREATE TABLE request_party (
    request_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES privacy_request (id),
    words BIGINT NOT NULL,
    identity_evidence TEXT COLLATE "C",
    identity_at BIGINT,
    carrier TEXT COLLATE "C" NOT NULL
);

CREATE TABLE request_extension (
    request_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES privacy_request (id),
    days INTEGER NOT NULL,
    notice_sent_on TEXT COLLATE "C" NOT NULL
);

-- How a request ended without a copy: withdrawn (why), or access refused (words, letter).
CREATE TABLE request_closing (
    request_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES privacy_request (id),
    why TEXT COLLATE "C",
    duplicate_of TEXT COLLATE "C",
    notice_sent_on TEXT COLLATE "C",
    words BIGINT
);

CREATE TABLE record_package (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    request_id TEXT COLLATE "C" NOT NULL REFERENCES privacy_request (id),
    build INTEGER NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    started_at BIGINT NOT NULL,
    started_by TEXT COLLATE "C" NOT NULL REFERENCES person (id),
    ended_at BIGINT,
    fault TEXT COLLATE "C",
    manifest_sha256 TEXT COLLATE "C",
    signer_sha256 TEXT COLLATE "C",
    holds TEXT COLLATE "C",
    fetched_at BIGINT,
    passphrase_object TEXT COLLATE "C",
    passphrase_shown_at BIGINT,
    kept_at BIGINT,
    kept_sha256 TEXT COLLATE "C",
    kept_words BIGINT
);
CREATE UNIQUE INDEX record_package_request_id_build_once ON record_package (request_id, build);

-- How far a build is. Throw-away.
CREATE TABLE package_progress (
    package_id TEXT COLLATE "C" NOT NULL,
    part TEXT COLLATE "C" NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    PRIMARY KEY (package_id, part)
);

-- Files by category; the manifest, whose hash the package's row has, says what each one is.
CREATE TABLE package_contents (
    package_id TEXT COLLATE "C" NOT NULL REFERENCES record_package (id),
    category TEXT COLLATE "C" NOT NULL,
    files BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (package_id, category)
);

CREATE TABLE package_carrier (
    package_id TEXT COLLATE "C" NOT NULL REFERENCES record_package (id),
    carrier TEXT COLLATE "C" NOT NULL,
    object_id TEXT COLLATE "C" NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (package_id, carrier)
);
CREATE UNIQUE INDEX package_carrier_object_id_once ON package_carrier (object_id);

-- Which article is a disc burned from which package. The article itself is custody's.
CREATE TABLE package_disc (
    item_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    package_id TEXT COLLATE "C" NOT NULL REFERENCES record_package (id)
);

-- Append-only: a communication that was made was made.
CREATE TABLE disclosure (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    made_at BIGINT NOT NULL,
    made_by TEXT COLLATE "C" NOT NULL REFERENCES person (id),
    class TEXT COLLATE "C" NOT NULL,
    request_id TEXT COLLATE "C" NOT NULL REFERENCES privacy_request (id),
    case_id TEXT COLLATE "C" NOT NULL REFERENCES case_file (id),
    patient_id TEXT COLLATE "C" NOT NULL REFERENCES patient (id),
    purpose TEXT COLLATE "C" NOT NULL,
    authority TEXT COLLATE "C" NOT NULL,
    method TEXT COLLATE "C" NOT NULL,
    shipment_id TEXT COLLATE "C",
    words BIGINT NOT NULL,
    package_id TEXT COLLATE "C" NOT NULL REFERENCES record_package (id),
    package_sha256 TEXT COLLATE "C" NOT NULL,
    record_then TEXT COLLATE "C" NOT NULL,
    contents TEXT COLLATE "C" NOT NULL,
    ledger_sequence BIGINT NOT NULL
);

CREATE INDEX disclosure_by_case ON disclosure (case_id, made_at);

CREATE TRIGGER disclosure_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON disclosure
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
