DROP TABLE job_leader;
DROP TABLE job_run;
