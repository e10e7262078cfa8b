DROP TABLE work_claim;
DROP TABLE job_run;
