//! The pre-scan: what is whole passes, what is torn, deep, lying or incomplete does not.

use doublelock_imaging::prescan::{Attribute, Fault, Header, Limits, Prescan};
use doublelock_imaging::syntax::{
    EXPLICIT_LITTLE, Encoding, FRAMES, IMPLICIT_LITTLE, PixelForm, VIDEO,
};
use proptest::prelude::*;

use crate::data_sets::{ALL_PENS, CT, Draft, Pen, UNDEFINED, all_drafts};

fn scan(encoding: Encoding, bytes: &[u8]) -> Result<Header, Fault> {
    scan_chunks(encoding, bytes, bytes.len().max(1))
}

fn scan_chunks(encoding: Encoding, bytes: &[u8], chunk: usize) -> Result<Header, Fault> {
    let mut scan = Prescan::new(encoding, Limits::default());
    for piece in bytes.chunks(chunk) {
        scan.feed(piece)?;
    }
    scan.finish()
}

fn fault_of(draft: &Draft) -> Option<Fault> {
    scan(draft.pen.0, &draft.bytes()).err()
}

#[test]
fn a_whole_object_passes_in_every_layout_and_says_who_it_is() {
    for draft in all_drafts() {
        let header = scan(draft.pen.0, &draft.bytes()).unwrap();
        assert_eq!(header.sop_class(), CT);
        assert_eq!(header.sop_instance(), "2.25.1");
        assert_eq!(header.study(), "2.25.2");
        assert_eq!(header.series(), "2.25.3");
        assert_eq!(header.number(Attribute::Rows), Some(4));
        assert_eq!(header.ascii(Attribute::PatientName), Some("FICTIF^ALIX"));
        assert_eq!(header.raw(Attribute::PatientId), Some(&b"F-0001"[..]));
        assert_eq!(header.raw(Attribute::Modality), None);
        let printed = format!("{header:?}");
        assert!(
            !printed.contains("FICTIF") && !printed.contains("2.25"),
            "{printed}"
        );
    }
}

#[test]
fn a_cut_at_every_single_byte_is_refused() {
    for draft in all_drafts() {
        let bytes = draft.bytes();
        for cut in 0..bytes.len() {
            assert!(
                scan(draft.pen.0, &bytes[..cut]).is_err(),
                "cut at {cut} of {}",
                bytes.len()
            );
        }
    }
}

#[test]
fn every_extra_byte_after_the_object_is_refused() {
    for draft in all_drafts() {
        let mut bytes = draft.bytes();
        for _ in 0..20 {
            bytes.push(0);
            assert!(scan(draft.pen.0, &bytes).is_err());
        }
    }
}

#[test]
fn where_the_chunks_are_cut_changes_nothing() {
    for draft in all_drafts() {
        let bytes = draft.bytes();
        let whole = scan(draft.pen.0, &bytes);
        for chunk in 1..40 {
            assert_eq!(scan_chunks(draft.pen.0, &bytes, chunk), whole);
        }
    }
}

#[test]
fn sixty_four_levels_pass_and_sixty_five_do_not() {
    for pen in ALL_PENS {
        for (nested, fits) in [
            (pen.nested(64, *b"SQ"), true),
            (pen.nested(65, *b"SQ"), false),
            (pen.nested_defined(64), true),
            (pen.nested_defined(65), false),
        ] {
            let draft = Draft {
                middle: nested,
                ..Draft::new(pen)
            };
            assert_eq!(fault_of(&draft), (!fits).then_some(Fault::TooDeep));
        }
    }
}

#[test]
fn ten_thousand_levels_and_ever_deeper_unknown_items_are_refused() {
    for pen in ALL_PENS {
        for middle in [
            pen.nested(10_000, *b"SQ"),
            pen.nested_defined(10_000),
            pen.nested(100_000, *b"SQ"),
        ] {
            assert_eq!(
                fault_of(&Draft {
                    middle,
                    ..Draft::new(pen)
                }),
                Some(Fault::TooDeep)
            );
        }
    }
    // 256 items of VR UN and undefined length: inside, the encoding is implicit (PS3.5 6.2.2).
    let pen = Pen(EXPLICIT_LITTLE);
    let mut middle = pen.head((0x0009, 0x1001), *b"UN", UNDEFINED);
    middle.extend(pen.item(UNDEFINED));
    middle.extend(Pen(IMPLICIT_LITTLE).nested(255, *b"UN"));
    middle.extend(pen.item_end());
    middle.extend(pen.sequence_end());
    assert_eq!(
        fault_of(&Draft {
            middle,
            ..Draft::new(pen)
        }),
        Some(Fault::TooDeep)
    );
}

