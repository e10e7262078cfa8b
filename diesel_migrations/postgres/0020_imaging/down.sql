DROP TABLE thumbnail;
DROP TABLE instance;
DROP TABLE study;
