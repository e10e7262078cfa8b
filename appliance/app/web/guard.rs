//! Who asks: the session of a request, and the duty a route demands.
//!
//! **The signature is the policy.** A route that takes [`On<Custody>`] is reached only
//! by a person who holds that duty, and can only open units of that duty. Guards
//! answer with an error: a refusal must not turn into "anonymous". One thing is forwarded, to the one route that keeps
//! it ([`super::kept`]): a form whose session has ended.
//! `tests/access.rs` calls every mounted route without a session, and with every duty.

use std::marker::PhantomData;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use doublelock_domain::access::{Duty, DutyName, Purpose, Warrant};
use doublelock_domain::ids::PersonId;
use doublelock_domain::ids::{RecordId, Reference, hex};
use doublelock_domain::label::Label;
use doublelock_domain::session::{EndReason, SessionStanding};
use doublelock_domain::time::Span;
use doublelock_store::front_door::Session;
use doublelock_store::refusals::Noted;
use doublelock_store::sent::{Done, SentForm};
use doublelock_store::{Error as StoreError, ReadUnit, Sight, Unit};
use rocket::http::{Method, Status};
use rocket::outcome::Outcome;
use rocket::request::{self, FromRequest, Request};
use rocket::response::Redirect;
use rocket::{Ignite, Rocket, Sentinel};

use crate::office::Office;
use crate::staff::Recheck;
use crate::web::locale::Locale;
use crate::web::nav;
use crate::web::page::{Frame, Page, Person, Theme};
use crate::web::problem::Problem;
use crate::web::reply::Html;
use crate::web::token::token_hash;

/// Name of the session cookie. `__Host-`: Secure, this host only, whole site.
pub const SESSION_COOKIE: &str = "__Host-session";
/// Name of the cookie that holds nothing but `fr` or `en`.
pub const LANGUAGE_COOKIE: &str = "__Host-language";
/// In the address of a page that a form led to which had been sent before.
const SENT_BEFORE: &str = "sent-before";
/// Header in which the edge names the caller's address.
const ADDRESS_HEADER: &str = "x-real-ip";
/// A session's last use is written at most this often.
const TOUCH_EVERY: Span = Span::seconds(30);

/// What a form did.
#[expect(clippy::large_enum_variant, reason = "made once per request")]
pub enum Acted<T> {
    /// What it is for; this is the way to its answer.
    Onward(Redirect),
    /// Nothing that must not be done again.
    Nothing(T),
}

/// What is known of a request before anybody is signed in.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Language to answer in.
    pub locale: Locale,
    /// They chose it here; it outranks what the directory has.
    chose_language: bool,
    /// Where it comes from, as the edge saw it.
    pub address: IpAddr,
    /// Path without query.
    path: String,
    /// The query, if it says which view of a list, from where on ([`CARRIED`]), and nothing else.
    query: String,
    /// Led here by a form that had been sent before.
    sent_before: bool,
}

/// A request of a signed-in person.
#[derive(Clone)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The request.
    pub visitor: Visitor,
    /// Everything a route works with.
    pub office: Office,
    /// That this request was refused was noted, and whether it is in the journal yet.
    noted: Arc<OnceLock<Noted>>,
}

/// A request of a signed-in person who holds duty `D`.
#[derive(Clone)]
pub struct On<D: Duty> {
    signed_in: SignedIn,
    duty: PhantomData<fn() -> D>,
}

/// What an address says of a list or a form that the other language is to show too: words, numbers and ids of ours.
const CARRIED: [&str; 11] = [
    "after", "before", "case", "kind", "list", "order", "parcel", "place", "purpose", "since",
    "view",
];

/// Nothing but these, and nothing that could lead elsewhere.
fn is_carried(query: &str) -> bool {
    let plain = |value: &str| {
        value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    let carried = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        CARRIED.contains(&name) && plain(value)
    };
    query.len() <= 200 && query.split('&').all(carried)
}

