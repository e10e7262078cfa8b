//! The custody desk: scans from one station and from several, and the pages that are looked at.

use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate};
use doublelock::demo::browser::{Answer, Browser, PageForm};
use doublelock::demo::people::NADIA;
use doublelock_testkit::clerk::codes;

use crate::centre::Centre;
use crate::figures::Figures;

/// Films in each parcel.
const FILMS: usize = 40;
/// Times that one client looks at each page.
const LOOKS: usize = 100;
/// Clients that look at once.
pub(crate) const CLIENTS: usize = 8;

/// Browsers of one person at several stations: they work on one parcel together, as the
/// station's job is a person's.
pub(crate) struct Stations {
    all: Vec<Station>,
}

struct Station {
    browser: Browser,
    form: PageForm,
    origin: String,
    /// Begins the ids of its readings.
    number: usize,
    readings: usize,
}

impl Stations {
    /// So many stations.
    pub(crate) async fn sign_in(centre: &Centre, count: usize) -> Self {
        let mut all = Vec::new();
        for number in 0..count {
            let mut browser = centre.signed_in(NADIA).await;
            let page = browser.get("/station").await.unwrap();
            all.push(Station {
                browser,
                form: page.form("/station/scan").unwrap(),
                origin: centre.origin(),
                number,
                readings: 0,
            });
        }
        Self { all }
    }

    /// Parcels received until the journal has about so many entries, one from one station, the next
    /// from all of them; the page of a film. What else is opened on the way has entries too.
    pub(crate) async fn receive(&mut self, events: usize, found: &mut Figures) -> String {
        let (mut alone, mut together) = (Vec::new(), Vec::new());
        let (dock, case) = self.all[0].where_and_for_whom().await;
        // A film is one entry; with the parcel come five.
        for parcel in 0..events / (FILMS + 5) {
            let films = self.all[0].announces(&case, parcel).await;
            self.all[0].scans(&waybill(parcel)).await;
            if parcel % 2 == 0 {
                for film in &films {
                    alone.push(self.all[0].scans(film).await);
                }
            } else {
                together.extend(self.scan_together(&films).await);
            }
            self.all[0].scans(&dock).await;
        }
        found.times("scan to answer, one station", alone);
        found.times("scan to answer, eight stations", together);
        let list = self.all[0].browser.get("/items").await.unwrap();
        list.links("/items/").swap_remove(0)
    }

    async fn scan_together(&mut self, films: &[String]) -> Vec<Duration> {
        let share = films.len().div_ceil(self.all.len());
        let mut working = tokio::task::JoinSet::new();
        for (mut station, films) in self.all.drain(..).zip(films.chunks(share)) {
            let films = films.to_vec();
            working.spawn(async move {
                let mut took = Vec::new();
                for film in films {
                    took.push(station.scans(&film).await);
                }
                (station, took)
            });
        }
        let (mut all, mut times) = (Vec::new(), Vec::new());
        while let Some(done) = working.join_next().await {
            let (station, took) = done.unwrap();
            all.push(station);
            times.extend(took);
        }
        all.sort_by_key(|station| station.number);
        self.all = all;
        times
    }
}

impl Station {
    /// One reading, as the script of the page sends it.
    async fn scans(&mut self, code: &str) -> Duration {
        self.readings += 1;
        let nonce = format!("bench-{:04}-{:08}", self.number, self.readings);
        let mut fields = self.form.fields.clone();
        for (name, value) in &mut fields {
            match name.as_str() {
                "scan" => code.clone_into(value),
                "nonce" => value.clone_from(&nonce),
                _ => {}
            }
        }
        let headers = [("origin", self.origin.as_str()), ("x-fragment", "live")];
        let begun = Instant::now();
        let answer = self.browser.post("/station/scan", &fields, &headers).await;
        let took = begun.elapsed();
        let answer = answer.unwrap();
        let good = answer.text().contains("data-state=\"ok\"");
        assert!(good, "{code}: {} {}", answer.status, answer.words());
        took
    }

