-- Cases and their patients. Follow from the journal. Here and everywhere a column whose name
-- ends in "words" is the number of a sealed section of the journal: what names or describes a
-- person stands there and in no other place.
CREATE TABLE patient (
    id TEXT NOT NULL PRIMARY KEY,
    words INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE case_file (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    state TEXT NOT NULL,
    patient_id TEXT NOT NULL REFERENCES patient (id),
    question_words INTEGER,
    opened_at INTEGER NOT NULL,
    opened_by TEXT NOT NULL REFERENCES person (id)
) STRICT;
CREATE UNIQUE INDEX case_file_reference_once ON case_file (reference);
CREATE INDEX case_file_by_date ON case_file (opened_at);
CREATE INDEX case_file_of_patient ON case_file (patient_id);
