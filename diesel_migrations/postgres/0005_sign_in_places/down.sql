DROP TABLE known_place;
DROP INDEX session_open;
ALTER TABLE session DROP COLUMN address;
