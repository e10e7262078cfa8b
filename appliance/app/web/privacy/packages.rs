//! What goes with a package: disc labels; the passphrase, once.

use std::io::Read;

use doublelock_domain::access::{Privacy, Purpose};
use doublelock_paper::{DiscStrip, Line, singles};
use doublelock_store::Error as StoreError;
use rocket::http::ContentType;
use rocket::{get, post};

use super::number::number;
use crate::web::form::{Confirmed, ProtectedForm};
use crate::web::guard::On;
use crate::web::pages::privacy::passphrase::PassphrasePage;
use crate::web::problem::Problem;
use crate::web::reply::{Bytes, Html};

/// Most bytes of a passphrase.
const PASSPHRASE_LIMIT: u64 = 256;

/// The only page that answers a POST itself: what it shows cannot be had again.
#[post("/requests/<no>/passphrase", data = "<_form>")]
pub(super) async fn passphrase(
    on: On<Privacy>,
    no: &str,
    _form: ProtectedForm<Confirmed>,
) -> Result<Html, Problem> {
    let reference = number(no)?;
    let vault = on.office().vault.clone();
    // The phrase is read inside the unit: if the vault does not give it, it was not shown.
    let phrase = on
        .write(Purpose::CopyRequest, move |unit| {
            let (request, _) = unit.open_request(reference)?;
            let (object, key) = unit.take_passphrase(&request)?;
            let mut text = String::new();
            vault
                .read(&object, &key)
                .map_err(std::io::Error::other)
                .and_then(|reader| reader.take(PASSPHRASE_LIMIT).read_to_string(&mut text))
                .map_err(|_| StoreError::Corrupt("a passphrase cannot be read from the vault"))?;
            Ok(text)
        })
        .await?;
    let groups = phrase.split('-').map(str::to_owned).collect();
    on.page(&PassphrasePage {
        no: reference.to_string(),
        groups,
    })
}

/// The strip for a disc, as a PDF of its own size.
#[get("/requests/<no>/discs/<code>/label")]
pub(super) async fn disc_label(on: On<Privacy>, no: &str, code: &str) -> Result<Bytes, Problem> {
    let reference = number(no)?;
    let wanted = code.to_owned();
    let label = on
        .witness(Purpose::CopyRequest, move |unit| {
            let (request, _) = unit.open_request(reference)?;
            unit.standing_of_discs(&request)?
                .into_iter()
                .map(|disc| disc.label.to_string())
                .find(|label| *label == wanted)
                .ok_or(StoreError::NotFound)
        })
        .await?;
    let made = DiscStrip::new(&label)
        .and_then(|strip| Line::new(&label).and_then(|title| singles(&[strip], &title)))
        .map_err(|error| Problem::broken(&error))?;
    Ok(Bytes::attachment(
        made,
        ContentType::PDF,
        format!("{label}.pdf"),
    ))
}
