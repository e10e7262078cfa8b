//! The register of communications: who received what, why, by which means.
//!
//! Append-only; each entry is made by the act that communicates, in the same
//! transaction (R-22.1 s. 265: information, recipient, purpose).

use serde::{Deserialize, Serialize};

use crate::case::{EnteredText, NAME_LIMIT};
use crate::custody::delivery::Service;
use crate::custody::parcel_forms::Departure;
use crate::privacy::country::Country;
use crate::refusal::Refusal;
use crate::text_enum;

/// Longest address in one line, in characters: street, town, postal code and country with what
/// stands between.
const LONGEST_ADDRESS: usize = 2 * NAME_LIMIT + 32;

text_enum! {
    /// What kind of communication it was.
    pub enum DisclosureClass {
        /// A copy of the record, to the patient or who represents them.
        RecordCopy = "record_copy",
    }
}

text_enum! {
    /// How it reached the recipient.
    pub enum DeliveryMethod {
        /// By courier, in a sealed parcel with its own custody chain.
        Courier = "courier",
        /// Handed over at the counter, identity seen.
        HandedOver = "handed_over",
        /// As an encrypted file, its passphrase by another channel.
        EncryptedFile = "encrypted_file",
    }
}

/// Where a person is written to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostalAddress {
    /// Number and street, or post office box.
    pub street: EnteredText,
    /// Municipality and province.
    pub locality: EnteredText,
    /// Postal code, as the country writes it.
    pub postal_code: Option<EnteredText>,
    /// ISO 3166-1 alpha-2.
    pub country: Country,
}

impl PostalAddress {
    /// Its lines, as on an envelope; the country is named unless it is Canada.
    pub fn lines(&self) -> Vec<String> {
        let mut town = self.locality.as_str().to_owned();
        if let Some(code) = &self.postal_code {
            // Two spaces between province and code (Canada Post).
            town.push_str("\u{a0}\u{a0}");
            town.push_str(code.as_str());
        }
        let mut lines = vec![self.street.as_str().to_owned(), town];
        if self.country != Country::CANADA {
            lines.push(self.country.as_str().to_owned());
        }
        lines
    }
}

/// An address as typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct AddressForm<'a> {
    /// Number and street.
    pub street: &'a str,
    /// Municipality and province.
    pub locality: &'a str,
    /// Postal code, or empty.
    pub postal_code: &'a str,
    /// Two letters.
    pub country: &'a str,
}

impl AddressForm<'_> {
    /// Checks every field; hands each fault to `keep`.
    pub fn check(&self, keep: &mut impl FnMut(Refusal)) -> Option<PostalAddress> {
        let street = EnteredText::required("street", self.street, NAME_LIMIT)
            .map_err(&mut *keep)
            .ok();
        let locality = EnteredText::required("locality", self.locality, NAME_LIMIT)
            .map_err(&mut *keep)
            .ok();
        let country = Country::entered(self.country).map_err(&mut *keep).ok();
        // How a code is written, the country says.
        let postal_code = country.map(|country| country.postal_code(self.postal_code));
        let postal_code = postal_code.and_then(|code| code.map_err(&mut *keep).ok());
        Some(PostalAddress {
            street: street?,
            locality: locality?,
            postal_code: postal_code?,
            country: country?,
        })
    }
}

/// Who received it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Name.
    pub name: EnteredText,
    /// Address.
    pub address: PostalAddress,
}

impl Recipient {
    /// A parcel to them, with this carrier.
    pub fn parcel(&self, carrier: &EnteredText) -> Result<Departure, Refusal> {
        let address = self.address.lines().join(", ");
        Ok(Departure {
            recipient: self.name.clone(),
            address: EnteredText::required("address", &address, LONGEST_ADDRESS)?,
            carrier: carrier.clone(),
            by_courier: None,
            service: Service::USUAL,
            back_by: None,
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_parcel_is_addressed_as_an_envelope_is() {
        let long = "é".repeat(NAME_LIMIT);
        let form = AddressForm {
            street: &long,
            locality: &long,
            postal_code: "0123456789ABCDEF",
            country: "fr",
        };
        let address = form.check(&mut |fault| panic!("{fault}")).unwrap();
        let to = Recipient {
            name: EnteredText::required("name", "Luc Roy", NAME_LIMIT).unwrap(),
            address,
        };
        let carrier = EnteredText::required("carrier", "Nord", NAME_LIMIT).unwrap();
        let parcel = to.parcel(&carrier).unwrap();
        assert!(
            parcel
                .address
                .as_str()
                .starts_with(&format!("{long}, {long}"))
        );
        assert!(parcel.address.as_str().ends_with("ABCDEF, FR"));
        // No address is longer than this one, and the limit is not far from it.
        let longest = parcel.address.as_str().chars().count();
        assert_eq!((longest, LONGEST_ADDRESS), (264, 272));
        assert_eq!(parcel.recipient.as_str(), "Luc Roy");
    }

    /// Two blanks before the code (Canada Post); the country only on what leaves it.
    #[test]
    fn an_envelope_within_canada_names_no_country() {
        let lines = |postal_code, country| {
            let form = AddressForm {
                street: "12, rue des Érables",
                locality: "Montréal (Québec)",
                postal_code,
                country,
            };
            form.check(&mut |fault| panic!("{fault}")).unwrap().lines()
        };
        let street = "12, rue des Érables";
        let town = "Montréal (Québec)\u{a0}\u{a0}H3A 0G4";
        assert_eq!(lines("h3a0g4", "ca"), [street, town]);
        assert_eq!(lines("", "IE"), [street, "Montréal (Québec)", "IE"]);
    }

    #[test]
    fn every_fault_of_an_address_is_named() {
        let mut fields = Vec::new();
        let form = AddressForm {
            country: "Canada",
            ..AddressForm::default()
        };
        assert!(
            form.check(&mut |fault: Refusal| fields.extend(fault.field()))
                .is_none()
        );
        assert_eq!(fields, ["street", "locality", "country"]);
    }
}
