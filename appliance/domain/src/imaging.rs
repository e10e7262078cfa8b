//! Comparing the patient of a received study with the patient of a case.
//!
//! A person decides; this only says what is equal, what is close and what differs,
//! field by field, so that the page can show it (mission 4(c)). A hospital file
//! number without its issuer never counts as equal: two hospitals give the same
//! number to two people.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use crate::case::{PatientDetails, Sex};
use crate::refusal::Refusal;
use crate::text_enum;

text_enum! {
    /// Where a received study stands.
    pub enum StudyState {
        /// Received, nobody has said whose it is.
        Unassigned = "unassigned",
        /// Attached to a case.
        Attached = "attached",
    }
}

text_enum! {
    /// What became of a received object.
    pub enum InstanceState {
        /// The one copy of its SOP Instance UID.
        Held = "held",
        /// Same SOP Instance UID as one we hold, other bytes: kept apart, to be judged.
        Conflict = "conflict",
        /// Kept apart: it came after its study was attached to a case, and names another
        /// patient than the images that a person compared.
        OtherPatient = "other_patient",
    }
}

text_enum! {
    /// Whether an object's words and thumbnail have been read.
    pub enum Described {
        /// Not yet.
        Waiting = "waiting",
        /// Yes.
        Done = "done",
        /// The child that reads them refused it or died: no words, no thumbnail; the
        /// object itself is kept as received.
        Failed = "failed",
    }
}

impl Described {
    /// How far a study of several objects is: read once the words of one were, failed when
    /// none was and nothing waits any more.
    pub const fn of_study(any_read: bool, any_waiting: bool) -> Self {
        match (any_read, any_waiting) {
            (true, _) => Self::Done,
            (false, true) => Self::Waiting,
            (false, false) => Self::Failed,
        }
    }
}

text_enum! {
    /// Verdict on one compared field.
    pub enum Verdict {
        /// The same.
        Equal = "equal",
        /// Written differently but compatible (accents, order, case).
        Close = "close",
        /// One side is silent.
        Missing = "missing",
        /// Not the same.
        Differs = "differs",
    }
}

text_enum! {
    /// Overall result (glossary: recon_green, recon_amber, recon_red).
    pub enum Concordance {
        /// All equal.
        Match = "match",
        /// Compatible; a person looks before saying yes.
        Check = "check",
        /// A person differs: the study stays where it is.
        Held = "held",
    }
}

text_enum! {
    /// The fields compared, in the order shown.
    pub enum ComparedField {
        /// (0010,0010).
        Name = "name",
        /// (0010,0030).
        BirthDate = "birth_date",
        /// (0010,0040).
        Sex = "sex",
        /// (0010,0020) with (0010,0021).
        HospitalNumber = "hospital_number",
    }
}

/// The patient as the received objects name them, already decoded to text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatientInStudy {
    /// (0010,0010) as received, e.g. `BELANGER-ROY^ELODIE`.
    pub name: String,
    /// (0010,0030) `AAAAMMJJ`.
    pub birth_date: String,
    /// (0010,0040).
    pub sex: String,
    /// (0010,0020).
    pub patient_id: String,
    /// (0010,0021).
    pub issuer: String,
}

/// One compared field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldVerdict {
    /// Which.
    pub field: ComparedField,
    /// What came out.
    pub verdict: Verdict,
}

/// The whole comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// One verdict per field, in [`ComparedField::ALL`] order.
    pub fields: Vec<FieldVerdict>,
    /// What the fields add up to.
    pub concordance: Concordance,
}

/// A received study, as far as saying whose it is needs it.
#[derive(Debug, Clone)]
pub struct ReceivedStudy<'a> {
    /// Where it stands.
    pub state: StudyState,
    /// How far reading its words is.
    pub described: Described,
    /// Images held.
    pub images: u32,
    /// The images held name more than one patient.
    pub several_patients: bool,
    /// The patient as received.
    pub patient: &'a PatientInStudy,
}

impl ReceivedStudy<'_> {
    /// Whether it can be attached to the case of `patient`, after a person compared the
    /// two while there were `compared` images: what arrived since is to be looked at too.
    pub fn attach(&self, patient: &PatientDetails, compared: u32) -> Result<Concordance, Refusal> {
        if self.state == StudyState::Attached {
            return Err(Refusal::WrongState {
                state: self.state.as_str(),
            });
        }
        if self.described != Described::Done {
            return Err(Refusal::StudyNotRead);
        }
        if compared != self.images {
            return Err(Refusal::StudyGrew);
        }
        let concordance = compare(patient, self.patient).concordance;
        if self.several_patients || concordance == Concordance::Held {
            return Err(Refusal::PatientDiffers);
        }
        Ok(concordance)
    }
}

