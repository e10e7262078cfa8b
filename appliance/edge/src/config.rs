//! What the edge must be told before it serves, and the limits it keeps.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use crate::answers::Pages;
use crate::handlers::Handlers;
use crate::turns::Caps;

/// Request header that carries the secret shared by the edge and the backend, as 64 lower-case
/// hexadecimal digits. The backend must refuse any request without it: every process of the
/// machine can reach the loopback port.
pub const SECRET_HEADER: &str = "x-doublelock-edge";

/// Request header in which the edge repeats the method of the request, for a backend that may
/// have taken another one from a form.
pub const METHOD_HEADER: &str = "x-doublelock-method";

/// Request header in which the edge numbers what it forwards, for [`Handlers::claim`].
pub const HANDLER_HEADER: &str = "x-doublelock-handler";

/// Answer header in which the backend says whether it recognised somebody by the cookies of the
/// request: `1` yes, `0` it looked and found nobody. Without it nothing is learnt. The edge takes it
/// off. Requests with cookies that were recognised go before those of strangers.
pub const RECOGNISED_HEADER: &str = "x-doublelock-recognised";

/// Connections beyond the caps that still get a handshake: who is recognised there is served, the
/// others get a 503 page. More than these are closed without a word.
pub(crate) const COURTESY: usize = 32;

/// Everything [`crate::serve`] needs. No field has a hidden default except [`Limits`].
pub struct EdgeConfig {
    /// Listening sockets, bound by the caller or inherited from systemd.
    pub listeners: Vec<TcpListener>,
    /// Address of the plain-HTTP backend; must be on the loopback.
    pub backend: SocketAddr,
    /// Fresh random bytes of this start, sent in [`SECRET_HEADER`].
    pub secret: [u8; 32],
    /// Host names (or literal addresses) that requests may name, without port. Any other host is
    /// answered 421, which also defeats DNS rebinding.
    pub hosts: Vec<String>,
    /// Deadlines and caps.
    pub limits: Limits,
    /// Routes that may be long or large: uploads, downloads, event streams.
    pub allowances: Vec<Allowance>,
    /// Pages of the answers that the edge makes itself.
    pub pages: Pages,
    /// Register of the requests in work, shared with the backend. A backend that never claims is
    /// served as well, but work that outlives its connection is then not counted.
    pub handlers: Handlers,
}

