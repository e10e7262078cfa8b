ALTER TABLE session ADD COLUMN address TEXT;
CREATE INDEX session_open ON session (ended_at, opened_at);
CREATE TABLE known_place (
    pair BLOB NOT NULL PRIMARY KEY,
    place BLOB NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX known_place_by_place ON known_place (place);
CREATE INDEX known_place_by_age ON known_place (seen_at);
