//! How long a search by name takes, and how much memory a million people do.
//!
//! `cargo bench -p doublelock-domain --bench names [PEOPLE]`. Names and dates are drawn from a seed;
//! figures are of this machine, and say nothing without it.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement for whoever runs it"
)]

use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use doublelock_domain::case::{NewCaseForm, PatientDetails};
use doublelock_domain::identity::index::{Name, NameIndex};

const FAMILIES: [&str; 16] = [
    "Tremblay",
    "Gagnon",
    "Roy",
    "Côté",
    "Bouchard",
    "Gauthier",
    "Morin",
    "Lavoie",
    "Fortin",
    "Gagné",
    "Ouellet",
    "Pelletier",
    "Bélanger",
    "Lévesque",
    "Bergeron",
    "Nguyen",
];
const GIVEN: [&str; 16] = [
    "Marie",
    "Jean",
    "Élodie",
    "Luc",
    "Zoé",
    "Pierre",
    "Anne",
    "Michel",
    "Louise",
    "François",
    "Chantal",
    "Denis",
    "Nathalie",
    "Alain",
    "Sylvie",
    "Minh",
];
/// Syllables that make the rest of a name.
const PARTS: [&str; 16] = [
    "ba", "ré", "lin", "mo", "ta", "du", "cha", "ven", "ro", "si", "gau", "pel", "ly", "ma", "nor",
    "bé",
];

/// Numbers from a seed (Knuth's MMIX).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn name(&mut self, first: &[&str]) -> String {
        let mut name = first[self.below(first.len())].to_owned();
        if self.below(3) > 0 {
            name.push('-');
            for _ in 0..=self.below(3) {
                name.push_str(PARTS[self.below(PARTS.len())]);
            }
        }
        name
    }

    fn person(&mut self) -> PatientDetails {
        let first = NaiveDate::from_ymd_opt(1926, 1, 1).unwrap();
        let born = first + Days::new(self.below(36_500) as u64);
        let number = self.below(100_000_000).to_string();
        let form = NewCaseForm {
            family_name: &self.name(&FAMILIES),
            given_names: &self.name(&GIVEN),
            birth_date: &born.to_string(),
            sex: "F",
            language: "fr",
            hospital_number: &number,
            hospital_issuer: "Hôpital du Belvédère",
            question: "",
        };
        form.check(NaiveDate::from_ymd_opt(2026, 11, 28).unwrap())
            .unwrap()
            .patient
    }
}

/// Resident memory, in MB.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap();
    let kilobytes: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes / 1024.0
}

fn say(what: &str, mut took: Vec<Duration>, found: usize) {
    took.sort_unstable();
    let at = |percent: usize| took[(took.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    println!(
        "{what:<34} p50 {:>7.2} ms   p99 {:>7.2} ms   {found} found",
        at(50),
        at(99)
    );
}

fn main() {
    let asked = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let people: usize = asked.unwrap_or(1_000_000);
    let mut chance = Chance(7);
    let before = resident();
    let mut index = NameIndex::default();
    let mut adding = Duration::ZERO;
    for key in 0..people {
        let person = chance.person();
        let began = Instant::now();
        index.add(i64::try_from(key).unwrap(), &Name::of(&person));
        adding += began.elapsed();
    }
    println!(
        "{people} people: added in {:.1} s, {:.0} MB",
        adding.as_secs_f64(),
        resident() - before
    );
    for text in [
        "tremblay",
        "tremblay-bare elodie-du",
        "t",
        "nobodyhasthis",
        "roy 1984-02-29",
    ] {
        let mut found = 0;
        let took = (0..200)
            .map(|_| {
                let began = Instant::now();
                found = index.search(text, 200).keys.len();
                began.elapsed()
            })
            .collect();
        say(&format!("search \u{ab} {text} \u{bb}"), took, found);
    }
    let mut found = 0;
    let took = (0..200)
        .map(|_| {
            let person = chance.person();
            let began = Instant::now();
            found += index.candidates(&person).len();
            began.elapsed()
        })
        .collect();
    say("who may be the same (200 people)", took, found);
}
