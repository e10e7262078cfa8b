-- Cases and their patients. Follow from the journal. Here and everywhere a column whose name
-- ends in "words" is the number of a sealed section of the journal: what names or describes a
-- person stands there and in no other place.
CREATE TABLE patient (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    words BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Another record of the same person, which this one hangs on.
    same_as TEXT COLLATE "C" REFERENCES patient (id)
);
CREATE TABLE case_file (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    reference TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    patient_id TEXT COLLATE "C" NOT NULL REFERENCES patient (id),
    -- The patient as entered for this case; none if the record was made with it.
    patient_words BIGINT,
    question_words BIGINT,
    opened_at BIGINT NOT NULL,
    opened_by TEXT COLLATE "C" NOT NULL REFERENCES person (id)
);
CREATE UNIQUE INDEX case_file_reference_once ON case_file (reference);
CREATE INDEX case_file_by_date ON case_file (opened_at);
CREATE INDEX case_file_of_patient ON case_file (patient_id);
CREATE UNIQUE INDEX case_file_patient_words_once ON case_file (patient_words);
CREATE UNIQUE INDEX patient_words_once ON patient (words);
CREATE INDEX patient_by_link ON patient (same_as);
-- The exams that a case waits for: what is to come, and by when it is asked for again.
CREATE TABLE expected_exam (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    case_id TEXT COLLATE "C" NOT NULL REFERENCES case_file (id),
    words BIGINT NOT NULL,
    films INTEGER,
    discs INTEGER,
    images BOOLEAN NOT NULL,
    wanted TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    expected_at BIGINT NOT NULL,
    -- The last entry about it.
    revision BIGINT NOT NULL
);
CREATE INDEX expected_exam_of_case ON expected_exam (case_id);
CREATE INDEX expected_exam_by_state ON expected_exam (state, wanted, id);
-- What came of them: `item:…`, `study:…`.
CREATE TABLE exam_arrival (
    exam_id TEXT COLLATE "C" NOT NULL REFERENCES expected_exam (id),
    arrival TEXT COLLATE "C" NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL REFERENCES case_file (id),
    -- Or somebody said that it is not.
    is_of BOOLEAN NOT NULL,
    by_hand BOOLEAN NOT NULL,
    films INTEGER NOT NULL,
    discs INTEGER NOT NULL,
    studies INTEGER NOT NULL,
    others INTEGER NOT NULL,
    came_at BIGINT NOT NULL,
    PRIMARY KEY (exam_id, arrival)
);
CREATE INDEX exam_arrival_of ON exam_arrival (arrival);
CREATE INDEX exam_arrival_of_case ON exam_arrival (case_id);
CREATE TABLE exam_event (
    exam_id TEXT COLLATE "C" NOT NULL REFERENCES expected_exam (id),
    ledger_sequence BIGINT NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL REFERENCES case_file (id),
    kind TEXT COLLATE "C" NOT NULL,
    -- How the waiting ended; what came.
    detail TEXT COLLATE "C",
    words BIGINT,
    wanted TEXT COLLATE "C",
    occurred_at BIGINT NOT NULL,
    actor_id TEXT COLLATE "C" NOT NULL REFERENCES person (id),
    PRIMARY KEY (exam_id, ledger_sequence)
);
CREATE INDEX exam_event_of_case ON exam_event (case_id);
