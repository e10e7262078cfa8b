-- The journal: an RFC 6962 Merkle log (docs/journal-format.md). Append-only.
-- INTEGER keys of one column are the row's own number: no index beside the table.
CREATE TABLE ledger_entry (
    sequence INTEGER NOT NULL PRIMARY KEY,
    recorded_at INTEGER NOT NULL,
    leaf BLOB NOT NULL,
    leaf_hash BLOB NOT NULL
) STRICT;
CREATE TABLE ledger_payload (
    sequence INTEGER NOT NULL PRIMARY KEY REFERENCES ledger_entry (sequence),
    salt BLOB NOT NULL,
    payload TEXT NOT NULL,
    -- SHA-256 of each sealed section of the entry, in their order: 32 bytes each, or none.
    sections BLOB NOT NULL
) STRICT;
-- Sealed words beside an entry: number 16 * sequence + place in the entry.
CREATE TABLE ledger_section (
    section INTEGER NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;
-- Roots of full tiles of 256 hashes. The hashes of a tile of level 0 are leaf_hash of entries.
CREATE TABLE ledger_tile (
    level INTEGER NOT NULL,
    tile_index INTEGER NOT NULL,
    root BLOB NOT NULL,
    PRIMARY KEY (level, tile_index)
) WITHOUT ROWID, STRICT;
CREATE TABLE ledger_checkpoint (
    size INTEGER NOT NULL PRIMARY KEY,
    issued_at INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;
-- Whose journal this is. More than one row where it went on from a copy that was put back.
CREATE TABLE ledger_identity (
    origin TEXT NOT NULL PRIMARY KEY,
    verifying_key TEXT NOT NULL,
    -- The first entry that was written under it.
    begins_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX ledger_identity_begins_once ON ledger_identity (begins_at);
-- Counters of references and labels, and the key of the label permutation.
CREATE TABLE site_value (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
CREATE TRIGGER ledger_entry_refuses_update BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_entry_refuses_delete BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_payload_refuses_update BEFORE UPDATE ON ledger_payload
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_payload_refuses_delete BEFORE DELETE ON ledger_payload
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_section_refuses_update BEFORE UPDATE ON ledger_section
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_section_refuses_delete BEFORE DELETE ON ledger_section
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_tile_refuses_update BEFORE UPDATE ON ledger_tile
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_tile_refuses_delete BEFORE DELETE ON ledger_tile
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_checkpoint_refuses_update BEFORE UPDATE ON ledger_checkpoint
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_checkpoint_refuses_delete BEFORE DELETE ON ledger_checkpoint
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_identity_refuses_update BEFORE UPDATE ON ledger_identity
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_identity_refuses_delete BEFORE DELETE ON ledger_identity
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- INSERT OR REPLACE takes the old row away without a word to the triggers on DELETE
-- (https://sqlite.org/lang_conflict.html), so a key that is there already is refused first.
CREATE TRIGGER ledger_entry_refuses_replace BEFORE INSERT ON ledger_entry
WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_payload_refuses_replace BEFORE INSERT ON ledger_payload
WHEN EXISTS (SELECT 1 FROM ledger_payload WHERE sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_section_refuses_replace BEFORE INSERT ON ledger_section
WHEN EXISTS (SELECT 1 FROM ledger_section WHERE section = NEW.section)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_tile_refuses_replace BEFORE INSERT ON ledger_tile
WHEN EXISTS (SELECT 1 FROM ledger_tile WHERE level = NEW.level AND tile_index = NEW.tile_index)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_checkpoint_refuses_replace BEFORE INSERT ON ledger_checkpoint
WHEN EXISTS (SELECT 1 FROM ledger_checkpoint WHERE size = NEW.size)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER ledger_identity_refuses_replace BEFORE INSERT ON ledger_identity
WHEN EXISTS (SELECT 1 FROM ledger_identity
    WHERE origin = NEW.origin OR begins_at = NEW.begins_at)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- Whoever appends on a server locks this table: it has no rows, so nothing else ever needs it,
-- as a vacuum does the journal's own. Throw-away.
CREATE TABLE journal_turn (
    nobody INTEGER NOT NULL PRIMARY KEY
) STRICT;
