//! The accept loop and the life of a connection: handshake, requests, watch, end.

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use openssl::ssl::Ssl;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, timeout};
use tokio_openssl::SslStream;

use crate::activity::Activity;
use crate::admission::{Admission, Entry};
use crate::caller::Caller;
use crate::certificates::CertificateStore;
use crate::config::{ConfigFault, EdgeConfig, Limits};
use crate::forward::{Forwarder, Visitor};
use crate::notices::Notice;

/// Time that a client gets to hear that it is dismissed.
const FAREWELL: Duration = Duration::from_millis(100);

/// Why serving ended before shutdown was asked.
#[derive(Debug, thiserror::Error)]
pub enum EdgeError {
    /// The configuration contradicts itself.
    #[error("the edge is configured wrongly")]
    Config(#[from] ConfigFault),
    /// A listening socket cannot be used.
    #[error("a listening socket cannot be used")]
    Listener(#[source] std::io::Error),
    /// An accept loop ended by itself; a fault of this program.
    #[error("an accept loop ended")]
    LoopEnded,
}

/// Serves until `shutdown` completes, then stops accepting, lets requests under way finish for
/// at most [`Limits::grace`] and returns. Dropping the future ends everything at once.
pub async fn serve(
    config: EdgeConfig,
    certificates: Arc<CertificateStore>,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), EdgeError> {
    config.check()?;
    let door = Arc::new(Door {
        forwarder: Forwarder::new(&config)?,
        admission: Admission::new(config.limits.max_connections, config.limits.max_per_address),
        certificates,
        connections: AtomicU64::new(0),
    });
    let (stop, stopping) = watch::channel(false);
    let mut loops = JoinSet::new();
    for listener in config.listeners {
        listener
            .set_nonblocking(true)
            .map_err(EdgeError::Listener)?;
        let listener = TcpListener::from_std(listener).map_err(EdgeError::Listener)?;
        loops.spawn(accept_loop(listener, Arc::clone(&door), stopping.clone()));
    }
    tokio::select! {
        () = shutdown => {}
        () = keep_house(&door) => {}
        _ = loops.join_next() => return Err(EdgeError::LoopEnded),
    }
    stop.send_replace(true);
    while loops.join_next().await.is_some() {}
    Ok(())
}

struct Door {
    forwarder: Forwarder,
    admission: Admission,
    certificates: Arc<CertificateStore>,
    /// Numbers connections.
    connections: AtomicU64,
}

/// Closes unused connections to the backend and says what was held back; never ends.
async fn keep_house(door: &Door) {
    let mut tick = interval(Duration::from_secs(1));
    loop {
        let now = tick.tick().await;
        door.forwarder.upstream.sweep(now);
        door.forwarder.notices.catch_up(now);
    }
}

async fn accept_loop(listener: TcpListener, door: Arc<Door>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of descriptors or a connection that died in the queue: the loop must go on.
            door.forwarder.notices.note(Notice::Accept);
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let client = peer.ip().to_canonical();
        match door.admission.admit(Caller::at(client)) {
            Entry::Shut => door.forwarder.notices.note(Notice::Full),
            entry => {
                let door = Arc::clone(&door);
                connections.spawn(connection(door, entry, stream, client, stop.clone()));
            }
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn connection(
    door: Arc<Door>,
    entry: Entry,
    stream: TcpStream,
    client: IpAddr,
    mut stop: watch::Receiver<bool>,
) {
    // A failure here only costs latency.
    let _ = stream.set_nodelay(true);
    let handshake = shake_hands(&door, stream);
    let tls = tokio::select! {
        _ = stop.wait_for(|stop| *stop) => return,
        tls = handshake => tls,
    };
    let Some(tls) = tls else { return };
    let dismissed = serve_requests(&door, &entry, tls, client, stop.clone()).await;
    if dismissed {
        // The socket is closed; only the place is kept.
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => {}
            () = tokio::time::sleep(door.forwarder.limits.penance) => {}
        }
    }
}

async fn shake_hands(door: &Door, stream: TcpStream) -> Option<SslStream<TcpStream>> {
    let ssl = Ssl::new(door.certificates.acceptor().context()).ok()?;
    let mut tls = SslStream::new(ssl, stream).ok()?;
    match timeout(door.forwarder.limits.handshake, Pin::new(&mut tls).accept()).await {
        Ok(Ok(())) => Some(tls),
        Ok(Err(_)) => {
            part_from(tls.get_mut()).await;
            None
        }
        Err(_) => None,
    }
}

/// Ends a connection that does not speak TLS: says goodbye and reads a little of what is on its
/// way, so that the client sees an end and not a reset.
async fn part_from(stream: &mut TcpStream) {
    let _ = stream.shutdown().await;
    let mut left = [0; 1024];
    let drained = async {
        for _ in 0..16 {
            if matches!(stream.read(&mut left).await, Ok(0) | Err(_)) {
                break;
            }
        }
    };
    let _ = timeout(Duration::from_millis(500), drained).await;
}

/// True if the client was dismissed for its habits.
async fn serve_requests(
    door: &Arc<Door>,
    entry: &Entry,
    tls: SslStream<TcpStream>,
    client: IpAddr,
    mut stop: watch::Receiver<bool>,
) -> bool {
    let h2 = tls.ssl().selected_alpn_protocol() == Some(b"h2");
    let activity = Activity::new();
    let visitor = Visitor {
        client,
        connection: door.connections.fetch_add(1, Ordering::Relaxed),
        welcome: matches!(entry, Entry::Welcome(_)),
    };
    let service = {
        let (door, activity) = (Arc::clone(door), Arc::clone(&activity));
        service_fn(move |request: Request<Incoming>| {
            let (door, activity) = (Arc::clone(&door), Arc::clone(&activity));
            async move {
                let answer = door.forwarder.answer(request, visitor, &activity).await;
                Ok::<_, Infallible>(answer)
            }
        })
    };
    let limits = &door.forwarder.limits;
    let builder = protocol(limits, h2);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(tls), service));
    let mut watch = Watch::new(limits, Arc::clone(&activity));
    let mut tick = interval(limits.look_every());
    loop {
        let verdict = tokio::select! {
            // How a connection broke is the client's affair; nothing to tell the operator.
            _ = connection.as_mut() => return false,
            _ = stop.wait_for(|stop| *stop), if watch.last_call.is_none() => watch.last_call(),
            () = activity.wasted() => Verdict::Dismiss,
            _ = tick.tick() => watch.look(),
        };
        match verdict {
            Verdict::Stay => {}
            Verdict::WindDown => connection.as_mut().graceful_shutdown(),
            Verdict::Dismiss => {
                door.forwarder.notices.note(Notice::Wasteful);
                // The client may hear why (GOAWAY), but does not choose how long that takes.
                connection.as_mut().graceful_shutdown();
                let _ = timeout(FAREWELL, connection).await;
                return true;
            }
            Verdict::End => return false,
        }
    }
}

/// Decides when a connection must end: the client has nothing to say, or never takes its
/// answers, or the appliance stops.
struct Watch<'a> {
    limits: &'a Limits,
    activity: Arc<Activity>,
    last_call: Option<Instant>,
    leaving: bool,
}

