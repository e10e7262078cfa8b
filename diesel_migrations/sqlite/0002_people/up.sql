-- Staff as they were last admitted. Follows from the journal.
CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,
    stable_id TEXT NOT NULL,
    display_name TEXT NOT NULL,
    language TEXT,
    first_seen_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX person_stable_id_once ON person (stable_id);
-- Who is signed in, and from where people usually sign in. Throw-away.
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL,
    csrf TEXT NOT NULL,
    person_id TEXT NOT NULL,
    duties TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    checked_at INTEGER NOT NULL,
    ended_at INTEGER,
    end_reason TEXT,
    address TEXT
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX session_token_hash_once ON session (token_hash);
CREATE INDEX session_of_person ON session (person_id, ended_at);
CREATE INDEX session_open ON session (ended_at, opened_at);
CREATE TABLE known_place (
    pair BLOB NOT NULL PRIMARY KEY,
    place BLOB NOT NULL,
    seen_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX known_place_by_place ON known_place (place);
CREATE INDEX known_place_by_age ON known_place (seen_at);
-- Tries at passwords, under marks that tell nothing without the appliance's key. Throw-away.
CREATE TABLE sign_in_try (
    attempt TEXT NOT NULL,
    mark BLOB NOT NULL,
    of_person INTEGER NOT NULL,
    tried_at INTEGER NOT NULL,
    PRIMARY KEY (attempt, mark)
) WITHOUT ROWID, STRICT;
CREATE INDEX sign_in_try_by_mark ON sign_in_try (mark);
CREATE INDEX sign_in_try_by_age ON sign_in_try (of_person, tried_at);
-- Forms that were sent and did something, and where their answer led. Throw-away.
CREATE TABLE sent_form (
    form BLOB NOT NULL PRIMARY KEY,
    sent_at INTEGER NOT NULL,
    led_to TEXT NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX sent_form_by_age ON sent_form (sent_at);
-- The form of a session that had ended when it was sent, sealed, for the same person to send again. Throw-away.
CREATE TABLE kept_form (
    person_id TEXT NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL,
    kept_at INTEGER NOT NULL
) STRICT;
-- Refusals of a person within a minute: how many were written (route empty), and how many of
-- each route wait to be written as one entry. Throw-away.
CREATE TABLE refused_access (
    person_id TEXT NOT NULL,
    route TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (person_id, route)
) WITHOUT ROWID, STRICT;
