//! The fictitious staff.

use doublelock_directory::demo::{AccountState, DemoPerson, group_dn};
use doublelock_domain::access::DutyName;

/// A fictitious member of staff.
#[derive(Debug, Clone, Copy)]
pub struct StaffMember {
    /// User name.
    pub login: &'static str,
    /// Name shown.
    pub name: &'static str,
    /// Password: fictitious like everything else.
    pub password: &'static str,
    /// Duties.
    pub duties: &'static [DutyName],
    /// Preferred language.
    pub language: &'static str,
}

/// Coordinator: cases, shipments, the scan station.
pub const NADIA: StaffMember = StaffMember {
    login: "nadia",
    name: "Nadia Tremblay-Roy",
    password: "demo-nadia",
    duties: &[DutyName::Coordination, DutyName::Custody],
    language: "fr-CA",
};

/// Records clerk: the archive; the second person of a double-lock visit.
pub const KARIM: StaffMember = StaffMember {
    login: "karim",
    name: "Karim Benali",
    password: "demo-karim",
    duties: &[DutyName::Custody],
    language: "fr-CA",
};

/// Imaging technologist.
pub const SOPHIE: StaffMember = StaffMember {
    login: "sophie",
    name: "Sophie Lavigne",
    password: "demo-sophie",
    duties: &[DutyName::Imaging],
    language: "fr-CA",
};

/// Privacy officer.
pub const MARC: StaffMember = StaffMember {
    login: "marc",
    name: "Marc Gagnon",
    password: "demo-marc",
    duties: &[DutyName::Privacy],
    language: "fr-CA",
};

/// Operator and auditor; works in English.
pub const ALEX: StaffMember = StaffMember {
    login: "alex",
    name: "Alex Chen",
    password: "demo-alex",
    duties: &[DutyName::Operator, DutyName::Auditor],
    language: "en-CA",
};

/// Everybody.
pub const EVERYBODY: &[StaffMember] = &[NADIA, KARIM, SOPHIE, MARC, ALEX];

/// The plain name of the directory group that gives a duty.
fn group_name(duty: DutyName) -> String {
    format!("dl-{duty}")
}

/// The full name of the directory group that gives a duty.
pub fn duty_group(duty: DutyName) -> String {
    group_dn(&group_name(duty))
}

/// The staff as the embedded directory is given them.
pub fn directory_entries() -> Vec<DemoPerson> {
    EVERYBODY
        .iter()
        .map(|person| DemoPerson {
            login: person.login.into(),
            display_name: person.name.into(),
            password: person.password.into(),
            groups: person.duties.iter().map(|duty| group_name(*duty)).collect(),
            language: Some(person.language.into()),
            state: AccountState::Active,
        })
        .collect()
}
