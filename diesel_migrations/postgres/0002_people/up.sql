-- Staff as they were last admitted. Follows from the journal.
CREATE TABLE person (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    stable_id TEXT COLLATE "C" NOT NULL,
    display_name TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C",
    first_seen_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX person_stable_id_once ON person (stable_id);
-- Who is signed in, and from where people usually sign in. Throw-away.
CREATE TABLE session (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL,
    csrf TEXT COLLATE "C" NOT NULL,
    person_id TEXT COLLATE "C" NOT NULL,
    duties TEXT COLLATE "C" NOT NULL,
    opened_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    checked_at BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT COLLATE "C",
    address TEXT COLLATE "C"
);
CREATE UNIQUE INDEX session_token_hash_once ON session (token_hash);
CREATE INDEX session_of_person ON session (person_id, ended_at);
CREATE INDEX session_open ON session (ended_at, opened_at);
CREATE TABLE known_place (
    pair BYTEA NOT NULL PRIMARY KEY,
    place BYTEA NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX known_place_by_place ON known_place (place);
CREATE INDEX known_place_by_age ON known_place (seen_at);
-- Tries at passwords, under marks that tell nothing without the appliance's key. Throw-away.
CREATE TABLE sign_in_try (
    attempt TEXT COLLATE "C" NOT NULL,
    mark BYTEA NOT NULL,
    of_person BOOLEAN NOT NULL,
    tried_at BIGINT NOT NULL,
    PRIMARY KEY (attempt, mark)
);
CREATE INDEX sign_in_try_by_mark ON sign_in_try (mark);
CREATE INDEX sign_in_try_by_age ON sign_in_try (of_person, tried_at);
-- Forms that were sent and did something, and where their answer led. Throw-away.
CREATE TABLE sent_form (
    form BYTEA NOT NULL PRIMARY KEY,
    sent_at BIGINT NOT NULL,
    led_to TEXT COLLATE "C" NOT NULL
);
CREATE INDEX sent_form_by_age ON sent_form (sent_at);
-- The form of a session that had ended when it was sent, sealed, for the same person to send again. Throw-away.
CREATE TABLE kept_form (
    person_id TEXT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL,
    kept_at BIGINT NOT NULL
);
-- Refusals of a person within a minute: how many were written (route empty), and how many of
-- each route wait to be written as one entry. Throw-away.
CREATE TABLE refused_access (
    person_id TEXT COLLATE "C" NOT NULL,
    route TEXT COLLATE "C" NOT NULL,
    began_at BIGINT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (person_id, route)
);
