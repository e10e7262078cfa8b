//! The settings of the staff directory, and what its client is made of them.
//!
//! Whoever serves starts with [`DirectorySettings::client`]; whoever checks a file is told the faults
//! of the very same. Nothing is sent by either.

use std::path::PathBuf;
use std::time::Duration;

use doublelock_directory::{
    Attributes, ConfigFault, Directory, DirectoryConfig, Flavour, GroupStrategy as ClientStrategy,
    Named, NormalizedDn, Secret, ServiceAccount,
};
use doublelock_domain::access::DutyName;

use super::read::Reader;

/// Levels of nested groups that are followed.
const NESTING: u8 = 8;
/// Deadline of every question to the directory: an answer is promised within 5 s, and what is done
/// before and after the question takes its time too.
const DEADLINE: Duration = Duration::from_millis(4500);

/// The staff directory.
#[derive(Debug, Clone)]
pub struct DirectorySettings {
    /// `ldaps://host:636` or `ldap://host:389`, tried in turn.
    pub urls: Vec<String>,
    /// StartTLS on `ldap://`; without it, `ldap://` is for a literal loopback address only.
    pub start_tls: bool,
    /// Certificate authority of the directory, PEM.
    pub ca: PathBuf,
    /// DN that searches.
    pub bind_dn: String,
    /// File with its password.
    pub bind_password: PathBuf,
    /// Where people are.
    pub user_base: String,
    /// Filter that finds a person; `{login}` stands for what was typed.
    pub user_filter: String,
    /// Where groups are.
    pub group_base: String,
    /// How nested groups are found.
    pub groups: GroupStrategy,
    /// DN of the password policy of whoever has none of their own.
    pub password_policy: Option<String>,
    /// Group DN → duty.
    pub duties: Vec<(DutyName, String)>,
}

/// How nested groups are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupStrategy {
    /// Active Directory's matching rule 1.2.840.113556.1.4.1941.
    ActiveDirectory,
    /// Walking from group to group by `member`.
    Walk,
    /// The person's `memberOf`.
    MemberOf,
}

/// Why the directory cannot be used with its settings.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryFault {
    /// The client refuses them.
    #[error("{0}")]
    Settings(#[from] ConfigFault),
    /// No URL at all.
    #[error("a directory URL must be ldaps://host:port or ldap://host:port")]
    Url,
    /// A group of this duty.
    #[error("a group is not a distinguished name")]
    Group(DutyName),
    /// The password file cannot be read as text.
    #[error("the password file of the directory account cannot be read")]
    PasswordFile,
}

impl DirectoryFault {
    /// The setting that is wrong.
    pub fn setting(&self) -> String {
        let setting = match self {
            Self::Group(duty) => return format!("directory.duties.{duty}"),
            Self::Url => "directory.urls",
            Self::PasswordFile => "directory.bind_password",
            Self::Settings(fault) => match fault {
                ConfigFault::NoUrl | ConfigFault::BadUrl | ConfigFault::ClearText => {
                    "directory.urls"
                }
                ConfigFault::BadFilter => "directory.user_filter",
                ConfigFault::BadDn(Named::UserBase) => "directory.user_base",
                ConfigFault::BadDn(Named::GroupBase) => "directory.group_base",
                ConfigFault::BadDn(Named::ServiceAccount) => "directory.bind_dn",
                ConfigFault::BadDn(Named::DefaultPolicy) => "directory.password_policy",
                ConfigFault::NoServicePassword => "directory.bind_password",
                ConfigFault::CaUnreadable(_)
                | ConfigFault::CaIsKey
                | ConfigFault::CaUnusable(_) => "directory.ca",
                // Not read from the file.
                ConfigFault::BadAttribute | ConfigFault::BadDeadline => "directory",
            },
        };
        setting.to_owned()
    }

    const fn french(&self) -> &'static str {
        match self {
            Self::Group(_) | Self::Settings(ConfigFault::BadDn(_)) => {
                "ce n’est pas un nom distinctif (DN)"
            }
            Self::Url | Self::Settings(ConfigFault::NoUrl | ConfigFault::BadUrl) => {
                "une adresse d’annuaire est ldaps://hôte:port ou ldap://hôte:port"
            }
            Self::PasswordFile => "ce fichier de mot de passe ne peut pas être lu",
            Self::Settings(ConfigFault::ClearText) => {
                "ldap:// sans StartTLS est refusé, sauf vers une adresse de bouclage"
            }
            Self::Settings(ConfigFault::BadFilter) => {
                "ce n’est pas un filtre LDAP qui contient {login}"
            }
            Self::Settings(ConfigFault::NoServicePassword) => "le mot de passe est vide",
            Self::Settings(ConfigFault::CaUnreadable(_)) => "ce fichier ne peut pas être lu",
            Self::Settings(ConfigFault::CaIsKey) => {
                "ce fichier contient une clé privée, pas des certificats"
            }
            Self::Settings(ConfigFault::CaUnusable(_)) => {
                "ce fichier ne contient aucun certificat utilisable"
            }
            Self::Settings(ConfigFault::BadAttribute | ConfigFault::BadDeadline) => {
                "ces réglages ne peuvent pas servir"
            }
        }
    }
}

