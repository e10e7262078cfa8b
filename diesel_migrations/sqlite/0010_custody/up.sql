-- Places, and the locks in front of them. Follow from the journal.
-- retired_at: set when a place is given up. Its row stays: articles lay there once.
CREATE TABLE location (
    id TEXT NOT NULL PRIMARY KEY,
    label TEXT NOT NULL,
    parent_id TEXT REFERENCES location (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    archive INTEGER NOT NULL,
    position INTEGER NOT NULL,
    retired_at INTEGER
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX location_label_once ON location (label);
-- keys: labels of the keys that open it, separated by spaces.
CREATE TABLE barrier (
    location_id TEXT NOT NULL PRIMARY KEY REFERENCES location (id),
    kind TEXT NOT NULL,
    keys TEXT NOT NULL
) WITHOUT ROWID, STRICT;
-- Labels: printed in batches; in use once scanned or bound; void once replaced.
CREATE TABLE label_batch (
    id TEXT NOT NULL PRIMARY KEY,
    class TEXT NOT NULL,
    label_count INTEGER NOT NULL,
    issued_at INTEGER NOT NULL,
    issued_by TEXT NOT NULL REFERENCES person (id)
) WITHOUT ROWID, STRICT;
CREATE TABLE label (
    code TEXT NOT NULL PRIMARY KEY,
    class TEXT NOT NULL,
    batch_id TEXT REFERENCES label_batch (id),
    position INTEGER NOT NULL,
    state TEXT NOT NULL,
    active_at INTEGER,
    void_at INTEGER,
    successor TEXT
) WITHOUT ROWID, STRICT;
CREATE INDEX label_of_batch ON label (batch_id, position);
-- Shipments in and out. request_id: the privacy request it answers, if any.
CREATE TABLE shipment (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    direction TEXT NOT NULL,
    state TEXT NOT NULL,
    label TEXT,
    case_id TEXT REFERENCES case_file (id),
    request_id TEXT,
    words INTEGER NOT NULL,
    waybill_words INTEGER,
    eta TEXT,
    late_from INTEGER,
    overdue_at INTEGER,
    seal TEXT,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL REFERENCES person (id),
    closed_at INTEGER,
    closed_by TEXT REFERENCES person (id),
    cancel_words INTEGER,
    -- Why it goes by courier, if it leaves.
    by_courier TEXT,
    -- The label of the slip that its recipient signs, and what is ordered of the carrier, if it leaves.
    slip TEXT,
    signature TEXT,
    days INTEGER,
    -- What the carrier said last of it.
    claim TEXT,
    claimed_on TEXT,
    obtained TEXT,
    claim_words INTEGER,
    -- By when what leaves in it is to be back; and, of one that brings it back, the parcel that it left in.
    back_by TEXT,
    round_trip_of TEXT REFERENCES shipment (id),
    -- What its sender's seal was like when it came, if somebody said it.
    inspected TEXT
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX shipment_reference_once ON shipment (reference);
CREATE UNIQUE INDEX shipment_label_once ON shipment (label);
CREATE UNIQUE INDEX shipment_slip_once ON shipment (slip);
CREATE UNIQUE INDEX shipment_seal_once ON shipment (seal);
CREATE INDEX shipment_by_state ON shipment (state, late_from);
CREATE INDEX shipment_by_closing ON shipment (closed_at);
CREATE INDEX shipment_of_case ON shipment (case_id);
CREATE INDEX shipment_of_request ON shipment (request_id);
CREATE INDEX shipment_round_trip ON shipment (round_trip_of);
-- Articles: the present.
CREATE TABLE item (
    id TEXT NOT NULL PRIMARY KEY,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    words INTEGER,
    description INTEGER,
    case_id TEXT REFERENCES case_file (id),
    request_id TEXT,
    holder_kind TEXT NOT NULL,
    holder_id TEXT NOT NULL,
    item_seq INTEGER NOT NULL,
    condition TEXT NOT NULL,
    registered_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX item_label_once ON item (label);
CREATE INDEX item_by_holder ON item (holder_kind, holder_id, request_id, seen_at);
CREATE INDEX item_by_seen ON item (seen_at, id);
-- What nobody said yet whose it is: few among all, counted on each list of articles.
CREATE INDEX item_unidentified ON item (holder_kind) WHERE case_id IS NULL AND request_id IS NULL;
CREATE INDEX item_of_case ON item (case_id);
CREATE INDEX item_of_request ON item (request_id);
-- Other establishments' labels on our articles.
CREATE TABLE item_external_id (
    item_id TEXT NOT NULL REFERENCES item (id),
    words INTEGER NOT NULL,
    linked_at INTEGER NOT NULL,
    PRIMARY KEY (item_id, words)
) WITHOUT ROWID, STRICT;
CREATE TABLE shipment_line (
    shipment_id TEXT NOT NULL REFERENCES shipment (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    item_id TEXT REFERENCES item (id),
    outcome TEXT NOT NULL,
    noted_at INTEGER,
    noted_by TEXT REFERENCES person (id),
    -- The article of ours that is to come back.
    awaits TEXT REFERENCES item (id),
    PRIMARY KEY (shipment_id, position)
) WITHOUT ROWID, STRICT;
CREATE INDEX line_of_item ON shipment_line (item_id);
CREATE INDEX line_awaits_item ON shipment_line (awaits);
-- Access to an archive by two people; who extended it and why; who attested its closing.
CREATE TABLE access_visit (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    location_id TEXT NOT NULL REFERENCES location (id),
    first_person TEXT NOT NULL REFERENCES person (id),
    second_person TEXT NOT NULL REFERENCES person (id),
    purpose TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    extended INTEGER NOT NULL,
    state TEXT NOT NULL,
    closed_at INTEGER,
    closed_by TEXT REFERENCES person (id),
    extended_at INTEGER,
    extension_words INTEGER,
    confirmed_by TEXT REFERENCES person (id)
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX access_visit_reference_once ON access_visit (reference);
CREATE INDEX visit_by_state ON access_visit (state, opened_at);
CREATE TABLE visit_line (
    visit_id TEXT NOT NULL REFERENCES access_visit (id),
    position INTEGER NOT NULL,
    item_id TEXT NOT NULL REFERENCES item (id),
    verdict TEXT NOT NULL,
    noted_at INTEGER,
    PRIMARY KEY (visit_id, position)
) WITHOUT ROWID, STRICT;
-- What does not balance: who answers for it, until when, and how it ended.
CREATE TABLE custody_exception (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    shipment_id TEXT REFERENCES shipment (id),
    line INTEGER,
    visit_id TEXT REFERENCES access_visit (id),
    item_id TEXT REFERENCES item (id),
    owner_id TEXT REFERENCES person (id),
    opened_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    lost_from INTEGER,
    outcome TEXT,
    closed_at INTEGER
) WITHOUT ROWID, STRICT;
CREATE INDEX exception_by_due ON custody_exception (outcome, due_at);
CREATE INDEX exception_by_end ON custody_exception (closed_at, id);
CREATE INDEX exception_of_shipment ON custody_exception (shipment_id, line);
CREATE INDEX exception_of_visit ON custody_exception (visit_id);
CREATE INDEX exception_of_item ON custody_exception (item_id);
-- What was done about each, by whom.
CREATE TABLE exception_event (
    exception_id TEXT NOT NULL REFERENCES custody_exception (id),
    ledger_sequence INTEGER NOT NULL REFERENCES ledger_entry (sequence),
    kind TEXT NOT NULL,
    detail TEXT,
    occurred_at INTEGER NOT NULL,
    actor_id TEXT NOT NULL REFERENCES person (id),
    words INTEGER,
    PRIMARY KEY (exception_id, ledger_sequence)
) WITHOUT ROWID, STRICT;
-- What each person's station is busy with, and every scan with how it ended. Throw-away.
CREATE TABLE station_job (
    person_id TEXT NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE station_scan (
    nonce TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL,
    scanned_at INTEGER NOT NULL,
    tone TEXT NOT NULL,
    said TEXT NOT NULL
) WITHOUT ROWID, STRICT;
-- Every event of every article. Append-only.
CREATE TABLE custody_event (
    item_id TEXT NOT NULL REFERENCES item (id),
    item_seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    actor_id TEXT NOT NULL REFERENCES person (id),
    witness_id TEXT REFERENCES person (id),
    from_kind TEXT,
    from_id TEXT,
    to_kind TEXT NOT NULL,
    to_id TEXT NOT NULL,
    condition TEXT NOT NULL,
    shipment_id TEXT REFERENCES shipment (id),
    visit_id TEXT REFERENCES access_visit (id),
    detail TEXT,
    words INTEGER,
    ledger_sequence INTEGER NOT NULL REFERENCES ledger_entry (sequence),
    PRIMARY KEY (item_id, item_seq)
) WITHOUT ROWID, STRICT;
CREATE INDEX event_of_visit ON custody_event (visit_id);
CREATE TRIGGER custody_event_refuses_update BEFORE UPDATE ON custody_event
BEGIN SELECT RAISE(ABORT, 'this table is append-only'); END;
CREATE TRIGGER custody_event_refuses_delete BEFORE DELETE ON custody_event
BEGIN SELECT RAISE(ABORT, 'this table is append-only'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER custody_event_refuses_replace BEFORE INSERT ON custody_event
WHEN EXISTS (SELECT 1 FROM custody_event WHERE item_id = NEW.item_id AND item_seq = NEW.item_seq)
BEGIN SELECT RAISE(ABORT, 'this table is append-only'); END;
