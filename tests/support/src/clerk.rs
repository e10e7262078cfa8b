//! A clerk of the custody desk: the scan station and the archive, form by form.

use crate::TestAppliance;
use crate::browser::{Answer, Browser, PageForm};
use crate::people::StaffMember;

/// Somebody at the scan station: every code is one POST of the station's only field.
pub struct Clerk {
    /// Their browser.
    pub browser: Browser,
    /// The station's page after the last scan.
    pub page: Answer,
    /// Scans so far.
    pub scans: u32,
}

/// The words of a page, with plain blanks and hyphens.
pub fn words(page: &Answer) -> String {
    page.words().replace('\u{a0}', " ").replace('\u{2011}', "-")
}

/// A page says this.
#[track_caller]
pub fn says(page: &Answer, said: &str) {
    let all = words(page);
    assert!(all.contains(said), "« {said} » in: {all}");
}

/// It does not.
#[track_caller]
pub fn says_not(page: &Answer, said: &str) {
    let all = words(page);
    assert!(!all.contains(said), "« {said} » in: {all}");
}

/// Two films that left for the Hôpital de la Rive as parcel 2026-0002.
pub struct TwoFilmsGone {
    /// Their labels.
    pub labels: Vec<String>,
    /// Label of the sheet that is in the parcel.
    pub sheet: String,
    /// The seal on it.
    pub seal: String,
    /// The slip that its recipient signs.
    pub slip: String,
}

impl Clerk {
    /// Signs in and goes to the station.
    pub async fn at_the_station(app: &TestAppliance, who: StaffMember) -> Self {
        let mut browser = app.signed_in(who).await;
        let page = browser.get("/station").await.unwrap();
        Self {
            browser,
            page,
            scans: 0,
        }
    }

    /// One reading.
    pub async fn scans(&mut self, code: &str) -> &mut Self {
        self.scans += 1;
        let form = self.page.form("/station/scan").unwrap();
        self.page = self.browser.submit(&form, &[("scan", code)]).await.unwrap();
        self
    }

    /// Tone of the banner: `ready`, `ok`, `attention`, `refused`.
    pub fn tone(&self) -> String {
        let html = self.page.text();
        let from = html.find("data-state=\"").unwrap() + 12;
        html[from..].split('"').next().unwrap().to_owned()
    }

    /// The station as it is now, for whoever comes from another page.
    pub async fn goes_back_to_the_station(&mut self) -> &mut Self {
        self.page = self.browser.get("/station").await.unwrap();
        self
    }

    /// A page, which must be there.
    pub async fn sees(&mut self, path: &str) -> Answer {
        let page = self.browser.get(path).await.unwrap();
        assert_eq!(page.status.as_u16(), 200, "{path}: {}", page.words());
        page
    }

    /// Sends a form of a page, filled like this.
    pub async fn sends(&mut self, page: &Answer, action: &str, filled: &[(&str, &str)]) -> Answer {
        let form = page.form(action);
        let form = form.unwrap_or_else(|| panic!("no form {action}: {}", page.words()));
        self.browser.submit(&form, filled).await.unwrap()
    }

    /// The page says this.
    pub fn says(&self, words: &str) -> &Self {
        let said = self.page.words();
        assert!(said.contains(words), "expected « {words} » in: {said}");
        self
    }

    /// The banner has this tone.
    pub fn is(&self, tone: &str) -> &Self {
        assert_eq!(self.tone(), tone, "{}", self.page.words());
        self
    }

    /// A case of a patient with a hostile name; its number.
    pub async fn opens_a_case(&mut self) -> String {
        let new = self.browser.get("/cases/new").await.unwrap();
        let filled = [
            ("family-name", "<script>alert('Roy')</script>"),
            ("given-names", "Élodie"),
            ("birth-date", "1984-02-29"),
            ("sex", "F"),
            ("language", "fr"),
        ];
        let case = self
            .browser
            .submit(&new.form("/cases").unwrap(), &filled)
            .await
            .unwrap();
        // The same person, if that is asked: one more case.
        let case = match case.form("/cases") {
            Some(asked) => {
                let html = case.text();
                let mark = "name=\"person\" type=\"submit\" value=\"";
                let at = html.find(mark).unwrap() + mark.len();
                let person = html[at..].split('"').next().unwrap();
                let answer = [("person", person)];
                self.browser.submit(&asked, &answer).await.unwrap()
            }
            None => case,
        };
        assert!(case.path.starts_with("/cases/"), "{}", case.words());
        assert!(!case.text().contains("<script>alert('Roy')"));
        let text = case.words();
        let at = text.find("2026-").unwrap();
        text[at..at + 9].to_owned()
    }

    /// Announces a parcel of films.
    pub async fn announces(&mut self, case: &str, waybill: &str, films: &str) -> Answer {
        let page = self
            .browser
            .get(&format!("/shipments/announce?case={case}"))
            .await
            .unwrap();
        let filled = [
            ("sender", "Clinique <b>du Fjord</b>"),
            ("carrier", "Express Boréal"),
            ("waybill", waybill),
            ("eta", "2026-11-23"),
            ("count[film_sheet]", films),
        ];
        let form = page.form("/shipments/announce").unwrap();
        self.browser.submit(&form, &filled).await.unwrap()
    }

