//! Entries as this crate reads them, without the panics of the protocol library's own reader.

use std::collections::HashMap;

use ldap3::ResultEntry;
use ldap3::asn1::{PL, StructureTag};

/// Most values kept of one attribute; a person in more groups than this is not expected.
const MAX_VALUES: usize = 5_000;

/// An entry of the directory: its name and attributes, by lower-case name without options.
pub(crate) struct Entry {
    pub(crate) dn: String,
    attributes: HashMap<String, Vec<Vec<u8>>>,
}

impl Entry {
    /// `None` when the result is not an entry (a reference, for example) or is malformed.
    pub(crate) fn read(result: ResultEntry) -> Option<Self> {
        let tag = result.0;
        if tag.id != 4 {
            return None;
        }
        let mut parts = constructed(tag)?.into_iter();
        let dn = String::from_utf8(primitive(parts.next()?)?).ok()?;
        let mut attributes = HashMap::new();
        for attribute in constructed(parts.next()?)? {
            let mut parts = constructed(attribute)?.into_iter();
            let name = String::from_utf8(primitive(parts.next()?)?).ok()?;
            let name = name
                .split(';')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            let values = constructed(parts.next()?)?;
            let values = values.into_iter().take(MAX_VALUES).map(primitive);
            attributes.insert(name, values.collect::<Option<Vec<_>>>()?);
        }
        (!dn.is_empty()).then_some(Self { dn, attributes })
    }

    pub(crate) fn values(&self, name: &str) -> &[Vec<u8>] {
        self.attributes
            .get(&name.to_ascii_lowercase())
            .map_or(&[], Vec::as_slice)
    }

    /// The first value, as bytes.
    pub(crate) fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.values(name).first().map(Vec::as_slice)
    }

    /// The first value, if it is text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.bytes(name)?).ok()
    }

    #[cfg(test)]
    pub(crate) fn of(attributes: &[(&str, &str)]) -> Self {
        let mut entry = Self {
            dn: "cn=x".to_owned(),
            attributes: HashMap::new(),
        };
        for (name, value) in attributes {
            let values = entry
                .attributes
                .entry(name.to_ascii_lowercase())
                .or_default();
            values.push(value.as_bytes().to_vec());
        }
        entry
    }

    #[cfg(test)]
    pub(crate) fn set(&mut self, name: &str, value: &[u8]) {
        let values = vec![value.to_vec()];
        self.attributes.insert(name.to_ascii_lowercase(), values);
    }
}

fn constructed(tag: StructureTag) -> Option<Vec<StructureTag>> {
    match tag.payload {
        PL::C(parts) => Some(parts),
        PL::P(_) => None,
    }
}

fn primitive(tag: StructureTag) -> Option<Vec<u8>> {
    match tag.payload {
        PL::P(bytes) => Some(bytes),
        PL::C(_) => None,
    }
}
