//! A form of a package, streamed out of the vault, from its beginning or from where an earlier
//! download broke off.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use doublelock_domain::access::{Privacy, Purpose};
use doublelock_domain::ids::hex;
use doublelock_domain::privacy::package::Carrier;
use doublelock_domain::refusal::Refusal;
use doublelock_edge::METHOD_HEADER;
use doublelock_store::Error as StoreError;
use openssl::sha::Sha256;
use rocket::get;
use rocket::http::{ContentType, Header, Status};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::{self, Responder, Response};
use rocket::tokio::io::{AsyncWriteExt, DuplexStream, duplex};
use rocket::tokio::runtime::Handle;
use rocket::tokio::task::spawn_blocking;

use super::number::number;
use crate::downloads::Crowded;
use crate::web::guard::On;
use crate::web::problem::Problem;

/// Bytes on their way between the vault and the network.
const PIPE: usize = 256 * 1024;
/// So long a piece may wait to be read: a thread that waits is kept from others, and a browser goes on where
/// it broke off.
const PATIENCE: Duration = Duration::from_mins(2);

/// Where a download is to go on (RFC 9110 sections 13.1.5 and 14.2): one open range, `bytes=N-`,
/// which is what a browser asks for that was cut off. Any other range is answered with the whole.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Resume {
    /// What would be sent is asked for, and nothing of it (HEAD): Rocket does all that a GET does and keeps the
    /// body back.
    head_only: bool,
    from: Option<u64>,
    /// Only if the form is still this one.
    only_if: Option<String>,
}

impl Resume {
    fn read(range: Option<&str>, if_range: Option<&str>) -> Self {
        let first = range.and_then(|range| range.trim().strip_prefix("bytes=")?.strip_suffix('-'));
        Self {
            head_only: false,
            // Digits only: a sign is no number here.
            from: first
                .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|text| text.parse().ok()),
            only_if: if_range.map(str::to_owned),
        }
    }

    /// Where to begin in a form of that tag; at its beginning if it is another by now.
    fn start(&self, tag: &str) -> Option<u64> {
        self.from
            .filter(|_| self.only_if.as_deref().is_none_or(|wanted| wanted == tag))
    }

    /// Whether a byte of a form of that tag and length is sent.
    fn sends_some(&self, tag: &str, bytes: u64) -> bool {
        !self.head_only && self.start(tag).is_none_or(|from| from < bytes)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Resume {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let headers = request.headers();
        Outcome::Success(Self {
            head_only: headers.get_one(METHOD_HEADER) == Some("HEAD"),
            ..Self::read(headers.get_one("Range"), headers.get_one("If-Range"))
        })
    }
}

/// A form of a package on its way out. If the vault finds damage on the way, the
/// answer ends short of its announced length and the browser reports a failed download.
pub(super) struct Download {
    stream: DuplexStream,
    /// The first byte that is sent, if it is not the whole.
    from: Option<u64>,
    bytes: u64,
    tag: String,
    content_type: ContentType,
    name: String,
}

impl<'r> Responder<'r, 'static> for Download {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = Response::build();
        answer
            .header(Header::new("Accept-Ranges", "bytes"))
            .header(Header::new("ETag", self.tag));
        let from = self.from.unwrap_or(0);
        if self.from.is_some() && from >= self.bytes {
            let all = format!("bytes */{}", self.bytes);
            return answer
                .status(Status::RangeNotSatisfiable)
                .header(Header::new("Content-Range", all))
                .ok();
        }
        if self.from.is_some() {
            let range = format!("bytes {from}-{}/{}", self.bytes - 1, self.bytes);
            answer
                .status(Status::PartialContent)
                .header(Header::new("Content-Range", range));
        }
        let named = format!("attachment; filename=\"{}\"", self.name);
        let length = (self.bytes - from).to_string();
        answer
            .header(self.content_type)
            .header(Header::new("Content-Disposition", named))
            .header(Header::new("Content-Length", length))
            .streamed_body(self.stream)
            .ok()
    }
}

#[get("/packages/<no>/<form>")]
pub(super) async fn download(
    on: On<Privacy>,
    no: &str,
    form: &str,
    resume: Resume,
) -> Result<Download, Problem> {
    let reference = number(no)?;
    let carrier: Carrier = form.parse().map_err(|_| Problem::NotFound)?;
    let under_way = (on
        .office()
        .downloads
        .begin(&on.signed_in().session.person_id))
    .map_err(|crowded| match crowded {
        Crowded::Yours => Problem::Refused(Refusal::DownloadsUnderWay),
        Crowded::All => Problem::Unavailable,
    })?;
    let vault = on.office().vault.clone();
    let asked = resume.clone();
    // Opened inside the unit: what the vault does not give, and what nothing is sent of, was not taken out.
    let (sealed, reader) = on
        .write(Purpose::CopyRequest, move |unit| {
            let (request, _) = unit.open_request(reference)?;
            unit.fetch_carrier(&request, carrier, |sealed, key| {
                if !asked.sends_some(&tag(&sealed.sha256), sealed.bytes) {
                    return Ok(None);
                }
                let reader = vault.read(&sealed.object.id, key);
                let unread = |_| StoreError::Corrupt("a form of a copy cannot be read");
                // What a unit gives back may be looked at from another thread.
                reader
                    .map(|reader| Some(Mutex::new(reader)))
                    .map_err(unread)
            })
        })
        .await?;
    let tag = tag(&sealed.sha256);
    let from = resume.start(&tag);
    let (mut to, stream) = duplex(PIPE);
    if let Some(reader) = reader {
        let mut reader = reader.into_inner().unwrap_or_else(PoisonError::into_inner);
        let handle = Handle::current();
        // Detached: it ends when the vault or the reader does.
        let _pump = spawn_blocking(move || {
            let _counted = under_way;
            let mut send = |bytes: &[u8]| handle.block_on(within(PATIENCE, to.write_all(bytes)));
            if let Err(error) = pump(&mut reader, from, &sealed.sha256, &mut send)
                && error.kind() != io::ErrorKind::BrokenPipe
            {
                tracing::error!(kind = %error.kind(), "a sealed package could not be read to its end");
            }
        });
    }
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
        from,
        bytes: sealed.bytes,
        tag,
        content_type,
        name,
    })
}

