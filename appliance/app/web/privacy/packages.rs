//! Forms of a package, streamed from the vault; disc labels; the passphrase, once.

use std::io::Read;

use doublelock_domain::access::{Privacy, Purpose};
use doublelock_domain::privacy::package::Carrier;
use doublelock_paper::{DiscStrip, Line, singles};
use doublelock_store::Error as StoreError;
use rocket::http::{ContentType, Header};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use rocket::tokio::io::{AsyncWriteExt, DuplexStream, duplex};
use rocket::tokio::runtime::Handle;
use rocket::tokio::task::spawn_blocking;
use rocket::{get, post};

use super::number;
use crate::web::form::{Confirmed, ProtectedForm};
use crate::web::guard::On;
use crate::web::pages::privacy::passphrase::PassphrasePage;
use crate::web::problem::Problem;
use crate::web::reply::{Bytes, Html};

/// Bytes on their way between the vault and the network.
const PIPE: usize = 256 * 1024;
/// Most bytes of a passphrase.
const PASSPHRASE_LIMIT: u64 = 256;

/// A form of a package on its way out. If the vault finds damage on the way, the
/// answer ends short of its announced length and the browser reports a failed download.
pub(super) struct Download {
    stream: DuplexStream,
    bytes: u64,
    content_type: ContentType,
    name: String,
}

impl<'r> Responder<'r, 'static> for Download {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        Response::build()
            .header(self.content_type)
            .header(Header::new(
                "Content-Disposition",
                format!("attachment; filename=\"{}\"", self.name),
            ))
            .header(Header::new("Content-Length", self.bytes.to_string()))
            .streamed_body(self.stream)
            .ok()
    }
}

#[get("/packages/<no>/<form>")]
pub(super) async fn download(on: On<Privacy>, no: &str, form: &str) -> Result<Download, Problem> {
    let reference = number(no)?;
    let carrier: Carrier = form.parse().map_err(|_| Problem::NotFound)?;
    let (sealed, key) = on
        .write(Purpose::CopyRequest, move |unit| {
            let (request, _) = unit.open_request(reference)?;
            unit.fetch_carrier(&request, carrier)
        })
        .await?;
    let mut reader = on
        .office()
        .vault
        .read(&sealed.object.id, &key)
        .map_err(|error| Problem::broken(&error))?;
    let (mut to, stream) = duplex(PIPE);
    let handle = Handle::current();
    // Detached: it ends when the vault or the reader does.
    let _pump = spawn_blocking(move || {
        let mut buffer = vec![0; PIPE];
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => {
                    let Some(bytes) = buffer.get(..count) else {
                        break;
                    };
                    if handle.block_on(to.write_all(bytes)).is_err() {
                        // The browser went away.
                        break;
                    }
                }
                Err(error) => {
                    tracing::error!(kind = %error.kind(), "a sealed package could not be read to its end");
                    break;
                }
            }
        }
    });
    let (ending, content_type) = match carrier {
        Carrier::Disc => ("iso", ContentType::new("application", "vnd.efi.iso")),
        Carrier::EncryptedFile | Carrier::Folder => ("zip", ContentType::ZIP),
    };
    let name = match carrier {
        Carrier::Folder => format!("copie-{reference}-dossier.{ending}"),
        _ => format!("copie-{reference}.{ending}"),
    };
    Ok(Download {
        stream,
        bytes: sealed.bytes,
        content_type,
        name,
    })
}

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
            unit.discs_of_request(&request.id)?
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
