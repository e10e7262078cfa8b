//! The web face of the appliance: every URL on one page, grouped by who uses it.
//!
//! A route is short: its guard proves who asks and in what duty, its form is checked
//! by the domain, one unit of work does the act, a page or a redirect answers. HTTP
//! stays in this folder; only [`problem`] turns a failure into a status.
//!
//! | module | what it is |
//! |---|---|
//! | [`guard`], [`form`], [`token`] | who asks; forms that carry their token |
//! | [`headers`], [`problem`], [`reply`], [`return_path`] | what goes with every answer |
//! | [`links`] | where the page of each record is |
//! | `comparing`, `told`, `words` | what several desks say in the same words |
//! | [`page`], [`pages`], [`frame`], [`locale`], [`i18n`], [`format`], [`assets`], [`nav`] | presentation |
//! | [`front`], [`today`], [`find`], [`cases`], [`custody`], [`imaging`], [`privacy`], [`journal`], [`jobs`], [`people`] | the routes of each desk |

pub mod assets;
pub mod cases;
mod comparing;
pub mod custody;
pub(crate) mod described;
pub mod find;
pub mod form;
pub mod format;
pub mod frame;
pub mod front;
pub mod guard;
pub mod headers;
pub mod i18n;
pub mod imaging;
pub mod jobs;
pub mod journal;
mod kept;
pub mod links;
pub mod locale;
pub mod nav;
pub mod page;
pub mod pages;
pub mod people;
pub mod privacy;
pub mod problem;
pub mod reply;
pub mod return_path;
pub mod today;
pub mod token;
mod told;
mod words;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Mutex;

use rocket::config::{Config as RocketConfig, Ident, LogLevel, Shutdown};
use rocket::data::{Limits, ToByteUnit};
use rocket::fairing::AdHoc;
use rocket::{Build, Rocket, Route};
use tokio::sync::oneshot;

use crate::clockwork::Clockworks;
use crate::office::Office;

/// Every route of the appliance.
pub fn routes() -> Vec<Route> {
    [
        // anybody
        front::routes(),
        // anybody signed in
        today::routes(),
        find::routes(),
        // coordination
        cases::routes(),
        // custody
        custody::routes(),
        // imaging
        imaging::routes(),
        // privacy
        privacy::routes(),
        // auditor, operator
        journal::routes(),
        jobs::routes(),
        people::routes(),
        // whoever's session ended
        kept::routes(),
    ]
    .concat()
}

/// The pages, about to be served on a loopback port of the system's choice: only the edge reaches
/// it.
pub struct Launched<P> {
    /// Serves them, until it is told to end.
    pub pages: P,
    /// Where, once they are served.
    pub address: oneshot::Receiver<SocketAddr>,
    /// Tells them to end.
    pub ending: Ending,
}

/// Tells the pages to end.
pub struct Ending(rocket::Shutdown);

impl Ending {
    /// What has begun is let finish, for a moment.
    pub fn end(self) {
        self.0.notify();
    }
}

/// Gets the pages ready; a text says why they cannot be.
pub async fn launch(
    office: Office,
    clockworks: Clockworks,
) -> Result<Launched<impl Future<Output = ()> + Send + 'static>, String> {
    let (tell, address) = oneshot::channel();
    let tell = Mutex::new(Some(tell));
    let on_liftoff = AdHoc::on_liftoff("address", move |rocket| {
        Box::pin(async move {
            let address = SocketAddr::new(rocket.config().address, rocket.config().port);
            if let Some(tell) = tell.lock().ok().and_then(|mut tell| tell.take()) {
                let _ = tell.send(address);
            }
        })
    });
    let rocket = rocket(office).manage(clockworks).attach(on_liftoff);
    let ready = rocket.ignite().await;
    let ready = ready.map_err(|error| format!("{:?}", error.kind()))?;
    let ending = Ending(ready.shutdown());
    let pages = async move {
        if let Err(error) = ready.launch().await {
            tracing::error!(%error, "the web pages ended");
        }
    };
    Ok(Launched {
        pages,
        address,
        ending,
    })
}

fn rocket(office: Office) -> Rocket<Build> {
    // The edge, Rocket's only client, has let its requests finish before Rocket is told to
    // stop: what remains then are closed connections that Rocket has not noticed.
    let shutdown = Shutdown {
        ctrlc: false,
        signals: std::collections::HashSet::new(),
        grace: 1,
        mercy: 1,
        ..Shutdown::default()
    };
    let config = RocketConfig {
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: 0,
        ident: Ident::none(),
        log_level: LogLevel::Off,
        cli_colors: false,
        limits: Limits::default().limit("form", form::FORM_LIMIT.bytes()),
        shutdown,
        ..RocketConfig::default()
    };
    rocket::custom(config)
        .manage(office)
        .attach(headers::Headers)
        .mount("/", routes())
        .register("/", front::catchers())
}
