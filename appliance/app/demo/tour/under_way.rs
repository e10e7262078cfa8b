//! The tour under way: the appliance that is toured, and the steps that held so far. What the steps
//! are stands in the files beside.

use anyhow::{Context as _, ensure};

use crate::command::terminal::say;
use crate::demo::browser::Browser;
use crate::demo::centre::DemoCentre;
use crate::demo::people::StaffMember;
use crate::running::Running;

/// The tour under way.
pub(super) struct Tour<'a> {
    pub(super) running: &'a Running,
    pub(super) centre: &'a DemoCentre,
    pub(super) steps: u32,
}

impl Tour<'_> {
    /// Says that a step holds.
    pub(super) fn done(&mut self, french: &str, english: &str) {
        self.steps += 1;
        say(&format!("{:>2}. {french} / {english}", self.steps));
    }

    pub(super) async fn sign_in(&self, person: StaffMember) -> anyhow::Result<Browser> {
        let address = *self.running.web.first().context("no web address")?;
        let mut browser = Browser::new(address, &self.centre.authority)?;
        let answer = browser.sign_in(person.login, person.password).await?;
        ensure!(
            answer.status == 200 && answer.path == "/",
            "{} was not let in: {}",
            person.login,
            answer.status
        );
        Ok(browser)
    }
}
