DROP TABLE known_place;
DROP TABLE session;
DROP TABLE person;
