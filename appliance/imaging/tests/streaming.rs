//! An object larger than the memory it may cost goes through. In a test program of its own,
//! because the peak it reads is that of the whole process.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use doublelock_imaging::scp::{
    self, Announced, Caller, Event, IncomingObject, Intake, IntakeFault, Outcome, Policy, Received,
};
use doublelock_imaging::scu::{self, Answer, Outgoing, Peer};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

const SECONDARY_CAPTURE: &str = "1.2.840.10008.5.1.4.1.1.7";
const FRAME: u64 = 1024 * 1024 * 2;
const FRAMES: u64 = 150;

/// Counts bytes and keeps none.
#[derive(Clone, Default)]
struct Counter {
    written: Arc<AtomicU64>,
    last: Arc<Mutex<Option<Received>>>,
}

impl Intake for Counter {
    type Association = ();
    type Object = Self;

    fn accept(&self, _: &Caller) {}

    fn begin(&self, _: &Arc<()>, _: &Announced) -> Result<Self, IntakeFault> {
        Ok(self.clone())
    }

    fn end(&self, (): &()) {}

    fn audit(&self, _: &Caller, _: &Event) {}
}

impl IncomingObject for Counter {
    fn write(&mut self, bytes: &[u8]) -> Result<(), IntakeFault> {
        self.written
            .fetch_add(bytes.len() as u64, Ordering::Relaxed);
        Ok(())
    }

    fn commit(self, received: &Received) -> Result<Outcome, IntakeFault> {
        *self.last.lock().unwrap() = Some(received.clone());
        Ok(Outcome::Stored)
    }

    fn abandon(self) {}
}

fn element(tag: [u16; 2], vr: [u8; 2], value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(value.len()).unwrap().to_le_bytes();
    [
        &tag[0].to_le_bytes()[..],
        &tag[1].to_le_bytes(),
        &vr,
        &length,
        value,
    ]
    .concat()
}

/// Everything before the pixels of a secondary capture with `FRAMES` frames of 1024 by 1024.
fn head() -> Vec<u8> {
    let length = u32::try_from(FRAME * FRAMES).unwrap().to_le_bytes();
    [
        element(
            [0x0008, 0x0016],
            *b"UI",
            format!("{SECONDARY_CAPTURE}\0").as_bytes(),
        ),
        element([0x0008, 0x0018], *b"UI", b"2.25.1"),
        element([0x0020, 0x000D], *b"UI", b"2.25.2"),
        element([0x0020, 0x000E], *b"UI", b"2.25.3"),
        element([0x0028, 0x0002], *b"US", &1_u16.to_le_bytes()),
        element([0x0028, 0x0008], *b"IS", format!("{FRAMES} ").as_bytes()),
        element([0x0028, 0x0010], *b"US", &1024_u16.to_le_bytes()),
        element([0x0028, 0x0011], *b"US", &1024_u16.to_le_bytes()),
        element([0x0028, 0x0100], *b"US", &16_u16.to_le_bytes()),
        [&[0xE0, 0x7F, 0x10, 0x00][..], b"OW\0\0", &length].concat(),
    ]
    .concat()
}

/// Peak resident memory of this process, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_mebibytes_pass_within_thirty_two() {
    let mut policy = Policy::closed("DOUBLELOCK").unwrap();
    policy
        .allow("CT1", &["127.0.0.1".parse().unwrap()])
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = Peer {
        address: listener.local_addr().unwrap().to_string(),
        called_ae: "DOUBLELOCK".to_owned(),
        calling_ae: "CT1".to_owned(),
        patience: Duration::from_mins(1),
    };
    let (counter, stop) = (Counter::default(), CancellationToken::new());
    let (_policy, watched) = watch::channel(Arc::new(policy));
    let serving = tokio::spawn(scp::serve(
        listener,
        watched,
        Arc::new(counter.clone()),
        stop.clone(),
    ));
    assert_eq!(scu::echo(&peer).await, Ok(0));

    let before = peak();
    let pixels = tokio::io::repeat(7).take(FRAME * FRAMES);
    let object = Outgoing {
        sop_class: SECONDARY_CAPTURE.parse().unwrap(),
        sop_instance: "2.25.1".parse().unwrap(),
        transfer_syntax: "1.2.840.10008.1.2.1".parse().unwrap(),
        data_set: Box::new(std::io::Cursor::new(head()).chain(pixels)),
    };
    let answers = scu::store(&peer, vec![object]).await.unwrap();
    let grown = peak() - before;

    assert_eq!(answers, [Answer::Status(0)]);
    let length = head().len() as u64 + FRAME * FRAMES;
    assert_eq!(counter.written.load(Ordering::Relaxed), length);
    assert_eq!(
        counter.last.lock().unwrap().as_ref().unwrap().length,
        length
    );
    assert!(grown < 32 * 1024, "memory grew by {grown} KiB");
    stop.cancel();
    serving.await.unwrap();
}
