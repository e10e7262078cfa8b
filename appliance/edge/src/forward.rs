//! One request to the backend and its answer back.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::{Body as _, Incoming};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode, Version};
use tokio::time::{Instant, timeout_at};

use crate::activity::{Activity, UnderWay};
use crate::answers::Pages;
use crate::caller::Caller;
use crate::config::{
    Allowance, ConfigFault, EdgeConfig, HANDLER_HEADER, Limits, RECOGNISED_HEADER,
};
use crate::delivery::{Delivery, OwnPage, Terms};
use crate::handlers::{Handlers, Ticket};
use crate::notices::{Notice, Notices};
use crate::pace::{BodyFault, BoxError, Fault, PacedBody, Patience};
use crate::recognised::{Recognised, cookies};
use crate::rules::{Introduction, strip_hop};
use crate::turns::{Asking, NoPlace, Turns};
use crate::upstream::{Line, Silence, Upstream};

/// Body of every answer.
pub(crate) type Answer = Response<UnsyncBoxBody<Bytes, BoxError>>;

/// Whose connection a request came on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visitor {
    pub(crate) client: IpAddr,
    pub(crate) connection: u64,
    /// The connection found a place; otherwise only who is recognised is served.
    pub(crate) welcome: bool,
}

/// What forwards requests; shared by all connections.
pub(crate) struct Forwarder {
    pub(crate) limits: Limits,
    pub(crate) upstream: Arc<Upstream>,
    pub(crate) notices: Arc<Notices>,
    pages: Pages,
    introduction: Introduction,
    allowances: Vec<Allowance>,
    turns: Arc<Turns>,
    handlers: Handlers,
    recognised: Recognised,
}

/// An answer of the backend and what it holds.
struct Answered {
    answer: Response<Incoming>,
    line: Line,
    ticket: Ticket,
    deadline: Option<Instant>,
}

impl Forwarder {
    pub(crate) fn new(config: &EdgeConfig) -> Result<Self, ConfigFault> {
        Ok(Self {
            upstream: Arc::new(Upstream::new(config.backend, config.limits.handshake)),
            notices: Arc::default(),
            pages: config.pages.clone(),
            introduction: Introduction::new(&config.secret, &config.hosts)
                .ok_or(ConfigFault::NoHost)?,
            allowances: config.allowances.clone(),
            turns: Turns::new(config.limits.caps()),
            handlers: config.handlers.clone(),
            recognised: Recognised::default(),
            limits: config.limits.clone(),
        })
    }

    /// Answers one request.
    pub(crate) async fn answer(
        &self,
        request: Request<Incoming>,
        visitor: Visitor,
        activity: &Arc<Activity>,
    ) -> Answer {
        let version = request.version();
        let under_way = activity.begin();
        let cookies = cookies(request.headers());
        let known = cookies.is_some_and(|cookies| self.recognised.is(&cookies, Instant::now()));
        if !visitor.welcome && !known {
            self.notices.note(Notice::Full);
            activity.unwelcome();
            return self.own_answer(StatusCode::SERVICE_UNAVAILABLE, version, under_way);
        }
        let asking = Asking {
            caller: Caller::at(visitor.client),
            connection: visitor.connection,
            known,
        };
        match self
            .forward(request, visitor.client, asking, activity)
            .await
        {
            Ok(mut answered) => {
                self.learn(answered.answer.headers_mut(), cookies);
                self.deliver(answered, activity, under_way)
            }
            Err(status) => self.own_answer(status, version, under_way),
        }
    }

    fn own_answer(&self, status: StatusCode, version: Version, under_way: UnderWay) -> Answer {
        self.pages
            .answer(status, version)
            .map(|page| UnsyncBoxBody::new(OwnPage::new(page, under_way)))
    }

