-- Runs of the appliance's own jobs, and which instance runs them. Throw-away.
CREATE TABLE job_run (
    id TEXT NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    scheduled_for INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT NOT NULL,
    detail TEXT
) STRICT;
CREATE INDEX job_run_by_job ON job_run (job, scheduled_for);
CREATE TABLE job_leader (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT;
