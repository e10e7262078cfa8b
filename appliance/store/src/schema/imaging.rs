//! Received studies, their series and instances, and what these came in.

use super::keys::{equality_token, sealed_object};

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
    /// What images came in.
    intake (id) {
        id -> Text,
        kind -> Text,
        calling_ae -> Text,
        first_received_at -> BigInt,
        last_received_at -> BigInt,
    }
}

diesel::table! {
    /// A series of a study.
    series (id) {
        id -> Text,
        study_id -> Text,
        modality -> Nullable<Text>,
        number -> Nullable<Integer>,
    }
}

diesel::table! {
    /// One received image. Its words are one of several in their section.
    instance (id) {
        id -> Text,
        study_id -> Text,
        series_id -> Text,
        intake_id -> Text,
        object_id -> Text,
        words -> BigInt,
        place -> Integer,
        sop_class_uid -> Text,
        transfer_syntax -> Text,
        state -> Text,
        number -> Nullable<Integer>,
        received_at -> BigInt,
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
diesel::joinable!(instance -> series (series_id));
diesel::joinable!(instance -> intake (intake_id));
diesel::joinable!(series -> study (study_id));
diesel::allow_tables_to_appear_in_same_query!(
    instance,
    series,
    study,
    intake,
    thumbnail,
    sealed_object,
    equality_token
);
diesel::allow_columns_to_appear_in_same_group_by_clause!(
    instance::study_id,
    series::modality,
    instance::state,
    instance::described,
);
