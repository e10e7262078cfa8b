-- Why and when a visit was extended; who attested its closing beside closed_by.
ALTER TABLE access_visit ADD COLUMN extended_at BIGINT;
ALTER TABLE access_visit ADD COLUMN extension_reason TEXT;
ALTER TABLE access_visit ADD COLUMN confirmed_by TEXT REFERENCES person (id);
