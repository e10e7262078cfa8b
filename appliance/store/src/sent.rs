//! Forms that were sent: each does what it is for once.
//!
//! A second click, an impatient Enter, a way back to a page that was sent already: the same form
//! arrives again. What it did, and where its answer led, is written in the transaction of its act;
//! whoever sends it again is led there and nothing is done twice. Rows hold a digest and an address of
//! ours, never what was typed.

use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::time::Span;

use crate::error::Result;
use crate::schema::people::sent_form;
use crate::unit::Unit;

/// A form is known this long after it was sent: longer than any session lasts.
const KNOWN_FOR: Span = Span::hours(24);

/// One form, as one page gave it out and one person filled it in: a digest of all that was sent,
/// which holds a number that was drawn for that page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentForm(pub [u8; 32]);

/// What became of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done<T> {
    /// It did this; the answer is at that address.
    Now(T, String),
    /// It had done its work before; its answer was at this address.
    Before(String),
    /// It did nothing that must not be done again.
    Nothing(T),
}

impl<D: Duty> Unit<'_, D> {
    /// Does `work`, unless this form did it before. `leads_to` says where the answer is, if
    /// something was done.
    pub fn once<T>(
        &mut self,
        form: &SentForm,
        work: impl FnOnce(&mut Self) -> Result<T>,
        leads_to: impl FnOnce(&T) -> Option<String>,
    ) -> Result<Done<T>> {
        let before: Option<String> = sent_form::table
            .find(&form.0[..])
            .select(sent_form::led_to)
            .first(self.conn())
            .optional()?;
        if let Some(led_to) = before {
            return Ok(Done::Before(led_to));
        }
        let done = work(self)?;
        let Some(led_to) = leads_to(&done) else {
            return Ok(Done::Nothing(done));
        };
        // The journal's time goes back for nobody: no front end forgets what another was just sent.
        let now = self.now();
        let long_ago = now.micros() - KNOWN_FOR.micros();
        diesel::delete(sent_form::table.filter(sent_form::sent_at.lt(long_ago)))
            .execute(self.conn())?;
        diesel::insert_into(sent_form::table)
            .values((
                sent_form::form.eq(&form.0[..]),
                sent_form::sent_at.eq(now.micros()),
                sent_form::led_to.eq(&led_to),
            ))
            .execute(self.conn())?;
        Ok(Done::Now(done, led_to))
    }
}
