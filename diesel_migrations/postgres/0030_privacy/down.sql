DO $$ BEGIN RAISE EXCEPTION 'the register of communications is never dropped'; END $$;
