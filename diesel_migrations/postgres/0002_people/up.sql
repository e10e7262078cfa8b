CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,
    stable_id TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    language TEXT,
    label TEXT UNIQUE,
    first_seen_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    csrf TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    duties TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    checked_at BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT
);
CREATE INDEX session_of_person ON session (person_id, ended_at);