    /// Labels (`I`) or seals (`S`) from a fresh batch, as printed.
    pub async fn prints(&mut self, class: &str, count: &str) -> Vec<String> {
        let page = self.browser.get("/labels").await.unwrap();
        let filled = [("class", class), ("count", count)];
        let batch = self
            .browser
            .submit(&page.form("/labels").unwrap(), &filled)
            .await
            .unwrap();
        assert!(
            batch.path.starts_with("/label-batches/"),
            "{}: {}",
            batch.path,
            batch.words()
        );
        codes(&batch.text(), &format!("D{class}"))
    }

    /// The label of the place with this name.
    pub async fn place(&mut self, name: &str) -> String {
        let html = self.browser.get("/archive").await.unwrap().text();
        let at = html.find(&format!("{name}</span>")).unwrap();
        codes(&html[at..], "DL").remove(0)
    }

    /// Opens a visit to put away what is in hand and all that waits outside.
    pub async fn enters_the_archive(&mut self, first: StaffMember, second: StaffMember) -> Answer {
        let who = [first.login, first.password, second.login, second.password];
        self.enters_with(who, &[]).await
    }

    /// The same with these names and passwords, and these other answers.
    pub async fn enters_with(&mut self, who: [&str; 4], others: &[(&str, &str)]) -> Answer {
        let mut page = self.browser.get("/archive/open").await.unwrap();
        if page.text().contains("value=\"all\"") {
            let form = page.form("/archive/open").unwrap();
            let all = [("gather.do", "all")];
            page = self.browser.submit(&form, &all).await.unwrap();
        }
        let form = page.form("/archive/open").unwrap();
        let filled = [&proof(who)[..], others].concat();
        self.browser.submit(&form, &filled).await.unwrap()
    }

    /// Opens a visit to take out the articles that have these labels.
    pub async fn enters_to_retrieve(
        &mut self,
        [first, second]: [StaffMember; 2],
        labels: &[String],
    ) -> Answer {
        let page = "/archive/open?purpose=retrieve";
        let mut page = self.browser.get(page).await.unwrap();
        let mut form = page.form("/archive/open").unwrap();
        if !labels.is_empty() {
            page = self.chooses(&form, labels).await;
            form = page.form("/archive/open").unwrap();
        }
        let who = [first.login, first.password, second.login, second.password];
        self.browser.submit(&form, &proof(who)).await.unwrap()
    }

    /// Both attest the closing of a visit, with these locks.
    pub async fn closes(
        &mut self,
        visit: &str,
        [first, second]: [StaffMember; 2],
        locks: &[(&str, &str)],
    ) -> Answer {
        let who = [first.login, first.password, second.login, second.password];
        self.closes_with(visit, who, locks).await
    }

    /// The same with these names and passwords.
    pub async fn closes_with(
        &mut self,
        visit: &str,
        who: [&str; 4],
        locks: &[(&str, &str)],
    ) -> Answer {
        let close = format!("{visit}/close");
        let page = self.browser.get(&close).await.unwrap();
        // As by hand: the page shows no form while it could not be sent.
        let form = page.form(&close).unwrap_or_else(|| {
            let mut form = page.forms().remove(0);
            form.action.clone_from(&close);
            form.fields
                .retain(|(name, _)| ["csrf", "once"].contains(&name.as_str()));
            form
        });
        let filled = [&proof(who)[..], locks].concat();
        self.browser.submit(&form, &filled).await.unwrap()
    }

    /// Scans on the page of a visit.
    pub async fn scans_in(&mut self, visit: &str, code: &str) -> Answer {
        let page = self.browser.get(visit).await.unwrap();
        let form = page.form(&format!("{visit}/scan")).unwrap();
        self.browser.submit(&form, &[("scan", code)]).await.unwrap()
    }

    /// Says what became of the first planned article that has no verdict.
    pub async fn accounts(&mut self, visit: &str, verdict: &str) -> Answer {
        let page = self.browser.get(&format!("{visit}/close")).await.unwrap();
        let form = page.form(&format!("{visit}/account")).unwrap();
        self.browser
            .submit(&form, &[("verdict", verdict)])
            .await
            .unwrap()
    }

    /// The form that prepares a parcel, once these labels were read into it.
    pub async fn gathers(&mut self, labels: &[&str]) -> PageForm {
        let page = self.browser.get("/shipments/prepare").await.unwrap();
        let form = page.form("/shipments/prepare").unwrap();
        let page = self.chooses(&form, labels).await;
        page.form("/shipments/prepare").unwrap()
    }

