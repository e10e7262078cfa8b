//! Which requests are in work, and who is next.
//!
//! A [`Place`] is held from before the backend hears of a request until nobody works on it any
//! more, here or there: a client that takes its request back does not get the place back sooner.
//! Whoever finds no place waits, in a bounded crowd and for a bounded time. A place that comes free
//! goes to somebody who signed in before strangers; among equals to the caller with the fewest in
//! work, then to the one that was served longest ago; then in the same way among that caller's
//! connections. So one connection with one request never waits behind more than one request of
//! each other connection, however many those have sent.
//!
//! A request is fresh for its first moment. Most are done by then and keep a core busy until they
//! are, so very few fresh ones of strangers are in work at once: what they cost somebody at work is
//! bounded. What takes longer waits for something else (a directory, a reader), and more of it fits.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use crate::caller::Caller;

/// Who asks for a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking {
    pub(crate) caller: Caller,
    /// Number of the connection, never used twice.
    pub(crate) connection: u64,
    /// The backend has recognised somebody by the cookie of this request.
    pub(crate) known: bool,
}

/// Why there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoPlace {
    /// Too many wait already.
    Crowded,
    /// It did not come free in time.
    Waited,
}

/// Hands out places.
pub(crate) struct Turns {
    caps: Caps,
    state: Mutex<State>,
}

/// What is capped; [`crate::Limits`] says what each is for.
#[derive(Debug, Clone)]
pub(crate) struct Caps {
    pub(crate) all: usize,
    pub(crate) strangers: usize,
    pub(crate) caller: usize,
    pub(crate) stranger: usize,
    pub(crate) connection: usize,
    pub(crate) fresh_strangers: usize,
    pub(crate) fresh_stranger: usize,
    pub(crate) fresh: Duration,
    pub(crate) waiting: usize,
    pub(crate) waiting_caller: usize,
    pub(crate) waiting_connection: usize,
    pub(crate) wait: Duration,
}

#[derive(Default)]
struct State {
    in_work: usize,
    strangers: usize,
    callers: HashMap<Caller, Load>,
    connections: HashMap<u64, Load>,
    waiting: Vec<Waiter>,
    /// Strangers' requests in work that are fresh, or were when last looked at.
    fresh: Vec<Fresh>,
    /// Counts arrivals and grants, so that "earlier" has a meaning without a clock.
    count: u64,
}

/// What one caller or connection has.
#[derive(Default)]
struct Load {
    in_work: usize,
    strangers: usize,
    waiting: usize,
    /// When it last got a place.
    served: u64,
}

struct Fresh {
    number: u64,
    caller: Caller,
    until: Instant,
}

struct Waiter {
    asking: Asking,
    arrival: u64,
    place: oneshot::Sender<Place>,
}

/// A request in work; the place comes free on drop.
pub(crate) struct Place {
    turns: Arc<Turns>,
    asking: Asking,
    number: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.turns.lock();
        state.leave(self.asking, self.number);
        self.turns.call_next(state);
    }
}

/// Somebody in the crowd; leaves it on drop.
struct Waiting<'a> {
    turns: &'a Turns,
    arrival: u64,
    place: oneshot::Receiver<Place>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        // A place granted meanwhile comes free with the receiver.
        self.turns.lock().give_up(self.arrival);
    }
}

impl Turns {
    pub(crate) fn new(caps: Caps) -> Arc<Self> {
        Arc::new(Self {
            caps,
            state: Mutex::default(),
        })
    }

