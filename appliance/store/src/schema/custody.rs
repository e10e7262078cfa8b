//! Places, labels, shipments, articles, double-lock visits, stations.

use super::cases::case_file;

diesel::table! {
    /// Places.
    location (id) {
        id -> Text,
        label -> Text,
        parent_id -> Nullable<Text>,
        name -> Text,
        kind -> Text,
        archive -> Bool,
        position -> Integer,
        retired_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Locks in front of places; `keys` are labels separated by spaces.
    barrier (location_id) {
        location_id -> Text,
        kind -> Text,
        keys -> Text,
    }
}

diesel::table! {
    /// Labels printed together.
    label_batch (id) {
        id -> Text,
        class -> Text,
        label_count -> Integer,
        issued_at -> BigInt,
        issued_by -> Text,
    }
}

diesel::table! {
    /// The register of labels.
    label (code) {
        code -> Text,
        class -> Text,
        batch_id -> Nullable<Text>,
        position -> Integer,
        state -> Text,
        active_at -> Nullable<BigInt>,
        void_at -> Nullable<BigInt>,
        successor -> Nullable<Text>,
    }
}

diesel::table! {
    /// Shipments in and out.
    shipment (id) {
        id -> Text,
        reference -> Text,
        direction -> Text,
        state -> Text,
        label -> Nullable<Text>,
        case_id -> Nullable<Text>,
        request_id -> Nullable<Text>,
        words -> BigInt,
        waybill_words -> Nullable<BigInt>,
        eta -> Nullable<Text>,
        late_from -> Nullable<BigInt>,
        overdue_at -> Nullable<BigInt>,
        seal -> Nullable<Text>,
        created_at -> BigInt,
        created_by -> Text,
        closed_at -> Nullable<BigInt>,
        closed_by -> Nullable<Text>,
        cancel_words -> Nullable<BigInt>,
        by_courier -> Nullable<Text>,
        slip -> Nullable<Text>,
        signature -> Nullable<Text>,
        days -> Nullable<Integer>,
        claim -> Nullable<Text>,
        claimed_on -> Nullable<Text>,
        obtained -> Nullable<Text>,
        claim_words -> Nullable<BigInt>,
        back_by -> Nullable<Text>,
        round_trip_of -> Nullable<Text>,
        inspected -> Nullable<Text>,
    }
}

diesel::table! {
    /// Articles: the present.
    item (id) {
        id -> Text,
        label -> Text,
        kind -> Text,
        words -> Nullable<BigInt>,
        description -> Nullable<BigInt>,
        case_id -> Nullable<Text>,
        request_id -> Nullable<Text>,
        holder_kind -> Text,
        holder_id -> Text,
        item_seq -> Integer,
        condition -> Text,
        registered_at -> BigInt,
        seen_at -> BigInt,
    }
}

diesel::table! {
    /// Other establishments' labels on our articles.
    item_external_id (item_id, words) {
        item_id -> Text,
        words -> BigInt,
        linked_at -> BigInt,
    }
}

diesel::table! {
    /// What is announced, received, packed.
    shipment_line (shipment_id, position) {
        shipment_id -> Text,
        position -> Integer,
        kind -> Text,
        item_id -> Nullable<Text>,
        outcome -> Text,
        noted_at -> Nullable<BigInt>,
        noted_by -> Nullable<Text>,
        awaits -> Nullable<Text>,
    }
}

diesel::table! {
    /// Double-lock visits.
    access_visit (id) {
        id -> Text,
        reference -> Text,
        location_id -> Text,
        first_person -> Text,
        second_person -> Text,
        purpose -> Text,
        opened_at -> BigInt,
        ends_at -> BigInt,
        extended -> Bool,
        state -> Text,
        closed_at -> Nullable<BigInt>,
        closed_by -> Nullable<Text>,
        extended_at -> Nullable<BigInt>,
        extension_words -> Nullable<BigInt>,
        confirmed_by -> Nullable<Text>,
    }
}

diesel::table! {
    /// What was planned for a visit, and what became of it.
    visit_line (visit_id, position) {
        visit_id -> Text,
        position -> Integer,
        item_id -> Text,
        verdict -> Text,
        noted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// What does not balance.
    custody_exception (id) {
        id -> Text,
        kind -> Text,
        shipment_id -> Nullable<Text>,
        line -> Nullable<Integer>,
        visit_id -> Nullable<Text>,
        item_id -> Nullable<Text>,
        owner_id -> Nullable<Text>,
        opened_at -> BigInt,
        due_at -> BigInt,
        lost_from -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
        closed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// What was done about each exception.
    exception_event (exception_id, ledger_sequence) {
        exception_id -> Text,
        ledger_sequence -> BigInt,
        kind -> Text,
        detail -> Nullable<Text>,
        occurred_at -> BigInt,
        actor_id -> Text,
        words -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// What each person's station is busy with.
    station_job (person_id) {
        person_id -> Text,
        sealed -> Binary,
        updated_at -> BigInt,
    }
}

diesel::table! {
    /// Every scan, with how it ended.
    station_scan (nonce) {
        nonce -> Text,
        person_id -> Text,
        scanned_at -> BigInt,
        tone -> Text,
        said -> Text,
    }
}

diesel::table! {
    /// Every event of every article. Append-only: triggers refuse UPDATE and DELETE.
    custody_event (item_id, item_seq) {
        item_id -> Text,
        item_seq -> Integer,
        kind -> Text,
        occurred_at -> BigInt,
        actor_id -> Text,
        witness_id -> Nullable<Text>,
        from_kind -> Nullable<Text>,
        from_id -> Nullable<Text>,
        to_kind -> Text,
        to_id -> Text,
        condition -> Text,
        shipment_id -> Nullable<Text>,
        visit_id -> Nullable<Text>,
        detail -> Nullable<Text>,
        words -> Nullable<BigInt>,
        ledger_sequence -> BigInt,
    }
}

diesel::joinable!(shipment_line -> shipment (shipment_id));
diesel::joinable!(visit_line -> item (item_id));
diesel::joinable!(barrier -> location (location_id));
diesel::allow_tables_to_appear_in_same_query!(
    shipment,
    shipment_line,
    item,
    visit_line,
    access_visit,
    custody_exception
);
diesel::allow_tables_to_appear_in_same_query!(location, barrier);
diesel::allow_tables_to_appear_in_same_query!(shipment, case_file);
