-- Runs of the appliance's own jobs. Throw-away.
CREATE TABLE job_run (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    job TEXT COLLATE "C" NOT NULL,
    scheduled_for BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    outcome TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C"
);
CREATE INDEX job_run_by_job ON job_run (job, scheduled_for);
-- Who does a piece of work now, until when by the database's own clock. Throw-away.
CREATE TABLE work_claim (
    kind TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    instance TEXT COLLATE "C" NOT NULL,
    claim_number BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);
