//! Those who work at the appliance while it is cut off, and what they were told was done.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use doublelock::demo::browser::{Answer, Browser, PageForm};
use doublelock_imaging::scu::{self, Peer, Sender};
use doublelock_testkit::clerk::codes;
use doublelock_testkit::images::of_rosalie;

/// What somebody was told was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
    /// A case was opened: its page, and the name on it.
    Case(String, String),
    /// A request was logged: its page.
    Request(String),
    /// A copy is ready: the page of its request.
    Copy(String),
    /// An article was received: its label.
    Article(String),
    /// An image is kept: what it was drawn from.
    Image(String),
}

/// What all were told was done, in the order in which they were told.
#[derive(Clone, Default)]
pub(crate) struct Book(Arc<Mutex<Vec<Deed>>>);

impl Book {
    pub(crate) fn deeds(&self) -> Vec<Deed> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    /// Copies that are ready.
    pub(crate) fn copies(&self) -> usize {
        let deeds = self.0.lock().unwrap();
        let copies = deeds.iter().filter(|deed| matches!(deed, Deed::Copy(_)));
        copies.count()
    }

    fn write(&self, deed: Deed) {
        self.0.lock().unwrap().push(deed);
    }
}

/// What came of a piece of work: done, or what was said against it. An error is a connection that was
/// cut.
#[derive(Debug)]
pub(crate) enum Told {
    Done,
    /// A page that refuses: its status and its words.
    Page(u16, String),
    /// What a DICOM sender was told.
    Status(u16),
}

/// A page, or out with what it says instead.
macro_rules! shown {
    ($page:expr) => {{
        let page = $page;
        if page.status.as_u16() != 200 {
            return Ok(Told::Page(page.status.as_u16(), page.words()));
        }
        page
    }};
}