    /// A place, at once or after a wait. Dropping the future leaves the crowd.
    pub(crate) async fn place(self: &Arc<Self>, asking: Asking) -> Result<Place, NoPlace> {
        let mut waiting = {
            let mut state = self.lock();
            let now = Instant::now();
            state.refresh(now);
            if state.may_start(&self.caps, asking) {
                let number = state.start(&self.caps, asking, now);
                return Ok(Place {
                    turns: Arc::clone(self),
                    asking,
                    number,
                });
            }
            let (granted, place) = oneshot::channel();
            let arrival = state.join(&self.caps, asking, granted)?;
            Waiting {
                turns: self,
                arrival,
                place,
            }
        };
        let over = Instant::now() + self.caps.wait;
        loop {
            // What is fresh grows old without anybody's doing: those who wait look for themselves.
            let look = (Instant::now() + self.caps.fresh).min(over);
            match timeout_at(look, &mut waiting.place).await {
                Ok(Ok(place)) => return Ok(place),
                Err(_) if look < over => self.call_next(self.lock()),
                Ok(Err(_)) | Err(_) => return Err(NoPlace::Waited),
            }
        }
    }

    /// Gives out what is free.
    fn call_next(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        let now = Instant::now();
        state.refresh(now);
        let next: Vec<_> = std::iter::from_fn(|| state.next(&self.caps, now)).collect();
        drop(state);
        for (one, number) in next {
            // Outside of the lock: a place that nobody takes any more comes free here.
            drop(one.place.send(Place {
                turns: Arc::clone(self),
                asking: one.asking,
                number,
            }));
        }
    }

