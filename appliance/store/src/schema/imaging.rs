//! Received studies and their instances.

diesel::table! {
    /// A study, by its Study Instance UID. The patient's words are as received.
    study (id) {
        id -> Text,
        study_uid -> Text,
        state -> Text,
        case_id -> Nullable<Text>,
        attached_at -> Nullable<BigInt>,
        attached_by -> Nullable<Text>,
        calling_ae -> Text,
        first_received_at -> BigInt,
        last_received_at -> BigInt,
        described_at -> Nullable<BigInt>,
        patient_name -> Nullable<Text>,
        birth_date -> Nullable<Text>,
        sex -> Nullable<Text>,
        patient_number -> Nullable<Text>,
        patient_issuer -> Nullable<Text>,
        study_date -> Nullable<Text>,
        description -> Nullable<Text>,
        institution -> Nullable<Text>,
    }
}

diesel::table! {
    /// One received object; its id is the name of the sealed object in the vault.
    instance (id) {
        id -> Text,
        study_id -> Text,
        series_uid -> Text,
        sop_instance_uid -> Text,
        sop_class_uid -> Text,
        transfer_syntax -> Text,
        state -> Text,
        sha256 -> Binary,
        patient_print -> Binary,
        bytes -> BigInt,
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
        png -> Binary,
    }
}

diesel::joinable!(instance -> study (study_id));
diesel::allow_tables_to_appear_in_same_query!(instance, study, thumbnail);
