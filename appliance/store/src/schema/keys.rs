//! Keys of records, objects of the vault, and the tokens that find by equality.

use super::journal::ledger_entry;
use super::privacy::package_carrier;

diesel::table! {
    /// Whose key hangs on whose, and which entry destroyed it.
    record_key (subject) {
        subject -> Text,
        under -> Nullable<Text>,
        made_by -> BigInt,
        destroyed_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// The keys, each wrapped by the one above it; a destroyed one has no bytes.
    key_wrap (subject) {
        subject -> Text,
        wrapped_by -> Text,
        wrapped -> Binary,
    }
}

diesel::table! {
    /// Objects of the vault, and the entries that say what became of them.
    sealed_object (id) {
        id -> Text,
        kind -> Text,
        record -> Text,
        sealed_sha256 -> Text,
        recorded_at -> BigInt,
        condemned_by -> Nullable<BigInt>,
        destroyed_by -> Nullable<BigInt>,
        damaged_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Their data keys, each wrapped by the key of its record; a condemned one has no bytes.
    object_wrap (id) {
        id -> Text,
        wrapped_by -> Text,
        wrapped -> Binary,
    }
}

diesel::table! {
    /// When an object was last read again.
    object_read (id) {
        id -> Text,
        read_at -> BigInt,
    }
}

diesel::table! {
    /// Erasures, by the entry that destroyed the keys; and the entry that says it is done.
    erasure (entry) {
        entry -> BigInt,
        record -> Text,
        finished_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Keyed tokens of what others call a thing.
    equality_token (index_name, token, found) {
        index_name -> Text,
        token -> Binary,
        found -> Text,
        record -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(record_key, key_wrap);
diesel::allow_tables_to_appear_in_same_query!(
    sealed_object,
    object_wrap,
    object_read,
    package_carrier,
    ledger_entry,
);
