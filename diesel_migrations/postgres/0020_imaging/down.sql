DROP TABLE instance;
DROP TABLE study;
