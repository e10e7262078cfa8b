DROP TABLE case_file;
DROP TABLE patient;
