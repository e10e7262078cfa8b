-- The journal: an RFC 6962 Merkle log (docs/journal-format.md). Append-only.
CREATE TABLE ledger_entry (
    sequence BIGINT NOT NULL PRIMARY KEY,
    recorded_at BIGINT NOT NULL,
    leaf BYTEA NOT NULL,
    leaf_hash BYTEA NOT NULL
);
CREATE TABLE ledger_payload (
    sequence BIGINT NOT NULL PRIMARY KEY REFERENCES ledger_entry (sequence),
    salt BYTEA NOT NULL,
    payload TEXT COLLATE "C" NOT NULL,
    -- SHA-256 of each sealed section of the entry, in their order: 32 bytes each, or none.
    sections BYTEA NOT NULL
);
-- Sealed words beside an entry: number 16 * sequence + place in the entry.
CREATE TABLE ledger_section (
    section BIGINT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);
-- Roots of full tiles of 256 hashes. The hashes of a tile of level 0 are leaf_hash of entries.
CREATE TABLE ledger_tile (
    level INTEGER NOT NULL,
    tile_index BIGINT NOT NULL,
    root BYTEA NOT NULL,
    PRIMARY KEY (level, tile_index)
);
CREATE TABLE ledger_checkpoint (
    size BIGINT NOT NULL PRIMARY KEY,
    issued_at BIGINT NOT NULL,
    note TEXT COLLATE "C" NOT NULL
);
-- Whose journal this is. More than one row where it went on from a copy that was put back.
CREATE TABLE ledger_identity (
    origin TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    verifying_key TEXT COLLATE "C" NOT NULL,
    -- The first entry that was written under it.
    begins_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX ledger_identity_begins_once ON ledger_identity (begins_at);
-- Counters of references and labels, and the key of the label permutation.
CREATE TABLE site_value (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this table is append-only';
END $$;
-- ON CONFLICT DO UPDATE and MERGE are updates to these triggers.
CREATE TRIGGER ledger_entry_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_payload_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_payload
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_section_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_section
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_tile_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_tile
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_checkpoint_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_checkpoint
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_identity_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_identity
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- Whoever appends on a server locks this table: it has no rows, so nothing else ever needs it,
-- as a vacuum does the journal's own. Throw-away.
CREATE TABLE journal_turn (
    nobody BIGINT NOT NULL PRIMARY KEY
);