    /// The label of the dock, and the number of a case.
    async fn where_and_for_whom(&mut self) -> (String, String) {
        let archive = self.browser.get("/archive").await.unwrap().text();
        let dock = archive.find("Quai de réception</span>").unwrap();
        let dock = codes(&archive[dock..], "DL").swap_remove(0);
        let cases = self.browser.get("/cases").await.unwrap().words();
        let case = cases.split_whitespace().find(|word| is_reference(word));
        (dock, case.unwrap().to_owned())
    }

    /// A parcel announced, and labels printed for its films.
    async fn announces(&mut self, case: &str, parcel: usize) -> Vec<String> {
        let (films, waybill) = (FILMS.to_string(), waybill(parcel));
        let page = self.browser.get("/shipments/announce").await.unwrap();
        let form = page.form("/shipments/announce").unwrap();
        let tomorrow = date_of(&page).succ_opt().unwrap().to_string();
        let filled = [
            ("case", case),
            ("sender", "Clinique radiologique du Fjord"),
            ("carrier", "Express Boréal"),
            ("waybill", waybill.as_str()),
            ("eta", tomorrow.as_str()),
            ("count[film_sheet]", films.as_str()),
        ];
        let announced = self.browser.submit(&form, &filled).await.unwrap();
        assert_eq!(announced.status.as_u16(), 200, "{}", announced.words());
        let page = self.browser.get("/labels").await.unwrap();
        let form = page.form("/labels").unwrap();
        let filled = [("class", "I"), ("count", films.as_str())];
        let batch = self.browser.submit(&form, &filled).await.unwrap();
        let labels = codes(&batch.text(), "DI");
        assert_eq!(labels.len(), FILMS);
        labels
    }
}

/// The pages that a desk looks at most, from one client and from several.
pub(crate) async fn pages(centre: &Centre, film: &str, found: &mut Figures) {
    let looked_at = [
        ("Today", "/"),
        ("cases", "/cases"),
        ("an article", film),
        ("articles", "/items"),
        ("shipments", "/shipments"),
    ];
    let mut browsers = Vec::new();
    for _ in 0..CLIENTS {
        browsers.push(centre.signed_in(NADIA).await);
    }
    for (what, page) in looked_at {
        let took = looks(&mut browsers[0], page, LOOKS).await;
        found.times(&format!("{what}, one client"), took);
    }
    for (what, page) in looked_at {
        let mut looking = tokio::task::JoinSet::new();
        for browser in &browsers {
            // A copy has a connection of its own; the first look opens it.
            let (mut browser, page) = (browser.clone(), page.to_owned());
            looking.spawn(async move { looks(&mut browser, &page, LOOKS).await });
        }
        let took = looking.join_all().await.concat();
        found.times(&format!("{what}, eight clients"), took);
    }
}

/// How long each look took; the first is not counted.
pub(crate) async fn looks(browser: &mut Browser, page: &str, times: usize) -> Vec<Duration> {
    let mut took = Vec::with_capacity(times);
    for look in 0..=times {
        let begun = Instant::now();
        let answer = browser.get(page).await.unwrap();
        if look > 0 {
            took.push(begun.elapsed());
        }
        assert_eq!(answer.status.as_u16(), 200, "{page}: {}", answer.words());
    }
    took
}

fn waybill(parcel: usize) -> String {
    format!("EB{parcel:08}")
}

/// The number of a case, as people say it: `2026-0001`.
fn is_reference(word: &str) -> bool {
    let digits = |text: &str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    word.split_once('-')
        .is_some_and(|(year, number)| digits(year) && digits(number))
}

/// The day on which a page was made.
fn date_of(page: &Answer) -> NaiveDate {
    let date = page.headers.get("date").unwrap();
    DateTime::parse_from_rfc2822(date).unwrap().date_naive()
}
