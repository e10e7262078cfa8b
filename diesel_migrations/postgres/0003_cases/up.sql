-- Cases and their patients. Follow from the journal.
CREATE TABLE patient (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    family_name TEXT COLLATE "C" NOT NULL,
    given_names TEXT COLLATE "C" NOT NULL,
    birth_date TEXT COLLATE "C" NOT NULL,
    sex TEXT COLLATE "C" NOT NULL,
    hospital_number TEXT COLLATE "C",
    hospital_issuer TEXT COLLATE "C",
    language TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE case_file (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    reference TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    patient_id TEXT COLLATE "C" NOT NULL REFERENCES patient (id),
    question TEXT COLLATE "C",
    opened_at BIGINT NOT NULL,
    opened_by TEXT COLLATE "C" NOT NULL REFERENCES person (id)
);
CREATE UNIQUE INDEX case_file_reference_once ON case_file (reference);
CREATE INDEX case_file_by_date ON case_file (opened_at);
CREATE INDEX case_file_of_patient ON case_file (patient_id);
