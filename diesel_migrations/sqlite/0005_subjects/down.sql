DROP TABLE ledger_subject;
