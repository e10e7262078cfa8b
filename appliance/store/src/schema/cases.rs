//! Cases and their patients.

diesel::table! {
    /// Whom a case is about.
    patient (id) {
        id -> Text,
        words -> BigInt,
        created_at -> BigInt,
        same_as -> Nullable<Text>,
    }
}

diesel::table! {
    /// One second-opinion matter.
    case_file (id) {
        id -> Text,
        reference -> Text,
        state -> Text,
        patient_id -> Text,
        patient_words -> Nullable<BigInt>,
        question_words -> Nullable<BigInt>,
        opened_at -> BigInt,
        opened_by -> Text,
    }
}

diesel::joinable!(case_file -> patient (patient_id));
diesel::allow_tables_to_appear_in_same_query!(case_file, patient);
