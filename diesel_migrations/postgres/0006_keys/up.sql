-- Whose key hangs on whose, and what became of it. Follows from the journal.
-- under: none if it hangs on the generation.
CREATE TABLE record_key (
    subject TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    under TEXT COLLATE "C",
    made_by BIGINT NOT NULL,
    destroyed_by BIGINT
);
CREATE INDEX key_under ON record_key (under);
-- The keys themselves, each wrapped by the one above it and by a generation (wrapped_by). Kept: backed up with the data. The
-- generation keys are not. A destroyed key keeps its row and has no bytes.
CREATE TABLE key_wrap (
    subject TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    wrapped_by TEXT COLLATE "C" NOT NULL,
    wrapped BYTEA NOT NULL
);
CREATE INDEX wrapped_by_generation ON key_wrap (wrapped_by);
-- Keyed tokens of what others call a thing: numbers that can't be guessed from them. Throw-away.
CREATE TABLE equality_token (
    index_name TEXT COLLATE "C" NOT NULL,
    token BYTEA NOT NULL,
    found TEXT COLLATE "C" NOT NULL,
    record TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (index_name, token, found)
);
CREATE INDEX token_of_record ON equality_token (record);
-- The register of the vault: whose record an object belongs to, what its sealed bytes are, and
-- the entries that say it was condemned, destroyed, found damaged. Follows from the journal.
-- record: `site` if it is nobody's.
CREATE TABLE sealed_object (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    record TEXT COLLATE "C" NOT NULL,
    sealed_sha256 TEXT COLLATE "C" NOT NULL,
    recorded_at BIGINT NOT NULL,
    condemned_by BIGINT,
    destroyed_by BIGINT,
    damaged_by BIGINT
);
CREATE INDEX object_of_record ON sealed_object (record);
CREATE INDEX object_to_destroy ON sealed_object (condemned_by)
    WHERE condemned_by IS NOT NULL AND destroyed_by IS NULL;
CREATE INDEX object_damaged ON sealed_object (damaged_by) WHERE damaged_by IS NOT NULL;
-- The data keys of the objects, each wrapped by the key of its record and by a generation. Kept.
-- A condemned object keeps its row and has no bytes.
CREATE TABLE object_wrap (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    wrapped_by TEXT COLLATE "C" NOT NULL,
    wrapped BYTEA NOT NULL
);
CREATE INDEX object_wrapped_by_generation ON object_wrap (wrapped_by);
-- When an object was last read and held against the register. Throw-away: what has no row is
-- read again.
CREATE TABLE object_read (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    read_at BIGINT NOT NULL
);
CREATE INDEX object_read_at ON object_read (read_at);
-- Erasures, by the entry that destroyed the keys. Follows from the journal.
CREATE TABLE erasure (
    entry BIGINT NOT NULL PRIMARY KEY,
    record TEXT COLLATE "C" NOT NULL,
    finished_by BIGINT
);
