//! Whether settings can be used, before anything is sent.

use openssl::ssl::SslConnector;

use crate::config::{ConfigFault, DirectoryConfig, GroupStrategy, Named};
use crate::dn::NormalizedDn;
use crate::wire::{Target, connector};

/// Longest configured filter, in bytes.
const MAX_FILTER: usize = 2048;

/// What usable settings become.
pub(crate) struct Checked {
    pub(crate) targets: Vec<Target>,
    pub(crate) tls: SslConnector,
}

/// Checks the settings and reads the authorities' file; names every fault.
pub(crate) fn check(config: &DirectoryConfig) -> Result<Checked, Vec<ConfigFault>> {
    let mut faults = Vec::new();
    if config.urls.is_empty() {
        faults.push(ConfigFault::NoUrl);
    }
    let mut targets = Vec::new();
    for url in &config.urls {
        match Target::of(url, config.start_tls, config.plain_on_loopback) {
            Ok(target) => targets.push(target),
            Err(fault) => faults.push(fault),
        }
    }
    faults.extend(filter_fault(&config.user_filter));
    faults.extend(name_faults(config));
    let secret = config.service.as_ref().map(|account| &account.password);
    if secret.is_some_and(|password| password.expose().is_empty()) {
        faults.push(ConfigFault::NoServicePassword);
    }
    if !(1..=60_000).contains(&config.deadline.as_millis()) {
        faults.push(ConfigFault::BadDeadline);
    }
    match connector(config.ca_file.as_deref()) {
        Ok(tls) if faults.is_empty() => return Ok(Checked { targets, tls }),
        Ok(_) => {}
        Err(fault) => faults.push(fault),
    }
    Err(faults)
}

fn filter_fault(filter: &str) -> Option<ConfigFault> {
    let tried = ["x", "*"].map(|login| ldap3::parse_filter(filter.replace("{login}", login)));
    let good = filter.starts_with('(')
        && filter.contains("={login}")
        && filter.len() <= MAX_FILTER
        && tried.iter().all(Result::is_ok);
    (!good).then_some(ConfigFault::BadFilter)
}

fn name_faults(config: &DirectoryConfig) -> Vec<ConfigFault> {
    let account = config.service.as_ref().map(|account| &account.dn);
    let names = [
        (Named::UserBase, Some(&config.user_base)),
        (Named::GroupBase, Some(&config.group_base)),
        (Named::ServiceAccount, account),
        (Named::DefaultPolicy, config.default_policy.as_ref()),
    ];
    let malformed = names
        .into_iter()
        .filter(|(_, dn)| dn.is_some_and(|dn| NormalizedDn::parse(dn).is_err()));
    let mut faults: Vec<ConfigFault> = malformed
        .map(|(name, _)| ConfigFault::BadDn(name))
        .collect();
    let read = &config.attributes;
    let mut attributes = vec![&read.login, &read.display_name, &read.language];
    if let GroupStrategy::Walk { member, .. } = &config.groups {
        attributes.push(member);
    }
    let plain = |name: &&String| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if !attributes.iter().all(plain) {
        faults.push(ConfigFault::BadAttribute);
    }
    faults
}
