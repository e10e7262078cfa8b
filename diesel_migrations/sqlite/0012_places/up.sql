-- Set when a place is given up. Its row stays: articles lay there once.
ALTER TABLE location ADD COLUMN retired_at BIGINT;
