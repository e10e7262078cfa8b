//! Groups of a person, by full name.

use std::collections::BTreeSet;

use ldap3::{Ldap, Scope, SearchOptions, ldap_escape};

use crate::config::GroupStrategy;
use crate::dn::NormalizedDn;
use crate::entry::Entry;
use crate::failure::{Failure, Misconfiguration};

/// Names asked for in one filter while walking.
const NAMES_AT_ONCE: usize = 20;
/// Most groups found for one person; more is taken for a fault of the directory.
const MAX_GROUPS: usize = 2_000;

/// Every group that the strategy finds for the person.
pub(crate) async fn groups_of(
    ldap: &mut Ldap,
    person: &Entry,
    strategy: &GroupStrategy,
    base: &str,
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
            let found = search_names(ldap, base, &filter).await?;
            Ok(found
                .iter()
                .filter_map(|dn| NormalizedDn::parse(dn).ok())
                .collect())
        }
        GroupStrategy::Walk { member, max_depth } => {
            walk(ldap, person, member, *max_depth, base).await
        }
    }
}

async fn walk(
    ldap: &mut Ldap,
    person: &Entry,
    member: &str,
    max_depth: u8,
    base: &str,
) -> Result<BTreeSet<NormalizedDn>, Failure> {
    let mut groups = BTreeSet::new();
    let mut frontier = vec![person.dn.clone()];
    for _ in 0..=max_depth {
        let mut next = Vec::new();
        for names in frontier.chunks(NAMES_AT_ONCE) {
            let clause = |dn: &String| format!("({member}={})", ldap_escape(dn.as_str()));
            let clauses = names.iter().map(clause).collect::<Vec<_>>().concat();
            for dn in search_names(ldap, base, &format!("(|{clauses})")).await? {
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

async fn search_names(ldap: &mut Ldap, base: &str, filter: &str) -> Result<Vec<String>, Failure> {
    let entries = search(ldap, base, filter, &["1.1"], 0, Misconfiguration::GroupBase).await?;
    if entries.len() > MAX_GROUPS {
        return Err(Misconfiguration::TooManyGroups.into());
    }
    Ok(entries.into_iter().map(|entry| entry.dn).collect())
}

/// One search of a subtree. References to other servers are left alone; a directory that answers
/// with a referral, or cuts the answer, is a fault and not an answer.
pub(crate) async fn search(
    ldap: &mut Ldap,
    base: &str,
    filter: &str,
    attributes: &[&str],
    size_limit: i32,
    no_base: Misconfiguration,
) -> Result<Vec<Entry>, Failure> {
    let options = SearchOptions::new().sizelimit(size_limit).timelimit(5);
    let mut stream = ldap
        .with_search_options(options)
        .streaming_search(base, Scope::Subtree, filter, attributes.to_vec())
        .await?;
    let mut entries = Vec::new();
    while let Some(result) = stream.next().await? {
        entries.extend(Entry::read(result));
    }
    let done = stream.finish().await;
    match done.rc {
        0 => Ok(entries),
        // More than asked for is an answer where only "exactly one" matters.
        4 if size_limit > 0 && entries.len() > 1 => Ok(entries),
        10 => Err(Misconfiguration::Referral.into()),
        32 | 34 => Err(no_base.into()),
        1 | 50 => Err(Misconfiguration::SearchNotAllowed.into()),
        4 | 11 => Err(Misconfiguration::TooManyGroups.into()),
        _ => Err(Failure::Unreachable),
    }
}
