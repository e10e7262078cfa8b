//! Service class user: verifies a peer and sends it objects, through dicom-ul's own client.
//!
//! An object goes out in the transfer syntax it is held in, never transcoded. One association
//! carries one batch; what the peer answered is told per object.

use std::collections::BTreeSet;
use std::time::Duration;

use dicom_core::{DataElement, VR, dicom_value};
use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use dicom_transfer_syntax_registry::entries::IMPLICIT_VR_LITTLE_ENDIAN;
use dicom_ul::association::AsyncClientAssociation;
use dicom_ul::association::client::ClientAssociationOptions;
use dicom_ul::pdu::{PDataValue, PDataValueType, Pdu};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::part10::{self, Part10Fault};
use crate::scp::command::Command;
use crate::uid::Uid;

/// Most presentation contexts of one association (PS3.8 9.3.2.2: odd ids up to 255).
const MOST_CONTEXTS: usize = 128;
/// Longest answer read, in bytes.
const LONGEST_ANSWER: usize = 16 * 1024;

/// Whom to call and as whom.
#[derive(Debug, Clone)]
pub struct Peer {
    /// `host:port`.
    pub address: String,
    /// Its AE title.
    pub called_ae: String,
    /// Ours.
    pub calling_ae: String,
    /// Longest wait for the connection, and for each answer.
    pub patience: Duration,
}

/// An object to send: what it is, and its data set without preamble and meta group.
pub struct Outgoing {
    /// SOP class.
    pub sop_class: Uid,
    /// SOP instance.
    pub sop_instance: Uid,
    /// The transfer syntax the bytes are in.
    pub transfer_syntax: Uid,
    /// The bytes.
    pub data_set: Box<dyn AsyncRead + Send + Unpin>,
}

impl Outgoing {
    /// An object held as a Part 10 file in memory.
    pub fn from_part10(file: &[u8]) -> Result<Self, Part10Fault> {
        let part10::Opened {
            meta, mut data_set, ..
        } = part10::open(std::io::Cursor::new(file))?;
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut data_set, &mut bytes)?;
        Ok(Self {
            sop_class: meta.sop_class,
            sop_instance: meta.sop_instance,
            transfer_syntax: meta.transfer_syntax,
            data_set: Box::new(std::io::Cursor::new(bytes)),
        })
    }
}

/// Why a batch could not be sent, or not to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendFault {
    /// The peer could not be reached, refused the association, or did not answer in time.
    #[error("no association with the peer")]
    NoAssociation,
    /// The connection broke or an answer did not come in time.
    #[error("the association broke off")]
    BrokenOff,
    /// The peer answered something that is no answer.
    #[error("the peer's answer cannot be understood")]
    BadAnswer,
    /// More pairs of SOP class and transfer syntax than one association carries.
    #[error("too many kinds of objects for one association")]
    TooManyKinds,
    /// The data set could not be read.
    #[error("the object to send could not be read")]
    Source,
}

/// What the peer said to one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// DIMSE status: 0000 is success, Bxxx success with a warning.
    Status(u16),
    /// The peer takes no such object, or not in this transfer syntax.
    NotNegotiated,
}

type Client = AsyncClientAssociation<TcpStream>;

/// C-ECHO: the peer's status.
pub async fn echo(peer: &Peer) -> Result<u16, SendFault> {
    let options = options(peer)
        .with_presentation_context(uids::VERIFICATION, vec![uids::IMPLICIT_VR_LITTLE_ENDIAN]);
    let mut client = associate(peer, options).await?;
    let context = client
        .presentation_contexts()
        .first()
        .ok_or(SendFault::NoAssociation)?
        .id;
    let request = InMemDicomObject::command_from_element_iter([
        DataElement::new(
            tags::AFFECTED_SOP_CLASS_UID,
            VR::UI,
            dicom_value!(Str, uids::VERIFICATION),
        ),
        DataElement::new(tags::COMMAND_FIELD, VR::US, dicom_value!(U16, [0x0030])),
        DataElement::new(tags::MESSAGE_ID, VR::US, dicom_value!(U16, [1])),
        DataElement::new(
            tags::COMMAND_DATA_SET_TYPE,
            VR::US,
            dicom_value!(U16, [0x0101]),
        ),
    ]);
    send_command(&mut client, context, &request).await?;
    let status = answer(&mut client, peer.patience).await?;
    release(client, peer.patience).await;
    Ok(status)
}

/// C-STORE of every object, in order, over one association. The answers stand in the order of
/// the objects; if the association breaks off, those given until then are lost with it and the
/// batch may be sent again: receiving twice does no harm.
pub async fn store(peer: &Peer, objects: Vec<Outgoing>) -> Result<Vec<Answer>, SendFault> {
    let mut sender = Sender::open(peer, &objects).await?;
    let mut answers = Vec::with_capacity(objects.len());
    for object in objects {
        answers.push(sender.store(object).await?);
    }
    sender.release().await;
    Ok(answers)
}

/// An association over which objects are sent one after another. Dropped, it breaks off.
pub struct Sender {
    client: Client,
    patience: Duration,
    /// Message ID of the last request.
    number: u16,
}

