//! The identity of a person: what is kept of them, and how they are found again by it.

use crate::config::Flavour;
use crate::entry::Entry;

/// The attribute that holds it.
pub(crate) const fn attribute(flavour: Flavour) -> &'static str {
    match flavour {
        Flavour::OpenLdap => "entryUUID",
        Flavour::ActiveDirectory => "objectGUID",
    }
}

/// As 32 lower-case hexadecimal digits, if the entry has one.
pub(crate) fn stable_id(entry: &Entry, flavour: Flavour) -> Option<String> {
    let value = entry.bytes(attribute(flavour))?;
    let id = match flavour {
        Flavour::OpenLdap => std::str::from_utf8(value)
            .ok()?
            .replace('-', "")
            .to_ascii_lowercase(),
        Flavour::ActiveDirectory => value
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<Vec<_>>()
            .concat(),
    };
    is_stable_id(&id).then_some(id)
}

/// The user filter for whoever has this identifier; `None` if it cannot be one.
pub(crate) fn filter(stable_id: &str, user_filter: &str, flavour: Flavour) -> Option<String> {
    if !is_stable_id(stable_id) {
        return None;
    }
    let value = match flavour {
        Flavour::OpenLdap => {
            let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &stable_id[part]);
            parts.join("-")
        }
        Flavour::ActiveDirectory => {
            let byte = |at: usize| format!("\\{}", &stable_id[at * 2..at * 2 + 2]);
            (0..16).map(byte).collect::<Vec<_>>().concat()
        }
    };
    let anyone = user_filter.replace("{login}", "*");
    Some(format!("(&({}={value}){anyone})", attribute(flavour)))
}

fn is_stable_id(text: &str) -> bool {
    text.len() == 32
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