enum Verdict {
    Stay,
    WindDown,
    Dismiss,
    End,
}

impl<'a> Watch<'a> {
    fn new(limits: &'a Limits, activity: Arc<Activity>) -> Self {
        Self {
            limits,
            activity,
            last_call: None,
            leaving: false,
        }
    }

    fn last_call(&mut self) -> Verdict {
        self.last_call = Some(Instant::now() + self.limits.grace);
        Verdict::WindDown
    }

    fn look(&mut self) -> Verdict {
        self.activity.cut_late_readers(Instant::now());
        let (under_way, quiet) = self.activity.quiet();
        let over = self.last_call.is_some_and(|at| Instant::now() >= at);
        self.judge(under_way, quiet, over)
    }

    /// From the requests under way, how long nothing has moved, and whether the last call is over.
    fn judge(&mut self, under_way: usize, quiet: Duration, over: bool) -> Verdict {
        let stalled = under_way > 0 && quiet >= self.limits.stall;
        // Whoever found no place has nothing to wait for.
        let patience = if self.activity.is_unwelcome() {
            Duration::ZERO
        } else {
            self.limits.idle
        };
        let idle = under_way == 0 && quiet >= patience;
        // An idle client gets a few looks to take the goodbye.
        let gone = self.leaving && idle && quiet >= patience + self.limits.goodbye();
        if over || stalled || gone {
            Verdict::End
        } else if idle && !self.leaving {
            self.leaving = true;
            Verdict::WindDown
        } else {
            Verdict::Stay
        }
    }
}

fn protocol(limits: &Limits, h2: bool) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    let max_head = usize::try_from(limits.max_head).unwrap_or(usize::MAX);
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header)
        .max_buf_size(max_head)
        .max_headers(100)
        .half_close(false);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.h2_streams)
        // Streams reset before they were so much as looked at, and streams that broke the
        // protocol: a few are accidents, more end the connection (GOAWAY, ENHANCE_YOUR_CALM).
        .max_pending_accept_reset_streams(Some(20))
        .max_local_error_reset_streams(Some(64))
        .max_header_list_size(limits.max_head)
        .initial_stream_window_size(256 * 1024)
        .initial_connection_window_size(1024 * 1024)
        .max_send_buf_size(64 * 1024)
        .keep_alive_interval(limits.idle)
        .keep_alive_timeout(limits.header);
    // The handshake settled the protocol, so nothing is guessed from the first bytes.
    if h2 {
        builder.http2_only()
    } else {
        builder.http1_only()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The appliance's promise for half headers, half bodies and idle handshakes.
    const PROMISE: Duration = Duration::from_secs(30);

    #[test]
    fn the_default_limits_keep_the_promise() {
        let limits = Limits::default();
        let longest = limits.longest_silence();
        assert!(longest <= PROMISE, "{longest:?}");
    }

    /// When a connection ends that has no request on it, looked at from this phase of the tick on.
    fn ends_after(limits: &Limits, phase: Duration) -> Duration {
        let mut watch = Watch::new(limits, Activity::new());
        let mut quiet = phase;
        while !matches!(watch.judge(0, quiet, false), Verdict::End) {
            quiet += limits.look_every();
        }
        quiet
    }

    #[test]
    fn a_connection_without_a_request_lasts_no_longer_than_the_limits_say() {
        let limits = Limits::default();
        for part in 0..100 {
            let phase = limits.look_every() * part / 100;
            let lasted = ends_after(&limits, phase);
            assert!(lasted >= limits.idle, "{lasted:?}");
            // As `longest_silence` reckons, after a body that was given up.
            assert!(
                limits.body_idle + lasted <= limits.longest_silence(),
                "{lasted:?}"
            );
        }
    }
}