/// Sends a form, and does not follow where it leads: what was done is said by then.
async fn sends(
    browser: &mut Browser,
    port: u16,
    form: &PageForm,
    filled: &[(&str, &str)],
) -> anyhow::Result<Answer> {
    let mut fields = form.fields.clone();
    for (name, value) in filled {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let origin = format!("https://localhost:{port}");
    browser
        .post(&form.action, &fields, &[("origin", &origin)])
        .await
}

/// Where a form that was taken leads.
fn leads_to(answer: &Answer) -> Option<String> {
    let to = answer.headers.get("location")?;
    answer.status.is_redirection().then(|| to.clone())
}

/// A name and a birth date that nobody else has.
fn person(number: usize) -> (String, String) {
    let mut name = String::from("Zo");
    let mut rest = number;
    for _ in 0..4 {
        let (consonant, vowel) = (rest % 13, rest / 13 % 5);
        name.push(char::from(b"bdfgklmnprstv"[consonant]));
        name.push(char::from(b"aeiou"[vowel]));
        rest /= 65;
    }
    let born = format!(
        "{}-{:02}-{:02}",
        1930 + number % 70,
        1 + number % 12,
        1 + number % 28
    );
    (name, born)
}

/// Opens a case; its number.
pub(crate) async fn opens_case(
    browser: &mut Browser,
    port: u16,
    number: usize,
    book: &Book,
) -> anyhow::Result<Result<String, Told>> {
    let (name, born) = person(number);
    let page = browser.get("/cases/new").await?;
    let Some(form) = page.form("/cases") else {
        return Ok(Err(Told::Page(page.status.as_u16(), page.words())));
    };
    let filled = [
        ("family-name", name.as_str()),
        ("given-names", "Odile"),
        ("birth-date", &born),
        ("sex", "F"),
        ("language", "fr"),
    ];
    let answer = sends(browser, port, &form, &filled).await?;
    let Some(path) = leads_to(&answer) else {
        return Ok(Err(Told::Page(answer.status.as_u16(), answer.words())));
    };
    book.write(Deed::Case(path.clone(), name));
    let page = browser.get(&path).await?;
    Ok(match number_on(&page) {
        Some(number) => Ok(number),
        None => Err(Told::Page(page.status.as_u16(), page.words())),
    })
}

/// The number of a case, as `2026-0001`.
fn number_on(page: &Answer) -> Option<String> {
    let words = page.words();
    let number = words.split(' ').find(|word| {
        let halves = word.split_once('-');
        halves.is_some_and(|halves| {
            [halves.0, halves.1]
                .iter()
                .all(|half| half.len() == 4 && half.bytes().all(|byte| byte.is_ascii_digit()))
        })
    });
    number.map(str::to_owned)
}

/// Opens cases and logs requests, form after form.
pub(crate) struct Forms {
    pub(crate) nadia: Browser,
    pub(crate) marc: Browser,
    pub(crate) port: u16,
    /// Today, where the centre is.
    pub(crate) today: String,
    pub(crate) next: usize,
    pub(crate) book: Book,
}

impl Forms {
    pub(crate) async fn works(&mut self) -> anyhow::Result<Told> {
        Ok(match self.logs_a_request().await? {
            Ok(_) => Told::Done,
            Err(told) => told,
        })
    }

    /// For somebody new; its page.
    async fn logs_a_request(&mut self) -> anyhow::Result<Result<String, Told>> {
        self.next += 1;
        let opened = opens_case(&mut self.nadia, self.port, self.next, &self.book).await?;
        let case = match opened {
            Ok(case) => case,
            Err(told) => return Ok(Err(told)),
        };
        let page = self.marc.get("/requests/new").await?;
        let Some(form) = page.form("/requests") else {
            return Ok(Err(Told::Page(page.status.as_u16(), page.words())));
        };
        let filled = [
            ("case", case.as_str()),
            ("channel", "mail"),
            ("received-on", &self.today),
            ("requester", "patient"),
            ("carrier", "disc"),
            ("street", "12, rue des Érables"),
            ("locality", "Montréal (Québec)"),
            ("postal-code", "H3A 0G4"),
            ("country", "CA"),
            ("identity", "enclosed_copy"),
        ];
        let mut answer = sends(&mut self.marc, self.port, &form, &filled).await?;
        if let Some(again) = answer.form("/requests") {
            answer = sends(&mut self.marc, self.port, &again, &[]).await?;
        }
        let Some(request) = leads_to(&answer) else {
            return Ok(Err(Told::Page(answer.status.as_u16(), answer.words())));
        };
        let request = request.split('?').next().unwrap().to_owned();
        self.book.write(Deed::Request(request.clone()));
        Ok(Ok(request))
    }
}

/// Has copies of records built, one after the other.
pub(crate) struct Copies {
    pub(crate) forms: Forms,
}

impl Copies {
    pub(crate) async fn works(&mut self) -> anyhow::Result<Told> {
        let request = match self.forms.logs_a_request().await? {
            Ok(request) => request,
            Err(told) => return Ok(told),
        };
        let Forms {
            marc, port, book, ..
        } = &mut self.forms;
        let page = shown!(marc.get(&request).await?);
        let form = page.form(&format!("{request}/build")).unwrap();
        let answer = sends(marc, *port, &form, &[]).await?;
        if leads_to(&answer).is_none() {
            return Ok(Told::Page(answer.status.as_u16(), answer.words()));
        }
        for _ in 0..1200 {
            let words = shown!(marc.get(&request).await?).words();
            if words.contains("Copie prête") {
                book.write(Deed::Copy(request));
                return Ok(Told::Done);
            }
            if words.contains("La copie n’a pas été préparée") {
                return Ok(Told::Page(200, words));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it is being prepared for a minute: {request}");
    }
}

/// Receives parcels of films at the station.
pub(crate) struct Station {
    pub(crate) nadia: Browser,
    pub(crate) port: u16,
    pub(crate) today: String,
    /// The label of the dock.
    pub(crate) dock: String,
    pub(crate) next: usize,
    pub(crate) book: Book,
}

/// Films in a parcel.
const FILMS: usize = 3;

impl Station {
    /// One reading; the station's page after it.
    async fn scans(&mut self, page: &Answer, code: &str) -> anyhow::Result<Answer> {
        let form = page.form("/station/scan").unwrap();
        self.nadia.submit(&form, &[("scan", code)]).await
    }

    pub(crate) async fn works(&mut self) -> anyhow::Result<Told> {
        self.next += 1;
        let number = 1_000_000 + self.next;
        let opened = opens_case(&mut self.nadia, self.port, number, &self.book).await?;
        let case = match opened {
            Ok(case) => case,
            Err(told) => return Ok(told),
        };
        let waybill = format!("EB{:08}", self.next);
        let ask = format!("/shipments/announce?case={case}");
        let page = shown!(self.nadia.get(&ask).await?);
        let form = page.form("/shipments/announce").unwrap();
        let count = FILMS.to_string();
        let filled = [
            ("sender", "Clinique du Fjord"),
            ("carrier", "Express Boréal"),
            ("waybill", &waybill),
            ("eta", &self.today),
            ("count[film_sheet]", &count),
        ];
        let answer = sends(&mut self.nadia, self.port, &form, &filled).await?;
        if leads_to(&answer).is_none() {
            return Ok(Told::Page(answer.status.as_u16(), answer.words()));
        }
        let page = shown!(self.nadia.get("/labels").await?);
        let form = page.form("/labels").unwrap();
        let batch = self
            .nadia
            .submit(&form, &[("class", "I"), ("count", &count)])
            .await?;
        let labels = codes(&shown!(batch).text(), "DI");
        let mut page = shown!(self.nadia.get("/station").await?);
        // What was under way when the power went is there again, and is ended first: what did not
        // come is missing.
        for code in [&self.dock.clone(), "DXMISSING", "DXDONE", &waybill] {
            page = shown!(self.scans(&page, code).await?);
        }
        for label in &labels {
            page = shown!(self.scans(&page, label).await?);
            assert_eq!(tone(&page), "ok", "{label}: {}", page.words());
            self.book.write(Deed::Article(label.clone()));
        }
        let dock = self.dock.clone();
        shown!(self.scans(&page, &dock).await?);
        Ok(Told::Done)
    }
}

/// Tone of the station's banner.
fn tone(page: &Answer) -> String {
    let html = page.text();
    let from = html.find("data-state=\"").map_or(0, |at| at + 12);
    html[from..].split('"').next().unwrap().to_owned()
}

/// Sends images, some over each association.
pub(crate) struct Modality {
    pub(crate) to: SocketAddr,
    pub(crate) next: usize,
    pub(crate) book: Book,
}

pub(crate) fn peer(to: SocketAddr) -> Peer {
    Peer {
        address: to.to_string(),
        called_ae: "DOUBLELOCK".into(),
        calling_ae: "TOUR".into(),
        patience: Duration::from_secs(20),
    }
}

impl Modality {
    pub(crate) async fn works(&mut self) -> anyhow::Result<Told> {
        let count = 1 + self.next % 5;
        let kind = [of_rosalie(b"any")];
        let mut sender = Sender::open(&peer(self.to), &kind).await?;
        for _ in 0..count {
            self.next += 1;
            let seed = format!("image {}", self.next);
            match sender.store(of_rosalie(seed.as_bytes())).await? {
                scu::Answer::Status(0) => self.book.write(Deed::Image(seed)),
                scu::Answer::Status(status) => {
                    sender.release().await;
                    return Ok(Told::Status(status));
                }
                other @ scu::Answer::NotNegotiated => panic!("{other:?}"),
            }
        }
        sender.release().await;
        Ok(Told::Done)
    }
}
