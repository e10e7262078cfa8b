DROP TABLE session;
DROP TABLE person;
