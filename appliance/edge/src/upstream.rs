//! Connections to the backend, each for one request at a time.
//!
//! No task drives them: a connection moves while the request on it is polled, and closes with it.
//! Whatever drops a request (a reset, a deadline, a closed connection) has closed its socket when
//! the drop returns. One that ended cleanly is kept for a moment; more are never open than
//! requests were in work at once.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::client::conn::http1::{Builder, Connection, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::pace::PacedBody;

/// How long an unused connection to the backend is kept; shorter than the web framework's own
/// five seconds, so that the edge always closes first and no request is lost in between.
const KEPT: Duration = Duration::from_secs(2);
/// Largest head of an answer, in bytes.
const MAX_HEAD: usize = 128 * 1024;

/// The backend, and the connections to it that wait for a request.
pub(crate) struct Upstream {
    address: SocketAddr,
    patience: Duration,
    kept: Mutex<Vec<(Instant, Line)>>,
}

/// Why the backend gave no answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Silence {
    /// It does not accept connections, or not in time.
    NoConnection,
    /// The exchange broke off.
    Broken,
}

impl Upstream {
    pub(crate) fn new(address: SocketAddr, patience: Duration) -> Self {
        Self {
            address,
            patience,
            kept: Mutex::default(),
        }
    }

    /// Sends a request and waits for the head of its answer.
    pub(crate) async fn ask(
        &self,
        mut request: Request<PacedBody>,
    ) -> Result<(Response<Incoming>, Line), Silence> {
        while let Some(mut line) = self.take() {
            if !line.is_still_open().await {
                continue;
            }
            match line.send(request).await {
                Ok(answer) => return Ok((answer, line)),
                // Closed by the backend before the request left: another line takes it.
                Err(Some(unsent)) => request = *unsent,
                Err(None) => return Err(Silence::Broken),
            }
        }
        let connected = timeout(self.patience, Line::open(self.address)).await;
        let mut line = connected
            .map_err(|_| Silence::NoConnection)?
            .map_err(|_| Silence::NoConnection)?;
        match line.send(request).await {
            Ok(answer) => Ok((answer, line)),
            Err(_) => Err(Silence::Broken),
        }
    }

    /// Keeps a line for another request, if it is fit for one.
    pub(crate) fn keep(&self, line: Line) {
        if line.is_ready() {
            self.lock().push((Instant::now(), line));
        }
    }

    /// Closes the lines that nobody used for a while.
    pub(crate) fn sweep(&self, now: Instant) {
        self.lock()
            .retain(|(since, _)| now.duration_since(*since) < KEPT);
    }

    /// The line that was used last, so that the others grow old.
    fn take(&self) -> Option<Line> {
        let (since, line) = self.lock().pop()?;
        (since.elapsed() < KEPT).then_some(line)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Instant, Line)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection to the backend.
pub(crate) struct Line {
    sender: SendRequest<PacedBody>,
    wire: Connection<TokioIo<TcpStream>, PacedBody>,
    open: bool,
}

impl Line {
    async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        // A failure here only costs latency.
        let _ = stream.set_nodelay(true);
        let (sender, wire) = Builder::new()
            .max_buf_size(MAX_HEAD)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(io::Error::other)?;
        Ok(Self {
            sender,
            wire,
            open: true,
        })
    }

    /// Moves what can be moved, in both directions.
    pub(crate) fn drive(&mut self, cx: &mut Context<'_>) {
        if self.open && Pin::new(&mut self.wire).poll(cx).is_ready() {
            self.open = false;
        }
    }

    fn is_ready(&self) -> bool {
        self.open && self.sender.is_ready()
    }

    async fn is_still_open(&mut self) -> bool {
        poll_fn(|cx| {
            self.drive(cx);
            Poll::Ready(self.is_ready())
        })
        .await
    }

    /// The error holds the request if nothing of it was sent.
    async fn send(
        &mut self,
        request: Request<PacedBody>,
    ) -> Result<Response<Incoming>, Option<Box<Request<PacedBody>>>> {
        let mut asked = pin!(self.sender.try_send_request(request));
        let answered = poll_fn(|cx| {
            if let Poll::Ready(answered) = asked.as_mut().poll(cx) {
                return Poll::Ready(answered);
            }
            if self.open && Pin::new(&mut self.wire).poll(cx).is_ready() {
                self.open = false;
            }
            asked.as_mut().poll(cx)
        })
        .await;
        answered.map_err(|mut error| error.take_message().map(Box::new))
    }
}
