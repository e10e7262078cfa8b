DROP TABLE equality_token;
DROP TABLE key_wrap;
DROP TABLE record_key;
