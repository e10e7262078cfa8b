-- Runs of the appliance's own jobs, and which instance runs them. Throw-away.
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
CREATE TABLE job_leader (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    holder TEXT COLLATE "C" NOT NULL,
    until BIGINT NOT NULL
);
