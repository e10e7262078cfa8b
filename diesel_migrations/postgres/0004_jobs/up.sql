CREATE TABLE job_run (
    id TEXT NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    scheduled_for BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    outcome TEXT NOT NULL,
    detail TEXT
);
CREATE INDEX job_run_by_job ON job_run (job, scheduled_for);
CREATE TABLE job_leader (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    until BIGINT NOT NULL
);
