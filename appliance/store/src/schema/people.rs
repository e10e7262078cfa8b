//! People and their sessions.

diesel::table! {
    /// Staff as the directory last described them, and the appliance itself.
    person (id) {
        id -> Text,
        stable_id -> Text,
        display_name -> Text,
        language -> Nullable<Text>,
        first_seen_at -> BigInt,
        last_seen_at -> BigInt,
    }
}

diesel::table! {
    /// Sign-in sessions. Only the hash of the cookie is kept.
    session (id) {
        id -> Text,
        token_hash -> Binary,
        csrf -> Text,
        person_id -> Text,
        duties -> Text,
        opened_at -> BigInt,
        seen_at -> BigInt,
        checked_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        end_reason -> Nullable<Text>,
        address -> Nullable<Text>,
    }
}

diesel::table! {
    /// From where people signed in, as marks that tell nothing without the appliance's key.
    known_place (pair) {
        pair -> Binary,
        place -> Binary,
        seen_at -> BigInt,
    }
}

diesel::table! {
    /// Tries at passwords, under marks that tell nothing without the appliance's key.
    sign_in_try (attempt, mark) {
        attempt -> Text,
        mark -> Binary,
        of_person -> Bool,
        tried_at -> BigInt,
    }
}

diesel::table! {
    /// Forms of sessions that had ended when they were sent, sealed.
    kept_form (person_id) {
        person_id -> Text,
        sealed -> Binary,
        kept_at -> BigInt,
    }
}

diesel::table! {
    /// Forms that were sent and did something, and where their answer led.
    sent_form (form) {
        form -> Binary,
        sent_at -> BigInt,
        led_to -> Text,
    }
}

diesel::table! {
    /// Refusals of a person within a minute: how many were written (route empty), and how many
    /// of each route wait to be written as one entry.
    refused_access (person_id, route) {
        person_id -> Text,
        route -> Text,
        began_at -> BigInt,
        times -> BigInt,
    }
}

diesel::joinable!(session -> person (person_id));
diesel::allow_tables_to_appear_in_same_query!(person, session);
