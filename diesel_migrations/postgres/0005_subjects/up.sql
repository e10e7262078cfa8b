-- Every entry about a record, by the record, and whether it was only shown by it. Follows from the
-- journal.
CREATE TABLE ledger_subject (
    subject TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL,
    only_shown BOOLEAN NOT NULL,
    PRIMARY KEY (subject, sequence)
);
CREATE INDEX subject_of_entry ON ledger_subject (sequence);
