//! Every act leaves its entry: each form has a test that reads it.

use doublelock_domain::access::DutyName;
use doublelock_testkit::appliance;
use doublelock_testkit::browser::{Answer, Browser};
use doublelock_testkit::people::KARIM;

use crate::{Mounted, mounted};

/// Where each form is shown to append to the journal: here, or in a test that plays its desk
/// and reads its history.
const SHOWN_BY: &[(&str, &str)] = &[
    (
        "POST /archive/open",
        "custody.rs five_films_come_by_courier_and_go_into_the_archive_under_double_lock",
    ),
    (
        "POST /archive/visits/<id>/account",
        "double_lock.rs when_the_time_is_over_a_visit_is_reconciled_before_another_opens",
    ),
    (
        "POST /archive/visits/<id>/close",
        "double_lock.rs both_people_attest_the_closing_with_their_own_passwords",
    ),
    (
        "POST /archive/visits/<id>/extend",
        "double_lock.rs it_is_extended_once_by_both_and_for_a_reason",
    ),
    (
        "POST /archive/visits/<id>/scan",
        "double_lock.rs a_scan_on_the_page_of_a_visit_counts_for_that_visit_or_not_at_all",
    ),
    (
        "POST /cases",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /find",
        "people.rs a_name_is_found_by_coordination_and_the_journal_says_who_was_shown",
    ),
    (
        "POST /cases/<id>/person/link",
        "people.rs two_records_of_one_person_are_linked_and_taken_apart_again",
    ),
    (
        "POST /cases/<id>/person/unlink",
        "people.rs two_records_of_one_person_are_linked_and_taken_apart_again",
    ),
    (
        "POST /cases/<id>/person/separate",
        "people.rs a_case_of_another_person_is_separated_with_its_request",
    ),
    (
        "POST /jobs/<name>/run",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /journal/export",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /journal/list",
        "journal.rs an_auditor_finds_who_did_what_and_takes_the_list_away",
    ),
    (
        "POST /labels",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /places",
        "places.rs a_new_centre_sets_up_its_places_on_its_first_day",
    ),
    (
        "POST /places/<id>/name",
        "places.rs a_place_is_renamed_or_given_up_when_empty_and_never_deleted",
    ),
    (
        "POST /places/<id>/retire",
        "places.rs a_place_is_renamed_or_given_up_when_empty_and_never_deleted",
    ),
    (
        "POST /requests",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /requests/<no>/build",
        "copies.rs a_letter_is_answered_with_a_copy_that_a_stranger_can_check",
    ),
    (
        "POST /requests/<no>/correct",
        "requests.rs what_was_typed_wrongly_is_set_right_and_the_clock_with_it",
    ),
    (
        "POST /requests/<no>/keep",
        "requests.rs a_copy_that_the_record_outgrew_is_handed_over_for_a_stated_reason",
    ),
    (
        "POST /requests/<no>/refuse",
        "requests.rs a_refusal_has_a_letter_with_reason_provision_and_recourse",
    ),
    (
        "POST /requests/<no>/withdraw",
        "requests.rs a_request_that_is_logged_twice_is_withdrawn_as_the_double_of_the_other",
    ),
    (
        "POST /requests/<no>/deliver",
        "copies.rs a_letter_is_answered_with_a_copy_that_a_stranger_can_check",
    ),
    (
        "POST /requests/<no>/disc",
        "copies.rs a_disc_gets_its_label_and_a_parcel_of_its_own",
    ),
    (
        "POST /requests/<no>/extension",
        "requests.rs a_prolongation_is_taken_where_the_law_gives_one_and_the_notice_left_in_time",
    ),
    (
        "POST /requests/<no>/identity",
        "copies.rs a_letter_is_answered_with_a_copy_that_a_stranger_can_check",
    ),
    (
        "POST /requests/<no>/passphrase",
        "copies.rs a_letter_is_answered_with_a_copy_that_a_stranger_can_check",
    ),
    (
        "POST /requests/<no>/receipt",
        "requests.rs whoever_received_the_parcel_says_so_once",
    ),
    (
        "POST /requests/<no>/shipment",
        "copies.rs a_disc_gets_its_label_and_a_parcel_of_its_own",
    ),
    (
        "POST /shipments/<key>/confirm",
        "custody.rs a_parcel_leaves_with_seal_and_waybill_and_a_sticker_of_another_hospital_finds_its_film",
    ),
    (
        "POST /shipments/announce",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /shipments/prepare",
        "custody.rs a_parcel_leaves_with_seal_and_waybill_and_a_sticker_of_another_hospital_finds_its_film",
    ),
    (
        "POST /sign-in",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /sign-out",
        "access.rs a_day_with_every_hat_leaves_an_entry_for_each_form",
    ),
    (
        "POST /people/<id>/end-sessions",
        "signed_in.rs the_operator_ends_the_sessions_of_a_phone_that_was_lost",
    ),
    (
        "POST /sessions/end-others",
        "signed_in.rs somebody_ends_their_own_sessions_elsewhere",
    ),
    // Clears the person's own station: nothing of a record changes.
    (
        "POST /station/leave",
        "custody.rs codes_that_must_not_count_are_refused_with_the_way_on",
    ),
    (
        "POST /station/scan",
        "custody.rs five_films_come_by_courier_and_go_into_the_archive_under_double_lock",
    ),
    (
        "POST /studies/<id>/attach",
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
        .map(|(route, _)| (*route).to_owned())
        .collect();
    routes.sort();
    listed.sort();
    assert_eq!(
        routes, listed,
        "say in SHOWN_BY which test sees the entry of a new form"
    );
    let tests = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for (route, place) in SHOWN_BY {
        let (file, test) = place.split_once(' ').unwrap();
        // A promise with many tests is a folder of files.
        let folder = tests.join(file.trim_end_matches(".rs"));
        let mut files = vec![tests.join(file)];
        files.extend(
            std::fs::read_dir(folder)
                .into_iter()
                .flatten()
                .map(|entry| entry.unwrap().path()),
        );
        let there = files
            .iter()
            .filter_map(|file| std::fs::read_to_string(file).ok())
            .any(|text| text.contains(&format!("fn {test}(")));
        assert!(there, "{route}: {place} is gone");
    }
}
