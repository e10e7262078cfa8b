//! PDUs on the wire (PS3.8 9.3), framed here and taken apart by dicom-ul.
//!
//! The length field of a PDU is believed only up to the cap of its kind; memory for it is taken
//! once, up to that cap. A PDU must be whole by a deadline counted from its first byte, so that
//! a peer that drips bytes cannot hold a seat.

use std::io;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use dicom_ul::pdu::{MAXIMUM_PDU_SIZE, Pdu, read_pdu, write_pdu};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, timeout, timeout_at};

/// Longest P-DATA-TF taken, in bytes without the six of its header; offered as our maximum
/// length (PS3.8 D.1). Beyond this size the peers measured gained nothing.
pub const LONGEST_PDU: u32 = 128 * 1024;
/// Longest A-ASSOCIATE-RQ taken: 128 presentation contexts with five transfer syntaxes each
/// need about 24 KiB.
const LONGEST_REQUEST: u32 = 64 * 1024;
const HEADER: usize = 6;

/// Why no PDU came.
#[derive(Debug)]
pub(super) enum WireFault {
    /// Nothing, or not all of a PDU, in time.
    TimedOut,
    /// The connection ended or broke.
    Lost,
    /// A PDU of unknown kind, too long, or malformed.
    Violation,
}

impl From<io::Error> for WireFault {
    fn from(_: io::Error) -> Self {
        Self::Lost
    }
}

/// A PDU and, for checks on the raw fields, its bytes.
pub(super) struct Arrived {
    pub(super) pdu: Pdu,
    pub(super) bytes: Bytes,
}

/// One connection.
pub(super) struct Wire<S> {
    stream: S,
    buffer: BytesMut,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    pub(super) fn new(stream: S) -> Self {
        Self {
            stream,
            buffer: BytesMut::new(),
        }
    }

    /// The next PDU: its first byte within `idle`, its last within `whole` of the first.
    pub(super) async fn read(
        &mut self,
        idle: Duration,
        whole: Duration,
    ) -> Result<Arrived, WireFault> {
        if self.buffer.is_empty() {
            timeout(idle, self.fill(1))
                .await
                .map_err(|_| WireFault::TimedOut)??;
        }
        let deadline = Instant::now() + whole;
        timeout_at(deadline, self.frame())
            .await
            .map_err(|_| WireFault::TimedOut)?
    }

    async fn frame(&mut self) -> Result<Arrived, WireFault> {
        self.fill(HEADER).await?;
        let length = u32::from_be_bytes([
            self.buffer[2],
            self.buffer[3],
            self.buffer[4],
            self.buffer[5],
        ]);
        let cap = match self.buffer[0] {
            0x01 => LONGEST_REQUEST,
            0x04 => LONGEST_PDU,
            0x05..=0x07 => 4,
            _ => return Err(WireFault::Violation),
        };
        if length > cap {
            return Err(WireFault::Violation);
        }
        let total = HEADER + usize::try_from(length).map_err(|_| WireFault::Violation)?;
        self.fill(total).await?;
        let bytes = self.buffer.split_to(total).freeze();
        match read_pdu(bytes.clone(), MAXIMUM_PDU_SIZE, false) {
            Ok(Some(pdu)) => Ok(Arrived { pdu, bytes }),
            Ok(None) | Err(_) => Err(WireFault::Violation),
        }
    }

