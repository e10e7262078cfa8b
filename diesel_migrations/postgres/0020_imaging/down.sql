DROP TABLE thumbnail;
DROP TABLE instance;
DROP TABLE series;
DROP TABLE study;
DROP TABLE intake;
