DROP TABLE exam_event;
DROP TABLE exam_arrival;
DROP TABLE expected_exam;
DROP TABLE case_file;
DROP TABLE patient;
