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
-- The register of the vault: whose record an object belongs to, and its data key, wrapped by
-- the key of that record and by a generation. Kept.
CREATE TABLE sealed_object (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    record TEXT COLLATE "C" NOT NULL,
    wrapped_by TEXT COLLATE "C" NOT NULL,
    wrapped BYTEA NOT NULL
);
CREATE INDEX object_of_record ON sealed_object (record);
-- Erasures, by the entry that destroyed the keys. Follows from the journal.
CREATE TABLE erasure (
    entry BIGINT NOT NULL PRIMARY KEY,
    record TEXT COLLATE "C" NOT NULL,
    finished_by BIGINT
);