    /// Reads until at least `count` bytes are at hand. `count` is bounded by the caller.
    async fn fill(&mut self, count: usize) -> Result<(), WireFault> {
        while self.buffer.len() < count {
            self.buffer.reserve((count - self.buffer.len()).max(4096));
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(WireFault::Lost);
            }
        }
        Ok(())
    }

    /// Writes a PDU with one call, so that it leaves as one segment.
    pub(super) async fn write(&mut self, pdu: &Pdu, within: Duration) -> Result<(), WireFault> {
        let mut bytes = Vec::new();
        write_pdu(&mut bytes, pdu).map_err(|_| WireFault::Violation)?;
        timeout(within, self.stream.write_all(&bytes))
            .await
            .map_err(|_| WireFault::TimedOut)??;
        Ok(())
    }

    /// Closes our side and lets the peer read what was written: closing with unread bytes in the
    /// buffer would reset the connection and destroy the answer on its way.
    pub(super) async fn hang_up(mut self, patience: Duration) {
        let lingering = async {
            self.stream.shutdown().await?;
            let mut most = 1024 * 1024_usize;
            while most > 0 {
                self.buffer.clear();
                self.buffer.reserve(16 * 1024);
                let count = self.stream.read_buf(&mut self.buffer).await?;
                if count == 0 {
                    break;
                }
                most = most.saturating_sub(count);
            }
            Ok::<(), io::Error>(())
        };
        // Whether the peer hung up in time or not, the connection is over.
        let _ = timeout(patience, lingering).await;
        self.buffer.advance(self.buffer.remaining());
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use dicom_ul::pdu::{AssociationRQ, PresentationContextProposed, UserVariableItem};
    use proptest::prelude::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    fn request() -> Vec<u8> {
        let pdu = Pdu::AssociationRQ(AssociationRQ {
            protocol_version: 1,
            calling_ae_title: "CT1".to_owned(),
            called_ae_title: "DOUBLELOCK".to_owned(),
            application_context_name: "1.2.840.10008.3.1.1.1".to_owned(),
            presentation_contexts: vec![PresentationContextProposed {
                id: 1,
                abstract_syntax: "1.2.840.10008.1.1".to_owned(),
                transfer_syntaxes: vec!["1.2.840.10008.1.2".to_owned()],
            }],
            user_variables: vec![
                UserVariableItem::MaxLength(16_384),
                UserVariableItem::ImplementationClassUID("2.25.1".to_owned()),
                UserVariableItem::SopClassExtendedNegotiationSubItem("1.2".to_owned(), vec![1, 2]),
            ],
        });
        let mut bytes = Vec::new();
        write_pdu(&mut bytes, &pdu).unwrap();
        bytes
    }

    /// Everything that arrives, until the connection ends.
    fn read_all(sent: &[u8]) -> Vec<Result<Pdu, WireFault>> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        runtime.block_on(async {
            let mut wire = Wire::new(tokio::io::join(sent, tokio::io::sink()));
            let mut arrived = Vec::new();
            loop {
                let next = wire.read(PATIENCE, PATIENCE).await.map(|next| next.pdu);
                let over = next.is_err();
                arrived.push(next);
                if over {
                    return arrived;
                }
            }
        })
    }

    #[test]
    fn pdus_that_arrive_together_are_taken_one_by_one() {
        let sent = [request(), vec![5, 0, 0, 0, 0, 4, 0, 0, 0, 0]].concat();
        let arrived = read_all(&sent);
        assert!(matches!(
            arrived[..],
            [
                Ok(Pdu::AssociationRQ(_)),
                Ok(Pdu::ReleaseRQ),
                Err(WireFault::Lost)
            ]
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn a_request_with_a_changed_stretch_never_panics_the_reader(
            at in any::<prop::sample::Index>(),
            stretch in proptest::collection::vec(any::<u8>(), 1..8),
        ) {
            let mut sent = request();
            let at = at.index(sent.len());
            for (place, byte) in sent[at..].iter_mut().zip(stretch) {
                *place = byte;
            }
            prop_assert!(read_all(&sent).pop().is_some_and(|last| last.is_err()));
        }

        #[test]
        fn data_pdus_with_any_content_never_panic_the_reader(
            content in proptest::collection::vec(any::<u8>(), 0..60),
        ) {
            let length = u32::try_from(content.len()).unwrap().to_be_bytes();
            let sent = [&[4, 0][..], &length, &content].concat();
            prop_assert!(read_all(&sent).pop().is_some_and(|last| last.is_err()));
        }
    }
}
