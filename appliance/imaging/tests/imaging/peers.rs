//! A working day with well-behaved peers: dcmtk's programs and dicom-ul's own client.

use std::time::Duration;

use doublelock_imaging::part10;
use doublelock_imaging::prescan::Attribute;
use doublelock_imaging::scp::{Ending, Event, IntakeFault, Rejection, Tally};
use doublelock_imaging::scu::{self, Answer, Outgoing, Peer, SendFault};

use crate::support::{OURS, Provider, THEIRS, dcmtk, files_in, phantom_study, policy, said};

fn storescu<'a>(port: &'a str, files: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["-v", "-aet", THEIRS, "-aec", OURS];
    arguments.extend_from_slice(more);
    arguments.extend_from_slice(&["127.0.0.1", port]);
    arguments.extend(files.iter().map(String::as_str));
    arguments
}

fn peer(provider: &Provider) -> Peer {
    Peer {
        address: provider.address.to_string(),
        called_ae: OURS.to_owned(),
        calling_ae: THEIRS.to_owned(),
        patience: Duration::from_secs(20),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn echoscu_is_answered_and_the_association_is_on_record() {
    let provider = Provider::start(policy()).await;
    let port = provider.address.port().to_string();
    let output = dcmtk(
        "echoscu",
        &["-aet", THEIRS, "-aec", OURS, "127.0.0.1", &port],
    )
    .await;
    assert!(output.status.success(), "{}", said(&output));
    let intake = provider.stop().await;
    let tally = Tally::default();
    assert_eq!(
        intake.shelf().events,
        [
            Event::Accepted,
            Event::Ended {
                ending: Ending::Released,
                tally
            }
        ]
    );
    assert_eq!(intake.shelf().callers[0].calling_ae, THEIRS);
    assert_eq!(intake.shelf().ended, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn storescu_sends_a_study_and_every_byte_is_kept() {
    let provider = Provider::start(policy()).await;
    let port = provider.address.port().to_string();
    let study = phantom_study(b"storescu", 12);
    let folder = tempfile::tempdir().unwrap();
    let files = files_in(folder.path(), &study);
    let output = dcmtk("storescu", &storescu(&port, &files, &[])).await;
    assert!(output.status.success(), "{}", said(&output));
    let intake = provider.stop().await;
    let shelf = intake.shelf();
    assert_eq!(shelf.kept.len(), 12);
    assert_eq!((shelf.begun, shelf.abandoned), (12, 0));
    for (kept, file) in shelf.kept.iter().zip(&study) {
        let sent = part10::scan(
            file.as_slice(),
            doublelock_imaging::prescan::Limits::default(),
            |_| Ok(()),
        )
        .unwrap();
        assert_eq!(kept.received.sha256, sent.sha256);
        assert_eq!(kept.received.length, sent.length);
        assert_eq!(kept.received.length, kept.bytes.len() as u64);
        assert_eq!(kept.received.header, sent.header);
        assert_eq!(kept.received.header.ascii(Attribute::Modality), Some("CT"));
        assert!(file.ends_with(&kept.bytes));
    }
    let tally = Tally {
        stored: 12,
        ..Tally::default()
    };
    assert_eq!(
        shelf.events.last(),
        Some(&Event::Ended {
            ending: Ending::Released,
            tally
        })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_again_succeeds_and_other_bytes_under_the_same_name_are_kept_beside() {
    let provider = Provider::start(policy()).await;
    let study = phantom_study(b"again", 2);
    let mut altered = study[0].clone();
    *altered.last_mut().unwrap() ^= 1;
    for batch in [&study[..], &study[..], &[altered][..]] {
        let objects = batch
            .iter()
            .map(|file| Outgoing::from_part10(file).unwrap())
            .collect();
        let answers = scu::store(&peer(&provider), objects).await.unwrap();
        assert!(
            answers.iter().all(|answer| *answer == Answer::Status(0)),
            "{answers:?}"
        );
    }
    let intake = provider.stop().await;
    let shelf = intake.shelf();
    assert_eq!(shelf.kept.len(), 3);
    let tallies: Vec<Tally> = shelf
        .events
        .iter()
        .filter_map(|event| {
            if let Event::Ended { tally, .. } = event {
                Some(*tally)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(
        tallies[1],
        Tally {
            already_held: 2,
            ..Tally::default()
        }
    );
    assert_eq!(
        tallies[2],
        Tally {
            conflicts: 1,
            ..Tally::default()
        }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_transfer_syntax_that_dcmtk_writes_is_taken_byte_for_byte() {
    let provider = Provider::start(policy()).await;
    let port = provider.address.port().to_string();
    let folder = tempfile::tempdir().unwrap();
    let plain = &files_in(folder.path(), &phantom_study(b"syntaxes", 1))[0];
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let cases = [
        ("dcmconv", vec!["+ti"], "-xi", "1.2.840.10008.1.2"),
        ("dcmconv", vec!["+tb"], "-xb", "1.2.840.10008.1.2.2"),
        ("dcmconv", vec!["+te", "-e"], "-xe", "1.2.840.10008.1.2.1"),
        ("dcmcrle", vec![], "-xr", "1.2.840.10008.1.2.5"),
        ("dcmcjpeg", vec!["+e1"], "-xs", "1.2.840.10008.1.2.4.70"),
    ];
    for (number, (program, mut arguments, propose, syntax)) in cases.into_iter().enumerate() {
        let file = path(&format!("case-{number}"));
        arguments.extend([plain.as_str(), &file]);
        let made = dcmtk(program, &arguments).await;
        assert!(made.status.success(), "{}", said(&made));
        let output = dcmtk(
            "storescu",
            &storescu(&port, std::slice::from_ref(&file), &[propose]),
        )
        .await;
        assert!(output.status.success(), "{syntax}: {}", said(&output));
        let shelf = provider.intake.shelf();
        let kept = shelf.kept.last().unwrap();
        assert_eq!(kept.received.announced.transfer_syntax.as_str(), syntax);
        assert!(
            std::fs::read(&file).unwrap().ends_with(&kept.bytes),
            "{syntax}"
        );
    }
    provider.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deflated_object_finds_no_context() {
    let provider = Provider::start(policy()).await;
    let port = provider.address.port().to_string();
    let folder = tempfile::tempdir().unwrap();
    let plain = files_in(folder.path(), &phantom_study(b"deflated", 1));
    let deflated = folder.path().join("deflated").to_str().unwrap().to_owned();
    let made = dcmtk("dcmconv", &["+td", &plain[0], &deflated]).await;
    assert!(made.status.success(), "{}", said(&made));
    let mut object = Outgoing::from_part10(&std::fs::read(&plain[0]).unwrap()).unwrap();
    object.transfer_syntax = "1.2.840.10008.1.2.1.99".parse().unwrap();
    let refused = scu::store(&peer(&provider), vec![object]).await;
    // dicom-ul's client gives up when not one context is accepted.
    assert!(
        matches!(refused, Err(SendFault::NoAssociation)),
        "{refused:?}"
    );
    let output = dcmtk("storescu", &storescu(&port, &[deflated], &["-xd"])).await;
    // storescu offers uncompressed syntaxes beside, and inflates.
    assert!(
        provider.intake.shelf().kept.iter().all(|kept| {
            kept.received.announced.transfer_syntax.as_str() != "1.2.840.10008.1.2.1.99"
        }),
        "{}",
        said(&output)
    );
    provider.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_title_or_an_unknown_caller_is_refused_with_the_right_reason() {
    let mut closed_to_us = policy();
    closed_to_us.callers.clear();
    closed_to_us
        .allow("CT2", &["192.0.2.1".parse().unwrap()])
        .unwrap();
    let provider = Provider::start(policy()).await;
    let port = provider.address.port().to_string();
    let cases = [
        (
            "CT1",
            "WRONG",
            "Called AE Title Not Recognized",
            Rejection::CalledAe,
        ),
        (
            "CT1",
            "doublelock",
            "Called AE Title Not Recognized",
            Rejection::CalledAe,
        ),
        (
            "CT9",
            OURS,
            "Calling AE Title Not Recognized",
            Rejection::CallingAe,
        ),
    ];
    for (calling, called, reason, rejection) in cases {
        let output = dcmtk(
            "echoscu",
            &["-v", "-aet", calling, "-aec", called, "127.0.0.1", &port],
        )
        .await;
        assert!(!output.status.success());
        assert!(said(&output).contains(reason), "{}", said(&output));
        assert_eq!(
            provider.intake.shelf().events.last(),
            Some(&Event::Refused(rejection))
        );
    }
    // The list is read anew for each association: now our address is not on it.
    provider
        .policy
        .send_replace(std::sync::Arc::new(closed_to_us));
    let output = dcmtk(
        "echoscu",
        &["-v", "-aet", THEIRS, "-aec", OURS, "127.0.0.1", &port],
    )
    .await;
    assert!(
        said(&output).contains("Calling AE Title Not Recognized"),
        "{}",
        said(&output)
    );
    provider.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_or_locked_vault_answers_a700_and_the_association_goes_on() {
    for (fault, status) in [
        (IntakeFault::Full, 0xA700),
        (IntakeFault::Locked, 0xA700),
        (IntakeFault::Other, 0x0110),
    ] {
        let provider = Provider::start(policy()).await;
        let study = phantom_study(b"full", 3);
        for point in 0..3 {
            {
                let mut shelf = provider.intake.shelf();
                shelf.fault_at_begin = (point == 0).then_some(fault);
                shelf.fault_at_write = (point == 1).then_some(fault);
                shelf.fault_at_commit = (point == 2).then_some(fault);
            }
            let objects = study
                .iter()
                .map(|file| Outgoing::from_part10(file).unwrap())
                .collect();
            let answers = scu::store(&peer(&provider), objects).await.unwrap();
            assert_eq!(answers, [Answer::Status(status); 3]);
        }
        let intake = provider.stop().await;
        assert_eq!(intake.shelf().kept.len(), 0);
        // At the second point the object was open and had to be abandoned.
        assert_eq!(intake.shelf().abandoned, 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn findscu_finds_no_service_here() {
    let provider = Provider::start(policy()).await;
    let port = provider.address.port().to_string();
    let arguments = [
        "-v",
        "-S",
        "-k",
        "0008,0052=STUDY",
        "-aet",
        THEIRS,
        "-aec",
        OURS,
        "127.0.0.1",
        &port,
    ];
    let output = dcmtk("findscu", &arguments).await;
    assert!(
        said(&output).contains("No Acceptable Presentation Contexts"),
        "{}",
        said(&output)
    );
    provider.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_library_client_echoes_and_an_unreachable_peer_is_a_plain_fault() {
    let provider = Provider::start(policy()).await;
    let peer = peer(&provider);
    assert_eq!(scu::echo(&peer).await, Ok(0));
    provider.stop().await;
    assert_eq!(scu::echo(&peer).await, Err(SendFault::NoAssociation));
}
