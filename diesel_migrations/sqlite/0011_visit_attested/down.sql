-- The chain of custody is never taken back. This statement fails on purpose.
SELECT the_chain_of_custody_is_never_dropped;
