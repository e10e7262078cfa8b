//! Every act of the closed list is shown by some test: its line stands in the journal of the frozen
//! day, which is compared word for word, or a test names it and reads its entry.
//!
//! That an entry and the tables that follow from it are always both there is shown at the end of
//! every test of a whole appliance (`TestAppliance::close`).

use doublelock_domain::act::Act;

use crate::shown;

/// Acts that the frozen day has no occasion for.
const SHOWN_BY: &[(Act, &str)] = &[
    (
        Act::ExamCameTakenBack,
        "exams.rs coordination_says_what_is_of_an_exam_and_takes_it_back",
    ),
    (
        Act::WaybillCorrected,
        "corrections.rs a_parcel_that_left_under_a_wrong_number_gets_the_right_one",
    ),
    (
        Act::InstanceHealed,
        "vault.rs an_image_that_comes_again_takes_the_place_of_one_that_is_damaged",
    ),
    (
        Act::JournalContinued,
        "restored.rs it_takes_two_people_of_two_duties",
    ),
    (
        Act::KeysRotated,
        "erasure.rs keys_are_wrapped_anew_while_pages_are_served",
    ),
    (
        Act::ObjectsDamaged,
        "vault.rs a_damaged_object_is_found_named_and_found_sound_again",
    ),
    (
        Act::ObjectsDestroyed,
        "vault.rs what_was_replaced_or_shown_once_goes_and_is_named",
    ),
    (
        Act::ObjectsSound,
        "vault.rs a_damaged_object_is_found_named_and_found_sound_again",
    ),
    (
        Act::PackageKept,
        "requests/main.rs a_copy_that_the_record_outgrew_is_handed_over_for_a_stated_reason",
    ),
    (
        Act::RecordErased,
        "erasure.rs older_records_that_are_put_back_are_erased_again_before_anybody_is_served",
    ),
    (
        Act::ErasureFinished,
        "erasure.rs an_erased_person_is_unreadable_in_every_copy_and_the_journal_stands",
    ),
    (
        Act::RequestCorrected,
        "requests/main.rs what_was_typed_wrongly_is_set_right_and_the_clock_with_it",
    ),
    (
        Act::RequestRefused,
        "requests/main.rs a_refusal_has_a_letter_with_reason_provision_and_recourse",
    ),
    (
        Act::RequestWithdrawn,
        "requests/main.rs a_request_that_is_logged_twice_is_withdrawn_as_the_double_of_the_other",
    ),
    (
        Act::SealBroken,
        "custody.rs a_sealed_parcel_that_did_not_leave_is_opened_again_and_its_seal_is_used_no_more",
    ),
    (
        Act::ShipmentCancelled,
        "requests/discs.rs a_parcel_of_the_address_of_before_does_not_leave",
    ),
    (
        Act::ShipmentShortTakenBack,
        "custody.rs what_was_said_to_be_missing_is_expected_again",
    ),
    (
        Act::TablesCompared,
        "rebuild.rs a_forged_history_is_shown_as_altered_and_never_as_proven",
    ),
    (
        Act::TablesRebuilt,
        "rebuild.rs the_tables_are_made_again_and_guards_and_indexes_stand_again",
    ),
    (
        Act::VaultRead,
        "vault.rs a_damaged_object_is_found_named_and_found_sound_again",
    ),
];

/// The journal of the frozen day.
const DAY: &str = include_str!("../output/day/acts.txt");

#[test]
fn every_act_of_the_closed_list_is_read_by_a_test() {
    for act in Act::ALL {
        let line = format!("{act} |");
        let in_the_day = DAY.lines().any(|known| known.starts_with(&line));
        let named = SHOWN_BY.iter().filter(|(named, _)| named == act).count();
        assert_eq!(
            usize::from(in_the_day) + named,
            1,
            "{act}: in the frozen day, or in a test that SHOWN_BY names, and once"
        );
    }
    for (act, place) in SHOWN_BY {
        shown::asks_for(place, act.as_str());
    }
}
