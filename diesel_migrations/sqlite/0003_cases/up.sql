-- Cases and their patients. Follow from the journal.
CREATE TABLE patient (
    id TEXT NOT NULL PRIMARY KEY,
    family_name TEXT NOT NULL,
    given_names TEXT NOT NULL,
    birth_date TEXT NOT NULL,
    sex TEXT NOT NULL,
    hospital_number TEXT,
    hospital_issuer TEXT,
    language TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE case_file (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    state TEXT NOT NULL,
    patient_id TEXT NOT NULL REFERENCES patient (id),
    question TEXT,
    opened_at INTEGER NOT NULL,
    opened_by TEXT NOT NULL REFERENCES person (id)
) STRICT;
CREATE UNIQUE INDEX case_file_reference_once ON case_file (reference);
CREATE INDEX case_file_by_date ON case_file (opened_at);
CREATE INDEX case_file_of_patient ON case_file (patient_id);