impl Visitor {
    fn of(request: &Request<'_>) -> Self {
        let chosen = request
            .cookies()
            .get(LANGUAGE_COOKIE)
            .and_then(|cookie| Locale::parse(cookie.value()));
        let locale = chosen.unwrap_or_else(|| {
            Locale::accepted(request.headers().get_one("accept-language").unwrap_or(""))
        });
        let address = request
            .headers()
            .get_one(ADDRESS_HEADER)
            .and_then(|text| text.parse().ok())
            .unwrap_or(IpAddr::from([0, 0, 0, 0]));
        Self {
            locale,
            chose_language: chosen.is_some(),
            address,
            path: request.uri().path().as_str().to_owned(),
            query: (request.uri().query().map(|query| query.as_str()))
                .filter(|query| is_carried(query))
                .unwrap_or_default()
                .to_owned(),
            sent_before: request
                .uri()
                .query()
                .is_some_and(|query| query == SENT_BEFORE),
        }
    }

    /// The same, now that it is known who asks: their language in the directory outranks the
    /// browser's, which on a shared workstation is nobody's.
    fn known_as(mut self, session: &Session) -> Self {
        let preferred = session.language.as_deref().and_then(Locale::preferred);
        if let Some(locale) = preferred
            && !self.chose_language
        {
            self.locale = locale;
        }
        self
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Visitor {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Problem> {
        Outcome::Success(Self::of(request))
    }
}

/// The office; a launch without one is refused by [`Sentinel`].
pub fn office<'r>(request: &'r Request<'_>) -> Option<&'r Office> {
    request.rocket().state::<Office>()
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SignedIn {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Problem> {
        // Cached per request: catchers and forms ask again.
        let cached: &Result<Option<SignedIn>, Problem> = request
            .local_cache_async(async { find_session(request).await })
            .await;
        match cached {
            Ok(Some(signed_in)) => Outcome::Success(signed_in.clone()),
            // Only `kept` takes what is forwarded: it keeps the form for the same person, who signs in again.
            Ok(None) if sends_a_form(request) => Outcome::Forward(Status::Unauthorized),
            Ok(None) => Outcome::Error((Status::Unauthorized, Problem::SignIn)),
            Err(_) => {
                let problem = refused_by_guard(request).unwrap_or(Problem::Unavailable);
                Outcome::Error((problem.status(), problem))
            }
        }
    }
}

/// Somebody sends a form with a cookie of a session, which may have ended.
fn sends_a_form(request: &Request<'_>) -> bool {
    let bears = |cookie: &rocket::http::Cookie<'_>| token_hash(cookie.value()).is_some();
    request.method() == Method::Post && request.cookies().get(SESSION_COOKIE).is_some_and(bears)
}

/// A request whose session, if it has one, ended.
pub fn bears_an_ended_session(request: &Request<'_>) -> bool {
    let cached: &Result<Option<SignedIn>, Problem> = request.local_cache(|| Ok(None));
    matches!(cached, Ok(None)) && request.cookies().get(SESSION_COOKIE).is_some()
}

/// Where a request without the edge's secret ends: no route is mounted there.
pub const NOWHERE: &str = "/-";

async fn find_session(request: &Request<'_>) -> Result<Option<SignedIn>, Problem> {
    let Some(office) = office(request) else {
        return Err(Problem::Unavailable);
    };
    // Whoever did not come through the edge is nobody, whatever cookie they bear.
    if request.uri().path() == NOWHERE {
        return Ok(None);
    }
    let Some(cookie) = request.cookies().get(SESSION_COOKIE) else {
        return Ok(None);
    };
    let Some(hash) = token_hash(cookie.value()) else {
        return Ok(None);
    };
    let found = office
        .read(office.front_door()?, move |unit| unit.session(&hash))
        .await?;
    let Some(session) = found else {
        return Ok(None);
    };
    let session = match session.dates.standing(office.now(), office.config.sessions) {
        SessionStanding::Over(reason) => {
            end(office, &session, reason).await?;
            return Ok(None);
        }
        SessionStanding::RecheckDue => {
            match recheck(office, session, Visitor::of(request).address).await? {
                Some(session) => session,
                None => return Ok(None),
            }
        }
        SessionStanding::Alive => session,
    };
    if office.now().since(session.dates.seen) >= TOUCH_EVERY {
        let id = session.id.clone();
        office
            .write(office.front_door()?, move |unit| unit.touch(&id))
            .await?;
    }
    Ok(Some(SignedIn {
        visitor: Visitor::of(request).known_as(&session),
        session,
        office: office.clone(),
        noted: Arc::default(),
    }))
}

/// Asks the directory what the person's standing is now. A directory that does not
/// answer ends nothing, but nothing goes on either until it does: there is no
/// falling back to what it said before.
async fn recheck(
    office: &Office,
    mut session: Session,
    address: IpAddr,
) -> Result<Option<Session>, Problem> {
    match office.staff.recheck(&session.stable_id).await {
        Recheck::Standing(duties) if !duties.is_empty() => {
            let (id, now_held) = (session.id.clone(), duties.clone());
            office
                .write(office.front_door()?, move |unit| {
                    unit.rechecked(&id, &now_held)
                })
                .await?;
            session.duties = duties;
            Ok(Some(session))
        }
        Recheck::Standing(_) | Recheck::Gone => {
            end(office, &session, EndReason::StandingLost).await?;
            Ok(None)
        }
        Recheck::Unreachable => {
            office.door().note_outage(address).await?;
            Err(Problem::DirectoryDown)
        }
    }
}

async fn end(office: &Office, session: &Session, reason: EndReason) -> Result<(), Problem> {
    let id = session.id.clone();
    Ok(office
        .write(office.front_door()?, move |unit| {
            unit.end_session(&id, reason)
        })
        .await?)
}

#[rocket::async_trait]
impl<'r, D: Duty> FromRequest<'r> for On<D> {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Problem> {
        let signed_in = match SignedIn::from_request(request).await {
            Outcome::Success(signed_in) => signed_in,
            Outcome::Error(error) => return Outcome::Error(error),
            Outcome::Forward(status) => return Outcome::Forward(status),
        };
        if signed_in.session.duties.contains(&D::NAME) {
            return Outcome::Success(Self {
                signed_in,
                duty: PhantomData,
            });
        }
        signed_in.note_refused(&route_name(request), None).await;
        Outcome::Error((Status::NotFound, Problem::NotFound))
    }
}

impl<D: Duty> Sentinel for On<D> {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        rocket.state::<Office>().is_none()
    }
}

impl Sentinel for SignedIn {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        rocket.state::<Office>().is_none()
    }
}

/// What a guard of this request ended with, if it was more than "not signed in".
pub fn refused_by_guard(request: &Request<'_>) -> Option<Problem> {
    let cached: &Result<Option<SignedIn>, Problem> = request.local_cache(|| Ok(None));
    match cached {
        Err(Problem::DirectoryDown) => Some(Problem::DirectoryDown),
        Err(Problem::Full) => Some(Problem::Full),
        Err(Problem::Broken(cause)) => Some(Problem::Broken(cause.clone())),
        Err(_) => Some(Problem::Unavailable),
        Ok(_) => None,
    }
}

/// True if a guard of this request found a session.
pub fn somebody_is_signed_in(request: &Request<'_>) -> bool {
    let cached: &Result<Option<SignedIn>, Problem> = request.local_cache(|| Ok(None));
    matches!(cached, Ok(Some(_)))
}

/// True if the attempt that this request was is in the journal.
pub fn attempt_is_written_down(request: &Request<'_>) -> bool {
    let cached: &Result<Option<SignedIn>, Problem> = request.local_cache(|| Ok(None));
    matches!(cached, Ok(Some(who)) if who.noted.get() == Some(&Noted::Written))
}

/// Writes down that somebody who is signed in asked for an address that no route has, and
/// that no guard could therefore note. What was asked is not: it can be anything.
pub async fn note_nowhere(request: &Request<'_>) {
    if let Outcome::Success(who) = SignedIn::from_request(request).await
        && who.noted.get().is_none()
    {
        who.note_refused(&route_name(request), None).await;
    }
}

/// Of an address what is ours: its first part, which is a route's, and the ids, labels and
/// numbers in it. Whatever else was typed can be anything, and stays out of the journal.
fn ours(path: &str) -> Option<String> {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let first = parts.next()?;
    let known: Vec<&str> = parts
        .filter(|part| {
            part.parse::<RecordId>().is_ok()
                || part.parse::<Label>().is_ok()
                || part.parse::<Reference>().is_ok()
        })
        .collect();
    (!known.is_empty()).then(|| format!("/{first}/{}", known.join("/")))
}

/// The route's pattern, which holds no id: `GET /cases/<id>`.
fn route_name(request: &Request<'_>) -> String {
    let pattern = request
        .route()
        .map_or_else(|| "-".to_owned(), |route| route.uri.to_string());
    format!("{} {pattern}", request.method())
}

impl SignedIn {
    /// Notes that something was asked for that is not open to the person.
    /// If even that cannot be written, the log says so: the answer is a refusal anyway.
    async fn note_refused(&self, route: &str, subject: Option<&str>) {
        let (who, route, subject): (PersonId, String, Option<String>) = (
            self.session.person_id.clone(),
            route.to_owned(),
            subject.map(str::to_owned),
        );
        let noted = match self.office.front_door() {
            Ok(warrant) => {
                let work = move |unit: &mut Unit<'_, _>| {
                    unit.note_access_refused(&who, &route, subject.as_deref())
                };
                self.office.write(warrant, work).await
            }
            Err(error) => Err(error),
        };
        match noted {
            Ok(noted) => {
                // The first note of a request is the one that its page speaks of.
                let _ = self.noted.set(noted);
            }
            Err(error) => {
                tracing::error!(%error, "a refused access could not be written down");
            }
        }
    }

