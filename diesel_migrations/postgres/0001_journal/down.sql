DO $$ BEGIN RAISE EXCEPTION 'the journal is never dropped'; END $$;
