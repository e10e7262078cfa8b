//! A provider on a loopback port, an intake that keeps objects in memory, dcmtk's programs, and
//! a peer that says what it likes.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::BytesMut;
use dicom_ul::pdu::{
    AssociationRQ, MAXIMUM_PDU_SIZE, PDataValue, PDataValueType, Pdu, PresentationContextProposed,
    UserVariableItem, read_pdu, write_pdu,
};
use doublelock_imaging::phantom::{self, PhantomPatient};
use doublelock_imaging::scp::{
    self, Announced, Caller, Event, IncomingObject, Intake, IntakeFault, Outcome, Policy, Received,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::data_sets::CT;

pub(crate) const OURS: &str = "DOUBLELOCK";
pub(crate) const THEIRS: &str = "CT1";
const EXPLICIT: &str = "1.2.840.10008.1.2.1";
const VERIFICATION: &str = "1.2.840.10008.1.1";
/// A test that waits longer than this for an answer has found a hang.
const GUARD: Duration = Duration::from_secs(30);

/// What was kept.
pub(crate) struct Kept {
    pub(crate) received: Received,
    pub(crate) bytes: Vec<u8>,
}

#[derive(Default)]
pub(crate) struct Shelf {
    pub(crate) kept: Vec<Kept>,
    pub(crate) events: Vec<Event>,
    pub(crate) callers: Vec<Caller>,
    pub(crate) begun: usize,
    pub(crate) abandoned: usize,
    /// Associations that the intake heard the end of.
    pub(crate) ended: usize,
    pub(crate) fault_at_begin: Option<IntakeFault>,
    pub(crate) fault_at_write: Option<IntakeFault>,
    pub(crate) fault_at_commit: Option<IntakeFault>,
    pub(crate) panics: bool,
}

/// Keeps objects in memory.
#[derive(Clone, Default)]
pub(crate) struct MemoryIntake(Arc<Mutex<Shelf>>);

impl MemoryIntake {
    pub(crate) fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap()
    }
}

pub(crate) struct MemoryObject {
    shelf: MemoryIntake,
    bytes: Vec<u8>,
}

impl Intake for MemoryIntake {
    type Association = Caller;
    type Object = MemoryObject;

    fn accept(&self, caller: &Caller) -> Caller {
        caller.clone()
    }

    fn end(&self, _association: &Caller) {
        self.shelf().ended += 1;
    }

    fn begin(
        &self,
        _association: &Arc<Caller>,
        _announced: &Announced,
    ) -> Result<MemoryObject, IntakeFault> {
        let mut held = self.shelf();
        if let Some(fault) = held.fault_at_begin {
            return Err(fault);
        }
        held.begun += 1;
        let panics = held.panics;
        drop(held);
        assert!(!panics, "the intake breaks");
        Ok(MemoryObject {
            shelf: self.clone(),
            bytes: Vec::new(),
        })
    }

    fn audit(&self, caller: &Caller, event: &Event) {
        let mut held = self.shelf();
        held.events.push(event.clone());
        held.callers.push(caller.clone());
    }
}

impl IncomingObject for MemoryObject {
    fn write(&mut self, bytes: &[u8]) -> Result<(), IntakeFault> {
        self.bytes.extend_from_slice(bytes);
        self.shelf.shelf().fault_at_write.map_or(Ok(()), Err)
    }

    fn commit(self, received: &Received) -> Result<Outcome, IntakeFault> {
        let mut held = self.shelf.shelf();
        if let Some(fault) = held.fault_at_commit {
            return Err(fault);
        }
        let same_name =
            |kept: &&Kept| kept.received.header.sop_instance() == received.header.sop_instance();
        let outcome = match held.kept.iter().find(same_name) {
            None => Outcome::Stored,
            Some(first) if first.received.sha256 == received.sha256 => {
                return Ok(Outcome::AlreadyHeld);
            }
            Some(_) => Outcome::ConflictKept,
        };
        held.kept.push(Kept {
            received: received.clone(),
            bytes: self.bytes,
        });
        Ok(outcome)
    }

    fn abandon(self) {
        self.shelf.shelf().abandoned += 1;
    }
}