/// Deadlines and caps of the edge. The defaults are the appliance's promise: a client that falls
/// silent before or inside a request, or does not shake hands, is gone within 30 seconds
/// ([`Limits::longest_silence`]).
#[derive(Debug, Clone)]
pub struct Limits {
    /// Time to finish the TLS handshake.
    pub handshake: Duration,
    /// Time to send a complete request head. On HTTP/1.1 it also bounds an idle kept connection.
    pub header: Duration,
    /// Longest silence inside a request body.
    pub body_idle: Duration,
    /// Least average pace of a request body in bytes a second, counted only while the edge waits
    /// for the client and only after `body_idle` of waiting.
    pub body_pace: u64,
    /// Longest time a connection may stay open with no request on it.
    pub idle: Duration,
    /// Time a request may take from its head to the last byte of the answer, unless an
    /// [`Allowance`] frees its route.
    pub request: Duration,
    /// Longest time that requests may be under way on a connection without one byte of body
    /// moving in either direction; ends clients that ask and never read.
    pub stall: Duration,
    /// Time for which the place of a dismissed connection stays taken, so that whoever wastes
    /// connections has the fewer of them.
    pub penance: Duration,
    /// Time that requests under way get to finish once shutdown is asked.
    pub grace: Duration,
    /// Connections served at once.
    pub max_connections: usize,
    /// Connections served at once for one caller: an IPv4 address or an IPv6 /64.
    pub max_per_address: usize,
    /// Requests in work at once, here or in the backend, whoever asks. Each takes two descriptors:
    /// both ends of its connection to the backend lie in this process.
    pub max_handlers: usize,
    /// Requests in work at once for all whom the backend has not recognised; the rest is kept for
    /// those who signed in.
    pub max_handlers_of_strangers: usize,
    /// Requests in work at once for one caller.
    pub max_handlers_per_caller: usize,
    /// Requests in work at once for the strangers of one caller.
    pub max_handlers_per_stranger: usize,
    /// Requests in work at once on one connection.
    pub max_handlers_per_connection: usize,
    /// How long a request is fresh: most are done sooner, and keep a core busy until they are.
    pub fresh: Duration,
    /// Fresh requests in work at once for all strangers: what these cost somebody at work.
    pub max_fresh_of_strangers: usize,
    /// Fresh requests in work at once for the strangers of one caller.
    pub max_fresh_per_stranger: usize,
    /// Requests that wait for their turn; strangers of one caller get half of these, one connection
    /// an eighth. At least 8.
    pub max_waiting: usize,
    /// Longest time a request waits for its turn before it is answered 503.
    pub wait: Duration,
    /// Least average pace in bytes a second at which a client takes an answer, counted only while
    /// the edge waits for the client, and only after `body_idle` of waiting (or `stall`, on a route
    /// that an [`Allowance`] frees from its deadline).
    pub answer_pace: u64,
    /// Streams at once on one HTTP/2 connection.
    pub h2_streams: u32,
    /// Largest request body in bytes, unless an [`Allowance`] says otherwise.
    pub max_body: u64,
    /// Largest request head in bytes; at least 8192.
    pub max_head: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            handshake: Duration::from_secs(5),
            header: Duration::from_secs(10),
            body_idle: Duration::from_secs(15),
            body_pace: 1_000,
            idle: Duration::from_secs(10),
            request: Duration::from_mins(2),
            stall: Duration::from_mins(3),
            penance: Duration::from_secs(10),
            grace: Duration::from_secs(30),
            max_connections: 512,
            max_per_address: 64,
            max_handlers: 64,
            max_handlers_of_strangers: 32,
            max_handlers_per_caller: 48,
            max_handlers_per_stranger: 8,
            max_handlers_per_connection: 16,
            fresh: Duration::from_millis(250),
            max_fresh_of_strangers: 4,
            max_fresh_per_stranger: 2,
            max_waiting: 512,
            wait: Duration::from_secs(10),
            answer_pace: 1_000,
            h2_streams: 64,
            max_body: 2 * 1024 * 1024,
            max_head: 32 * 1024,
        }
    }
}

impl Limits {
    /// The same limits, with caps that leave at least half of so many file descriptors to the rest
    /// of the process: database, sealed files, DICOM, directory. Ask it with the soft limit of the
    /// process (`RLIMIT_NOFILE`).
    #[must_use]
    pub fn within(mut self, descriptors: u64) -> Self {
        let share = usize::try_from(descriptors / 2).unwrap_or(usize::MAX);
        if self.descriptors() <= share {
            return self;
        }
        // A quarter for requests in work, the rest for connections.
        self.max_handlers = self.max_handlers.min(share / 8).max(1);
        let left = share.saturating_sub(2 * self.max_handlers + COURTESY);
        self.max_connections = self.max_connections.min(left).max(1);
        self
    }

    /// File descriptors that the edge and the other ends of its connections take at most, without
    /// the listening sockets.
    pub fn descriptors(&self) -> usize {
        self.max_connections
            .saturating_add(COURTESY)
            .saturating_add(self.max_handlers.saturating_mul(2))
    }

    pub(crate) fn caps(&self) -> Caps {
        Caps {
            all: self.max_handlers,
            strangers: self.max_handlers_of_strangers,
            caller: self.max_handlers_per_caller,
            stranger: self.max_handlers_per_stranger,
            connection: self.max_handlers_per_connection,
            fresh_strangers: self.max_fresh_of_strangers,
            fresh_stranger: self.max_fresh_per_stranger,
            fresh: self.fresh,
            waiting: self.max_waiting,
            waiting_caller: self.max_waiting / 2,
            waiting_connection: self.max_waiting / 8,
            wait: self.wait,
        }
    }

