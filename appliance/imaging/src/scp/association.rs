//! One association, from its request to its end.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use dicom_ul::pdu::{
    AbortRQServiceProviderReason, AbortRQSource, AssociationRQ, PDataValue, PDataValueType, Pdu,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::command::{self, Command};
use super::intake::{Announced, Caller, Ending, Event, Intake, IntakeFault, Refusal, Tally};
use super::negotiation::{Context, ae_title, negotiate};
use super::policy::Policy;
use super::reception::{Piece, Verdict, receive};
use super::seats::Seat;
use super::wire::{Arrived, Wire, WireFault};
use crate::prescan::Limits;
use crate::uid::Uid;

/// How long a connection without a seat may take to send its request.
const SIDE_ROOM_PATIENCE: Duration = Duration::from_secs(5);
/// How long a peer may take to hang up after our last word.
const HANG_UP_PATIENCE: Duration = Duration::from_secs(2);
/// Chunks on their way from the reactor to the thread that keeps them.
const CHUNKS_IN_FLIGHT: usize = 4;
/// Most bytes of a data set that comes with a request we do not serve.
const LONGEST_UNWANTED: u64 = 16 * 1024 * 1024;

const SUCCESS: u16 = 0x0000;
const UNRECOGNIZED_OPERATION: u16 = 0x0211;

/// The message being received.
enum Message {
    None,
    Command {
        context: u8,
        bytes: Vec<u8>,
    },
    DataSet {
        context: u8,
        request: Command,
        taken: u64,
        begun: Instant,
        /// How long the peer waited for us meanwhile.
        stalled: Duration,
        sink: Sink,
    },
}

/// Where the bytes of the data set go.
enum Sink {
    /// To the thread that keeps them; no sender once it wants no more.
    Reception {
        pieces: Option<mpsc::Sender<Piece>>,
        verdict: JoinHandle<Verdict>,
    },
    /// Nowhere: the answer is known.
    Drain(Answer),
}

#[derive(Clone, Copy)]
enum Answer {
    Status(u16),
    Refused(Refusal),
}

/// The provider's side of one connection.
pub(super) struct Association<S, I: Intake> {
    wire: Wire<S>,
    policy: Arc<Policy>,
    intake: Arc<I>,
    /// What the intake has of it, from its acceptance to its end.
    accepted: Option<Arc<I::Association>>,
    stop: CancellationToken,
    stop_at: Option<Instant>,
    caller: Caller,
    contexts: HashMap<u8, Context>,
    message: Message,
    /// When the latest image was kept, or the association accepted.
    fruitful_at: Instant,
    tally: Tally,
}

impl<S, I> Association<S, I>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    I: Intake,
{
    pub(super) fn new(
        stream: S,
        address: IpAddr,
        policy: Arc<Policy>,
        intake: Arc<I>,
        stop: CancellationToken,
    ) -> Self {
        let caller = Caller {
            calling_ae: String::new(),
            called_ae: String::new(),
            address,
        };
        Self {
            wire: Wire::new(stream),
            policy,
            intake,
            accepted: None,
            stop,
            stop_at: None,
            caller,
            contexts: HashMap::new(),
            message: Message::None,
            fruitful_at: Instant::now(),
            tally: Tally::default(),
        }
    }

    /// Runs the association to its end. `seat` is held until then.
    pub(super) async fn run(mut self, seat: Seat, shed: u64) {
        if shed > 0 {
            self.audit(Event::Shed(shed)).await;
        }
        if let Some(request) = self.request(&seat).await {
            match negotiate(&self.policy, &self.caller, &request, &seat) {
                Err(rejection) => {
                    self.audit(Event::Refused(rejection)).await;
                    // If the answer cannot be written, the peer is gone: nothing is owed to it.
                    let _ = self
                        .wire
                        .write(&rejection.pdu(), self.policy.timeouts.write)
                        .await;
                }
                Ok((answer, contexts)) => {
                    self.contexts = contexts;
                    self.associate(answer).await;
                }
            }
        }
        self.wire.hang_up(HANG_UP_PATIENCE).await;
        drop(seat);
    }

