//! The journal. Append-only: triggers refuse UPDATE and DELETE in both databases.

diesel::table! {
    /// One act. `leaf` is the canonical entry (docs/journal-format.md).
    ledger_entry (sequence) {
        sequence -> BigInt,
        recorded_at -> BigInt,
        leaf -> Binary,
        leaf_hash -> Binary,
    }
}

diesel::table! {
    /// What was done, in full; the leaf holds only a commitment to it.
    ledger_payload (sequence) {
        sequence -> BigInt,
        salt -> Binary,
        payload -> Text,
        sections -> Binary,
    }
}

diesel::table! {
    /// Sealed words beside entries: number 16 * sequence + place in the entry.
    ledger_section (section) {
        section -> BigInt,
        sealed -> Binary,
    }
}

diesel::table! {
    /// Roots of the full tiles of the RFC 6962 tree (`doublelock_ledger::Tile`).
    ledger_tile (level, tile_index) {
        level -> Integer,
        tile_index -> BigInt,
        root -> Binary,
    }
}

diesel::table! {
    /// Signed checkpoints.
    ledger_checkpoint (size) {
        size -> BigInt,
        issued_at -> BigInt,
        note -> Text,
    }
}

diesel::table! {
    /// Whose journal this is, and from which entry on.
    ledger_identity (origin) {
        origin -> Text,
        verifying_key -> Text,
        begins_at -> BigInt,
    }
}

diesel::table! {
    /// Next numbers of references and labels, and the site's label key.
    site_value (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(ledger_entry, ledger_payload);

diesel::table! {
    /// Has no rows: whoever appends on a server locks it.
    journal_turn (nobody) {
        nobody -> BigInt,
    }
}
