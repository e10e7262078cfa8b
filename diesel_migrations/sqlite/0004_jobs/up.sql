-- Runs of the appliance's own jobs. Throw-away.
CREATE TABLE job_run (
    id TEXT NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    scheduled_for INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT NOT NULL,
    detail TEXT
) WITHOUT ROWID, STRICT;
CREATE INDEX job_run_by_job ON job_run (job, scheduled_for);
-- Who does a piece of work now, until when by the database's own clock. Throw-away.
CREATE TABLE work_claim (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    instance TEXT NOT NULL,
    claim_number INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (kind, subject)
) WITHOUT ROWID, STRICT;
