//! Peers that lie, stall, crowd and break off: the provider answers or hangs up, keeps nothing
//! of theirs, and goes on serving the others.

use std::time::Duration;

use dicom_ul::pdu::{
    AssociationRJ, AssociationRJResult, AssociationRJServiceProviderPresentationReason,
    AssociationRJSource, PDataValueType, Pdu,
};
use doublelock_imaging::scp::{Ending, Event, LONGEST_PDU, Refusal, Timeouts};
use doublelock_imaging::syntax::EXPLICIT_LITTLE;

use crate::data_sets::{CT, Draft, Pen, UNDEFINED};
use crate::support::{OURS, Provider, Raw, THEIRS, command, policy, request, value, values};

const PEN: Pen = Pen(EXPLICIT_LITTLE);

fn good() -> Vec<u8> {
    Draft::new(PEN).bytes()
}

fn with_middle(middle: Vec<u8>) -> Vec<u8> {
    Draft {
        middle,
        ..Draft::new(PEN)
    }
    .bytes()
}

fn short_of_time() -> Timeouts {
    Timeouts {
        artim: Duration::from_millis(300),
        idle: Duration::from_millis(300),
        pdu: Duration::from_millis(300),
        ..Timeouts::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_data_sets_are_refused_each_with_its_status_and_a_good_one_follows() {
    let provider = Provider::start(policy()).await;
    let mut raw = Raw::associated(provider.address).await;
    let mut huge = PEN.head((0x0009, 0x1001), *b"UT", 0xFFFF_FFFE);
    huge.extend([0; 17]);
    let whole = good();
    let cases: Vec<(&str, Vec<u8>, u16)> = vec![
        (
            "nested 10,000",
            with_middle(PEN.nested(10_000, *b"SQ")),
            0xC000,
        ),
        ("nested UN", with_middle(PEN.nested(256, *b"UN")), 0xC000),
        ("torn in a tag", whole[..whole.len() - 43].to_vec(), 0xC000),
        (
            "torn in the pixels",
            whole[..whole.len() - 1].to_vec(),
            0xC000,
        ),
        (
            "without pixels",
            Draft {
                pixels: Vec::new(),
                ..Draft::new(PEN)
            }
            .bytes(),
            0xA900,
        ),
        (
            "short pixels",
            Draft {
                pixels: PEN.element((0x7FE0, 0x0010), *b"OW", &[0; 30]),
                ..Draft::new(PEN)
            }
            .bytes(),
            0xA900,
        ),
        ("empty", Vec::new(), 0xC000),
        ("claims 4 GiB", with_middle(huge), 0xA700),
        (
            "another instance",
            Draft {
                sop_instance: "2.25.9".into(),
                ..Draft::new(PEN)
            }
            .bytes(),
            0xA900,
        ),
        (
            "another class",
            Draft {
                sop_class: "1.2.840.10008.5.1.4.1.1.4".into(),
                ..Draft::new(PEN)
            }
            .bytes(),
            0xA900,
        ),
        (
            "a path as study",
            Draft {
                study: "../../../etc".into(),
                ..Draft::new(PEN)
            }
            .bytes(),
            0xC000,
        ),
        (
            "markup as series",
            Draft {
                series: "<b>1.2</b>".into(),
                ..Draft::new(PEN)
            }
            .bytes(),
            0xC000,
        ),
        (
            "unclosed sequence",
            with_middle(PEN.head((0x0008, 0x1140), *b"SQ", UNDEFINED)),
            0xC000,
        ),
    ];
    for (name, data_set, status) in &cases {
        assert_eq!(raw.store(data_set).await, Some(*status), "{name}");
    }
    assert_eq!(raw.store(&whole).await, Some(0));
    raw.release().await;
    let intake = provider.stop().await;
    let shelf = intake.shelf();
    assert_eq!(shelf.kept.len(), 1);
    assert_eq!(shelf.kept[0].bytes, whole);
    assert_eq!(shelf.abandoned, cases.len());
    let refusals = shelf
        .events
        .iter()
        .filter(|event| matches!(event, Event::ObjectRefused { .. }))
        .count();
    assert_eq!(refusals, cases.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_do_not_fit_their_context_are_refused() {
    let provider = Provider::start(policy()).await;
    let mut raw = Raw::associated(provider.address).await;
    let data = good();
    let mr = "1.2.840.10008.5.1.4.1.1.4";
    assert_eq!(
        raw.ask(1, &command(0x0001, mr, Some("2.25.1"), true), Some(&data))
            .await,
        Some(0x0122)
    );
    for name in ["../../etc/passwd", "1.2/3", "", "1.02", "<i>1</i>"] {
        assert_eq!(
            raw.ask(1, &command(0x0001, CT, Some(name), true), Some(&data))
                .await,
            Some(0x0117),
            "{name}"
        );
    }
    assert_eq!(
        raw.ask(1, &command(0x0001, CT, None, true), Some(&data))
            .await,
        Some(0x0117)
    );
    assert_eq!(
        raw.ask(1, &command(0x0001, CT, Some("2.25.1"), false), None)
            .await,
        Some(0xC000)
    );
    // Everything that is not C-STORE or C-ECHO, with and without a data set, and both of them
    // on the context of the other.
    for field in [
        0x0010, 0x0020, 0x0021, 0x0100, 0x0110, 0x0120, 0x0130, 0x0140, 0x0150, 0x0999, 0x0030,
    ] {
        assert_eq!(
            raw.ask(1, &command(field, CT, None, true), Some(&data))
                .await,
            Some(0x0211),
            "{field:04X}"
        );
        assert_eq!(
            raw.ask(1, &command(field, CT, None, false), None).await,
            Some(0x0211),
            "{field:04X}"
        );
    }
    let verification = "1.2.840.10008.1.1";
    let store = command(0x0001, verification, Some("2.25.1"), true);
    assert_eq!(raw.ask(3, &store, Some(&data)).await, Some(0x0211));
    assert_eq!(
        raw.ask(3, &command(0x0030, verification, None, false), None)
            .await,
        Some(0)
    );
    raw.release().await;
    let intake = provider.stop().await;
    assert_eq!(intake.shelf().begun, 0);
    assert!(intake.shelf().events.contains(&Event::Unrecognized(0x0020)));
    let refusal = Refusal::ClassNotNegotiated;
    let sop_instance = "2.25.1".parse().ok();
    assert!(intake.shelf().events.contains(&Event::ObjectRefused {
        refusal,
        sop_instance
    }));
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_protocol_ends_the_association_and_keeps_nothing() {
    let provider = Provider::start(policy()).await;
    let store = command(0x0001, CT, Some("2.25.1"), true);
    let mut claims = store.clone();
    claims.extend([0, 0, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF]);
    let begun = value(1, PDataValueType::Command, true, &store);
    let cases: Vec<(&str, Vec<Pdu>)> = vec![
        (
            "data before a command",
            vec![values(vec![value(1, PDataValueType::Data, true, &[0; 8])])],
        ),
        (
            "a command on no context",
            vec![values(vec![value(
                9,
                PDataValueType::Command,
                true,
                &store,
            )])],
        ),
        (
            "a command in a data set",
            vec![values(vec![begun.clone(), begun.clone()])],
        ),
        (
            "data on another context",
            vec![values(vec![
                begun.clone(),
                value(3, PDataValueType::Data, true, &[0; 8]),
            ])],
        ),
        (
            "a command that claims 4 GiB",
            vec![values(vec![value(
                1,
                PDataValueType::Command,
                true,
                &claims,
            )])],
        ),
        (
            "an empty command",
            vec![values(vec![value(1, PDataValueType::Command, true, &[])])],
        ),
        (
            "a response",
            vec![values(vec![value(
                1,
                PDataValueType::Command,
                true,
                &command(0x8001, CT, None, false),
            )])],
        ),
        (
            "a release in a data set",
            vec![values(vec![begun.clone()]), Pdu::ReleaseRQ],
        ),
        ("a second request", vec![request(OURS, THEIRS)]),
        (
            "an endless command",
            (0..8)
                .map(|_| values(vec![value(1, PDataValueType::Command, false, &[0; 10_000])]))
                .collect(),
        ),
    ];
    for (name, pdus) in cases {
        let mut raw = Raw::associated(provider.address).await;
        for pdu in &pdus {
            raw.send(pdu).await;
        }
        assert!(
            matches!(raw.read().await, Some(Pdu::AbortRQ { .. }) | None),
            "{name}"
        );
        assert_eq!(raw.read().await, None, "{name}");
    }
    let intake = provider.stop().await;
    let shelf = intake.shelf();
    assert!(shelf.kept.is_empty());
    assert_eq!(shelf.begun, shelf.abandoned);
    let endings: Vec<&Event> = shelf
        .events
        .iter()
        .filter(|event| matches!(event, Event::Ended { .. }))
        .collect();
    assert_eq!((endings.len(), shelf.ended), (10, 10));
    assert!(endings.iter().all(|event| matches!(
        event,
        Event::Ended {
            ending: Ending::Violation,
            ..
        }
    )));
}

#[tokio::test(flavor = "multi_thread")]
async fn pdus_that_claim_gigabytes_or_are_no_pdus_are_hung_up_on_at_once() {
    let provider = Provider::start(policy()).await;
    for kind in [0x01_u8, 0x02, 0x04, 0x05, 0x07, 0x00, 0x47, 0xFF] {
        for claim in [0x7FFF_FFFF_u32, 0xFFFF_FFFF, LONGEST_PDU + 1] {
            let mut raw = Raw::connect(provider.address).await;
            raw.send_bytes(&[&[kind, 0][..], &claim.to_be_bytes()].concat())
                .await;
            assert!(matches!(raw.read().await, Some(Pdu::AbortRQ { .. }) | None));
            assert_eq!(raw.read().await, None);
            let mut raw = Raw::associated(provider.address).await;
            raw.send_bytes(&[&[kind, 0][..], &claim.to_be_bytes()].concat())
                .await;
            assert!(matches!(raw.read().await, Some(Pdu::AbortRQ { .. }) | None));
        }
    }
    // Three thousand presentation contexts: longer than any request.
    let Pdu::AssociationRQ(mut request) = request(OURS, THEIRS) else {
        unreachable!()
    };
    request.presentation_contexts = vec![request.presentation_contexts[0].clone(); 3000];
    let mut raw = Raw::connect(provider.address).await;
    raw.send(&Pdu::AssociationRQ(request)).await;
    assert!(matches!(raw.read().await, Some(Pdu::AbortRQ { .. }) | None));
    assert_eq!(
        Raw::associated(provider.address).await.store(&good()).await,
        Some(0)
    );
    provider.stop().await;
}

/// A value in a PDU of the right length that says another length of itself.
#[tokio::test(flavor = "multi_thread")]
async fn values_that_lie_about_their_length_end_the_association_and_keep_nothing() {
    let provider = Provider::start(policy()).await;
    let store = command(0x0001, CT, Some("2.25.1"), true);
    let honest = u32::try_from(store.len() + 2).unwrap();
    for claim in [0, 1, honest - 3, honest + 1, LONGEST_PDU, u32::MAX] {
        let mut raw = Raw::associated(provider.address).await;
        let value = [&claim.to_be_bytes()[..], &[1, 0x03], &store].concat();
        let length = u32::try_from(value.len()).unwrap().to_be_bytes();
        raw.send_bytes(&[&[4, 0][..], &length, &value].concat())
            .await;
        // What follows is honest, and comes too late.
        for (kind, bytes) in [
            (PDataValueType::Command, &store),
            (PDataValueType::Data, &good()),
        ] {
            let following = values(vec![self::value(1, kind, true, bytes)]);
            let _ = raw.try_send(&following).await;
        }
        let answer = raw.read().await;
        assert!(
            matches!(answer, Some(Pdu::AbortRQ { .. }) | None),
            "{claim}: {answer:?}"
        );
    }
    assert_eq!(
        Raw::associated(provider.address).await.store(&good()).await,
        Some(0)
    );
    let intake = provider.stop().await;
    let shelf = intake.shelf();
    assert_eq!(shelf.kept.len(), 1, "only the honest one");
    let violations = shelf.events.iter().filter(|event| {
        matches!(
            event,
            Event::Ended {
                ending: Ending::Violation,
                ..
            }
        )
    });
    assert_eq!(violations.count(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn half_pdus_silence_and_drips_run_out_of_time() {
    let mut rules = policy();
    rules.timeouts = short_of_time();
    let provider = Provider::start(rules).await;
    // Nothing at all; half a header; half a request.
    for sent in [&[][..], &[0x01, 0, 0], &[0x01, 0, 0, 0, 1, 0, 0, 1]] {
        let mut raw = Raw::connect(provider.address).await;
        raw.send_bytes(sent).await;
        assert_eq!(raw.read().await, None);
    }
    // An association that falls silent, one that leaves a PDU half sent, one in mid data set.
    let begun = values(vec![value(
        1,
        PDataValueType::Command,
        true,
        &command(0x0001, CT, Some("2.25.1"), true),
    )]);
    let part = values(vec![value(1, PDataValueType::Data, false, &good()[..100])]);
    for (pdus, bytes) in [
        (vec![], &[][..]),
        (vec![], &[0x04, 0, 0, 0, 0x40, 0, 1, 2, 3]),
        (vec![&begun, &part], &[]),
        (vec![&begun, &part], &[0x04, 0, 0, 0, 0x40, 0, 1, 2, 3]),
    ] {
        let mut raw = Raw::associated(provider.address).await;
        for pdu in pdus {
            raw.send(pdu).await;
        }
        raw.send_bytes(bytes).await;
        assert!(matches!(raw.read().await, Some(Pdu::AbortRQ { .. }) | None));
        assert_eq!(raw.read().await, None);
    }
    // A drip of one byte every 20 ms never finishes its PDU, however lively it looks.
    let mut raw = Raw::associated(provider.address).await;
    raw.send_bytes(&[0x04, 0, 0, 1, 0, 0]).await;
    let dripping = async {
        loop {
            raw.send_bytes(&[0]).await;
            if let Ok(answer) = tokio::time::timeout(Duration::from_millis(20), raw.read()).await {
                break answer;
            }
        }
    };
    assert!(matches!(dripping.await, Some(Pdu::AbortRQ { .. }) | None));
    let intake = provider.stop().await;
    let shelf = intake.shelf();
    assert_eq!((shelf.kept.len(), shelf.begun, shelf.abandoned), (0, 2, 2));
    let timed_out = |event: &&Event| {
        matches!(
            event,
            Event::Ended {
                ending: Ending::TimedOut,
                ..
            }
        )
    };
    assert_eq!(shelf.events.iter().filter(timed_out).count(), 5);
}

/// A title counts only with an address of its own entry, not with that of another.
#[tokio::test(flavor = "multi_thread")]
async fn a_listed_title_from_the_address_of_another_is_rejected() {
    let mut rules = policy();
    rules.callers.clear();
    rules
        .allow(THEIRS, &["127.0.0.1".parse().unwrap()])
        .unwrap();
    rules.allow("MR2", &["127.0.0.2".parse().unwrap()]).unwrap();
    let provider = Provider::start(rules).await;
    for (title, from, admitted) in [
        (THEIRS, 1, true),
        (THEIRS, 2, false),
        ("MR2", 2, true),
        ("MR2", 1, false),
    ] {
        let mut raw = Raw::connect_from([127, 0, 0, from], provider.address).await;
        raw.send(&request(OURS, title)).await;
        let answer = raw.read().await;
        assert_eq!(
            matches!(answer, Some(Pdu::AssociationAC(_))),
            admitted,
            "{title} from 127.0.0.{from}: {answer:?}"
        );
        let rejected = matches!(answer, Some(Pdu::AssociationRJ(_)));
        assert_eq!(rejected, !admitted, "{answer:?}");
    }
    provider.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_is_told_of_the_limit_and_others_are_served() {
    let provider = Provider::start(policy()).await;
    let mut crowd = Vec::new();
    for _ in 0..100 {
        crowd.push(Raw::connect_from([127, 0, 0, 66], provider.address).await);
    }
    let mut good_one = Raw::associated(provider.address).await;
    assert_eq!(good_one.store(&good()).await, Some(0));
    // Eight of the crowd have a seat, eight are told, the others were hung up on.
    let (mut seated, mut told, mut shed) = (0, 0, 0);
    let limit = Pdu::AssociationRJ(AssociationRJ {
        result: AssociationRJResult::Transient,
        source: AssociationRJSource::ServiceProviderPresentation(
            AssociationRJServiceProviderPresentationReason::LocalLimitExceeded,
        ),
    });
    for raw in &mut crowd {
        raw.send(&request(OURS, THEIRS)).await;
        match raw.read().await {
            Some(Pdu::AssociationAC(_)) => seated += 1,
            Some(pdu) => {
                assert_eq!(pdu, limit);
                told += 1;
            }
            None => shed += 1,
        }
    }
    assert_eq!((seated, told, shed), (8, 8, 84));
    assert_eq!(good_one.store(&good()).await, Some(0));
    drop(crowd);
    let intake = provider.stop().await;
    assert!(intake.shelf().events.contains(&Event::Shed(84)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_longer_than_the_limit_is_refused_and_an_endless_one_ends_the_association() {
    let mut rules = policy();
    rules.max_object_bytes = 20_000;
    let provider = Provider::start(rules).await;
    let mut raw = Raw::associated(provider.address).await;
    let long = with_middle(PEN.element((0x0009, 0x1001), *b"OB", &vec![0; 25_000]));
    assert_eq!(raw.store(&long).await, Some(0xA700));
    assert_eq!(raw.store(&good()).await, Some(0));
    let endless = with_middle(PEN.element((0x0009, 0x1001), *b"OB", &vec![0; 60_000]));
    assert_eq!(raw.store(&endless).await, None);
    assert_eq!(raw.read().await, None);
    provider.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intake_that_breaks_is_a_processing_failure_and_the_next_object_is_taken() {
    let provider = Provider::start(policy()).await;
    let mut raw = Raw::associated(provider.address).await;
    provider.intake.shelf().panics = true;
    assert_eq!(raw.store(&good()).await, Some(0x0110));
    provider.intake.shelf().panics = false;
    assert_eq!(raw.store(&good()).await, Some(0));
    provider.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_lets_the_object_in_hand_finish_and_ends_the_idle() {
    let provider = Provider::start(policy()).await;
    let mut idle = Raw::associated(provider.address).await;
    let mut busy = Raw::associated(provider.address).await;
    let store = command(0x0001, CT, Some("2.25.1"), true);
    busy.send(&values(vec![value(
        1,
        PDataValueType::Command,
        true,
        &store,
    )]))
    .await;
    let bytes = good();
    busy.send(&values(vec![value(
        1,
        PDataValueType::Data,
        false,
        &bytes[..50],
    )]))
    .await;
    while provider.intake.shelf().begun == 0 {
        tokio::task::yield_now().await;
    }
    provider.begin_stop();
    assert!(matches!(idle.read().await, Some(Pdu::AbortRQ { .. })));
    busy.send(&values(vec![value(
        1,
        PDataValueType::Data,
        true,
        &bytes[50..],
    )]))
    .await;
    assert!(matches!(busy.read().await, Some(Pdu::PData { .. })));
    assert!(matches!(busy.read().await, Some(Pdu::AbortRQ { .. })));
    let intake = provider.stop().await;
    assert_eq!(intake.shelf().kept.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_only_asks_whether_we_are_there_gives_its_seat_back() {
    let mut rules = policy();
    rules.timeouts.fruitless = Duration::from_millis(600);
    let provider = Provider::start(rules).await;
    let mut idle = Raw::associated(provider.address).await;
    let mut busy = Raw::associated(provider.address).await;
    // One sends commands that do nothing, the other images, both all the time.
    let cancel = command(0x0FFF, CT, None, false);
    let asks = values(vec![value(1, PDataValueType::Command, true, &cancel)]);
    let ended = tokio::time::timeout(Duration::from_mins(1), async {
        loop {
            assert_eq!(busy.store(&good()).await, Some(0), "images keep a seat");
            if idle.try_send(&asks).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    assert!(ended.await.is_ok(), "the seat is held for ever");
    provider.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_set_that_is_dripped_ends_the_association() {
    let mut rules = policy();
    rules.timeouts.slow_start = Duration::from_secs(1);
    let provider = Provider::start(rules).await;
    let mut raw = Raw::associated(provider.address).await;
    let store = command(0x0001, CT, Some("2.25.1"), true);
    raw.send(&values(vec![value(
        1,
        PDataValueType::Command,
        true,
        &store,
    )]))
    .await;
    let bytes = good();
    let ended = tokio::time::timeout(Duration::from_mins(1), async {
        for byte in bytes.chunks(1) {
            let drop = values(vec![value(1, PDataValueType::Data, false, byte)]);
            if raw.try_send(&drop).await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("it came to its end");
    });
    assert!(ended.await.is_ok(), "the seat is held for ever");
    let intake = provider.stop().await;
    assert_eq!(intake.shelf().kept.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_vanishes_in_mid_object_leaves_nothing() {
    let provider = Provider::start(policy()).await;
    let mut raw = Raw::associated(provider.address).await;
    let store = command(0x0001, CT, Some("2.25.1"), true);
    raw.send(&values(vec![value(
        1,
        PDataValueType::Command,
        true,
        &store,
    )]))
    .await;
    raw.send(&values(vec![value(
        1,
        PDataValueType::Data,
        false,
        &good()[..50],
    )]))
    .await;
    drop(raw);
    while provider.intake.shelf().abandoned == 0 {
        tokio::task::yield_now().await;
    }
    let intake = provider.stop().await;
    let shelf = intake.shelf();
    assert_eq!((shelf.kept.len(), shelf.abandoned), (0, 1));
}