    /// The frame of a page for this person.
    pub fn frame(&self) -> Frame {
        frame(&self.office, &self.visitor, Some(&self.session))
    }

    /// A finished page.
    pub fn page<P: Page>(&self, page: &P) -> Result<Html, Problem> {
        Ok(Html::private(
            self.office.renderer.html(&self.frame(), page)?,
        ))
    }

    /// True if the person holds this duty now.
    pub fn holds(&self, duty: DutyName) -> bool {
        self.session.duties.contains(&duty)
    }
}

impl<D: Duty> On<D> {
    /// The person and the office.
    pub const fn signed_in(&self) -> &SignedIn {
        &self.signed_in
    }

    /// Everything a route works with.
    pub const fn office(&self) -> &Office {
        &self.signed_in.office
    }

    /// A warrant for one purpose of this duty.
    pub fn warrant(&self, purpose: Purpose) -> Result<Warrant<D>, Problem> {
        Ok(self
            .signed_in
            .session
            .actor()
            .take_up(purpose, self.office().now())?)
    }

    /// Does `work` as one unit. What is not found was perhaps not open: the attempt is
    /// written down.
    pub async fn write<T: Send + 'static>(
        &self,
        purpose: Purpose,
        work: impl FnMut(&mut Unit<'_, D>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let actor = self.signed_in.session.actor();
        let warrant = actor.take_up(purpose, self.office().now())?;
        let outcome = self.office().write(warrant, work).await;
        self.note_not_found(&outcome).await;
        outcome
    }

