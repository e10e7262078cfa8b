-- A journal is never taken back. This statement fails on purpose.
SELECT the_journal_is_never_dropped;