    /// Reads these labels into a form in which articles are chosen; all of them are.
    async fn chooses<L: AsRef<str>>(&mut self, form: &PageForm, labels: &[L]) -> Answer {
        let labels: Vec<&str> = labels.iter().map(AsRef::as_ref).collect();
        let read = [("gather.do", "add"), ("gather.scan", &labels.join("\r"))];
        let page = self.browser.submit(form, &read).await.unwrap();
        let form = page.form(&form.action).unwrap();
        let chosen = form
            .fields
            .iter()
            .filter(|(name, _)| name == "gather.items");
        assert!(chosen.count() >= labels.len(), "{}", page.words());
        page
    }

    /// Five films received and lying on the dock; their labels.
    pub async fn receives_five(&mut self) -> Vec<String> {
        let (labels, _) = self.receives("EB44710083", 5).await;
        assert_eq!(self.scans, 7, "scans for five films, nothing typed");
        labels
    }

    /// So many films of a new case received and lying on the dock: their labels, and the address
    /// of the shipment's page.
    pub async fn receives(&mut self, waybill: &str, films: usize) -> (Vec<String>, String) {
        let case = self.opens_a_case().await;
        let shipment = self.announces(&case, waybill, &films.to_string()).await;
        assert!(
            shipment.path.starts_with("/shipments/"),
            "{}",
            shipment.words()
        );
        let labels = self.prints("I", &films.to_string()).await;
        let quay = self.place("Quai de réception").await;
        self.page = self.browser.get("/station").await.unwrap();
        self.scans = 0;
        self.scans(waybill).await.is("ok");
        for label in &labels {
            self.scans(label).await.is("ok");
        }
        self.scans(&quay).await.is("ok").says("complet");
        let page = shipment.path.split('?').next().unwrap().to_owned();
        (labels, page)
    }
}

impl Clerk {
    /// Two films came, and left again on a Saturday, `with` what else the form says.
    pub async fn sends_two_films(
        &mut self,
        app: &TestAppliance,
        with: &[(&str, &str)],
    ) -> TwoFilmsGone {
        let (labels, _) = self.receives("EB44710083", 2).await;
        let seal = self.prints("S", "1").await.remove(0);
        let form = self.gathers(&[&labels[0], &labels[1]]).await;
        let to = [
            ("gather.do", "finish"),
            ("by-courier", "original"),
            ("recipient", "Hôpital de la Rive"),
            ("address", "1, rue du Port"),
            ("carrier", "Express Boréal"),
        ];
        let to = [&to, with].concat();
        let ready = self.browser.submit(&form, &to).await.unwrap();
        let sheet = codes(&ready.text(), "DH").remove(0);
        self.goes_back_to_the_station().await;
        for code in [&sheet, &labels[0], &labels[1], &seal] {
            self.scans(code).await.is("ok");
        }
        self.scans("EB44710099").await.is("ok");
        let slip = app.sql("SELECT slip FROM shipment WHERE slip IS NOT NULL");
        TwoFilmsGone {
            labels,
            sheet,
            seal,
            slip: slip.unwrap().remove(0).remove(0),
        }
    }

    /// A film that is scanned while the parcel of a first case is being received, taken back, and
    /// received from the parcel of a second, to which it belongs. Its label, and both cases.
    pub async fn receives_from_the_wrong_parcel_first(&mut self) -> (String, String, String) {
        let first = self.opens_a_case().await;
        self.announces(&first, "EB44710083", "1").await;
        let second = self.opens_a_case().await;
        self.announces(&second, "EB44710091", "1").await;
        let label = self.prints("I", "1").await.remove(0);
        let quay = self.place("Quai de réception").await;
        self.page = self.browser.get("/station").await.unwrap();
        self.scans("EB44710083").await.is("ok");
        self.scans(&label).await.is("ok");
        self.scans("DXUNDOLAST").await.is("ok");
        self.scans("DXDONE").await;
        self.scans("EB44710091").await.is("ok");
        self.scans(&label).await.is("ok");
        self.scans(&quay).await.is("ok").says("complet");
        (label, first, second)
    }
}

/// Both locks were found closed.
pub const BOTH_LOCKS: &[(&str, &str)] = &[("outer", "yes"), ("inner", "yes")];

/// What two people type into a form that both must sign.
fn proof([first, word, second, other]: [&str; 4]) -> [(&'static str, &str); 4] {
    [
        ("first-username", first),
        ("first-password", word),
        ("second-username", second),
        ("second-password", other),
    ]
}

/// Twelve-character identifiers of a class on a page, in order, each once.
pub fn codes(html: &str, class: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in html.match_indices(class) {
        let code: String = html[at..]
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(12)
            .collect();
        let shaped = code.len() == 12 && code[2..].bytes().all(|b| b.is_ascii_digit());
        if shaped && !found.contains(&code) {
            found.push(code);
        }
    }
    found
}

/// The `value` of every input that has `mark`.
pub fn values(html: &str, mark: &str) -> Vec<String> {
    html.split("<input")
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap())
        .filter(|tag| tag.contains(mark))
        .map(|tag| {
            tag.split("value=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .to_owned()
        })
        .collect()
}