    /// The A-ASSOCIATE-RQ, if one comes in time.
    async fn request(&mut self, seat: &Seat) -> Option<AssociationRQ> {
        let artim = self.policy.timeouts.artim;
        let patience = if matches!(seat, Seat::Table { .. }) {
            artim
        } else {
            artim.min(SIDE_ROOM_PATIENCE)
        };
        let arrived = tokio::select! {
            () = self.stop.cancelled() => return None,
            arrived = tokio::time::timeout(patience, self.wire.read(patience, patience)) => arrived,
        };
        match arrived {
            Ok(Ok(Arrived {
                pdu: Pdu::AssociationRQ(request),
                bytes,
            })) => {
                self.caller.called_ae = ae_title(&bytes, 10);
                self.caller.calling_ae = ae_title(&bytes, 26);
                Some(request)
            }
            Ok(Ok(_) | Err(WireFault::Violation)) => {
                self.abort(AbortRQServiceProviderReason::UnexpectedPdu)
                    .await;
                None
            }
            Ok(Err(_)) | Err(_) => None,
        }
    }

    async fn associate(&mut self, answer: Pdu) {
        self.audit(Event::Accepted).await;
        self.accepted = Some(Arc::new(self.intake.accept(&self.caller)));
        let ending = match self.wire.write(&answer, self.policy.timeouts.write).await {
            Ok(()) => self.converse().await,
            Err(fault) => ending_of(&fault),
        };
        self.break_off().await;
        self.end().await;
        match ending {
            Ending::Violation => {
                self.abort(AbortRQServiceProviderReason::InvalidPduParameter)
                    .await;
            }
            Ending::TimedOut | Ending::Stopped => {
                self.abort(AbortRQServiceProviderReason::ReasonNotSpecified)
                    .await;
            }
            Ending::Released | Ending::Aborted | Ending::Lost => {}
        }
        self.audit(Event::Ended {
            ending,
            tally: self.tally,
        })
        .await;
    }

    /// Serves requests until the association ends.
    async fn converse(&mut self) -> Ending {
        loop {
            if self.stop.is_cancelled() && self.stop_at.is_none() {
                self.stop_at = Some(Instant::now() + self.policy.timeouts.stop_grace);
            }
            let stopping = stopping(
                self.stop.clone(),
                !matches!(self.message, Message::None),
                self.stop_at,
                self.policy.timeouts.stop_grace,
            );
            let timeouts = self.policy.timeouts;
            let fruitless = tokio::time::sleep_until(self.fruitful_at + timeouts.fruitless);
            let arrived = tokio::select! {
                biased;
                () = stopping => return Ending::Stopped,
                // A data set has its own limits.
                () = fruitless, if !matches!(self.message, Message::DataSet { .. }) => {
                    return Ending::TimedOut;
                }
                arrived = self.wire.read(timeouts.idle, timeouts.pdu) => arrived,
            };
            let ended = match arrived.map(|arrived| arrived.pdu) {
                Ok(Pdu::PData { data }) => self.take(data).await.err(),
                Ok(Pdu::ReleaseRQ) if matches!(self.message, Message::None) => {
                    self.end().await;
                    // The peer has said it is done: that our reply gets through changes nothing.
                    let _ = self.wire.write(&Pdu::ReleaseRP, timeouts.write).await;
                    Some(Ending::Released)
                }
                Ok(Pdu::AbortRQ { .. }) => Some(Ending::Aborted),
                Ok(_) => Some(Ending::Violation),
                Err(fault) => Some(ending_of(&fault)),
            };
            if let Some(ending) = ended {
                return ending;
            }
        }
    }

    async fn take(&mut self, values: Vec<PDataValue>) -> Result<(), Ending> {
        for value in values {
            match value.value_type {
                PDataValueType::Command => self.take_command(value).await?,
                PDataValueType::Data => self.take_data(value).await?,
            }
        }
        Ok(())
    }

    async fn take_command(&mut self, value: PDataValue) -> Result<(), Ending> {
        let id = value.presentation_context_id;
        let context = self.contexts.get(&id).ok_or(Ending::Violation)?.clone();
        let mut bytes = match std::mem::replace(&mut self.message, Message::None) {
            Message::None => Vec::new(),
            Message::Command { context, bytes } if context == id => bytes,
            other => {
                self.message = other;
                return Err(Ending::Violation);
            }
        };
        if bytes.len() + value.data.len() > command::LONGEST {
            return Err(Ending::Violation);
        }
        bytes.extend_from_slice(&value.data);
        if !value.is_last {
            self.message = Message::Command { context: id, bytes };
            return Ok(());
        }
        let request = Command::read(&bytes).map_err(|_| Ending::Violation)?;
        self.obey(id, &context, request).await
    }

