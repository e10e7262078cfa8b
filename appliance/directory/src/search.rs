//! One search, whose answer is whole or a failure.
//!
//! References to other servers are never followed. An answer that points elsewhere for all of it or
//! for a part of it is neither empty nor complete: who is not in it may be there.

use ldap3::asn1::PL;
use ldap3::{Ldap, ResultEntry, Scope, SearchOptions};

use crate::config::Flavour;
use crate::entry::Entry;
use crate::failure::{Failure, Misconfiguration, Silence};

/// Longest time the directory is to spend on a search, in seconds.
const TIME_LIMIT: i32 = 5;
/// Parts of an Active Directory that hold no people and no groups. A search of the whole domain is
/// answered with references to them, each time.
const WITHOUT_PEOPLE: [&str; 3] = [
    "cn=configuration,",
    "dc=domaindnszones,",
    "dc=forestdnszones,",
];

/// What is searched.
pub(crate) struct Search<'a> {
    pub(crate) base: &'a str,
    pub(crate) scope: Scope,
    pub(crate) filter: &'a str,
    pub(crate) attributes: &'a [&'a str],
    /// Most entries wanted; 0 for all.
    pub(crate) size_limit: i32,
    pub(crate) flavour: Flavour,
    /// What is wrong if the base does not exist.
    pub(crate) no_base: Misconfiguration,
}

impl Search<'_> {
    /// Every entry, or one more than was wanted. A directory that answers with a referral, or cuts
    /// the answer, is a fault and not an answer.
    pub(crate) async fn ask(self, ldap: &mut Ldap) -> Result<Vec<Entry>, Failure> {
        let options = SearchOptions::new()
            .sizelimit(self.size_limit)
            .timelimit(TIME_LIMIT);
        let mut stream = ldap
            .with_search_options(options)
            .streaming_search(self.base, self.scope, self.filter, self.attributes.to_vec())
            .await?;
        let mut entries = Vec::new();
        while let Some(result) = stream.next().await? {
            if !result.is_ref() {
                entries.push(Entry::read(result).ok_or(Silence::Broken)?);
            } else if !self.may_be_left_alone(result) {
                return Err(Misconfiguration::Referral.into());
            }
        }
        let done = stream.finish().await;
        match done.rc {
            0 => Ok(entries),
            // More than asked for is an answer where only "exactly one" matters.
            4 if self.size_limit > 0 && entries.len() > 1 => Ok(entries),
            10 => Err(Misconfiguration::Referral.into()),
            32 | 34 => Err(self.no_base.into()),
            1 | 50 => Err(Misconfiguration::SearchNotAllowed.into()),
            4 | 11 => Err(Misconfiguration::TooManyGroups.into()),
            code => Err(Silence::of(code).into()),
        }
    }

    /// Whether a reference (RFC 4511 4.5.3) leads to where nobody is, by each of its addresses.
    fn may_be_left_alone(&self, reference: ResultEntry) -> bool {
        let PL::C(addresses) = reference.0.payload else {
            return false;
        };
        self.flavour == Flavour::ActiveDirectory
            && !addresses.is_empty()
            && addresses.into_iter().all(|address| match address.payload {
                PL::P(address) => String::from_utf8(address).is_ok_and(|url| leads_nowhere(&url)),
                PL::C(_) => false,
            })
    }
}

/// `ldap://host/name…`, with the name of a part without people.
fn leads_nowhere(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    let name = address
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'))
        .map(|(_, name)| name);
    name.is_some_and(|name| WITHOUT_PEOPLE.iter().any(|part| name.starts_with(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_parts_of_a_domain_that_hold_nobody_are_left_alone() {
        for address in [
            "ldap://ForestDnsZones.centre.example/DC=ForestDnsZones,DC=centre,DC=example",
            "ldap://DomainDnsZones.centre.example/DC=DomainDnsZones,DC=centre,DC=example",
            "ldaps://centre.example/CN=Configuration,DC=centre,DC=example??sub",
        ] {
            assert!(leads_nowhere(address), "{address}");
        }
        for address in [
            "ldap://branch.centre.example/DC=branch,DC=centre,DC=example",
            "ldap://centre.example/OU=Staff,CN=Configuration,DC=centre,DC=example",
            "ldap://centre.example/",
            "ldap://cn=configuration,",
            "CN=Configuration,DC=centre",
            "",
        ] {
            assert!(!leads_nowhere(address), "{address}");
        }
    }
}
