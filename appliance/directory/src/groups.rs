//! Groups of a person, by full name.

use std::collections::BTreeSet;

use ldap3::{Ldap, Scope, ldap_escape};

use crate::config::{Flavour, GroupStrategy};
use crate::dn::NormalizedDn;
use crate::entry::Entry;
use crate::failure::{Failure, Misconfiguration};
use crate::search::Search;

/// Names asked for in one filter while walking.
const NAMES_AT_ONCE: usize = 20;
/// Most groups found for one person; more is taken for a fault of the directory.
const MAX_GROUPS: usize = 2_000;

/// Where groups are looked for.
pub(crate) struct Within<'a> {
    pub(crate) base: &'a str,
    pub(crate) flavour: Flavour,
}

/// Every group that the strategy finds for the person.
pub(crate) async fn groups_of(
    ldap: &mut Ldap,
    person: &Entry,
    strategy: &GroupStrategy,
    within: &Within<'_>,
) -> Result<BTreeSet<NormalizedDn>, Failure> {
    match strategy {
        GroupStrategy::MemberOf => {
            let texts = person
                .values("memberOf")
                .iter()
                .map(|value| std::str::from_utf8(value));
            Ok(texts
                .flatten()
                .filter_map(|dn| NormalizedDn::parse(dn).ok())
                .collect())
        }
        GroupStrategy::AdMatchingRule => {
            let filter = format!(
                "(member:1.2.840.113556.1.4.1941:={})",
                ldap_escape(person.dn.as_str())
            );
            let found = search_names(ldap, within, &filter).await?;
            Ok(found
                .iter()
                .filter_map(|dn| NormalizedDn::parse(dn).ok())
                .collect())
        }
        GroupStrategy::Walk { member, max_depth } => {
            walk(ldap, person, member, *max_depth, within).await
        }
    }
}

async fn walk(
    ldap: &mut Ldap,
    person: &Entry,
    member: &str,
    max_depth: u8,
    within: &Within<'_>,
) -> Result<BTreeSet<NormalizedDn>, Failure> {
    let mut groups = BTreeSet::new();
    let mut frontier = vec![person.dn.clone()];
    for _ in 0..=max_depth {
        let mut next = Vec::new();
        for names in frontier.chunks(NAMES_AT_ONCE) {
            let clause = |dn: &String| format!("({member}={})", ldap_escape(dn.as_str()));
            let clauses = names.iter().map(clause).collect::<Vec<_>>().concat();
            for dn in search_names(ldap, within, &format!("(|{clauses})")).await? {
                // Groups already seen are not asked again, so circles end.
                if let Ok(name) = NormalizedDn::parse(&dn)
                    && groups.insert(name)
                {
                    next.push(dn);
                }
            }
        }
        if groups.len() > MAX_GROUPS {
            return Err(Misconfiguration::TooManyGroups.into());
        }
        if next.is_empty() {
            break;
        }
        frontier = next;
    }
    Ok(groups)
}

async fn search_names(
    ldap: &mut Ldap,
    within: &Within<'_>,
    filter: &str,
) -> Result<Vec<String>, Failure> {
    let search = Search {
        base: within.base,
        scope: Scope::Subtree,
        filter,
        attributes: &["1.1"],
        size_limit: 0,
        flavour: within.flavour,
        no_base: Misconfiguration::GroupBase,
    };
    let entries = search.ask(ldap).await?;
    if entries.len() > MAX_GROUPS {
        return Err(Misconfiguration::TooManyGroups.into());
    }
    Ok(entries.into_iter().map(|entry| entry.dn).collect())
}