    /// A command set is whole: answer it, or prepare for its data set.
    async fn obey(&mut self, id: u8, context: &Context, request: Command) -> Result<(), Ending> {
        let sink = match request.field {
            command::C_CANCEL => return Ok(()), // nothing of ours takes long enough to be cancelled
            field if field & command::RESPONSE != 0 => return Err(Ending::Violation),
            command::C_ECHO if context.verification => Sink::Drain(Answer::Status(SUCCESS)),
            command::C_STORE if !context.verification => self.begin_store(context, &request).await,
            field => {
                self.audit(Event::Unrecognized(field)).await;
                Sink::Drain(Answer::Status(UNRECOGNIZED_OPERATION))
            }
        };
        if request.has_data_set {
            self.message = Message::DataSet {
                context: id,
                request,
                taken: 0,
                begun: Instant::now(),
                stalled: Duration::ZERO,
                sink,
            };
            return Ok(());
        }
        self.conclude(id, &request, sink).await
    }

    async fn begin_store(&mut self, context: &Context, request: &Command) -> Sink {
        let announced = match announce(context, request) {
            Ok(announced) => announced,
            Err(refusal) => {
                let sop_instance = Uid::from_padded(&request.sop_instance).ok();
                self.audit(Event::ObjectRefused {
                    refusal,
                    sop_instance,
                })
                .await;
                return Sink::Drain(Answer::Refused(refusal));
            }
        };
        let Some(association) = self.accepted.clone() else {
            return Sink::Drain(Answer::Refused(Refusal::Intake(IntakeFault::Other)));
        };
        let (sender, pieces) = mpsc::channel(CHUNKS_IN_FLIGHT);
        let (intake, caller) = (Arc::clone(&self.intake), self.caller.clone());
        let encoding = context.encoding;
        let limits = Limits {
            bytes: self.policy.max_object_bytes,
            ..Limits::default()
        };
        let verdict = spawn_blocking(move || {
            let from = (&association, &caller);
            receive(&*intake, from, announced, encoding, limits, pieces)
        });
        Sink::Reception {
            pieces: Some(sender),
            verdict,
        }
    }

    async fn take_data(&mut self, value: PDataValue) -> Result<(), Ending> {
        let Message::DataSet {
            context,
            taken,
            begun,
            stalled,
            sink,
            ..
        } = &mut self.message
        else {
            return Err(Ending::Violation);
        };
        if *context != value.presentation_context_id {
            return Err(Ending::Violation);
        }
        let (timeouts, since) = (&self.policy.timeouts, begun.elapsed());
        *taken = taken.saturating_add(value.data.len() as u64);
        let theirs = since.saturating_sub(*stalled);
        if since > timeouts.object || timeouts.is_dripped(*taken, theirs) {
            return Err(Ending::TimedOut);
        }
        match sink {
            Sink::Reception { pieces, .. } => {
                // What is refused is still read, so that the peer gets its answer; but not without end.
                if *taken > self.policy.max_object_bytes.saturating_mul(2) {
                    return Err(Ending::Violation);
                }
                let offered = Instant::now();
                if let Some(sender) = pieces
                    && sender.send(Piece::Bytes(value.data)).await.is_err()
                {
                    *pieces = None;
                }
                *stalled += offered.elapsed();
            }
            Sink::Drain(Answer::Refused(_)) if *taken <= self.policy.max_object_bytes => {}
            Sink::Drain(_) if *taken > LONGEST_UNWANTED => return Err(Ending::Violation),
            Sink::Drain(_) => {}
        }
        if !value.is_last {
            return Ok(());
        }
        match std::mem::replace(&mut self.message, Message::None) {
            Message::DataSet {
                context,
                request,
                sink,
                ..
            } => self.conclude(context, &request, sink).await,
            Message::None | Message::Command { .. } => Err(Ending::Violation),
        }
    }