    /// Does `work` as the act of a form, and answers with the way to where `leads_to` says. The same
    /// form sent again does nothing and is led to the same place.
    pub async fn act<T: Send + 'static>(
        &self,
        purpose: Purpose,
        form: SentForm,
        work: impl FnMut(&mut Unit<'_, D>) -> Result<T, StoreError> + Send + 'static,
        leads_to: impl Fn(&T) -> String + Send + 'static,
    ) -> Result<Redirect, StoreError> {
        let done = self
            .act_or(purpose, form, work, move |done| Some(leads_to(done)))
            .await?;
        match done {
            Acted::Onward(way) => Ok(way),
            Acted::Nothing(_) => Err(StoreError::Corrupt("an act leads nowhere")),
        }
    }

    /// The same for work that may do nothing: then `leads_to` says nothing, and what came of it is handed
    /// back.
    pub async fn act_or<T: Send + 'static>(
        &self,
        purpose: Purpose,
        form: SentForm,
        mut work: impl FnMut(&mut Unit<'_, D>) -> Result<T, StoreError> + Send + 'static,
        leads_to: impl Fn(&T) -> Option<String> + Send + 'static,
    ) -> Result<Acted<T>, StoreError> {
        let done = self
            .write(purpose, move |unit| unit.once(&form, &mut work, &leads_to))
            .await?;
        Ok(match done {
            Done::Now(_, place) => Acted::Onward(Redirect::to(place)),
            Done::Before(place) => Acted::Onward(sent_before(&place)),
            Done::Nothing(came) => Acted::Nothing(came),
        })
    }

