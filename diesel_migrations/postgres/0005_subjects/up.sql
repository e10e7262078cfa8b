-- Every entry about a record, by the record. Follows from the journal.
CREATE TABLE ledger_subject (
    subject TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL,
    PRIMARY KEY (subject, sequence)
);
CREATE INDEX subject_of_entry ON ledger_subject (sequence);