    /// How often a connection is looked at.
    pub(crate) fn look_every(&self) -> Duration {
        let shortest = self.idle.min(self.stall).min(self.grace) / 4;
        shortest.clamp(Duration::from_millis(20), Duration::from_secs(1))
    }

    /// How long an idle client gets to take the goodbye.
    pub(crate) fn goodbye(&self) -> Duration {
        self.look_every() * 3
    }

    /// Longest time for which a client that falls silent keeps its connection, wherever in the
    /// handshake, a head or a body that is; a stalled reader ([`Limits::stall`]) is another
    /// matter. The worst is a half body on HTTP/2: its stream is given up after `body_idle`, and
    /// the connection, idle from then on, after `idle` and the goodbye.
    pub fn longest_silence(&self) -> Duration {
        let idle = self.idle + self.goodbye() + self.look_every();
        self.handshake.max(self.header).max(self.body_idle + idle)
    }
}

/// A route with its own limits; the first that fits counts. It can only relax or tighten limits,
/// never the rules of requests, so matching the raw path is safe. [`Limits::stall`] still applies:
/// an event stream needs a heartbeat more often than that.
#[derive(Debug, Clone)]
pub struct Allowance {
    /// First characters of the raw request path, for example `/imaging/upload/`.
    pub path_prefix: String,
    /// Largest request body in bytes.
    pub max_body: u64,
    /// Time for the whole exchange; `None` leaves only the pace and stall limits.
    pub request: Option<Duration>,
}

/// Why a configuration cannot be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConfigFault {
    /// No listening socket.
    #[error("the edge was given no listening socket")]
    NoListener,
    /// The backend is reachable from other machines.
    #[error("the backend address is not on the loopback")]
    BackendNotLoopback,
    /// No host name.
    #[error("the edge was given no host name to answer for")]
    NoHost,
    /// A cap or deadline of zero would refuse everybody.
    #[error("a cap or deadline of the edge is zero")]
    ZeroLimit,
}

impl EdgeConfig {
    /// Checks what the types cannot.
    pub fn check(&self) -> Result<(), ConfigFault> {
        if self.listeners.is_empty() {
            return Err(ConfigFault::NoListener);
        }
        if !self.backend.ip().is_loopback() {
            return Err(ConfigFault::BackendNotLoopback);
        }
        if self.hosts.iter().all(String::is_empty) {
            return Err(ConfigFault::NoHost);
        }
        let l = &self.limits;
        let deadlines = [
            l.handshake,
            l.header,
            l.body_idle,
            l.idle,
            l.request,
            l.stall,
            l.wait,
            l.fresh,
        ];
        if deadlines.iter().any(Duration::is_zero)
            || l.max_connections == 0
            || l.max_per_address == 0
            || l.h2_streams == 0
            || l.max_head < 8192
            || l.max_handlers == 0
            || l.max_handlers_of_strangers == 0
            || l.max_handlers_per_caller == 0
            || l.max_handlers_per_stranger == 0
            || l.max_handlers_per_connection == 0
            || l.max_fresh_of_strangers == 0
            || l.max_fresh_per_stranger == 0
            || l.max_waiting < 8
        {
            return Err(ConfigFault::ZeroLimit);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edge_leaves_half_of_the_descriptors_to_the_rest_of_the_process() {
        for descriptors in [256, 1_024, 4_096, 8_192, 1_048_576] {
            let taken = Limits::default().within(descriptors).descriptors() as u64;
            assert!(taken <= descriptors / 2, "{taken} of {descriptors}");
        }
        // The service is given 8,192 (systemd/doublelock.service): no cap has to give way.
        let given = Limits::default().within(8_192);
        assert_eq!((given.max_connections, given.max_handlers), (512, 64));
    }
}
