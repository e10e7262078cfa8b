-- Every entry about a record, by the record, and whether it was only shown by it. Follows from the
-- journal.
CREATE TABLE ledger_subject (
    subject TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    only_shown INTEGER NOT NULL CHECK (only_shown IN (0, 1)),
    PRIMARY KEY (subject, sequence)
) WITHOUT ROWID, STRICT;
CREATE INDEX subject_of_entry ON ledger_subject (sequence);
