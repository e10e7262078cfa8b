DO $$ BEGIN RAISE EXCEPTION 'the chain of custody is never dropped'; END $$;