    /// The message is whole: find the answer and send it.
    async fn conclude(&mut self, context: u8, request: &Command, sink: Sink) -> Result<(), Ending> {
        let answer = match sink {
            Sink::Drain(answer) => answer,
            Sink::Reception { pieces, verdict } => {
                if let Some(sender) = pieces {
                    // An error here means that the verdict is already there.
                    let _ = sender.send(Piece::End).await;
                }
                match verdict.await {
                    Ok(Verdict::Kept(outcome)) => {
                        self.tally.kept(outcome);
                        // One that is held already counts too: whoever sends a long study again
                        // has to get through it to what is new.
                        self.fruitful_at = Instant::now();
                        Answer::Status(SUCCESS)
                    }
                    Ok(Verdict::Refused(refusal)) => Answer::Refused(refusal),
                    Ok(Verdict::BrokenOff) | Err(_) => {
                        Answer::Refused(Refusal::Intake(IntakeFault::Other))
                    }
                }
            }
        };
        let bytes = match answer {
            Answer::Status(status) => request.response(status, None),
            Answer::Refused(refusal) => {
                self.tally.refused += 1;
                request.response(refusal.status(), Some(&refusal.to_string()))
            }
        };
        let value = PDataValue {
            presentation_context_id: context,
            value_type: PDataValueType::Command,
            is_last: true,
            data: bytes,
        };
        let response = Pdu::PData { data: vec![value] };
        self.wire
            .write(&response, self.policy.timeouts.write)
            .await
            .map_err(|fault| ending_of(&fault))
    }

    /// Lets the object in hand be abandoned, and waits until it is.
    async fn break_off(&mut self) {
        if let Message::DataSet {
            sink: Sink::Reception { pieces, verdict },
            ..
        } = std::mem::replace(&mut self.message, Message::None)
        {
            drop(pieces);
            // Whatever the thread says now, nobody is there to be told.
            let _ = verdict.await;
        }
    }

    /// Tells the intake, once, that no more comes, and waits for it.
    async fn end(&mut self) {
        let Some(association) = self.accepted.take() else {
            return;
        };
        let intake = Arc::clone(&self.intake);
        if spawn_blocking(move || intake.end(&association))
            .await
            .is_err()
        {
            tracing::error!("the end of an association could not be handed on");
        }
    }

    async fn abort(&mut self, reason: AbortRQServiceProviderReason) {
        let abort = Pdu::AbortRQ {
            source: AbortRQSource::ServiceProvider(reason),
        };
        // A peer that is gone needs no abort.
        let _ = self.wire.write(&abort, HANG_UP_PATIENCE).await;
    }

    /// Hands an event to the intake, off the reactor, and waits for it.
    async fn audit(&self, event: Event) {
        let (intake, caller) = (Arc::clone(&self.intake), self.caller.clone());
        if spawn_blocking(move || intake.audit(&caller, &event))
            .await
            .is_err()
        {
            tracing::error!("an association event could not be handed to the audit trail");
        }
    }
}

/// Resolves when the association must end because the appliance stops: at once between two
/// messages, after the grace when one is in hand.
async fn stopping(stop: CancellationToken, in_hand: bool, at: Option<Instant>, grace: Duration) {
    stop.cancelled().await;
    match at {
        _ if !in_hand => {}
        Some(at) => sleep_until(at).await,
        None => sleep(grace).await,
    }
}

/// What the request says of its object, if it may be said on this context.
fn announce(context: &Context, request: &Command) -> Result<Announced, Refusal> {
    if Uid::from_padded(&request.sop_class).as_ref() != Ok(&context.sop_class) {
        return Err(Refusal::ClassNotNegotiated);
    }
    let sop_instance = Uid::from_padded(&request.sop_instance).map_err(|_| Refusal::BadInstance)?;
    if !request.has_data_set {
        return Err(Refusal::NoDataSet);
    }
    Ok(Announced {
        sop_class: context.sop_class.clone(),
        sop_instance,
        transfer_syntax: context.transfer_syntax.clone(),
    })
}

fn ending_of(fault: &WireFault) -> Ending {
    match fault {
        WireFault::TimedOut => Ending::TimedOut,
        WireFault::Lost => Ending::Lost,
        WireFault::Violation => Ending::Violation,
    }
}
