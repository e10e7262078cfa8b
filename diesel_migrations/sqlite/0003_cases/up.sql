-- Cases and their patients. Follow from the journal. Here and everywhere a column whose name
-- ends in "words" is the number of a sealed section of the journal: what names or describes a
-- person stands there and in no other place.
CREATE TABLE patient (
    id TEXT NOT NULL PRIMARY KEY,
    words INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- Another record of the same person, which this one hangs on.
    same_as TEXT REFERENCES patient (id)
) WITHOUT ROWID, STRICT;
CREATE TABLE case_file (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    state TEXT NOT NULL,
    patient_id TEXT NOT NULL REFERENCES patient (id),
    -- The patient as entered for this case; none if the record was made with it.
    patient_words INTEGER,
    question_words INTEGER,
    opened_at INTEGER NOT NULL,
    opened_by TEXT NOT NULL REFERENCES person (id)
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX case_file_reference_once ON case_file (reference);
CREATE INDEX case_file_by_date ON case_file (opened_at);
CREATE INDEX case_file_of_patient ON case_file (patient_id);
CREATE UNIQUE INDEX case_file_patient_words_once ON case_file (patient_words);
CREATE UNIQUE INDEX patient_words_once ON patient (words);
CREATE INDEX patient_by_link ON patient (same_as);
