//! A disk that is full at any byte of what is written to it.

use std::time::{Duration, Instant};

use doublelock_testkit::site::Served;

use crate::centre::{Centre, files_in};
use crate::disk::Kind;
use crate::hands::{Forms, Modality, Station, Told};
use crate::{Dice, cuts};

/// Most that is written before the disk is full: a few cases, a parcel and an association.
const MOST_ROOM: u32 = 300_000;
/// Points between two starts.
const ONE_LIFE: u64 = 30;
/// Longest that nothing of what was taken in gets its entry once there is room.
const NO_PROGRESS: Duration = Duration::from_secs(15);

/// Which of the three were refused, and how often each was.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Refusals {
    forms: u32,
    scans: u32,
    images: u32,
}

/// A page that refuses says that there is no room and what to do, in its own words.
fn is_clear(told: &Told) -> bool {
    match told {
        Told::Done => false,
        Told::Page(status, words) => {
            assert_eq!(*status, 507, "{words}");
            for said in ["L’espace de stockage est plein", "Libérez de l’espace"] {
                assert!(words.contains(said), "{said}: {words}");
            }
            true
        }
        Told::Status(status) => {
            assert_eq!(status & 0xFF00, 0xA700, "{status:04X}");
            true
        }
    }
}

struct Hands {
    forms: Forms,
    station: Station,
    modality: Modality,
    refused: Refusals,
}

impl Hands {
    async fn at(centre: &mut Centre, served: &Served, refused: Refusals) -> Self {
        let (forms, station, modality) = centre.hands(served).await;
        Self {
            forms,
            station,
            modality,
            refused,
        }
    }

    /// Each does a piece of work; how often each was refused by now.
    async fn work(&mut self) -> Refusals {
        self.refused.forms += u32::from(is_clear(&self.forms.works().await.unwrap()));
        self.refused.scans += u32::from(is_clear(&self.station.works().await.unwrap()));
        self.refused.images += u32::from(is_clear(&self.modality.works().await.unwrap()));
        self.refused
    }
}

/// Works on until somebody was refused, and once more while it is full.
async fn fills_up(centre: &Centre, hands: &mut Hands, room: u32) {
    let before = hands.refused;
    centre.disk.has_room_for(room);
    for _ in 0..100 {
        if hands.work().await != before {
            hands.work().await;
            centre.disk.has_room();
            return;
        }
    }
    panic!("it was never full: {room}");
}

/// What waits in the spool is recorded, without a restart.
async fn is_recorded(centre: &Centre) {
    let waiting = || -> Vec<_> {
        let folders = ["spool", "vault/incoming"].map(|folder| centre.site.data.join(folder));
        folders.iter().flat_map(|folder| files_in(folder)).collect()
    };
    let (mut left, mut since) = (waiting(), Instant::now());
    while !left.is_empty() {
        assert!(since.elapsed() < NO_PROGRESS, "left half-written: {left:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
        let now = waiting();
        if now.len() != left.len() {
            since = Instant::now();
        }
        left = now;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn full_at_any_byte_it_refuses_clearly_and_goes_on_by_itself() {
    let mut dice = Dice::new();
    let (mut centre, mut served): (Centre, Served) = Centre::new(None, Kind::Fills).await;
    let mut hands = Hands::at(&mut centre, &served, Refusals::default()).await;
    for point in 0..cuts() * 3 / 2 {
        // A log that was written to its end is written over, and takes no more room: what is full then is full for
        // images alone. A start begins it anew.
        if point > 0 && point % ONE_LIFE == 0 {
            is_recorded(&centre).await;
            let refused = hands.refused;
            drop(hands);
            assert!(served.stopped().success());
            served = centre.starts();
            hands = Hands::at(&mut centre, &served, refused).await;
        }
        // As often a little as much: what is written first is met as often as what comes last.
        let most = MOST_ROOM >> dice.below(11);
        let room = dice.below(most);
        println!("{point}: {room} bytes");
        fills_up(&centre, &mut hands, room).await;
        // In the same process, with what was in everybody's hands.
        let before = hands.refused;
        assert_eq!(hands.work().await, before, "there is room again");
        if point % 3 == 0 {
            centre.is_consistent();
        }
    }
    is_recorded(&centre).await;
    centre.is_all_there(&served).await;
    println!("{:?}", hands.refused);
    let Refusals {
        forms,
        scans,
        images,
    } = hands.refused;
    let least = u32::try_from(cuts() / 4).unwrap();
    assert!([forms, scans, images].iter().all(|often| *often >= least));
    centre.closes(served).await;
}
