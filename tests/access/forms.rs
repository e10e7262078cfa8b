//! Every act leaves its entry: each form has a test that reads it.

use doublelock_domain::access::DutyName;
use doublelock_domain::act::Act;
use doublelock_testkit::appliance;
use doublelock_testkit::browser::{Answer, Browser};
use doublelock_testkit::people::KARIM;

use crate::{Mounted, mounted, shown};

/// A form that changes nothing of a record: its test shows that the journal does not grow.
const NO_ACT: &str = "";

/// What each form appends to the journal, and the test that reads that very entry: here, or one
/// that plays its desk.
const SHOWN_BY: &[(&str, &str, &str)] = &[
    (
        "POST /cases/<id>/correct",
        "case.corrected",
        "people.rs what_was_typed_for_a_case_is_set_right_and_whoever_was_slower_is_told",
    ),
    (
        "POST /cases/<id>/exams/new",
        "exam.expected",
        "exams.rs an_exam_is_asked_for_again_given_up_with_a_reason_and_waited_for_once_more",
    ),
    (
        "POST /cases/<id>/exams/<exam>/correct",
        "exam.corrected",
        "exams.rs an_exam_is_asked_for_again_given_up_with_a_reason_and_waited_for_once_more",
    ),
    (
        "POST /cases/<id>/exams/<exam>/follow",
        "exam.followed",
        "exams.rs an_exam_is_asked_for_again_given_up_with_a_reason_and_waited_for_once_more",
    ),
    (
        "POST /cases/<id>/exams/<exam>/close",
        "exam.closed",
        "exams.rs an_exam_is_asked_for_again_given_up_with_a_reason_and_waited_for_once_more",
    ),
    (
        "POST /cases/<id>/exams/<exam>/came",
        "exam.came_taken_back",
        "exams.rs coordination_says_what_is_of_an_exam_and_takes_it_back",
    ),
    (
        "POST /items",
        "list.read",
        "lists.rs a_list_is_made_shorter_by_where_of_which_case_and_what",
    ),
    (
        "POST /items/<label>/describe",
        "custody.event",
        "describing.rs films_of_one_exam_are_described_together_and_the_next_one_comes_up",
    ),
    (
        "POST /shipments/<no>/correct",
        "shipment.corrected",
        "corrections.rs what_was_announced_is_set_right_and_what_was_announced_by_mistake_is_called_off",
    ),
    (
        "POST /shipments/<no>/cancel",
        "shipment.cancelled",
        "corrections.rs what_was_announced_is_set_right_and_what_was_announced_by_mistake_is_called_off",
    ),
    (
        "POST /exceptions/<id>/owner",
        "exception.assigned",
        "exceptions.rs what_is_missing_has_an_owner_a_clock_and_a_way_out",
    ),
    (
        "POST /exceptions/<id>/follow",
        "exception.followed",
        "exceptions.rs what_is_missing_has_an_owner_a_clock_and_a_way_out",
    ),
    (
        "POST /exceptions/<id>/close",
        "exception.closed",
        "exceptions.rs what_is_missing_has_an_owner_a_clock_and_a_way_out",
    ),
    (
        "POST /exceptions/<id>/reopen",
        "exception.reopened",
        "exceptions.rs what_is_missing_has_an_owner_a_clock_and_a_way_out",
    ),
    (
        "POST /exceptions/<id>/find",
        "custody.event",
        "exceptions.rs a_film_that_was_not_in_its_place_is_found_and_is_in_hand",
    ),
    (
        "POST /exceptions/<id>/found",
        "record.opened",
        "exceptions.rs a_film_found_later_is_received_in_two_scans_and_settles_its_discrepancy",
    ),
    (
        "POST /archive/open",
        "visit.opened",
        "custody.rs five_films_come_by_courier_and_go_into_the_archive_under_double_lock",
    ),
    (
        "POST /archive/visits/<id>/account",
        "visit.accounted",
        "double_lock.rs when_the_time_is_over_a_visit_is_reconciled_before_another_opens",
    ),
    (
        "POST /archive/visits/<id>/close",
        "visit.closed",
        "double_lock.rs both_people_attest_the_closing_with_their_own_passwords",
    ),
    (
        "POST /archive/visits/<id>/extend",
        "visit.extended",
        "double_lock.rs it_is_extended_once_by_both_and_for_a_reason",
    ),
    (
        "POST /archive/visits/<id>/scan",
        "custody.event",
        "double_lock.rs a_scan_on_the_page_of_a_visit_counts_for_that_visit_or_not_at_all",
    ),
    (
        "POST /cases",
        "case.opened",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /find",
        "list.read",
        "people.rs a_name_is_found_by_coordination_and_the_journal_says_who_was_shown",
    ),
    (
        "POST /cases/<id>/person/link",
        "patient.linked",
        "people.rs two_records_of_one_person_are_linked_and_taken_apart_again",
    ),
    (
        "POST /cases/<id>/person/unlink",
        "patient.unlinked",
        "people.rs two_records_of_one_person_are_linked_and_taken_apart_again",
    ),
    (
        "POST /cases/<id>/person/separate",
        "patient.separated",
        "people.rs a_case_of_another_person_is_separated_with_its_request",
    ),
    (
        "POST /jobs/<name>/run",
        "job.ran",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /journal/export",
        "journal.exported",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /journal/list",
        "journal.exported",
        "journal.rs an_auditor_finds_who_did_what_and_takes_the_list_away",
    ),
    (
        "POST /labels",
        "label.issued",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /places",
        "place.registered",
        "places.rs a_new_centre_sets_up_its_places_on_its_first_day",
    ),
    (
        "POST /places/<id>/name",
        "place.renamed",
        "places.rs a_place_is_renamed_or_given_up_when_empty_and_never_deleted",
    ),
    (
        "POST /places/<id>/retire",
        "place.retired",
        "places.rs a_place_is_renamed_or_given_up_when_empty_and_never_deleted",
    ),
    (
        "POST /unidentified/<label>",
        "custody.event",
        "unidentified.rs an_extra_film_is_nobodys_until_coordination_says_whose_it_is",
    ),
    (
        "POST /requests",
        "request.logged",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /requests/<no>/build",
        "package.built",
        "copies.rs a_letter_is_answered_with_a_copy_that_a_stranger_can_check",
    ),
    (
        "POST /requests/<no>/correct",
        "request.corrected",
        "requests/main.rs what_was_typed_wrongly_is_set_right_and_the_clock_with_it",
    ),
    (
        "POST /requests/<no>/keep",
        "package.kept",
        "requests/main.rs a_copy_that_the_record_outgrew_is_handed_over_for_a_stated_reason",
    ),
    (
        "POST /requests/<no>/refuse",
        "request.refused",
        "requests/main.rs a_refusal_has_a_letter_with_reason_provision_and_recourse",
    ),
    (
        "POST /requests/<no>/withdraw",
        "request.withdrawn",
        "requests/main.rs a_request_that_is_logged_twice_is_withdrawn_as_the_double_of_the_other",
    ),
    (
        "POST /requests/<no>/deliver",
        "disclosure.made",
        "copies.rs a_letter_is_answered_with_a_copy_that_a_stranger_can_check",
    ),
    (
        "POST /requests/<no>/disc",
        "package.disc_bound",
        "copies.rs a_disc_gets_its_label_and_a_parcel_of_its_own",
    ),
    (
        "POST /requests/<no>/discs/<code>/destroyed",
        "custody.event",
        "requests/discs.rs a_disc_that_nobody_waits_for_is_destroyed_and_nothing_keeps_its_record",
    ),
    (
        "POST /requests/<no>/extension",
        "request.extended",
        "requests/main.rs a_prolongation_is_taken_where_the_law_gives_one_and_the_notice_left_in_time",
    ),
    (
        "POST /requests/<no>/identity",
        "request.identity_confirmed",
        "copies.rs a_letter_is_answered_with_a_copy_that_a_stranger_can_check",
    ),
    (
        "POST /requests/<no>/passphrase",
        "package.passphrase_shown",
        "copies.rs a_letter_is_answered_with_a_copy_that_a_stranger_can_check",
    ),
    (
        "POST /requests/<no>/receipt",
        "request.receipt_confirmed",
        "requests/discs.rs whoever_received_the_parcel_says_so_once",
    ),
    (
        "POST /requests/<no>/shipment",
        "shipment.prepared",
        "copies.rs a_disc_gets_its_label_and_a_parcel_of_its_own",
    ),
    (
        "POST /shipments/<key>/confirm",
        "shipment.confirmed",
        "custody.rs a_parcel_leaves_with_seal_and_waybill_and_a_sticker_of_another_hospital_finds_its_film",
    ),
    (
        "POST /shipments/<no>/claim",
        "shipment.carrier_claimed",
        "on_the_way.rs what_a_carrier_says_is_kept_as_a_claim_and_less_than_was_ordered_is_a_discrepancy",
    ),
    (
        "POST /shipments/<no>/not-confirmed",
        "shipment.confirmation_taken_back",
        "on_the_way.rs a_slip_that_comes_back_signed_confirms_in_one_scan_and_a_mistake_is_taken_back",
    ),
    (
        "POST /shipments/announce",
        "shipment.announced",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /shipments/prepare",
        "shipment.prepared",
        "custody.rs a_parcel_leaves_with_seal_and_waybill_and_a_sticker_of_another_hospital_finds_its_film",
    ),
    (
        "POST /sign-in",
        "session.opened",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /sign-out",
        "session.closed",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /people/<id>/end-sessions",
        "session.ended",
        "signed_in.rs the_operator_ends_the_sessions_of_a_phone_that_was_lost",
    ),
    (
        "POST /sessions/end-others",
        "session.ended",
        "signed_in.rs somebody_ends_their_own_sessions_elsewhere",
    ),
    // Keeps, or forgets, what somebody sent after their session had ended: nothing of it is recorded.
    (
        "POST /<_path..>",
        NO_ACT,
        "kept.rs a_form_that_was_sent_too_late_is_sent_again_with_one_click",
    ),
    (
        "POST /kept/leave",
        NO_ACT,
        "kept.rs what_was_kept_is_for_the_same_person_and_for_an_hour",
    ),
    (
        "POST /station/scan",
        "custody.event",
        "custody.rs five_films_come_by_courier_and_go_into_the_archive_under_double_lock",
    ),
    (
        "POST /studies/<id>/attach",
        "study.attached",
        "imaging/desk.rs a_study_sent_over_the_network_is_compared_and_attached",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_day_with_every_hat_leaves_an_entry_for_each_form() {
    let app = appliance!();
    let groups: Vec<String> = DutyName::OF_PEOPLE
        .iter()
        .map(|duty| format!("dl-{duty}"))
        .collect();
    let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
    app.centre.directory.set_groups(KARIM.login, &groups);
    let count = |act: &str| {
        app.entries()
            .iter()
            .filter(|entry| entry.act == act)
            .count()
    };
    // Entries of this act, and how many there must be after each form.
    let must_grow = |before: usize, act: &str, page: &Answer| {
        assert!(page.status.is_success(), "{act}: {}", page.words());
        assert_eq!(count(act), before + 1, "{act}: {}", page.words());
    };

    let mut karim = app.browser();
    karim.sign_in(KARIM.login, "wrong").await.unwrap();
    assert_eq!(count("session.refused"), 1);
    let page = karim.sign_in(KARIM.login, KARIM.password).await.unwrap();
    must_grow(0, "session.opened", &page);

    let case = [
        ("family-name", "Lapointe"),
        ("given-names", "Émilie"),
        ("birth-date", "1980-02-29"),
        ("sex", "F"),
        ("language", "fr"),
    ];
    let page = presses(&mut karim, "/cases/new", "/cases", &case).await;
    must_grow(0, "case.opened", &page);
    let words = page.words();
    let number = &words[words.find("2026-").unwrap()..][..9];

    let parcel = [
        ("sender", "Clinique du Fjord"),
        ("carrier", "Express Boréal"),
        ("waybill", "EB 4471 0083"),
        ("eta", "2026-11-23"),
        ("count[film_sheet]", "5"),
    ];
    let from = format!("/shipments/announce?case={number}");
    let page = presses(&mut karim, &from, "/shipments/announce", &parcel).await;
    must_grow(0, "shipment.announced", &page);

    let page = presses(
        &mut karim,
        "/labels",
        "/labels",
        &[("class", "I"), ("count", "5")],
    )
    .await;
    must_grow(0, "label.issued", &page);

    let request = [
        ("case", number),
        ("channel", "mail"),
        ("received-on", "2026-11-19"),
        ("requester", "patient"),
        ("carrier", "disc"),
        ("street", "12, rue des Érables"),
        ("locality", "Montréal (Québec)"),
        ("postal-code", "H3A 0G4"),
        ("country", "CA"),
    ];
    let page = presses(&mut karim, "/requests/new", "/requests", &request).await;
    must_grow(0, "request.logged", &page);

    let before = count("job.ran");
    presses(&mut karim, "/jobs", "/jobs/checkpoint/run", &[]).await;
    assert!(count("job.ran") > before);
    let page = presses(&mut karim, "/journal", "/journal/export", &[]).await;
    must_grow(0, "journal.exported", &page);

    let page = presses(&mut karim, "/", "/sign-out", &[]).await;
    must_grow(0, "session.closed", &page);
    app.close().await;
}

/// Goes to a page and sends its form with that action.
async fn presses(
    browser: &mut Browser,
    from: &str,
    action: &str,
    filled: &[(&str, &str)],
) -> Answer {
    let page = browser.get(from).await.unwrap();
    let form = page
        .form(action)
        .unwrap_or_else(|| panic!("no {action} on {from}: {}", page.words()));
    browser.submit(&form, filled).await.unwrap()
}

#[test]
fn every_form_has_a_test_that_sees_its_entry() {
    let mut routes: Vec<String> = mounted()
        .iter()
        .filter(|r| r.method == "POST")
        .map(Mounted::name)
        .collect();
    let mut listed: Vec<String> = SHOWN_BY
        .iter()
        .map(|(route, ..)| (*route).to_owned())
        .collect();
    routes.sort();
    listed.sort();
    assert_eq!(
        routes, listed,
        "say in SHOWN_BY which test sees the entry of a new form"
    );
    for (route, act, place) in SHOWN_BY {
        if *act == NO_ACT {
            // The last of all takes any form: there it is one of a case.
            let address = match route.trim_start_matches("POST ") {
                "/<_path..>" => "/cases",
                address => address,
            };
            shown::asks_for(place, address);
        } else {
            assert!(
                act.parse::<Act>().is_ok(),
                "{route}: no act is called {act}"
            );
            shown::asks_for(place, act);
        }
    }
}