/// The mark of a form (RFC 9110 section 8.8.3).
fn tag(sha256: &str) -> String {
    format!("\"{sha256}\"")
}

/// What takes longer than that is given up, as if the other side had.
async fn within(
    patience: Duration,
    sending: impl Future<Output = io::Result<()>>,
) -> io::Result<()> {
    match rocket::tokio::time::timeout(patience, sending).await {
        Ok(sent) => sent,
        Err(_) => Err(io::ErrorKind::BrokenPipe.into()),
    }
}

/// Sends a form, from byte `from` on. The last piece of a whole one is held back until all of it
/// is what was recorded.
fn pump(
    reader: &mut (impl Read + Seek),
    from: Option<u64>,
    sha256: &str,
    send: &mut impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    if let Some(from) = from {
        reader.seek(SeekFrom::Start(from))?;
    }
    let mut hash = Sha256::new();
    let (mut piece, mut held) = (vec![0; PIPE], Vec::with_capacity(PIPE));
    loop {
        let count = match reader.read(&mut piece) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let bytes = piece.get(..count).unwrap_or_default();
        hash.update(bytes);
        if bytes.is_empty() {
            break;
        }
        send(&held)?;
        held.clear();
        held.extend_from_slice(bytes);
    }
    if from.is_none() && hex(&hash.finish()) != sha256 {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "a form is not what was recorded",
        ));
    }
    send(&held)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use std::io::Cursor;

    #[test]
    fn one_open_range_is_understood_and_everything_else_means_the_whole() {
        let from = |range| Resume::read(Some(range), None).from;
        assert_eq!(from("bytes=0-"), Some(0));
        assert_eq!(from(" bytes=65536- "), Some(65536));
        for other in [
            "bytes=5-9",
            "bytes=-5",
            "bytes=+5-",
            "bytes=5-,9-",
            "lines=5-",
            "bytes=",
            "bytes=-",
            "bytes=99999999999999999999-",
            "",
        ] {
            assert_eq!(from(other), None, "{other}");
        }
        assert_eq!(Resume::read(None, None), Resume::default());
    }

    #[test]
    fn a_form_that_is_another_by_now_begins_anew() {
        let resume = Resume::read(Some("bytes=7-"), Some("\"old\""));
        assert_eq!(resume.start("\"old\""), Some(7));
        assert_eq!(resume.start("\"new\""), None);
        assert_eq!(
            Resume::read(Some("bytes=7-"), None).start("\"new\""),
            Some(7)
        );
    }

    #[test]
    fn a_reader_who_stops_reading_holds_a_thread_no_longer_than_the_patience() {
        let runtime = rocket::tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let (mut to, stream) = duplex(64);
        let patience = Duration::from_millis(20);
        let all = [0; 65];
        let stuck = runtime.block_on(within(patience, to.write_all(&all)));
        assert_eq!(stuck.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        drop(stream);
    }

    fn sent(bytes: &[u8], from: Option<u64>, sha256: &str) -> (Vec<u8>, bool) {
        let mut all = Vec::new();
        let mut send = |some: &[u8]| {
            all.extend_from_slice(some);
            Ok(())
        };
        let whole = pump(&mut Cursor::new(bytes), from, sha256, &mut send).is_ok();
        (all, whole)
    }

    #[test]
    fn the_end_of_a_form_that_is_not_what_was_recorded_is_never_sent() {
        let bytes: Vec<u8> = (0..3 * PIPE + 7).map(|n| n.to_le_bytes()[0]).collect();
        let sha256 = hex(&openssl::sha::sha256(&bytes));
        assert_eq!(sent(&bytes, None, &sha256), (bytes.clone(), true));
        let (some, whole) = sent(&bytes, None, "another");
        assert!(!whole && some.len() < bytes.len(), "{}", some.len());
        let tail = bytes.get(PIPE + 3..).unwrap().to_vec();
        let from = u64::try_from(PIPE + 3).unwrap();
        assert_eq!(sent(&bytes, Some(from), &sha256), (tail, true));
        assert_eq!(
            sent(b"", None, &hex(&openssl::sha::sha256(b""))),
            (vec![], true)
        );
    }
}
