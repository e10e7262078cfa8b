//! What the log of the whole day and of the night after it may not say, and what may lie nowhere in
//! clear: whatever was typed, scanned or sent about a person, and who works here.
//!
//! The log is that of the whole process at the finest level, so of the browser and the sender of
//! images too. More spellings of fewer words are looked for in `tests/erasure`.

use doublelock_imaging::phantom;
use doublelock_imaging::scu::Outgoing;
use doublelock_testkit::people::EVERYBODY;
use doublelock_testkit::{Log, TestAppliance};

use crate::faults::NIGHT;
use crate::imaging::elodie;

/// What the day typed, scanned or sent about people.
const ABOUT_PEOPLE: &[&str] = &[
    "Bélanger",
    "Belanger Roy",
    "BELANGER ROY",
    "Élodie",
    "Elodie",
    "Bergeron",
    "AUTRE^PERSONNE",
    "1984-02-29",
    "19840229",
    "1958-06-17",
    "H-4471",
    "0048821",
    "est-elle indiquée",
    "A second reading",
    "TDM THORAX",
    "du Fjord",
    "Hôpital de la Rive",
    "EB44710083",
    "EB 4471 0083",
    "CRF-2026-118840",
    "Messagerie du Nord",
    "MN00112233",
    "rue des Érables",
    "H3A 0G4",
    "Me Jeanne",
    "aubin@exemple.ca",
    "belan elo",
    NIGHT[0],
    NIGHT[2],
];

/// A word as it was written, in capitals and in small letters.
fn is_in(text: &str, word: &str) -> bool {
    let ways = [word.to_owned(), word.to_uppercase(), word.to_lowercase()];
    ways.iter().any(|way| text.contains(way.as_str()))
}

/// Nobody is named in the log: neither those whom the records are about nor those who work here.
pub(crate) fn the_log_names_nobody(log: &Log, faults: &[&str]) {
    let said = log.text();
    for fault in faults {
        assert!(said.contains(fault), "the log does not say: {fault}");
    }
    let of_staff = EVERYBODY
        .iter()
        .flat_map(|who| [who.name, who.login, who.password]);
    for word in ABOUT_PEOPLE.iter().copied().chain(of_staff) {
        let line = said.lines().find(|line| is_in(line, word));
        assert!(line.is_none(), "the log says {word}: {}", line.unwrap());
    }
}

/// Nothing about a person lies in clear in anything that the centre wrote, nor a number that a
/// device gave an image of theirs.
pub(crate) fn nothing_lies_in_clear(app: &TestAppliance) {
    let written = app.written();
    let images = phantom::study(b"day", &elodie(), 3).unwrap();
    let numbers: Vec<String> = (images.iter())
        .map(|file| {
            Outgoing::from_part10(file)
                .unwrap()
                .sop_instance
                .as_str()
                .to_owned()
        })
        .collect();
    assert!(written.len() > 20, "{} files", written.len());
    for (place, bytes) in written {
        let text = String::from_utf8_lossy(&bytes);
        for word in ABOUT_PEOPLE
            .iter()
            .copied()
            .chain(numbers.iter().map(String::as_str))
        {
            assert!(!is_in(&text, word), "{word} lies in {place}");
        }
    }
}

/// No address of a page names anybody: addresses stay in histories and in the logs of others.
pub(crate) fn no_address_names_anybody<'a>(addresses: impl Iterator<Item = &'a str>) {
    for address in addresses {
        for word in ABOUT_PEOPLE {
            assert!(!is_in(address, word), "{address} says {word}");
        }
    }
}