/// A running provider.
pub(crate) struct Provider {
    pub(crate) address: SocketAddr,
    pub(crate) intake: MemoryIntake,
    pub(crate) policy: watch::Sender<Arc<Policy>>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

/// Our title, CT1 from anywhere on loopback.
pub(crate) fn policy() -> Policy {
    let mut policy = Policy::closed(OURS).unwrap();
    policy
        .allow(THEIRS, &["127.0.0.0/8".parse().unwrap()])
        .unwrap();
    policy
}

impl Provider {
    pub(crate) async fn start(policy: Policy) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (policy, watched) = watch::channel(Arc::new(policy));
        let (intake, stop) = (MemoryIntake::default(), CancellationToken::new());
        let task = tokio::spawn(scp::serve(
            listener,
            watched,
            Arc::new(intake.clone()),
            stop.clone(),
        ));
        Self {
            address,
            intake,
            policy,
            stop,
            task,
        }
    }

    /// Stops and waits until every association has ended, so that all events are in.
    pub(crate) async fn stop(self) -> MemoryIntake {
        self.begin_stop();
        tokio::time::timeout(GUARD, self.task)
            .await
            .unwrap()
            .unwrap();
        self.intake
    }

    pub(crate) fn begin_stop(&self) {
        self.stop.cancel();
    }
}

/// Runs one of dcmtk's programs to its end, off the reactor.
pub(crate) async fn dcmtk(program: &str, arguments: &[&str]) -> Output {
    let program = program.to_owned();
    let arguments: Vec<String> = arguments
        .iter()
        .map(|&argument| argument.to_owned())
        .collect();
    tokio::task::spawn_blocking(move || run_dcmtk(&program, &arguments))
        .await
        .unwrap()
}

pub(crate) fn run_dcmtk(program: &str, arguments: &[String]) -> Output {
    run_of_debian("dcmtk", program, arguments)
}

/// A program of that Debian package.
pub(crate) fn run_of_debian(package: &str, program: &str, arguments: &[String]) -> Output {
    match Command::new(program).args(arguments).output() {
        Ok(output) => output,
        Err(error) => {
            panic!("{program} could not be run ({error}): install the Debian package {package}")
        }
    }
}

/// Both streams of a finished program, for assertion messages.
pub(crate) fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

pub(crate) fn nobody() -> PhantomPatient {
    PhantomPatient {
        name: "FICTIF^ÉLOÏSE".to_owned(),
        id: "F-0001".to_owned(),
        issuer: "CENTRE FICTIF".to_owned(),
        birth_date: "19700101".to_owned(),
        sex: "F".to_owned(),
        study_date: "20260105".to_owned(),
        accession: "A-0001".to_owned(),
        study_description: "Thorax, étude fictive".to_owned(),
        series_description: "Axial 5 mm".to_owned(),
    }
}

pub(crate) fn phantom_study(seed: &[u8], slices: u16) -> Vec<Vec<u8>> {
    phantom::study(seed, &nobody(), slices).unwrap()
}

/// Writes objects as numbered files and gives their paths.
pub(crate) fn files_in(folder: &Path, objects: &[Vec<u8>]) -> Vec<String> {
    objects
        .iter()
        .enumerate()
        .map(|(number, bytes)| {
            let path = folder.join(format!("{number}.dcm"));
            std::fs::write(&path, bytes).unwrap();
            path.to_str().unwrap().to_owned()
        })
        .collect()
}

/// A peer that says what it likes. Context 1 is CT in Explicit VR Little Endian, context 3
/// Verification.
pub(crate) struct Raw {
    stream: TcpStream,
    buffer: BytesMut,
}

