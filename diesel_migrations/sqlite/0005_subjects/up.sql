-- Every entry about a record, by the record. Follows from the journal.
CREATE TABLE ledger_subject (
    subject TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (subject, sequence)
) WITHOUT ROWID, STRICT;
CREATE INDEX subject_of_entry ON ledger_subject (sequence);
