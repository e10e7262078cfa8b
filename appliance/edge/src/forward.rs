//! One request to the backend and its answer back.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::{Body as _, Incoming};
use hyper::{Request, Response, StatusCode, Version};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::{Instant, timeout_at};

use crate::answers::Pages;
use crate::config::{Allowance, ConfigFault, EdgeConfig, Limits};
use crate::pace::{Activity, AnswerBody, BodyFault, BoxError, Fault, PacedBody, Patience};
use crate::rules::{Introduction, strip_hop};

/// How long an unused connection to the backend is kept; shorter than the web framework's own
/// five seconds, so that the edge always closes first and no request is lost in between.
const BACKEND_IDLE: std::time::Duration = std::time::Duration::from_secs(2);

/// Body of every answer.
pub(crate) type Answer = Response<UnsyncBoxBody<Bytes, BoxError>>;

/// What forwards requests; shared by all connections.
pub(crate) struct Forwarder {
    pub(crate) limits: Limits,
    pages: Pages,
    introduction: Introduction,
    allowances: Vec<Allowance>,
    backend: Client<HttpConnector, PacedBody>,
}

impl Forwarder {
    pub(crate) fn new(config: &EdgeConfig) -> Result<Self, ConfigFault> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(config.limits.handshake));
        let backend = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(BACKEND_IDLE)
            .pool_max_idle_per_host(64)
            .pool_timer(TokioTimer::new())
            .http1_max_buf_size(128 * 1024)
            .set_host(false)
            .build(connector);
        Ok(Self {
            limits: config.limits.clone(),
            pages: config.pages.clone(),
            introduction: Introduction::new(config.backend, &config.secret, &config.hosts)
                .ok_or(ConfigFault::NoHost)?,
            allowances: config.allowances.clone(),
            backend,
        })
    }

    /// The answer to a client beyond the caps.
    pub(crate) fn full(&self, version: Version, activity: &Arc<Activity>) -> Answer {
        self.own_answer(StatusCode::SERVICE_UNAVAILABLE, version, activity)
    }

    /// Answers one request.
    pub(crate) async fn answer(
        &self,
        request: Request<Incoming>,
        client: IpAddr,
        activity: &Arc<Activity>,
    ) -> Answer {
        let version = request.version();
        let under_way = activity.begin();
        match self.forward(request, client, activity).await {
            Ok((answer, deadline)) => {
                answer.map(|body| UnsyncBoxBody::new(AnswerBody::new(body, deadline, under_way)))
            }
            Err(status) => self.own_answer(status, version, activity),
        }
    }

    fn own_answer(&self, status: StatusCode, version: Version, activity: &Arc<Activity>) -> Answer {
        self.pages
            .answer(status, version)
            .map(|body| UnsyncBoxBody::new(AnswerBody::new(body, None, activity.begin())))
    }

    async fn forward(
        &self,
        request: Request<Incoming>,
        client: IpAddr,
        activity: &Arc<Activity>,
    ) -> Result<(Response<Incoming>, Option<Instant>), StatusCode> {
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

        let sent = self.backend.request(Request::from_parts(head, body));
        let answered = match deadline {
            Some(deadline) => timeout_at(deadline, sent)
                .await
                .map_err(|_| StatusCode::GATEWAY_TIMEOUT)?,
            None => sent.await,
        };
        let mut answer = answered.map_err(|error| match fault.get() {
            Some(BodyFault::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            Some(BodyFault::TooSlow) => StatusCode::REQUEST_TIMEOUT,
            Some(BodyFault::Broken) => StatusCode::BAD_REQUEST,
            None => {
                tracing::warn!(connect = error.is_connect(), "the backend did not answer");
                StatusCode::BAD_GATEWAY
            }
        })?;
        strip_hop(answer.headers_mut());
        *answer.version_mut() = Version::default();
        Ok((answer, deadline))
    }

    fn route_limits(&self, path: &str) -> (u64, Option<std::time::Duration>) {
        self.allowances
            .iter()
            .find(|allowance| path.starts_with(&allowance.path_prefix))
            .map_or(
                (self.limits.max_body, Some(self.limits.request)),
                |allowance| (allowance.max_body, allowance.request),
            )
    }
}