/// Compares field by field.
///
/// `Held` if name, birth date or sex differ. `Match` only if name and birth date
/// are equal and nothing is close or missing. The hospital number alone never
/// turns a study towards a case or away from it.
pub fn compare(case: &PatientDetails, study: &PatientInStudy) -> Comparison {
    let fields = vec![
        FieldVerdict {
            field: ComparedField::Name,
            verdict: compare_names(case, &study.name),
        },
        FieldVerdict {
            field: ComparedField::BirthDate,
            verdict: compare_dates(case.birth_date, &study.birth_date),
        },
        FieldVerdict {
            field: ComparedField::Sex,
            verdict: compare_sex(case.sex, &study.sex),
        },
        FieldVerdict {
            field: ComparedField::HospitalNumber,
            verdict: compare_numbers(case, study),
        },
    ];
    let of = |wanted| {
        fields
            .iter()
            .find(|f| f.field == wanted)
            .map_or(Verdict::Missing, |f| f.verdict)
    };
    let identity = [
        of(ComparedField::Name),
        of(ComparedField::BirthDate),
        of(ComparedField::Sex),
    ];
    let concordance = if identity.contains(&Verdict::Differs) {
        Concordance::Held
    } else if identity.iter().all(|v| *v == Verdict::Equal)
        && of(ComparedField::HospitalNumber) != Verdict::Differs
    {
        Concordance::Match
    } else {
        Concordance::Check
    };
    Comparison {
        fields,
        concordance,
    }
}

fn compare_names(case: &PatientDetails, received: &str) -> Verdict {
    // PN: component groups separated by '=', components by '^' (PS3.5 6.2.1).
    let groups: Vec<&str> = received
        .split('=')
        .map(str::trim)
        .filter(|g| !g.is_empty())
        .collect();
    if groups.is_empty() {
        return Verdict::Missing;
    }
    let family = case.family_name.as_str();
    let given = case.given_names.as_str();
    let mut best = Verdict::Differs;
    for group in groups {
        let mut parts = group.split('^').map(str::trim);
        let first = parts.next().unwrap_or_default();
        let rest: Vec<&str> = parts.take(2).filter(|p| !p.is_empty()).collect();
        if first == family && rest.join(" ") == given {
            return Verdict::Equal;
        }
        if close_names(&format!("{family} {given}"), &group.replace('^', " ")) {
            best = Verdict::Close;
        }
    }
    best
}

/// Same words whatever their order, accents, case, hyphens and apostrophes; or one
/// side lacks middle names the other has, with family and first name present.
fn close_names(ours: &str, theirs: &str) -> bool {
    let (ours, theirs) = (name_words(ours), name_words(theirs));
    if ours.is_empty() || theirs.is_empty() {
        return false;
    }
    let within =
        |few: &[String], many: &[String]| few.len() >= 2 && few.iter().all(|w| many.contains(w));
    within(&ours, &theirs) || within(&theirs, &ours)
}

fn name_words(name: &str) -> Vec<String> {
    // NFKD, then marks dropped: É = E + acute. Bounded: a PN has at most 3 × 64
    // characters (PS3.5 6.2), and hostile text may be longer.
    let folded: String = name
        .chars()
        .take(512)
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .flat_map(char::to_lowercase)
        .collect();
    let mut words: Vec<String> = folded.split_whitespace().map(str::to_owned).collect();
    words.sort();
    words.dedup();
    words
}

fn compare_dates(ours: NaiveDate, received: &str) -> Verdict {
    let text = received.trim();
    if text.is_empty() {
        return Verdict::Missing;
    }
    match NaiveDate::parse_from_str(text, "%Y%m%d")
        .or_else(|_| NaiveDate::parse_from_str(text, "%Y.%m.%d"))
    {
        Ok(date) if date == ours => Verdict::Equal,
        _ => Verdict::Differs,
    }
}

fn compare_sex(ours: Sex, received: &str) -> Verdict {
    match (ours, received.trim().parse::<Sex>()) {
        (Sex::Unknown, _) | (_, Ok(Sex::Unknown) | Err(_)) => Verdict::Missing,
        (ours, Ok(theirs)) if ours == theirs => Verdict::Equal,
        _ => Verdict::Differs,
    }
}

