-- Places, and the locks in front of them. Follow from the journal.
-- retired_at: set when a place is given up. Its row stays: articles lay there once.
CREATE TABLE location (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    label TEXT COLLATE "C" NOT NULL,
    parent_id TEXT COLLATE "C" REFERENCES location (id),
    name TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    archive BOOLEAN NOT NULL,
    position INTEGER NOT NULL,
    retired_at BIGINT
);
CREATE UNIQUE INDEX location_label_once ON location (label);
-- keys: labels of the keys that open it, separated by spaces.
CREATE TABLE barrier (
    location_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES location (id),
    kind TEXT COLLATE "C" NOT NULL,
    keys TEXT COLLATE "C" NOT NULL
);
-- Labels: printed in batches; in use once scanned or bound; void once replaced.
CREATE TABLE label_batch (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    class TEXT COLLATE "C" NOT NULL,
    label_count INTEGER NOT NULL,
    issued_at BIGINT NOT NULL,
    issued_by TEXT COLLATE "C" NOT NULL REFERENCES person (id)
);
CREATE TABLE label (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    class TEXT COLLATE "C" NOT NULL,
    batch_id TEXT COLLATE "C" REFERENCES label_batch (id),
    position INTEGER NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    active_at BIGINT,
    void_at BIGINT,
    successor TEXT COLLATE "C"
);
CREATE INDEX label_of_batch ON label (batch_id, position);
-- Shipments in and out. request_id: the privacy request it answers, if any.
CREATE TABLE shipment (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    reference TEXT COLLATE "C" NOT NULL,
    direction TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    label TEXT COLLATE "C",
    case_id TEXT COLLATE "C" REFERENCES case_file (id),
    request_id TEXT COLLATE "C",
    words BIGINT NOT NULL,
    waybill_words BIGINT,
    eta TEXT COLLATE "C",
    late_from BIGINT,
    overdue_at BIGINT,
    seal TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL REFERENCES person (id),
    closed_at BIGINT,
    closed_by TEXT COLLATE "C" REFERENCES person (id),
    cancel_words BIGINT,
    -- Why it goes by courier, if it leaves.
    by_courier TEXT COLLATE "C",
    -- The label of the slip that its recipient signs, and what is ordered of the carrier, if it leaves.
    slip TEXT COLLATE "C",
    signature TEXT COLLATE "C",
    days INTEGER,
    -- What the carrier said last of it.
    claim TEXT COLLATE "C",
    claimed_on TEXT COLLATE "C",
    obtained TEXT COLLATE "C",
    claim_words BIGINT,
    -- By when what leaves in it is to be back; and, of one that brings it back, the parcel that it left in.
    back_by TEXT COLLATE "C",
    round_trip_of TEXT COLLATE "C" REFERENCES shipment (id),
    -- What its sender's seal was like when it came, if somebody said it.
    inspected TEXT COLLATE "C"
);
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
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    label TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    words BIGINT,
    description BIGINT,
    case_id TEXT COLLATE "C" REFERENCES case_file (id),
    request_id TEXT COLLATE "C",
    holder_kind TEXT COLLATE "C" NOT NULL,
    holder_id TEXT COLLATE "C" NOT NULL,
    item_seq INTEGER NOT NULL,
    condition TEXT COLLATE "C" NOT NULL,
    registered_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX item_label_once ON item (label);
