-- Whose key hangs on whose, and what became of it. Follows from the journal.
-- under: none if it hangs on the generation.
CREATE TABLE record_key (
    subject TEXT NOT NULL PRIMARY KEY,
    under TEXT,
    made_by INTEGER NOT NULL,
    destroyed_by INTEGER
) WITHOUT ROWID, STRICT;
CREATE INDEX key_under ON record_key (under);
-- The keys themselves, each wrapped by the one above it and by a generation (wrapped_by). Kept: backed up with the data. The
-- generation keys are not. A destroyed key keeps its row and has no bytes.
CREATE TABLE key_wrap (
    subject TEXT NOT NULL PRIMARY KEY,
    wrapped_by TEXT NOT NULL,
    wrapped BLOB NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX wrapped_by_generation ON key_wrap (wrapped_by);
-- Keyed tokens of what others call a thing: numbers that can't be guessed from them. Throw-away.
CREATE TABLE equality_token (
    index_name TEXT NOT NULL,
    token BLOB NOT NULL,
    found TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (index_name, token, found)
) WITHOUT ROWID, STRICT;
CREATE INDEX token_of_record ON equality_token (record);
-- The register of the vault: whose record an object belongs to, what its sealed bytes are, and
-- the entries that say it was condemned, destroyed, found damaged. Follows from the journal.
-- record: `site` if it is nobody's.
CREATE TABLE sealed_object (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    sealed_sha256 TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    condemned_by INTEGER,
    destroyed_by INTEGER,
    damaged_by INTEGER
) WITHOUT ROWID, STRICT;
CREATE INDEX object_of_record ON sealed_object (record);
CREATE INDEX object_to_destroy ON sealed_object (condemned_by)
    WHERE condemned_by IS NOT NULL AND destroyed_by IS NULL;
CREATE INDEX object_damaged ON sealed_object (damaged_by) WHERE damaged_by IS NOT NULL;
-- The data keys of the objects, each wrapped by the key of its record and by a generation. Kept.
-- A condemned object keeps its row and has no bytes.
CREATE TABLE object_wrap (
    id TEXT NOT NULL PRIMARY KEY,
    wrapped_by TEXT NOT NULL,
    wrapped BLOB NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX object_wrapped_by_generation ON object_wrap (wrapped_by);
-- When an object was last read and held against the register. Throw-away: what has no row is
-- read again.
CREATE TABLE object_read (
    id TEXT NOT NULL PRIMARY KEY,
    read_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX object_read_at ON object_read (read_at);
-- Erasures, by the entry that destroyed the keys. Follows from the journal.
CREATE TABLE erasure (
    entry INTEGER NOT NULL PRIMARY KEY,
    record TEXT NOT NULL,
    finished_by INTEGER
) STRICT;