    /// Looks at records; what was shown is in the journal before this returns.
    pub async fn witness<T: Send + 'static>(
        &self,
        purpose: Purpose,
        look: impl FnMut(&mut Sight<'_, D>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let actor = self.signed_in.session.actor();
        let warrant = actor.take_up(purpose, self.office().now())?;
        let outcome = self.office().witness(warrant, look).await;
        self.note_not_found(&outcome).await;
        outcome
    }

    /// Who asks for what is not there may be trying numbers: the journal keeps it.
    async fn note_not_found<T>(&self, outcome: &Result<T, StoreError>) {
        if matches!(outcome, Err(StoreError::NotFound)) {
            self.signed_in
                .note_refused(
                    D::NAME.as_str(),
                    ours(&self.signed_in.visitor.path).as_deref(),
                )
                .await;
        }
    }

    /// Looks at what names nobody.
    pub async fn read<T: Send + 'static>(
        &self,
        purpose: Purpose,
        look: impl FnOnce(&mut ReadUnit<'_, D>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let actor = self.signed_in.session.actor();
        let warrant = actor.take_up(purpose, self.office().now())?;
        self.office().read(warrant, look).await
    }

    /// A finished page.
    pub fn page<P: Page>(&self, page: &P) -> Result<Html, Problem> {
        self.signed_in.page(page)
    }
}

/// The frame of a page.
pub fn frame(office: &Office, visitor: &Visitor, session: Option<&Session>) -> Frame {
    let config = &office.config;
    Frame {
        locale: visitor.locale,
        zone: config.centre.zone.tz(),
        now: office.now().micros(),
        path: visitor.path.clone(),
        query: visitor.query.clone(),
        demo: config.demo,
        theme: Theme::Auto,
        csrf: session.map(|s| s.csrf.clone()).unwrap_or_default(),
        sent_before: visitor.sent_before,
        once: session.map_or_else(String::new, |_| once(office)),
        person: session.map(|session| Person {
            name: session.display_name.clone(),
            duty: nav::chief_duty(&session.duties),
            until: session.dates.ends_at(config.sessions).micros(),
            idle: config.sessions.idle.as_seconds(),
            left: (session.dates.ends_at(config.sessions))
                .since(office.now())
                .as_seconds(),
            nav: nav::navigation(&session.duties),
        }),
        organisation: config.centre.hospital.clone(),
        help_phone: config.centre.phone.clone(),
        desk_phone: config.centre.phone.clone(),
        reference: None,
    }
}

/// The way to what a form did before: the page says that, and not that it was done now.
pub fn sent_before(place: &str) -> Redirect {
    let page = place.split('?').next().unwrap_or(place);
    Redirect::to(format!("{page}?{SENT_BEFORE}"))
}

/// A fresh number for a page's forms.
fn once(office: &Office) -> String {
    hex(&office.random::<16>())
}

/// The frame of a page for whoever asked, from what is known of them already: the page of a
/// problem must not ask the database again.
pub fn known_frame(request: &Request<'_>) -> Option<Frame> {
    let office = office(request)?;
    let cached: &Result<Option<SignedIn>, Problem> = request.local_cache(|| Ok(None));
    let session = cached
        .as_ref()
        .ok()
        .and_then(Option::as_ref)
        .map(|signed_in| &signed_in.session);
    let visitor = Visitor::of(request);
    let visitor = match session {
        Some(session) => visitor.known_as(session),
        None => visitor,
    };
    Some(frame(office, &visitor, session))
}