CREATE INDEX item_by_holder ON item (holder_kind, holder_id, request_id, seen_at);
CREATE INDEX item_by_seen ON item (seen_at, id);
-- What nobody said yet whose it is: few among all, counted on each list of articles.
CREATE INDEX item_unidentified ON item (holder_kind) WHERE case_id IS NULL AND request_id IS NULL;
CREATE INDEX item_of_case ON item (case_id);
CREATE INDEX item_of_request ON item (request_id);
-- Other establishments' labels on our articles.
CREATE TABLE item_external_id (
    item_id TEXT COLLATE "C" NOT NULL REFERENCES item (id),
    words BIGINT NOT NULL,
    linked_at BIGINT NOT NULL,
    PRIMARY KEY (item_id, words)
);
CREATE TABLE shipment_line (
    shipment_id TEXT COLLATE "C" NOT NULL REFERENCES shipment (id),
    position INTEGER NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    item_id TEXT COLLATE "C" REFERENCES item (id),
    outcome TEXT COLLATE "C" NOT NULL,
    noted_at BIGINT,
    noted_by TEXT COLLATE "C" REFERENCES person (id),
    -- The article of ours that is to come back.
    awaits TEXT COLLATE "C" REFERENCES item (id),
    PRIMARY KEY (shipment_id, position)
);
CREATE INDEX line_of_item ON shipment_line (item_id);
CREATE INDEX line_awaits_item ON shipment_line (awaits);
-- Access to an archive by two people; who extended it and why; who attested its closing.
CREATE TABLE access_visit (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    reference TEXT COLLATE "C" NOT NULL,
    location_id TEXT COLLATE "C" NOT NULL REFERENCES location (id),
    first_person TEXT COLLATE "C" NOT NULL REFERENCES person (id),
    second_person TEXT COLLATE "C" NOT NULL REFERENCES person (id),
    purpose TEXT COLLATE "C" NOT NULL,
    opened_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    extended BOOLEAN NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    closed_at BIGINT,
    closed_by TEXT COLLATE "C" REFERENCES person (id),
    extended_at BIGINT,
    extension_words BIGINT,
    confirmed_by TEXT COLLATE "C" REFERENCES person (id)
);
CREATE UNIQUE INDEX access_visit_reference_once ON access_visit (reference);
CREATE INDEX visit_by_state ON access_visit (state, opened_at);
CREATE TABLE visit_line (
    visit_id TEXT COLLATE "C" NOT NULL REFERENCES access_visit (id),
    position INTEGER NOT NULL,
    item_id TEXT COLLATE "C" NOT NULL REFERENCES item (id),
    verdict TEXT COLLATE "C" NOT NULL,
    noted_at BIGINT,
    PRIMARY KEY (visit_id, position)
);
-- What does not balance: who answers for it, until when, and how it ended.
CREATE TABLE custody_exception (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    shipment_id TEXT COLLATE "C" REFERENCES shipment (id),
    line INTEGER,
    visit_id TEXT COLLATE "C" REFERENCES access_visit (id),
    item_id TEXT COLLATE "C" REFERENCES item (id),
    owner_id TEXT COLLATE "C" REFERENCES person (id),
    opened_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    lost_from BIGINT,
    outcome TEXT COLLATE "C",
    closed_at BIGINT
);
CREATE INDEX exception_by_due ON custody_exception (outcome, due_at);
CREATE INDEX exception_by_end ON custody_exception (closed_at, id);
CREATE INDEX exception_of_shipment ON custody_exception (shipment_id, line);
CREATE INDEX exception_of_visit ON custody_exception (visit_id);
CREATE INDEX exception_of_item ON custody_exception (item_id);
-- What was done about each, by whom.
CREATE TABLE exception_event (
    exception_id TEXT COLLATE "C" NOT NULL REFERENCES custody_exception (id),
    ledger_sequence BIGINT NOT NULL REFERENCES ledger_entry (sequence),
    kind TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C",
    occurred_at BIGINT NOT NULL,
    actor_id TEXT COLLATE "C" NOT NULL REFERENCES person (id),
    words BIGINT,
    PRIMARY KEY (exception_id, ledger_sequence)
);
-- What each person's station is busy with, and every scan with how it ended. Throw-away.
CREATE TABLE station_job (
    person_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE TABLE station_scan (
    nonce TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    person_id TEXT COLLATE "C" NOT NULL,
    scanned_at BIGINT NOT NULL,
    tone TEXT COLLATE "C" NOT NULL,
    said TEXT COLLATE "C" NOT NULL
);
-- Every event of every article. Append-only.
CREATE TABLE custody_event (
    item_id TEXT COLLATE "C" NOT NULL REFERENCES item (id),
    item_seq INTEGER NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    occurred_at BIGINT NOT NULL,
    actor_id TEXT COLLATE "C" NOT NULL REFERENCES person (id),
    witness_id TEXT COLLATE "C" REFERENCES person (id),
    from_kind TEXT COLLATE "C",
    from_id TEXT COLLATE "C",
    to_kind TEXT COLLATE "C" NOT NULL,
    to_id TEXT COLLATE "C" NOT NULL,
    condition TEXT COLLATE "C" NOT NULL,
    shipment_id TEXT COLLATE "C" REFERENCES shipment (id),
    visit_id TEXT COLLATE "C" REFERENCES access_visit (id),
    detail TEXT COLLATE "C",
    words BIGINT,
    ledger_sequence BIGINT NOT NULL REFERENCES ledger_entry (sequence),
    PRIMARY KEY (item_id, item_seq)
);
CREATE INDEX event_of_visit ON custody_event (visit_id);
CREATE TRIGGER custody_event_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON custody_event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