#[test]
fn an_unknown_element_of_undefined_length_holds_implicit_items() {
    for pen in [Pen(EXPLICIT_LITTLE), ALL_PENS[2]] {
        let inner = Pen(IMPLICIT_LITTLE);
        let mut middle = pen.head((0x0009, 0x1001), *b"UN", UNDEFINED);
        middle.extend(inner.item(UNDEFINED));
        middle.extend(inner.text((0x0008, 0x0060), *b"CS", "CT"));
        middle.extend(inner.item_end());
        middle.extend(inner.sequence_end());
        assert_eq!(
            fault_of(&Draft {
                middle,
                ..Draft::new(pen)
            }),
            None
        );
    }
}

#[test]
fn a_short_value_that_claims_gigabytes_is_refused_as_soon_as_it_claims() {
    for claim in [0x7FFF_FFFE, 0xFFFF_FFF0, 0xFFFF_FFFE_u32] {
        for vr in [*b"UT", *b"OB", *b"UN"] {
            let pen = Pen(EXPLICIT_LITTLE);
            let mut middle = pen.head((0x0009, 0x1001), *b"SQ", UNDEFINED);
            middle.extend(pen.item(64));
            middle.extend(pen.head((0x0009, 0x1002), vr, claim));
            middle.extend([0; 17]);
            assert_eq!(
                fault_of(&Draft {
                    middle,
                    ..Draft::new(pen)
                }),
                Some(Fault::Overrun)
            );
            // At the top level no length encloses it: the limit does, or the end of the bytes.
            let limits = Limits {
                bytes: 1 << 20,
                ..Limits::default()
            };
            let mut scan = Prescan::new(EXPLICIT_LITTLE, limits);
            assert_eq!(
                scan.feed(&pen.head((0x0009, 0x1002), vr, claim)),
                Err(Fault::TooLong)
            );
            let mut bytes = pen.head((0x0009, 0x1002), vr, claim);
            bytes.extend([0; 17]);
            let fault = scan_chunks(EXPLICIT_LITTLE, &bytes, 5).err();
            assert!(
                matches!(fault, Some(Fault::Torn | Fault::TooLong)),
                "{fault:?}"
            );
        }
    }
}

#[test]
fn an_item_longer_than_its_sequence_is_refused_at_once() {
    for pen in ALL_PENS {
        let mut middle = pen.head((0x0008, 0x1140), *b"SQ", 24);
        middle.extend(pen.item(18));
        middle.extend([0; 18]);
        assert_eq!(
            fault_of(&Draft {
                middle,
                ..Draft::new(pen)
            }),
            Some(Fault::Overrun)
        );
        // Seven bytes left in an item: no element fits.
        let mut middle = pen.head((0x0008, 0x1140), *b"SQ", 14);
        middle.extend(pen.item(6));
        middle.extend([0; 6]);
        assert_eq!(
            fault_of(&Draft {
                middle,
                ..Draft::new(pen)
            }),
            Some(Fault::Overrun)
        );
    }
}

#[test]
fn delimiters_in_the_wrong_place_are_refused() {
    for pen in ALL_PENS {
        let sequence = pen.head((0x0008, 0x1140), *b"SQ", UNDEFINED);
        let wrong = [
            pen.item(0),
            pen.item_end(),
            pen.sequence_end(),
            [sequence.clone(), pen.item_end()].concat(),
            [sequence.clone(), pen.item(UNDEFINED), pen.sequence_end()].concat(),
            [sequence.clone(), pen.number((0x0028, 0x0010), 1)].concat(),
            [pen.head((0x0008, 0x1140), *b"SQ", 8), pen.sequence_end()].concat(),
        ];
        for middle in wrong {
            assert_eq!(
                fault_of(&Draft {
                    middle,
                    ..Draft::new(pen)
                }),
                Some(Fault::Misplaced)
            );
        }
        let middle = [sequence, pen.mark(0xE0DD, 4)].concat();
        assert_eq!(
            fault_of(&Draft {
                middle,
                ..Draft::new(pen)
            }),
            Some(Fault::BadLength)
        );
    }
}

