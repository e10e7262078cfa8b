-- The register of communications is never taken back. This statement fails on purpose.
SELECT the_register_of_communications_is_never_dropped;