impl Raw {
    pub(crate) async fn connect_from(from: [u8; 4], to: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(IpAddr::from(from), 0)).unwrap();
        let stream = tokio::time::timeout(GUARD, socket.connect(to))
            .await
            .unwrap()
            .unwrap();
        Self {
            stream,
            buffer: BytesMut::new(),
        }
    }

    pub(crate) async fn connect(to: SocketAddr) -> Self {
        Self::connect_from([127, 0, 0, 1], to).await
    }

    /// Connects and associates.
    pub(crate) async fn associated(to: SocketAddr) -> Self {
        let mut raw = Self::connect(to).await;
        raw.send(&request(OURS, THEIRS)).await;
        assert!(matches!(raw.read().await, Some(Pdu::AssociationAC(_))));
        raw
    }

    /// Sends a PDU. That the other side has hung up already is not this function's business.
    pub(crate) async fn send(&mut self, pdu: &Pdu) {
        let mut bytes = Vec::new();
        write_pdu(&mut bytes, pdu).unwrap();
        self.send_bytes(&bytes).await;
    }

    /// The same, telling whether the other side has hung up.
    pub(crate) async fn try_send(&mut self, pdu: &Pdu) -> std::io::Result<()> {
        let mut bytes = Vec::new();
        write_pdu(&mut bytes, pdu).unwrap();
        self.stream.write_all(&bytes).await
    }

    pub(crate) async fn send_bytes(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes).await;
    }

    /// The next PDU, or nothing when the other side has hung up.
    pub(crate) async fn read(&mut self) -> Option<Pdu> {
        loop {
            if let Some(pdu) = self.take_pdu() {
                return Some(pdu);
            }
            match tokio::time::timeout(GUARD, self.stream.read_buf(&mut self.buffer))
                .await
                .unwrap()
            {
                Ok(0) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    fn take_pdu(&mut self) -> Option<Pdu> {
        let length = self.buffer.get(2..6)?;
        let total = 6 + usize::try_from(u32::from_be_bytes(length.try_into().unwrap())).unwrap();
        if self.buffer.len() < total {
            return None;
        }
        read_pdu(
            self.buffer.split_to(total).freeze(),
            MAXIMUM_PDU_SIZE,
            false,
        )
        .unwrap()
    }

    /// Sends a command set and, in pieces, a data set; gives the status of the answer, or
    /// nothing when the other side ended the association.
    pub(crate) async fn ask(
        &mut self,
        context: u8,
        command: &[u8],
        data_set: Option<&[u8]>,
    ) -> Option<u16> {
        self.send(&values(vec![value(
            context,
            PDataValueType::Command,
            true,
            command,
        )]))
        .await;
        if let Some(data_set) = data_set {
            let mut rest = data_set;
            while rest.len() > 10_000 {
                let (piece, tail) = rest.split_at(10_000);
                self.send(&values(vec![value(
                    context,
                    PDataValueType::Data,
                    false,
                    piece,
                )]))
                .await;
                rest = tail;
            }
            self.send(&values(vec![value(
                context,
                PDataValueType::Data,
                true,
                rest,
            )]))
            .await;
        }
        match self.read().await? {
            Pdu::PData { data } => scp::command::Command::read(&data[0].data).unwrap().status,
            _ => None,
        }
    }

    /// C-STORE of a data set under the names of the drafts.
    pub(crate) async fn store(&mut self, data_set: &[u8]) -> Option<u16> {
        self.ask(
            1,
            &command(0x0001, CT, Some("2.25.1"), true),
            Some(data_set),
        )
        .await
    }

    pub(crate) async fn release(&mut self) {
        self.send(&Pdu::ReleaseRQ).await;
        assert_eq!(self.read().await, Some(Pdu::ReleaseRP));
    }
}

pub(crate) fn request(called: &str, calling: &str) -> Pdu {
    let context = |id, class: &str| PresentationContextProposed {
        id,
        abstract_syntax: class.to_owned(),
        transfer_syntaxes: vec![EXPLICIT.to_owned()],
    };
    Pdu::AssociationRQ(AssociationRQ {
        protocol_version: 1,
        calling_ae_title: calling.to_owned(),
        called_ae_title: called.to_owned(),
        application_context_name: "1.2.840.10008.3.1.1.1".to_owned(),
        presentation_contexts: vec![context(1, CT), context(3, VERIFICATION)],
        user_variables: vec![UserVariableItem::MaxLength(16_384)],
    })
}

pub(crate) fn value(
    context: u8,
    value_type: PDataValueType,
    is_last: bool,
    data: &[u8],
) -> PDataValue {
    PDataValue {
        presentation_context_id: context,
        value_type,
        is_last,
        data: data.to_vec(),
    }
}

pub(crate) fn values(data: Vec<PDataValue>) -> Pdu {
    Pdu::PData { data }
}

/// A command set: field, class, instance, and whether a data set follows.
pub(crate) fn command(
    field: u16,
    class: &str,
    instance: Option<&str>,
    has_data_set: bool,
) -> Vec<u8> {
    let text = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(text.len().next_multiple_of(2), 0);
        bytes
    };
    let kind = if has_data_set { 0_u16 } else { 0x0101 };
    let mut elements = vec![
        (0x0002_u16, text(class)),
        (0x0100, field.to_le_bytes().to_vec()),
        (0x0110, 1_u16.to_le_bytes().to_vec()),
        (0x0800, kind.to_le_bytes().to_vec()),
    ];
    if let Some(instance) = instance {
        elements.push((0x1000, text(instance)));
    }
    let mut set = Vec::new();
    for (element, value) in elements {
        set.extend([0, 0]);
        set.extend(element.to_le_bytes());
        set.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
        set.extend(value);
    }
    set
}