#[test]
fn repeated_unordered_and_foreign_elements_are_refused() {
    for pen in ALL_PENS {
        let base = Draft::new(pen);
        let twice = pen.text((0x0008, 0x0018), *b"UI", "2.25.9");
        assert_eq!(
            fault_of(&Draft {
                middle: twice,
                ..base.clone()
            }),
            Some(Fault::OutOfOrder)
        );
        let mut meta = pen.text((0x0002, 0x0010), *b"UI", "1.2.840.10008.1.2");
        meta.extend(base.bytes());
        assert_eq!(scan(pen.0, &meta).err(), Some(Fault::ForeignGroup));
        let mut command = pen.number((0x0000, 0x0100), 1);
        command.extend(base.bytes());
        assert_eq!(scan(pen.0, &command).err(), Some(Fault::ForeignGroup));
    }
}

#[test]
fn identifiers_that_are_no_uids_are_refused() {
    let too_long = format!("2.25.{}", "1".repeat(60));
    for bad in [
        "",
        "..",
        "../../etc/passwd",
        "<script>",
        "1' OR '1'='1",
        "1.02",
        "1.2\0.3",
        "1.2\\1.3",
        &too_long,
    ] {
        let base = Draft::new(Pen(EXPLICIT_LITTLE));
        let bad = bad.to_owned();
        for draft in [
            Draft {
                sop_class: bad.clone(),
                ..base.clone()
            },
            Draft {
                sop_instance: bad.clone(),
                ..base.clone()
            },
            Draft {
                study: bad.clone(),
                ..base.clone()
            },
            Draft {
                series: bad.clone(),
                ..base.clone()
            },
        ] {
            assert_eq!(fault_of(&draft), Some(Fault::BadIdentifier), "{bad:?}");
        }
    }
}

#[test]
fn missing_identifiers_are_refused() {
    let pen = Pen(EXPLICIT_LITTLE);
    let mut bytes = Vec::new();
    assert_eq!(scan(pen.0, &bytes).err(), Some(Fault::BadIdentifier));
    for (tag, value) in [
        ((0x0008, 0x0016), "1.2.840.10008.5.1.4.1.1.88.11"),
        ((0x0008, 0x0018), "2.25.1"),
        ((0x0020, 0x000D), "2.25.2"),
        ((0x0020, 0x000E), "2.25.3"),
    ] {
        assert_eq!(scan(pen.0, &bytes).err(), Some(Fault::BadIdentifier));
        bytes.extend(pen.text(tag, *b"UI", value));
    }
    assert_eq!(
        scan(pen.0, &bytes).err(),
        None,
        "a report without pixels is whole"
    );
}

#[test]
fn pixels_must_be_there_and_as_long_as_the_image_says() {
    for pen in ALL_PENS {
        let base = Draft::new(pen);
        let of = |length: usize| Draft {
            pixels: pen.element((0x7FE0, 0x0010), *b"OW", &vec![0; length]),
            ..base.clone()
        };
        assert_eq!(
            fault_of(&Draft {
                pixels: Vec::new(),
                ..base.clone()
            }),
            Some(Fault::ContentMissing)
        );
        for wrong in [0, 30, 31, 33, 34, 64] {
            assert_eq!(fault_of(&of(wrong)), Some(Fault::PixelMismatch), "{wrong}");
        }
        assert_eq!(fault_of(&of(32)), None);
        let fragments = Draft::new(Pen(Encoding {
            pixels: PixelForm::Frames,
            ..pen.0
        }))
        .pixels;
        assert_eq!(
            fault_of(&Draft {
                pixels: fragments,
                ..base.clone()
            }),
            Some(Fault::PixelMismatch)
        );
    }
}

