//! The navigation of each duty: only the desks that are open to the person.

use std::collections::BTreeSet;

use doublelock_domain::access::DutyName;

use crate::web::page::{NavEntry, NavGroup};

const fn line(key: &'static str, href: &'static str, icon: &'static str) -> NavEntry {
    NavEntry {
        key,
        href,
        icon,
        count: None,
    }
}

/// The lines a person with these duties sees, grouped by desk.
pub fn navigation(duties: &BTreeSet<DutyName>) -> Vec<NavGroup> {
    let holds = |duty| duties.contains(&duty);
    let mut first = vec![line("nav-today", "/", "today")];
    if holds(DutyName::Custody) {
        first.push(line("nav-station", "/station", "scan"));
    }
    let mut groups = vec![NavGroup {
        key: None,
        entries: first,
    }];
    let mut custody = Vec::new();
    if holds(DutyName::Coordination) {
        custody.push(line("nav-cases", "/cases", "case"));
        custody.push(line("nav-exams", "/exams", "images"));
    }
    if holds(DutyName::Custody) {
        custody.push(line("nav-items", "/items", "film"));
        custody.push(line("nav-shipments", "/shipments", "truck"));
        custody.push(line("nav-exceptions", "/exceptions", "flag"));
        custody.push(line("nav-archive", "/archive", "locks"));
        custody.push(line("nav-places", "/places", "archive"));
        custody.push(line("nav-labels", "/labels", "print"));
    }
    push(&mut groups, "desk-custody", custody);
    if holds(DutyName::Imaging) {
        push(
            &mut groups,
            "desk-imaging",
            vec![line("nav-studies", "/studies", "images")],
        );
    }
    if holds(DutyName::Privacy) {
        push(
            &mut groups,
            "desk-privacy",
            vec![line("nav-requests", "/requests", "law")],
        );
    }
    let mut appliance = Vec::new();
    if holds(DutyName::Auditor) {
        appliance.push(line("nav-journal", "/journal", "ledger"));
    }
    if holds(DutyName::Operator) {
        appliance.push(line("nav-jobs", "/jobs", "clock"));
        appliance.push(line("nav-people", "/people", "people"));
    }
    push(&mut groups, "desk-appliance", appliance);
    groups
}

fn push(groups: &mut Vec<NavGroup>, key: &'static str, entries: Vec<NavEntry>) {
    if !entries.is_empty() {
        groups.push(NavGroup {
            key: Some(key),
            entries,
        });
    }
}

/// Catalogue key of the duty shown under the person's name.
pub fn chief_duty(duties: &BTreeSet<DutyName>) -> &'static str {
    const ORDER: &[(DutyName, &str)] = &[
        (DutyName::Coordination, "duty-coordination"),
        (DutyName::Custody, "duty-custody"),
        (DutyName::Imaging, "duty-imaging"),
        (DutyName::Privacy, "duty-privacy"),
        (DutyName::Operator, "duty-operator"),
        (DutyName::Auditor, "duty-auditor"),
    ];
    ORDER
        .iter()
        .find(|(duty, _)| duties.contains(duty))
        .map_or("duty-none", |(_, key)| key)
}
