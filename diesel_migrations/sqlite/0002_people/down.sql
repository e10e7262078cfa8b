DROP TABLE refused_access;
DROP TABLE kept_form;
DROP TABLE sent_form;
DROP TABLE sign_in_try;
DROP TABLE known_place;
DROP TABLE session;
DROP TABLE person;