impl DirectorySettings {
    /// What the client of the directory is made of. Reads the password file.
    pub fn client(&self) -> Result<DirectoryConfig, DirectoryFault> {
        let password = std::fs::read_to_string(&self.bind_password)
            .map_err(|_| DirectoryFault::PasswordFile)?;
        let urls = self
            .urls
            .iter()
            .map(|url| url.parse().map_err(|_| DirectoryFault::Url));
        let flavour = match self.groups {
            GroupStrategy::ActiveDirectory => Flavour::ActiveDirectory,
            GroupStrategy::Walk | GroupStrategy::MemberOf => Flavour::OpenLdap,
        };
        let groups = match self.groups {
            GroupStrategy::ActiveDirectory => ClientStrategy::AdMatchingRule,
            GroupStrategy::Walk => ClientStrategy::Walk {
                member: "member".into(),
                max_depth: NESTING,
            },
            GroupStrategy::MemberOf => ClientStrategy::MemberOf,
        };
        Ok(DirectoryConfig {
            urls: urls.collect::<Result<_, _>>()?,
            start_tls: self.start_tls,
            plain_on_loopback: !self.start_tls,
            ca_file: Some(self.ca.clone()),
            service: Some(ServiceAccount {
                dn: self.bind_dn.clone(),
                password: Secret::new(password.trim_end_matches(['\r', '\n'])),
            }),
            flavour,
            user_base: self.user_base.clone(),
            user_filter: self.user_filter.clone(),
            group_base: self.group_base.clone(),
            groups,
            attributes: Attributes::of(flavour),
            default_policy: self.password_policy.clone(),
            deadline: DEADLINE,
        })
    }

    /// The group of each duty.
    pub fn duty_groups(&self) -> Result<Vec<(DutyName, NormalizedDn)>, DirectoryFault> {
        self.each_group().collect()
    }

    fn each_group(&self) -> impl Iterator<Item = Result<(DutyName, NormalizedDn), DirectoryFault>> {
        self.duties.iter().map(|(duty, dn)| {
            let dn = NormalizedDn::parse(dn).map_err(|_| DirectoryFault::Group(*duty))?;
            Ok((*duty, dn))
        })
    }

    /// Every reason for which the directory cannot be used with these settings.
    fn faults(&self) -> Vec<DirectoryFault> {
        let mut faults: Vec<DirectoryFault> = match self.client() {
            Ok(config) => Directory::faults(&config)
                .into_iter()
                .map(Into::into)
                .collect(),
            Err(fault) => vec![fault],
        };
        faults.extend(self.each_group().filter_map(Result::err));
        faults
    }
}

/// Reads them, and names every fault for which the directory would not be used.
pub(super) fn read(reader: &mut Reader) -> DirectorySettings {
    let faults = reader.faults();
    let mut duties = Vec::new();
    for duty in DutyName::OF_PEOPLE {
        for dn in reader.texts(&format!("directory.duties.{duty}")) {
            duties.push((*duty, dn));
        }
    }
    if duties.is_empty() {
        reader.fault(
            "directory.duties",
            "aucune fonction n’a de groupe",
            "no duty has a group",
        );
    }
    let settings = DirectorySettings {
        urls: reader.parsed_list("directory.urls", ldap_url),
        start_tls: reader.truth("directory.start_tls"),
        ca: reader.file("directory.ca"),
        bind_dn: reader.text("directory.bind_dn"),
        bind_password: reader.file("directory.bind_password"),
        user_base: reader.text("directory.user_base"),
        user_filter: reader
            .parsed("directory.user_filter", |text| {
                text.contains("{login}").then(|| text.to_owned())
            })
            .unwrap_or_default(),
        group_base: reader.text("directory.group_base"),
        groups: reader
            .parsed("directory.groups", |text| match text {
                "active_directory" => Some(GroupStrategy::ActiveDirectory),
                "walk" => Some(GroupStrategy::Walk),
                "member_of" => Some(GroupStrategy::MemberOf),
                _ => None,
            })
            .unwrap_or(GroupStrategy::Walk),
        password_policy: reader.optional("directory.password_policy"),
        duties,
    };
    // What is judged of all settings together is judged only if each is sound.
    if reader.faults() == faults {
        for fault in settings.faults() {
            let (french, english) = (fault.french(), fault.to_string());
            reader.fault(&fault.setting(), french, &english);
        }
    }
    settings
}

fn ldap_url(text: &str) -> Option<String> {
    let rest = text
        .strip_prefix("ldaps://")
        .or_else(|| text.strip_prefix("ldap://"))?;
    (!rest.is_empty()).then(|| text.to_owned())
}
