//! Keys of records, and the tokens that find by equality.

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
    /// Objects of the vault, each with its data key wrapped by the key of its record.
    sealed_object (id) {
        id -> Text,
        kind -> Text,
        record -> Text,
        wrapped_by -> Text,
        wrapped -> Binary,
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
