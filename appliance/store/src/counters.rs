//! Numbers and labels that are given here, each once: how far each series and class is.
//!
//! Counters are kept, not made from facts; [`crate::rebuild`] holds them against what the facts
//! have. After older records were accepted, those that may have been given in what is lost are skipped.

use std::collections::BTreeMap;

use diesel::dsl;
use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::ids::{Reference, hex};
use doublelock_domain::label::{Label, LabelClass, permuted_serial};
use doublelock_domain::time::SiteZone;

use crate::columns::stored;
use crate::error::{Error, Result};
use crate::schema::journal::site_value;
use crate::unit::Unit;

/// Series of references.
pub(crate) const SERIES: [&str; 4] = ["case", "shipment", "visit", "request"];

/// Rows of site values that are counters: `reference.SERIES.YEAR`, `label.CLASS`.
#[dsl::auto_type]
pub(crate) fn is_counter() -> _ {
    let references: dsl::Like<site_value::name, &'static str> =
        site_value::name.like("reference.%");
    references.or(site_value::name.like("label._"))
}

impl<D: Duty> Unit<'_, D> {
    /// The next reference of a series (`case`, `shipment`, `request`) in the current
    /// civil year of the site. Gap-free: a unit that fails gives its number back.
    pub(crate) fn next_reference(&mut self, series: &str, zone: SiteZone) -> Result<Reference> {
        let year = chrono::Datelike::year(&self.now().date_in(zone));
        let number = self.count_up(&format!("reference.{series}.{year}"))?;
        Ok(Reference { year, number })
    }

    /// Every counter that gives numbers or labels, with how far it is; and those that would begin in
    /// these years.
    pub(crate) fn counters(
        &mut self,
        years: std::ops::RangeInclusive<i32>,
    ) -> Result<BTreeMap<String, u32>> {
        let rows: Vec<(String, String)> =
            site_value::table.filter(is_counter()).load(self.conn())?;
        let mut all = rows
            .iter()
            .map(|(name, value)| Ok((name.clone(), stored(value)?)))
            .collect::<Result<BTreeMap<_, _>>>()?;
        for year in years {
            for series in SERIES {
                all.entry(format!("reference.{series}.{year}")).or_default();
            }
        }
        for class in LabelClass::ALL {
            all.entry(format!("label.{}", class.as_str())).or_default();
        }
        Ok(all)
    }

    /// A fresh label of `class`.
    pub(crate) fn next_label(&mut self, class: LabelClass) -> Result<Label> {
        let key = self.label_key()?;
        let count = self.count_up(&format!("label.{}", class.as_str()))?;
        let round = |round: u8, half: u32| {
            let mut input = key.clone().into_bytes();
            input.extend_from_slice(class.as_str().as_bytes());
            input.push(round);
            input.extend_from_slice(&half.to_be_bytes());
            let hash = openssl::sha::sha256(&input);
            u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
        };
        permuted_serial(count, round)
            .and_then(|serial| Label::new(class, serial))
            .ok_or(Error::Corrupt("all labels of this class have been used"))
    }

    /// The key of the label permutation, drawn once per site.
    fn label_key(&mut self) -> Result<String> {
        if let Some(key) = self.site_value("label.key")? {
            return Ok(key);
        }
        let mut bytes = [0u8; 16];
        self.entropy().fill(&mut bytes);
        let key = hex(&bytes);
        self.set_site_value("label.key", &key)?;
        Ok(key)
    }

    fn count_up(&mut self, name: &str) -> Result<u32> {
        let next = match self.site_value(name)? {
            None => 1,
            Some(text) => stored::<u32>(&text)? + 1,
        };
        self.set_site_value(name, &next.to_string())?;
        Ok(next)
    }
}
