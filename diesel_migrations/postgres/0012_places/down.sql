ALTER TABLE location DROP COLUMN retired_at;