fn compare_numbers(case: &PatientDetails, study: &PatientInStudy) -> Verdict {
    let Some(ours) = &case.hospital_number else {
        return Verdict::Missing;
    };
    let (number, issuer) = (study.patient_id.trim(), study.issuer.trim());
    if number.is_empty() || issuer.is_empty() {
        return Verdict::Missing;
    }
    if name_words(ours.issuer.as_str()) != name_words(issuer) {
        // Another establishment's number says nothing about ours.
        return Verdict::Missing;
    }
    if ours.value.as_str() == number {
        Verdict::Equal
    } else if ours.value.as_str().eq_ignore_ascii_case(number) {
        Verdict::Close
    } else {
        Verdict::Differs
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::case::{EnteredText, IssuedIdentifier, Language};
    use proptest::prelude::*;

    fn text(value: &str) -> EnteredText {
        EnteredText::required("x", value, 120).unwrap()
    }

    fn elodie() -> PatientDetails {
        PatientDetails {
            family_name: text("Bélanger-Roy"),
            given_names: text("Élodie"),
            birth_date: NaiveDate::from_ymd_opt(1984, 2, 29).unwrap(),
            sex: Sex::Female,
            hospital_number: Some(IssuedIdentifier {
                value: text("H-4471"),
                issuer: text("Hôpital du Belvédère"),
            }),
            language: Language::French,
        }
    }

    fn received(name: &str, birth: &str, sex: &str, id: &str, issuer: &str) -> PatientInStudy {
        PatientInStudy {
            name: name.into(),
            birth_date: birth.into(),
            sex: sex.into(),
            patient_id: id.into(),
            issuer: issuer.into(),
        }
    }

    #[test]
    fn all_equal_is_a_match() {
        let study = received(
            "Bélanger-Roy^Élodie",
            "19840229",
            "F",
            "H-4471",
            "HOPITAL DU BELVEDERE",
        );
        assert_eq!(compare(&elodie(), &study).concordance, Concordance::Match);
    }

    #[test]
    fn accents_case_and_order_are_to_be_checked_not_held() {
        for name in [
            "BELANGER ROY^ELODIE",
            "Élodie^Bélanger-Roy",
            "BELANGER-ROY^ELODIE^MARIE",
            "=Bélanger Roy^Élodie",
        ] {
            let result = compare(&elodie(), &received(name, "19840229", "F", "", ""));
            assert_eq!(result.concordance, Concordance::Check, "{name}");
        }
    }

    #[test]
    fn another_name_birth_date_or_sex_is_held() {
        for study in [
            received(
                "Tremblay^Élodie",
                "19840229",
                "F",
                "H-4471",
                "Hôpital du Belvédère",
            ),
            received("Bélanger-Roy^Élodie", "19840228", "F", "", ""),
            received("Bélanger-Roy^Élodie", "19840229", "M", "", ""),
        ] {
            assert_eq!(compare(&elodie(), &study).concordance, Concordance::Held);
        }
    }

    #[test]
    fn a_number_without_its_issuer_never_matches() {
        let study = received("Bélanger-Roy^Élodie", "19840229", "F", "H-4471", "");
        let verdict = compare(&elodie(), &study).fields[3].verdict;
        assert_eq!(verdict, Verdict::Missing);
    }

    #[test]
    fn the_same_number_of_the_same_hospital_for_somebody_else_is_held() {
        let study = received(
            "Autre^Personne",
            "19700101",
            "F",
            "H-4471",
            "Hôpital du Belvédère",
        );
        assert_eq!(compare(&elodie(), &study).concordance, Concordance::Held);
    }

    #[test]
    fn a_study_that_says_nothing_is_checked_by_a_person() {
        assert_eq!(
            compare(&elodie(), &PatientInStudy::default()).concordance,
            Concordance::Check
        );
    }

    proptest! {
        #[test]
        fn no_received_text_makes_it_panic(name in ".{0,80}", birth in ".{0,12}", sex in ".{0,3}") {
            let _ = compare(&elodie(), &received(&name, &birth, &sex, &name, &birth));
        }

        #[test]
        fn a_different_birth_date_is_never_a_match(days in 1u64..20_000) {
            let date = crate::time::days_after(elodie().birth_date, days).format("%Y%m%d").to_string();
            let study = received("Bélanger-Roy^Élodie", &date, "F", "H-4471", "Hôpital du Belvédère");
            prop_assert_eq!(compare(&elodie(), &study).concordance, Concordance::Held);
        }
    }
}
