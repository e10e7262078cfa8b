//! Requests, packages, the register of communications.

use super::cases::{case_file, patient};

diesel::table! {
    /// Requests, with the clock as it was computed when they were logged.
    privacy_request (id) {
        id -> Text,
        reference -> Text,
        kind -> Text,
        case_id -> Text,
        state -> Text,
        channel -> Text,
        received_on -> Text,
        entered_at -> BigInt,
        entered_by -> Text,
        laws -> Text,
        rule_pack -> Text,
        due_on -> Text,
        late_from -> BigInt,
        overdue_at -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
        receipt_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Who asks, what shows it, where the answer goes.
    request_party (request_id) {
        request_id -> Text,
        words -> BigInt,
        identity_evidence -> Nullable<Text>,
        identity_at -> Nullable<BigInt>,
        carrier -> Text,
    }
}

diesel::table! {
    /// Prolongations that were taken: at most one for a request.
    request_extension (request_id) {
        request_id -> Text,
        days -> Integer,
        notice_sent_on -> Text,
    }
}

diesel::table! {
    /// How a request ended without a copy: withdrawn, or access refused.
    request_closing (request_id) {
        request_id -> Text,
        why -> Nullable<Text>,
        duplicate_of -> Nullable<Text>,
        notice_sent_on -> Nullable<Text>,
        words -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Builds of record-copy packages.
    record_package (id) {
        id -> Text,
        request_id -> Text,
        build -> Integer,
        state -> Text,
        started_at -> BigInt,
        started_by -> Text,
        ended_at -> Nullable<BigInt>,
        fault -> Nullable<Text>,
        manifest_sha256 -> Nullable<Text>,
        signer_sha256 -> Nullable<Text>,
        holds -> Nullable<Text>,
        fetched_at -> Nullable<BigInt>,
        passphrase_object -> Nullable<Text>,
        passphrase_shown_at -> Nullable<BigInt>,
        kept_at -> Nullable<BigInt>,
        kept_sha256 -> Nullable<Text>,
        kept_words -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Counts of a build, for its page.
    package_progress (package_id, part) {
        package_id -> Text,
        part -> Text,
        done -> BigInt,
        total -> BigInt,
    }
}

diesel::table! {
    /// Files of a package, by category.
    package_contents (package_id, category) {
        package_id -> Text,
        category -> Text,
        files -> BigInt,
        bytes -> BigInt,
    }
}

diesel::table! {
    /// The forms a package was sealed in, in the vault.
    package_carrier (package_id, carrier) {
        package_id -> Text,
        carrier -> Text,
        object_id -> Text,
        bytes -> BigInt,
        sha256 -> Text,
    }
}

diesel::table! {
    /// Discs burned from a package.
    package_disc (item_id) {
        item_id -> Text,
        package_id -> Text,
    }
}

diesel::table! {
    /// The register of communications. Append-only.
    disclosure (id) {
        id -> Text,
        made_at -> BigInt,
        made_by -> Text,
        class -> Text,
        request_id -> Text,
        case_id -> Text,
        patient_id -> Text,
        purpose -> Text,
        authority -> Text,
        method -> Text,
        shipment_id -> Nullable<Text>,
        words -> BigInt,
        package_id -> Text,
        package_sha256 -> Text,
        record_then -> Text,
        contents -> Text,
        ledger_sequence -> BigInt,
    }
}

diesel::joinable!(request_party -> privacy_request (request_id));
diesel::joinable!(request_extension -> privacy_request (request_id));
diesel::joinable!(record_package -> privacy_request (request_id));
diesel::joinable!(package_disc -> record_package (package_id));
diesel::allow_tables_to_appear_in_same_query!(
    disclosure,
    package_carrier,
    package_contents,
    package_disc,
    package_progress,
    privacy_request,
    record_package,
    request_extension,
    request_party,
);
diesel::allow_tables_to_appear_in_same_query!(privacy_request, case_file);
diesel::allow_tables_to_appear_in_same_query!(privacy_request, patient);