#[test]
fn an_odd_image_may_have_one_byte_of_padding() {
    let pen = Pen(EXPLICIT_LITTLE);
    let image = |length: usize| {
        let mut bytes = pen.text((0x0008, 0x0016), *b"UI", CT);
        bytes.extend(pen.text((0x0008, 0x0018), *b"UI", "2.25.1"));
        bytes.extend(pen.text((0x0020, 0x000D), *b"UI", "2.25.2"));
        bytes.extend(pen.text((0x0020, 0x000E), *b"UI", "2.25.3"));
        bytes.extend(pen.number((0x0028, 0x0002), 1));
        bytes.extend(pen.text((0x0028, 0x0008), *b"IS", "3"));
        bytes.extend(pen.number((0x0028, 0x0010), 3));
        bytes.extend(pen.number((0x0028, 0x0011), 3));
        bytes.extend(pen.number((0x0028, 0x0100), 8));
        bytes.extend(pen.element((0x7FE0, 0x0010), *b"OB", &vec![0; length]));
        scan(pen.0, &bytes).err()
    };
    assert_eq!(image(27), None);
    assert_eq!(image(28), None);
    assert_eq!(image(26), Some(Fault::PixelMismatch));
    assert_eq!(image(29), Some(Fault::PixelMismatch));
}

#[test]
fn encapsulated_pixels_need_a_fragment_for_each_frame() {
    let pen = Pen(FRAMES);
    let with = |fragments: usize| {
        let mut pixels = pen.head((0x7FE0, 0x0010), *b"OB", UNDEFINED);
        for _ in 0..=fragments {
            pixels.extend(pen.item(4));
            pixels.extend([0; 4]);
        }
        pixels.extend(pen.sequence_end());
        // Number of Frames 2 stands before Rows.
        let bytes = Draft {
            pixels,
            ..Draft::new(pen)
        }
        .bytes();
        let rows = pen.number((0x0028, 0x0010), 4);
        let at = bytes
            .windows(rows.len())
            .position(|window| window == rows)
            .unwrap();
        [
            &bytes[..at],
            &pen.text((0x0028, 0x0008), *b"IS", "2"),
            &bytes[at..],
        ]
        .concat()
    };
    assert_eq!(scan(FRAMES, &with(0)).err(), Some(Fault::PixelMismatch));
    assert_eq!(scan(FRAMES, &with(1)).err(), Some(Fault::PixelMismatch));
    assert_eq!(scan(FRAMES, &with(2)).err(), None);
    assert_eq!(
        scan(VIDEO, &with(1)).err(),
        None,
        "one fragment may hold a whole video"
    );
    let native = Draft {
        pixels: Draft::new(Pen(EXPLICIT_LITTLE)).pixels,
        ..Draft::new(pen)
    };
    assert_eq!(fault_of(&native), Some(Fault::PixelMismatch));
}

#[test]
fn more_elements_than_the_limit_are_refused() {
    let pen = Pen(EXPLICIT_LITTLE);
    let limits = Limits {
        elements: 100,
        ..Limits::default()
    };
    let mut scan = Prescan::new(EXPLICIT_LITTLE, limits);
    let mut bytes = pen.head((0x0008, 0x1140), *b"SQ", UNDEFINED);
    for _ in 0..100 {
        bytes.extend(pen.item(0));
    }
    assert_eq!(scan.feed(&bytes), Err(Fault::TooManyElements));
    assert_eq!(
        scan.feed(&[]),
        Err(Fault::TooManyElements),
        "a fault is final"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_bytes_make_the_scan_panic_and_chunks_never_matter(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        chunk in 1_usize..40,
        layout in 0_usize..4,
    ) {
        let encoding = all_drafts()[layout].pen.0;
        prop_assert_eq!(scan(encoding, &bytes), scan_chunks(encoding, &bytes, chunk));
    }

    #[test]
    fn a_good_object_with_one_changed_stretch_never_panics_and_chunks_never_matter(
        layout in 0_usize..4,
        at in any::<prop::sample::Index>(),
        stretch in proptest::collection::vec(any::<u8>(), 1..12),
        chunk in 1_usize..40,
    ) {
        let draft = &all_drafts()[layout];
        let mut bytes = draft.bytes();
        let at = at.index(bytes.len());
        for (place, byte) in bytes[at..].iter_mut().zip(stretch) {
            *place = byte;
        }
        prop_assert_eq!(scan(draft.pen.0, &bytes), scan_chunks(draft.pen.0, &bytes, chunk));
    }
}
