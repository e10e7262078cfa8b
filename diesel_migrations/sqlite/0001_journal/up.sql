-- The journal: an RFC 6962 Merkle log (docs/journal-format.md). Append-only.
CREATE TABLE ledger_entry (
    sequence BIGINT NOT NULL PRIMARY KEY,
    recorded_at BIGINT NOT NULL,
    leaf BLOB NOT NULL,
    leaf_hash BLOB NOT NULL
);
CREATE TABLE ledger_payload (
    sequence BIGINT NOT NULL PRIMARY KEY REFERENCES ledger_entry (sequence),
    salt BLOB NOT NULL,
    payload TEXT NOT NULL
);
CREATE TABLE ledger_node (
    level INTEGER NOT NULL,
    node_index BIGINT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, node_index)
);
CREATE TABLE ledger_checkpoint (
    size BIGINT NOT NULL PRIMARY KEY,
    issued_at BIGINT NOT NULL,
    note TEXT NOT NULL
);
CREATE TABLE ledger_identity (
    origin TEXT NOT NULL PRIMARY KEY,
    verifying_key TEXT NOT NULL
);
-- Counters of references and labels, and the key of the label permutation.
CREATE TABLE site_value (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TRIGGER ledger_entry_refuses_update BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_entry_refuses_delete BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_payload_refuses_update BEFORE UPDATE ON ledger_payload
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_payload_refuses_delete BEFORE DELETE ON ledger_payload
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_node_refuses_update BEFORE UPDATE ON ledger_node
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_node_refuses_delete BEFORE DELETE ON ledger_node
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_checkpoint_refuses_update BEFORE UPDATE ON ledger_checkpoint
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_checkpoint_refuses_delete BEFORE DELETE ON ledger_checkpoint
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_identity_refuses_update BEFORE UPDATE ON ledger_identity
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_identity_refuses_delete BEFORE DELETE ON ledger_identity
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
