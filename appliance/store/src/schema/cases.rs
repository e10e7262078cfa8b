//! Cases and their patients; the exams that cases wait for.

use super::people::person;

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

diesel::table! {
    /// Exams that cases wait for.
    expected_exam (id) {
        id -> Text,
        case_id -> Text,
        words -> BigInt,
        films -> Nullable<Integer>,
        discs -> Nullable<Integer>,
        images -> Bool,
        wanted -> Text,
        state -> Text,
        expected_at -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    /// What came of them: articles and studies.
    exam_arrival (exam_id, arrival) {
        exam_id -> Text,
        arrival -> Text,
        case_id -> Text,
        is_of -> Bool,
        by_hand -> Bool,
        films -> Integer,
        discs -> Integer,
        studies -> Integer,
        others -> Integer,
        came_at -> BigInt,
    }
}

diesel::table! {
    /// What was said and done about them.
    exam_event (exam_id, ledger_sequence) {
        exam_id -> Text,
        ledger_sequence -> BigInt,
        case_id -> Text,
        kind -> Text,
        detail -> Nullable<Text>,
        words -> Nullable<BigInt>,
        wanted -> Nullable<Text>,
        occurred_at -> BigInt,
        actor_id -> Text,
    }
}

diesel::joinable!(expected_exam -> case_file (case_id));
diesel::joinable!(exam_arrival -> expected_exam (exam_id));
diesel::allow_tables_to_appear_in_same_query!(expected_exam, case_file, exam_arrival);
diesel::allow_tables_to_appear_in_same_query!(exam_event, person);
diesel::joinable!(case_file -> patient (patient_id));
diesel::allow_tables_to_appear_in_same_query!(case_file, patient);
