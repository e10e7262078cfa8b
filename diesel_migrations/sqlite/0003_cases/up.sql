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
-- The exams that a case waits for: what is to come, and by when it is asked for again.
CREATE TABLE expected_exam (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    words INTEGER NOT NULL,
    films INTEGER,
    discs INTEGER,
    images INTEGER NOT NULL,
    wanted TEXT NOT NULL,
    state TEXT NOT NULL,
    expected_at INTEGER NOT NULL,
    -- The last entry about it.
    revision INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX expected_exam_of_case ON expected_exam (case_id);
CREATE INDEX expected_exam_by_state ON expected_exam (state, wanted, id);
-- What came of them: `item:…`, `study:…`.
CREATE TABLE exam_arrival (
    exam_id TEXT NOT NULL REFERENCES expected_exam (id),
    arrival TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    -- Or somebody said that it is not.
    is_of INTEGER NOT NULL,
    by_hand INTEGER NOT NULL,
    films INTEGER NOT NULL,
    discs INTEGER NOT NULL,
    studies INTEGER NOT NULL,
    others INTEGER NOT NULL,
    came_at INTEGER NOT NULL,
    PRIMARY KEY (exam_id, arrival)
) WITHOUT ROWID, STRICT;
CREATE INDEX exam_arrival_of ON exam_arrival (arrival);
CREATE INDEX exam_arrival_of_case ON exam_arrival (case_id);
CREATE TABLE exam_event (
    exam_id TEXT NOT NULL REFERENCES expected_exam (id),
    ledger_sequence INTEGER NOT NULL,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    kind TEXT NOT NULL,
    -- How the waiting ended; what came.
    detail TEXT,
    words INTEGER,
    wanted TEXT,
    occurred_at INTEGER NOT NULL,
    actor_id TEXT NOT NULL REFERENCES person (id),
    PRIMARY KEY (exam_id, ledger_sequence)
) WITHOUT ROWID, STRICT;
CREATE INDEX exam_event_of_case ON exam_event (case_id);
