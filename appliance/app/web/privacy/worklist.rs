//! The list of requests.

use chrono::NaiveDate;
use doublelock_domain::access::{Privacy, Purpose};
use doublelock_domain::ids::RequestId;
use doublelock_store::privacy::Worklist;
use rocket::get;

use super::words::{clock_words, copy_trouble, state};
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::pages::privacy::requests::{RequestLine, RequestList};
use crate::web::problem::Problem;
use crate::web::reply::Html;
use crate::web::told::Told;

/// Lines of one page.
const PAGE: usize = 50;

#[get("/requests?<list>&<after>")]
pub(super) async fn list(
    on: On<Privacy>,
    list: Option<&str>,
    after: Option<&str>,
) -> Result<Html, Problem> {
    let answered = list == Some("closed");
    let which = if answered {
        Worklist::Closed
    } else {
        Worklist::Open
    };
    let from = after
        .map(|text| place(text).ok_or(Problem::NotFound))
        .transpose()?;
    let zone = on.office().config.centre.zone;
    let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
    let mut found = on
        .witness(Purpose::CopyRequest, move |unit| {
            unit.list_requests(which, from.as_ref(), zone, limit)
        })
        .await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let home = if answered {
        "/requests?list=closed"
    } else {
        "/requests?list=open"
    };
    let next = found
        .last()
        .filter(|_| more)
        .map(|line| format!("{home}&after={}.{}", line.due_on, line.id));
    let lines = found
        .into_iter()
        .map(|line| {
            let (clock, clock_kind) = clock_words(line.standing);
            let (state, state_kind) = line.trouble.map_or_else(|| state(line.state), copy_trouble);
            RequestLine {
                no: line.reference.to_string(),
                kind: Phrase::new(format!("request-kind-{}", line.kind)),
                case: line.case.to_string(),
                person: Told::person(&line.patient),
                channel: Phrase::new(format!("request-channel-{}", line.channel)),
                received: line.received_on.to_string(),
                due: line.due_on.to_string(),
                clock,
                clock_kind,
                state,
                state_kind,
            }
        })
        .collect();
    let first = after.map(|_| home.to_owned());
    on.page(&RequestList {
        answered,
        lines,
        next,
        first,
    })
}

/// `2026-11-25.01JCZ…`: after which line a page goes on.
fn place(text: &str) -> Option<(NaiveDate, RequestId)> {
    let (date, id) = text.split_once('.')?;
    Some((date.parse().ok()?, id.parse().ok()?))
}
