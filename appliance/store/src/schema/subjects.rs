//! The index of the journal. It follows from the journal, and is made again with the rest.

use super::journal::{ledger_entry, ledger_payload};

diesel::table! {
    /// Every entry about a record, by the record (`case:01JD…`).
    ledger_subject (subject, sequence) {
        subject -> Text,
        sequence -> BigInt,
        /// The entry shows it to somebody, and changes nothing.
        only_shown -> Bool,
    }
}

diesel::allow_tables_to_appear_in_same_query!(ledger_subject, ledger_entry);
diesel::allow_tables_to_appear_in_same_query!(ledger_subject, ledger_payload);