impl Sender {
    /// Associates for objects of these kinds.
    pub async fn open(peer: &Peer, objects: &[Outgoing]) -> Result<Self, SendFault> {
        let kinds: BTreeSet<(&Uid, &Uid)> = objects
            .iter()
            .map(|object| (&object.sop_class, &object.transfer_syntax))
            .collect();
        if kinds.len() > MOST_CONTEXTS {
            return Err(SendFault::TooManyKinds);
        }
        let mut options = options(peer);
        for (class, syntax) in &kinds {
            options = options.with_presentation_context(class.as_str(), vec![syntax.as_str()]);
        }
        Ok(Self {
            client: associate(peer, options).await?,
            patience: peer.patience,
            number: 0,
        })
    }

    /// C-STORE of one object. After an error the association is of no more use.
    pub async fn store(&mut self, object: Outgoing) -> Result<Answer, SendFault> {
        let context = self.client.presentation_contexts().iter().find(|context| {
            context.abstract_syntax == object.sop_class.as_str()
                && context.transfer_syntax == object.transfer_syntax.as_str()
        });
        let Some(context) = context.map(|context| context.id) else {
            return Ok(Answer::NotNegotiated);
        };
        self.number = self.number.wrapping_add(1);
        send_object(&mut self.client, context, self.number, object).await?;
        let status = answer(&mut self.client, self.patience).await?;
        Ok(Answer::Status(status))
    }

    /// Ends the association in good order.
    pub async fn release(self) {
        release(self.client, self.patience).await;
    }
}

fn options(peer: &Peer) -> ClientAssociationOptions<'_> {
    ClientAssociationOptions::new()
        .calling_ae_title(peer.calling_ae.as_str())
        .called_ae_title(peer.called_ae.as_str())
        .read_timeout(peer.patience)
        .write_timeout(peer.patience)
        .connection_timeout(peer.patience)
}

async fn associate(
    peer: &Peer,
    options: ClientAssociationOptions<'_>,
) -> Result<Client, SendFault> {
    let mut client = timeout(
        peer.patience,
        options.establish_async(peer.address.as_str()),
    )
    .await
    .map_err(|_| SendFault::NoAssociation)?
    .map_err(|_| SendFault::NoAssociation)?;
    // Nagle's algorithm would hold back the end of each object for 40 ms.
    client
        .inner_stream()
        .set_nodelay(true)
        .map_err(|_| SendFault::NoAssociation)?;
    Ok(client)
}

async fn send_command(
    client: &mut Client,
    context: u8,
    request: &InMemDicomObject,
) -> Result<(), SendFault> {
    let mut data = Vec::new();
    request
        .write_dataset_with_ts(&mut data, &IMPLICIT_VR_LITTLE_ENDIAN.erased())
        .map_err(|_| SendFault::Source)?;
    let value = PDataValue {
        presentation_context_id: context,
        value_type: PDataValueType::Command,
        is_last: true,
        data,
    };
    client
        .send(&Pdu::PData { data: vec![value] })
        .await
        .map_err(|_| SendFault::BrokenOff)
}

async fn send_object(
    client: &mut Client,
    context: u8,
    number: u16,
    object: Outgoing,
) -> Result<(), SendFault> {
    let request = InMemDicomObject::command_from_element_iter([
        DataElement::new(
            tags::AFFECTED_SOP_CLASS_UID,
            VR::UI,
            dicom_value!(Str, object.sop_class.as_str()),
        ),
        DataElement::new(tags::COMMAND_FIELD, VR::US, dicom_value!(U16, [0x0001])),
        DataElement::new(tags::MESSAGE_ID, VR::US, dicom_value!(U16, [number])),
        DataElement::new(tags::PRIORITY, VR::US, dicom_value!(U16, [0])),
        DataElement::new(tags::COMMAND_DATA_SET_TYPE, VR::US, dicom_value!(U16, [0])),
        DataElement::new(
            tags::AFFECTED_SOP_INSTANCE_UID,
            VR::UI,
            dicom_value!(Str, object.sop_instance.as_str()),
        ),
    ]);
    send_command(client, context, &request).await?;
    let mut data_set = object.data_set;
    let mut writer = client.send_pdata(context);
    let mut chunk = vec![0_u8; 64 * 1024];
    loop {
        let count = match data_set.read(&mut chunk).await {
            Ok(0) => break,
            Ok(count) => count,
            Err(_) => {
                writer.abandon();
                return Err(SendFault::Source);
            }
        };
        writer
            .write_all(&chunk[..count])
            .await
            .map_err(|_| SendFault::BrokenOff)?;
    }
    writer.finish().await.map_err(|_| SendFault::BrokenOff)
}

/// The status of the next response.
async fn answer(client: &mut Client, patience: Duration) -> Result<u16, SendFault> {
    let mut bytes = Vec::new();
    loop {
        let pdu = timeout(patience, client.receive())
            .await
            .map_err(|_| SendFault::BrokenOff)?
            .map_err(|_| SendFault::BrokenOff)?;
        let Pdu::PData { data } = pdu else {
            return Err(SendFault::BrokenOff);
        };
        for value in data {
            if value.value_type != PDataValueType::Command
                || bytes.len() + value.data.len() > LONGEST_ANSWER
            {
                return Err(SendFault::BadAnswer);
            }
            bytes.extend_from_slice(&value.data);
            if value.is_last {
                let response = Command::read(&bytes).map_err(|_| SendFault::BadAnswer)?;
                return response.status.ok_or(SendFault::BadAnswer);
            }
        }
    }
}

/// All answers are in: how the peer takes the goodbye changes nothing.
async fn release(client: Client, patience: Duration) {
    let _ = timeout(patience, client.release()).await;
}