    async fn forward(
        &self,
        request: Request<Incoming>,
        client: IpAddr,
        asking: Asking,
        activity: &Arc<Activity>,
    ) -> Result<Answered, StatusCode> {
        let (mut head, body) = request.into_parts();
        self.introduction.vet(&head)?;
        let (max_body, time) = self.route_limits(head.uri.path());
        if body.size_hint().lower() > max_body {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        self.introduction.rewrite(&mut head, client)?;
        let patience = Patience {
            idle: self.limits.body_idle,
            pace: self.limits.body_pace,
        };
        let fault = Arc::new(Fault::default());
        let body = PacedBody::new(
            body,
            patience,
            max_body,
            Arc::clone(activity),
            Arc::clone(&fault),
        );
        let deadline = time.map(|time| Instant::now() + time);

        let ticket = self.turn(asking).await?;
        head.headers.insert(
            HeaderName::from_static(HANDLER_HEADER),
            HeaderValue::from(ticket.number),
        );
        let asked = self.upstream.ask(Request::from_parts(head, body));
        let answered = match deadline {
            Some(deadline) => timeout_at(deadline, asked)
                .await
                .map_err(|_| StatusCode::GATEWAY_TIMEOUT)?,
            None => asked.await,
        };
        let (mut answer, line) = answered.map_err(|silence| self.blame(&fault, silence))?;
        strip_hop(answer.headers_mut());
        *answer.version_mut() = Version::default();
        Ok(Answered {
            answer,
            line,
            ticket,
            deadline,
        })
    }

    /// Waits for a place, if that is within the caps.
    async fn turn(&self, asking: Asking) -> Result<Ticket, StatusCode> {
        match self.turns.place(asking).await {
            Ok(place) => Ok(self.handlers.enter(place)),
            Err(none) => {
                self.notices.note(match none {
                    NoPlace::Crowded => Notice::Crowded,
                    NoPlace::Waited => Notice::Waited,
                });
                Err(StatusCode::SERVICE_UNAVAILABLE)
            }
        }
    }

    /// Whose fault it is that there is no answer.
    fn blame(&self, fault: &Fault, silence: Silence) -> StatusCode {
        match fault.get() {
            Some(BodyFault::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            Some(BodyFault::TooSlow) => StatusCode::REQUEST_TIMEOUT,
            Some(BodyFault::Broken) => StatusCode::BAD_REQUEST,
            None => {
                self.notices.note(match silence {
                    Silence::NoConnection => Notice::NoBackend,
                    Silence::Broken => Notice::Broken,
                });
                StatusCode::BAD_GATEWAY
            }
        }
    }

    /// Takes off what the backend says to the edge alone.
    fn learn(&self, headers: &mut HeaderMap, cookies: Option<[u8; 32]>) {
        let Some(said) = headers.remove(RECOGNISED_HEADER) else {
            return;
        };
        if let Some(cookies) = cookies {
            self.recognised
                .note(cookies, said.as_bytes() == b"1", Instant::now());
        }
    }

    fn deliver(&self, answered: Answered, activity: &Arc<Activity>, under_way: UnderWay) -> Answer {
        let idle = if answered.deadline.is_some() {
            self.limits.body_idle
        } else {
            self.limits.stall
        };
        let terms = Terms {
            patience: Patience {
                idle,
                pace: self.limits.answer_pace,
            },
            deadline: answered.deadline,
            upstream: Arc::clone(&self.upstream),
            notices: Arc::clone(&self.notices),
        };
        let (head, body) = answered.answer.into_parts();
        let mut delivery = Delivery::new(body, answered.line, answered.ticket, terms, under_way);
        delivery.settle();
        activity.watch(delivery.reading());
        Response::from_parts(head, UnsyncBoxBody::new(delivery))
    }

    fn route_limits(&self, path: &str) -> (u64, Option<Duration>) {
        self.allowances
            .iter()
            .find(|allowance| path.starts_with(&allowance.path_prefix))
            .map_or(
                (self.limits.max_body, Some(self.limits.request)),
                |allowance| (allowance.max_body, allowance.request),
            )
    }
}
