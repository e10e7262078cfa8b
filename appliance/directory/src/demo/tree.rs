//! The entries of the fictitious tree.

use std::collections::{BTreeMap, BTreeSet};

use openssl::sha::sha256;

use super::names::{BASE, group_dn};
use super::person::{AccountState, DemoPerson};
use crate::dn::NormalizedDn;

/// An entry as the server shows it.
pub(super) struct Node {
    pub(super) dn: String,
    pub(super) attributes: Vec<(&'static str, Vec<String>)>,
}

impl Node {
    pub(super) fn values(&self, name: &str) -> &[String] {
        self.attributes
            .iter()
            .find(|(kind, _)| kind.eq_ignore_ascii_case(name))
            .map_or(&[], |(_, values)| values.as_slice())
    }
}

/// People and the nesting of groups; entries are made when asked for.
pub(super) struct Tree {
    people: Vec<(usize, DemoPerson)>,
    nested: BTreeSet<(String, String)>,
}

impl Tree {
    pub(super) fn new(people: Vec<DemoPerson>) -> Self {
        Self {
            people: people.into_iter().enumerate().collect(),
            nested: BTreeSet::new(),
        }
    }

    pub(super) fn each(&mut self, login: &str, mut change: impl FnMut(&mut DemoPerson)) {
        for (_, person) in self.people.iter_mut().filter(|(_, p)| p.login == login) {
            change(person);
        }
    }

    pub(super) fn nest(&mut self, inner: &str, outer: &str) {
        self.nested.insert((inner.to_owned(), outer.to_owned()));
    }

    pub(super) fn remove(&mut self, login: &str) {
        self.people.retain(|(_, person)| person.login != login);
    }

    pub(super) fn person(&self, dn: &NormalizedDn) -> Option<&DemoPerson> {
        let found = self.people.iter().find(|(number, person)| {
            NormalizedDn::parse(&person_dn(*number, person)).is_ok_and(|own| own == *dn)
        });
        found.map(|(_, person)| person)
    }

    pub(super) fn nodes(&self) -> Vec<Node> {
        let mut nodes: Vec<Node> = self
            .people
            .iter()
            .map(|(n, p)| person_node(*n, p))
            .collect();
        let mut members: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (number, person) in &self.people {
            for group in &person.groups {
                members
                    .entry(group)
                    .or_default()
                    .push(person_dn(*number, person));
            }
        }
        for (inner, outer) in &self.nested {
            members.entry(inner).or_default();
            members.entry(outer).or_default().push(group_dn(inner));
        }
        nodes.extend(members.into_iter().map(|(name, members)| Node {
            dn: group_dn(name),
            attributes: vec![
                ("objectClass", vec!["groupOfNames".to_owned()]),
                ("cn", vec![name.to_owned()]),
                ("member", members),
            ],
        }));
        nodes
    }
}

/// The number keeps two people of one login apart.
fn person_dn(number: usize, person: &DemoPerson) -> String {
    format!(
        "uid={}+employeeNumber={number},ou=staff,{BASE}",
        ldap3::dn_escape(person.login.as_str())
    )
}

fn person_node(number: usize, person: &DemoPerson) -> Node {
    let digest = sha256(format!("{number} {}", person.login).as_bytes());
    let id = digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect::<Vec<_>>()
        .concat();
    let id = [&id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]].join("-");
    let mut attributes = vec![
        (
            "objectClass",
            vec!["inetOrgPerson".to_owned(), "posixAccount".to_owned()],
        ),
        ("uid", vec![person.login.clone()]),
        ("cn", vec![person.display_name.clone()]),
        ("entryUUID", vec![id]),
        (
            "preferredLanguage",
            person.language.iter().cloned().collect(),
        ),
        (
            "memberOf",
            person.groups.iter().map(|group| group_dn(group)).collect(),
        ),
    ];
    let shell = if person.state == AccountState::Disabled {
        "/usr/sbin/nologin"
    } else {
        "/bin/sh"
    };
    attributes.push(("loginShell", vec![shell.to_owned()]));
    match person.state {
        AccountState::Active | AccountState::Disabled => {}
        AccountState::Locked => {
            attributes.push(("pwdAccountLockedTime", vec!["000001010000Z".to_owned()]));
        }
        AccountState::MustChange => attributes.push(("pwdReset", vec!["TRUE".to_owned()])),
        AccountState::Expired => attributes.push(("shadowExpire", vec!["1".to_owned()])),
    }
    attributes.retain(|(_, values)| !values.is_empty());
    Node {
        dn: person_dn(number, person),
        attributes,
    }
}
