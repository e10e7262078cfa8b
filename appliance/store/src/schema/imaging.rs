//! Received studies and their instances.

use super::keys::sealed_object;

diesel::table! {
    /// A study.
    study (id) {
        id -> Text,
        identifier_words -> BigInt,
        state -> Text,
        case_id -> Nullable<Text>,
        attached_at -> Nullable<BigInt>,
        attached_by -> Nullable<Text>,
        calling_ae -> Text,
        first_received_at -> BigInt,
        last_received_at -> BigInt,
        described_at -> Nullable<BigInt>,
        words -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// One received image.
    instance (id) {
        id -> Text,
        study_id -> Text,
        object_id -> Text,
        words -> BigInt,
        sop_class_uid -> Text,
        transfer_syntax -> Text,
        state -> Text,
        modality -> Nullable<Text>,
        series_number -> Nullable<Integer>,
        instance_number -> Nullable<Integer>,
        received_at -> BigInt,
        calling_ae -> Text,
        described -> Text,
        has_thumbnail -> Bool,
    }
}

diesel::table! {
    /// Pictures drawn from images, PNG.
    thumbnail (instance_id) {
        instance_id -> Text,
        sealed -> Binary,
    }
}

diesel::joinable!(instance -> study (study_id));
diesel::allow_tables_to_appear_in_same_query!(instance, study, thumbnail, sealed_object);
