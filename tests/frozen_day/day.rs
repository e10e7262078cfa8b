//! The appliance of the day, who is in, and the pages that were looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use doublelock_domain::time::Span;
use doublelock_testkit::browser::{Answer, Browser, PageForm};
use doublelock_testkit::clerk::Clerk;
use doublelock_testkit::people::StaffMember;
use doublelock_testkit::{Config, Entry, TestAppliance, golden};

use crate::plain::{Plain, without_sizes};
use crate::{acts, canary, evening, reading};

/// The day.
pub(crate) struct Day {
    pub(crate) app: TestAppliance,
    /// Names of those who signed in, by their ids.
    names: BTreeMap<String, String>,
    /// What pages said, by the name of their golden file.
    pages: BTreeMap<String, String>,
    /// Addresses of these pages.
    addresses: BTreeSet<String>,
}

impl Day {
    pub(crate) fn begins(app: TestAppliance) -> Self {
        let appliance = app.entries().first().unwrap().actor.clone();
        Self {
            app,
            names: BTreeMap::from([(appliance, "l’appliance".to_owned())]),
            pages: BTreeMap::new(),
            addresses: BTreeSet::new(),
        }
    }

    /// The appliance is stopped and started again with another configuration.
    pub(crate) async fn starts_again(mut self, change: impl FnOnce(&mut Config)) -> Self {
        self.pause();
        change(&mut self.app.centre.config);
        self.app = self.app.restarted().await;
        self
    }

    /// A moment passes: no two acts are in one instant, whatever is ordered by time is ordered.
    pub(crate) fn pause(&self) {
        self.app.later(Span::seconds(7));
    }

    /// Somebody signs in, and reads French.
    pub(crate) async fn signs_in(&mut self, who: StaffMember) -> Browser {
        self.pause();
        let browser = self.app.signed_in(who).await.speaking("fr-CA");
        self.learn(who);
        browser
    }

    /// Somebody of custody signs in and goes to the station.
    pub(crate) async fn clerk(&mut self, who: StaffMember) -> Clerk {
        self.pause();
        let clerk = Clerk::at_the_station(&self.app, who).await;
        self.learn(who);
        clerk
    }

    /// The last session that was opened is theirs.
    fn learn(&mut self, who: StaffMember) {
        let opened = self.last("session.opened");
        self.names
            .insert(opened.subjects[0].clone(), who.name.to_owned());
    }

    /// The last entry of an act.
    pub(crate) fn last(&self, act: &str) -> Entry {
        let mut entries = self.app.entries();
        entries.retain(|entry| entry.act == act);
        entries
            .pop()
            .unwrap_or_else(|| panic!("there is no {act} in the journal"))
    }

    /// Keeps what a page says under this name.
    pub(crate) fn shows(&mut self, name: &str, page: &Answer) {
        self.keeps(name, page, &reading::words(&page.text()));
    }

    /// Keeps words of a page under this name.
    pub(crate) fn keeps(&mut self, name: &str, page: &Answer, words: &str) {
        self.addresses.insert(page.path.clone());
        let text = format!("{} {}\n\n{words}", page.status.as_u16(), page.path);
        let mut text = Plain::default().text(&text);
        // Images are as large every time; what is built of them is not, nor is the room left.
        if !page.path.starts_with("/studies") {
            text = without_sizes(&text);
        }
        let before = self.pages.insert(name.to_owned(), text);
        assert!(before.is_none(), "two pages are called {name}");
    }

    /// Goes to a page and keeps what it says.
    pub(crate) async fn looks(&mut self, who: &mut Browser, name: &str, path: &str) -> Answer {
        self.pause();
        let page = who.get(path).await.unwrap();
        self.shows(name, &page);
        page
    }

    /// Goes to a page, fills in the form with that action and sends it.
    pub(crate) async fn sends(
        &self,
        who: &mut Browser,
        path: &str,
        action: &str,
        filled: &[(&str, &str)],
    ) -> Answer {
        self.pause();
        let page = who.get(path).await.unwrap();
        let form = form_of(&page, action);
        self.pause();
        who.submit(&form, filled).await.unwrap()
    }

    /// Sends a form and leaves before the page that follows: what goes on behind it is not
    /// disturbed by looking.
    pub(crate) async fn sends_and_leaves(&self, who: &mut Browser, form: &PageForm) {
        self.pause();
        let origin = format!("https://localhost:{}", self.app.running.web[0].port());
        let answer = who
            .post(&form.action, &form.fields, &[("origin", &origin)])
            .await
            .unwrap();
        assert!(answer.status.is_redirection(), "{}", answer.words());
    }

    /// Compares everything with the golden files.
    pub(crate) fn is_as_it_was(&self) {
        let acts = acts::told(&self.app.entries(), &self.names);
        evening::every_page_was_looked_at(&self.addresses);
        canary::no_address_names_anybody(self.addresses.iter().map(String::as_str));
        golden::compare("day/acts.txt", &acts);
        for (name, text) in &self.pages {
            golden::compare(&format!("day/pages/{name}.txt"), text);
        }
        nothing_is_left_over(&self.pages);
    }
}

pub(crate) fn form_of(page: &Answer, action: &str) -> PageForm {
    page.form(action)
        .unwrap_or_else(|| panic!("no form {action} on {}: {}", page.path, page.words()))
}

/// A golden file that no page answers for any more would freeze nothing.
fn nothing_is_left_over(pages: &BTreeMap<String, String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/output/day/pages");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            pages.contains_key(&name),
            "{} is the golden file of no page: remove it",
            path.display()
        );
    }
}