    /// Requests in work now, and those that wait.
    #[cfg(test)]
    fn counts(&self) -> (usize, usize) {
        let state = self.lock();
        (state.in_work, state.waiting.len())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn may_start(&self, caps: &Caps, asking: Asking) -> bool {
        let caller = self.callers.get(&asking.caller);
        let caller_has = caller.map_or(0, |load| load.in_work);
        let strangers_has = caller.map_or(0, |load| load.strangers);
        let connection_has = load(&self.connections, &asking.connection);
        let fresh = self.fresh.iter().filter(|one| one.caller == asking.caller);
        let stranger_may = self.strangers < caps.strangers
            && strangers_has < caps.stranger
            && self.fresh.len() < caps.fresh_strangers
            && fresh.count() < caps.fresh_stranger;
        self.in_work < caps.all
            && caller_has < caps.caller
            && connection_has < caps.connection
            && (asking.known || stranger_may)
    }

    /// Takes off what is fresh no more.
    fn refresh(&mut self, now: Instant) {
        self.fresh.retain(|one| now < one.until);
    }

    /// The number of the place.
    fn start(&mut self, caps: &Caps, asking: Asking, now: Instant) -> u64 {
        self.count += 1;
        let stranger = usize::from(!asking.known);
        self.in_work += 1;
        self.strangers += stranger;
        let count = self.count;
        for load in self.loads(asking) {
            load.in_work += 1;
            load.strangers += stranger;
            load.served = count;
        }
        if !asking.known {
            self.fresh.push(Fresh {
                number: count,
                caller: asking.caller,
                until: now + caps.fresh,
            });
        }
        count
    }

    fn leave(&mut self, asking: Asking, number: u64) {
        self.fresh.retain(|one| one.number != number);
        let stranger = usize::from(!asking.known);
        self.in_work -= 1;
        self.strangers -= stranger;
        for load in self.loads(asking) {
            load.in_work -= 1;
            load.strangers -= stranger;
        }
        self.forget(asking);
    }

    fn join(
        &mut self,
        caps: &Caps,
        asking: Asking,
        place: oneshot::Sender<Place>,
    ) -> Result<u64, NoPlace> {
        let of = |load: Option<&Load>| load.map_or(0, |load| load.waiting);
        // A quarter of the crowd is left to those who signed in.
        let room = if asking.known {
            caps.waiting
        } else {
            caps.waiting - caps.waiting / 4
        };
        if self.waiting.len() >= room
            || of(self.callers.get(&asking.caller)) >= caps.waiting_caller && !asking.known
            || of(self.connections.get(&asking.connection)) >= caps.waiting_connection.max(1)
        {
            return Err(NoPlace::Crowded);
        }
        self.count += 1;
        let arrival = self.count;
        for load in self.loads(asking) {
            load.waiting += 1;
        }
        self.waiting.push(Waiter {
            asking,
            arrival,
            place,
        });
        Ok(arrival)
    }

    fn give_up(&mut self, arrival: u64) {
        if let Some(at) = self.waiting.iter().position(|one| one.arrival == arrival) {
            let asking = self.waiting.swap_remove(at).asking;
            self.no_longer_waits(asking);
            self.forget(asking);
        }
    }

    /// Takes the next one out of the crowd and into work. The crowd is bounded, so it is looked
    /// through each time.
    fn next(&mut self, caps: &Caps, now: Instant) -> Option<(Waiter, u64)> {
        if self.in_work >= caps.all {
            return None;
        }
        let (at, _) = self
            .waiting
            .iter()
            .enumerate()
            .filter(|(_, one)| self.may_start(caps, one.asking))
            .min_by_key(|(_, one)| self.rank(one))?;
        let next = self.waiting.swap_remove(at);
        self.no_longer_waits(next.asking);
        let number = self.start(caps, next.asking, now);
        Some((next, number))
    }

    fn rank(&self, one: &Waiter) -> (bool, usize, u64, usize, u64, u64) {
        let of = |load: Option<&Load>| load.map_or((0, 0), |load| (load.in_work, load.served));
        let (caller, caller_served) = of(self.callers.get(&one.asking.caller));
        let (connection, served) = of(self.connections.get(&one.asking.connection));
        (
            !one.asking.known,
            caller,
            caller_served,
            connection,
            served,
            one.arrival,
        )
    }

    fn no_longer_waits(&mut self, asking: Asking) {
        for load in self.loads(asking) {
            load.waiting -= 1;
        }
    }

    fn loads(&mut self, asking: Asking) -> [&mut Load; 2] {
        [
            self.callers.entry(asking.caller).or_default(),
            self.connections.entry(asking.connection).or_default(),
        ]
    }

    /// Whoever has nothing here is forgotten.
    fn forget(&mut self, asking: Asking) {
        drop_idle(&mut self.callers, &asking.caller);
        drop_idle(&mut self.connections, &asking.connection);
    }
}

fn load<K: Eq + Hash>(loads: &HashMap<K, Load>, key: &K) -> usize {
    loads.get(key).map_or(0, |load| load.in_work)
}

fn drop_idle<K: Eq + Hash>(loads: &mut HashMap<K, Load>, key: &K) {
    if loads
        .get(key)
        .is_some_and(|load| load.in_work == 0 && load.waiting == 0)
    {
        loads.remove(key);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::config::Limits;

    fn asking(host: u8, connection: u64, known: bool) -> Asking {
        Asking {
            caller: Caller::at([192, 0, 2, host].into()),
            connection,
            known,
        }
    }

    fn turns(change: impl FnOnce(&mut Limits)) -> Arc<Turns> {
        let mut limits = Limits {
            max_handlers: 4,
            max_handlers_of_strangers: 3,
            max_handlers_per_caller: 3,
            max_handlers_per_stranger: 2,
            max_handlers_per_connection: 2,
            max_fresh_of_strangers: 8,
            max_fresh_per_stranger: 8,
            max_waiting: 32,
            ..Limits::default()
        };
        change(&mut limits);
        Turns::new(limits.caps())
    }

    type Asked = std::pin::Pin<Box<dyn Future<Output = Result<Place, NoPlace>>>>;

    /// Asks and is polled once, so that it stands in the crowd if it has no place.
    fn ask(turns: &Arc<Turns>, asking: Asking) -> (Asked, Option<Result<Place, NoPlace>>) {
        let turns = Arc::clone(turns);
        let mut asked: Asked = Box::pin(async move { turns.place(asking).await });
        let now = look(&mut asked);
        (asked, now)
    }

    fn look(asked: &mut Asked) -> Option<Result<Place, NoPlace>> {
        match asked.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(done) => Some(done),
            Poll::Pending => None,
        }
    }

    fn has_place(asked: &mut Asked) -> Option<Place> {
        look(asked).map(|done| done.ok().unwrap())
    }

    fn taken(turns: &Arc<Turns>, asking: Asking) -> Option<Place> {
        ask(turns, asking).1.map(|done| done.ok().unwrap())
    }

    #[tokio::test]
    async fn no_connection_caller_or_crowd_of_strangers_takes_every_place() {
        let turns = turns(|_| ());
        // Two for the strangers of a caller, three for all strangers, the last for who is known.
        let _one = taken(&turns, asking(1, 1, false)).unwrap();
        let _two = taken(&turns, asking(1, 2, false)).unwrap();
        assert!(taken(&turns, asking(1, 3, false)).is_none());
        let _three = taken(&turns, asking(2, 4, false)).unwrap();
        assert!(taken(&turns, asking(3, 5, false)).is_none());
        let _known = taken(&turns, asking(1, 6, true)).unwrap();
        assert!(taken(&turns, asking(4, 7, true)).is_none(), "all");
    }

    #[tokio::test]
    async fn the_known_are_capped_by_caller_and_by_connection() {
        let turns = turns(|_| ());
        let _one = taken(&turns, asking(1, 1, true)).unwrap();
        let _two = taken(&turns, asking(1, 1, true)).unwrap();
        assert!(taken(&turns, asking(1, 1, true)).is_none(), "connection");
        let _three = taken(&turns, asking(1, 2, true)).unwrap();
        assert!(taken(&turns, asking(1, 3, true)).is_none(), "caller");
        assert!(taken(&turns, asking(2, 4, true)).is_some());
    }

    #[tokio::test]
    async fn one_request_waits_behind_no_more_than_one_of_each_other_connection() {
        let turns = turns(|limits| limits.max_handlers_per_stranger = 1);
        let mut now = taken(&turns, asking(1, 1, false));
        let mut crowd: Vec<_> = (0..9)
            .map(|number| ask(&turns, asking(1, number % 3, false)).0)
            .collect();
        let mut mine = ask(&turns, asking(1, 9, false)).0;
        let mut before = 0;
        loop {
            drop(now.take());
            if let Some(place) = has_place(&mut mine) {
                drop(place);
                break;
            }
            before += 1;
            let at = crowd.iter_mut().position(|one| {
                now = has_place(one);
                now.is_some()
            });
            drop(crowd.swap_remove(at.unwrap()));
        }
        assert!(before <= 3, "{before}");
    }

    #[tokio::test]
    async fn whoever_is_known_goes_before_strangers_and_an_idle_caller_before_a_busy_one() {
        let turns = turns(|limits| limits.max_handlers_of_strangers = 4);
        let mut held: Vec<_> = [(1, 1), (1, 2), (2, 3), (2, 4)]
            .map(|(host, connection)| taken(&turns, asking(host, connection, false)).unwrap())
            .into();
        let mut busy = ask(&turns, asking(1, 5, false)).0;
        let mut idle = ask(&turns, asking(3, 6, false)).0;
        let mut known = ask(&turns, asking(1, 7, true)).0;
        drop(held.remove(0));
        let place = has_place(&mut known).unwrap();
        assert!(look(&mut idle).is_none());
        drop(place);
        let _idle = has_place(&mut idle).unwrap();
        assert!(look(&mut busy).is_none());
        drop(held);
        assert!(has_place(&mut busy).is_some());
    }

    /// Strangers of one caller, each on a connection of its own, as many as may wait.
    fn crowd(turns: &Arc<Turns>, host: u8) -> Vec<Asked> {
        let mut waiting = Vec::new();
        for connection in 0..100 {
            let connection = 1_000 * u64::from(host) + connection;
            match ask(turns, asking(host, connection, false)) {
                (_, Some(Err(NoPlace::Crowded))) => break,
                (asked, None) => waiting.push(asked),
                (_, Some(_)) => unreachable!(),
            }
        }
        waiting
    }

    #[tokio::test]
    async fn the_crowd_is_bounded_and_keeps_room_for_the_known() {
        let turns = turns(|limits| limits.max_handlers = 1);
        let _held = taken(&turns, asking(1, 0, false)).unwrap();
        let refused = |done: &Option<_>| matches!(done, Some(Err(NoPlace::Crowded)));
        let on_one: Vec<_> = (0..5).map(|_| ask(&turns, asking(1, 1, false))).collect();
        assert_eq!(on_one.iter().filter(|(_, done)| refused(done)).count(), 1);
        drop(on_one);
        assert_eq!(turns.counts(), (1, 0), "who leaves the crowd is forgotten");
        let crowds = [2, 3, 4].map(|host| crowd(&turns, host));
        let sizes: Vec<usize> = crowds.iter().map(Vec::len).collect();
        assert_eq!(
            sizes,
            [16, 8, 0],
            "half for a caller, three quarters in all"
        );
        let known: Vec<_> = (0..9u8)
            .map(|host| ask(&turns, asking(host, u64::from(host), true)))
            .collect();
        let turned_away = known.iter().filter(|(_, done)| refused(done));
        assert_eq!(turned_away.count(), 1, "the last quarter");
    }

    #[tokio::test]
    async fn a_place_granted_to_somebody_who_has_left_goes_to_the_next() {
        let turns = turns(|limits| limits.max_handlers_per_stranger = 1);
        let held = taken(&turns, asking(1, 1, false)).unwrap();
        let first = ask(&turns, asking(1, 2, false)).0;
        let mut second = ask(&turns, asking(1, 3, false)).0;
        drop(held);
        drop(first);
        drop(has_place(&mut second).unwrap());
        assert_eq!(turns.counts(), (0, 0));
        let state = turns.lock();
        assert!(state.callers.is_empty() && state.connections.is_empty());
    }

    #[test]
    fn few_fresh_requests_of_strangers_are_in_work_and_slow_ones_make_room() {
        let turns = turns(|limits| {
            limits.max_handlers_of_strangers = 4;
            limits.max_fresh_of_strangers = 2;
            limits.max_fresh_per_stranger = 1;
        });
        let (caps, start) = (&turns.caps, Instant::now());
        let mut state = turns.lock();
        state.start(caps, asking(1, 1, false), start);
        assert!(!state.may_start(caps, asking(1, 2, false)), "of a caller");
        let quick = state.start(caps, asking(2, 3, false), start);
        assert!(!state.may_start(caps, asking(3, 4, false)), "of all");
        assert!(state.may_start(caps, asking(1, 5, true)), "known");
        state.leave(asking(2, 3, false), quick);
        assert!(state.may_start(caps, asking(3, 6, false)));
        state.refresh(start + caps.fresh);
        assert!(state.may_start(caps, asking(1, 7, false)), "slow");
    }

    #[tokio::test]
    async fn a_place_that_only_time_makes_is_given_to_who_waits() {
        let turns = turns(|limits| {
            limits.max_fresh_per_stranger = 1;
            limits.fresh = Duration::from_millis(20);
        });
        let _slow = taken(&turns, asking(1, 1, false)).unwrap();
        assert!(turns.place(asking(1, 2, false)).await.is_ok());
    }

    #[tokio::test]
    async fn waiting_ends() {
        let turns = turns(|limits| {
            limits.max_handlers = 1;
            limits.wait = Duration::from_millis(20);
        });
        let _held = taken(&turns, asking(1, 1, false)).unwrap();
        let waited = turns.place(asking(2, 2, true)).await;
        assert_eq!(waited.err(), Some(NoPlace::Waited));
    }
}
