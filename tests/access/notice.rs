//! The privacy notice promises what the appliance does, and a test shows each promise.

use crate::shown;

/// Sentences that promise something, each with the test that shows it.
const PROMISES: [(&str, &str); 7] = [
    (
        "privacy-where-text",
        "erasure/main.rs no_word_of_a_person_lies_in_clear_running_or_stopped",
    ),
    (
        "privacy-who-text",
        "rebuild/index.rs every_record_that_was_shown_is_found_by_the_record",
    ),
    (
        "privacy-who-text",
        "copies/main.rs a_letter_is_answered_with_a_copy_that_a_stranger_can_check",
    ),
    (
        "privacy-long-text",
        "serve/at_the_machine.rs two_people_erase_a_record_beside_the_running_appliance",
    ),
    (
        "privacy-cookies-text",
        "front_door/main.rs the_session_cookie_is_guarded_and_kept_nowhere",
    ),
    (
        "privacy-right-access",
        "copies/main.rs a_letter_is_answered_with_a_copy_that_a_stranger_can_check",
    ),
    (
        "privacy-right-log",
        "rebuild/index.rs every_record_that_was_shown_is_found_by_the_record",
    ),
];

/// Sentences that say what is, or to whom to write.
const SAID: [&str; 9] = [
    "privacy-version",
    "privacy-lead",
    "privacy-what-patients",
    "privacy-what-staff",
    "privacy-what-not",
    "privacy-why-text",
    "privacy-right-others",
    "privacy-right-complain",
    "privacy-reach-text",
];

const NOTICE: &str = include_str!("../../templates/locales/fr-CA/privacy_notice.ftl");

#[test]
fn every_promise_of_the_privacy_notice_has_a_test() {
    for line in NOTICE.lines() {
        let Some((key, text)) = line.split_once(" = ") else {
            continue;
        };
        let promised = PROMISES.iter().any(|(known, _)| *known == key);
        let said = SAID.contains(&key);
        // What ends without a full stop is a heading.
        let heading = !text.ends_with('.') && !said;
        assert!(
            [promised, said, heading].iter().filter(|is| **is).count() == 1,
            "{key}: a promise, or not?"
        );
    }
    for (_, place) in PROMISES {
        assert!(shown::is_there(place), "{place} is gone");
    }
}
