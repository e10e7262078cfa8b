-- Requests for a copy of the record, packages, the register of communications. Follow from
-- the journal.

CREATE TABLE privacy_request (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    kind TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    state TEXT NOT NULL,
    channel TEXT NOT NULL,
    received_on TEXT NOT NULL,
    entered_at INTEGER NOT NULL,
    entered_by TEXT NOT NULL REFERENCES person (id),
    laws TEXT NOT NULL,
    rule_pack TEXT NOT NULL,
    due_on TEXT NOT NULL,
    late_from INTEGER NOT NULL,
    overdue_at INTEGER,
    closed_at INTEGER,
    receipt_at INTEGER
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX privacy_request_reference_once ON privacy_request (reference);

CREATE INDEX privacy_request_by_due ON privacy_request (due_on, id);
CREATE INDEX privacy_request_by_case ON privacy_request (case_id);

-- Who asks, what shows it, and where the answer goes.
CREATE TABLE request_party (
    request_id TEXT NOT NULL PRIMARY KEY REFERENCES privacy_request (id),
    words INTEGER NOT NULL,
    identity_evidence TEXT,
    identity_at INTEGER,
    carrier TEXT NOT NULL
) WITHOUT ROWID, STRICT;

CREATE TABLE request_extension (
    request_id TEXT NOT NULL PRIMARY KEY REFERENCES privacy_request (id),
    days INTEGER NOT NULL,
    notice_sent_on TEXT NOT NULL
) WITHOUT ROWID, STRICT;

-- How a request ended without a copy: withdrawn (why), or access refused (words, letter).
CREATE TABLE request_closing (
    request_id TEXT NOT NULL PRIMARY KEY REFERENCES privacy_request (id),
    why TEXT,
    duplicate_of TEXT,
    notice_sent_on TEXT,
    words INTEGER
) WITHOUT ROWID, STRICT;

CREATE TABLE record_package (
    id TEXT NOT NULL PRIMARY KEY,
    request_id TEXT NOT NULL REFERENCES privacy_request (id),
    build INTEGER NOT NULL,
    state TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    started_by TEXT NOT NULL REFERENCES person (id),
    ended_at INTEGER,
    fault TEXT,
    manifest_sha256 TEXT,
    signer_sha256 TEXT,
    holds TEXT,
    fetched_at INTEGER,
    passphrase_object TEXT,
    passphrase_shown_at INTEGER,
    kept_at INTEGER,
    kept_sha256 TEXT,
    kept_words INTEGER
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX record_package_request_id_build_once ON record_package (request_id, build);

-- How far a build is. Throw-away.
CREATE TABLE package_progress (
    package_id TEXT NOT NULL,
    part TEXT NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (package_id, part)
) STRICT;

-- Files by category; the manifest, whose hash the package's row has, says what each one is.
CREATE TABLE package_contents (
    package_id TEXT NOT NULL REFERENCES record_package (id),
    category TEXT NOT NULL,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (package_id, category)
) WITHOUT ROWID, STRICT;

CREATE TABLE package_carrier (
    package_id TEXT NOT NULL REFERENCES record_package (id),
    carrier TEXT NOT NULL,
    object_id TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (package_id, carrier)
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX package_carrier_object_id_once ON package_carrier (object_id);

-- Which article is a disc burned from which package. The article itself is custody's.
CREATE TABLE package_disc (
    item_id TEXT NOT NULL PRIMARY KEY,
    package_id TEXT NOT NULL REFERENCES record_package (id)
) WITHOUT ROWID, STRICT;

-- Append-only: a communication that was made was made.
CREATE TABLE disclosure (
    id TEXT NOT NULL PRIMARY KEY,
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL REFERENCES person (id),
    class TEXT NOT NULL,
    request_id TEXT NOT NULL REFERENCES privacy_request (id),
    case_id TEXT NOT NULL REFERENCES case_file (id),
    patient_id TEXT NOT NULL REFERENCES patient (id),
    purpose TEXT NOT NULL,
    authority TEXT NOT NULL,
    method TEXT NOT NULL,
    shipment_id TEXT,
    words INTEGER NOT NULL,
    package_id TEXT NOT NULL REFERENCES record_package (id),
    package_sha256 TEXT NOT NULL,
    record_then TEXT NOT NULL,
    contents TEXT NOT NULL,
    ledger_sequence INTEGER NOT NULL
) WITHOUT ROWID, STRICT;

CREATE INDEX disclosure_by_case ON disclosure (case_id, made_at);

CREATE TRIGGER disclosure_refuses_update BEFORE UPDATE ON disclosure
BEGIN SELECT RAISE(ABORT, 'this table is append-only'); END;
CREATE TRIGGER disclosure_refuses_delete BEFORE DELETE ON disclosure
BEGIN SELECT RAISE(ABORT, 'this table is append-only'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER disclosure_refuses_replace BEFORE INSERT ON disclosure
WHEN EXISTS (SELECT 1 FROM disclosure WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'this table is append-only'); END;
