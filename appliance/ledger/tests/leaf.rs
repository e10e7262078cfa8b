//! The leaf's bytes: one act has one encoding, and nothing outside the alphabet gets in.
#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_ledger::{
    Draft, EncodeError, IDENTIFIER_MAX, LEAF_MAX, NUMBER_MAX, PAYLOAD_ERASED, PAYLOAD_MAX,
    SUBJECTS_MAX, commitment, entry_subject, leaf_hash, section_hash,
};
use proptest::prelude::*;

/// The golden leaf. `doublelock-verify` asserts the same bytes, written separately.
const GOLDEN: &str = "{\"act\":\"custody:received\",\"actor\":\"u-0007\",\"at\":1795262400123456,\
\"commitment\":\"318660840f926c73a392ebbe8d929fc3cdcb99bb1ffdd5b8c7ae1b2a37c57522\",\
\"duty\":\"coordinator\",\"purpose\":\"shipment\",\"sequence\":17,\
\"subjects\":[\"case:42\",\"item:DI12345678\"],\"v\":1}";

fn subjects() -> Vec<String> {
    vec!["case:42".into(), "item:DI12345678".into()]
}

fn draft(subjects: &[String]) -> Draft<'_> {
    Draft {
        at: 1_795_262_400_123_456,
        act: "custody:received",
        duty: "coordinator",
        purpose: "shipment",
        actor: "u-0007",
        subjects,
        commitment: commitment(&[7; 32], b"{\"films\":3}", b""),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |hex, b| hex + &format!("{b:02x}"))
}

#[test]
fn the_golden_leaf_has_these_bytes_and_this_hash() {
    let subjects = subjects();
    let leaf = draft(&subjects).leaf(17).unwrap();
    assert_eq!(String::from_utf8(leaf.clone()).unwrap(), GOLDEN);
    assert_eq!(
        hex(&leaf_hash(&leaf)),
        "ca58ded59296b6c55bbe90a58d3b8dede7f121ec6a12ba52244a555737650128"
    );
}

#[test]
fn a_leaf_is_what_a_json_reader_writes_back() {
    let subjects = subjects();
    let leaf = draft(&subjects).leaf(17).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&leaf).unwrap();
    assert_eq!(serde_json::to_vec(&value).unwrap(), leaf);
}

#[test]
fn an_act_without_subjects_and_at_the_bounds_is_encoded() {
    let widest = "x".repeat(64);
    let draft = Draft {
        at: 0,
        act: &widest,
        subjects: &[],
        ..draft(&[])
    };
    assert!(draft.leaf(NUMBER_MAX).is_ok());
    let last = Draft {
        at: i64::try_from(NUMBER_MAX).unwrap(),
        ..draft
    };
    assert!(last.leaf(0).is_ok());
}

#[test]
fn free_text_does_not_fit_in_any_field() {
    let long = "x".repeat(65);
    for bad in [
        "",
        "Marie Tremblay",
        "André",
        "a\"b",
        "a\\b",
        "a/b",
        "a\n",
        "\u{0}",
        "a,b",
        long.as_str(),
    ] {
        let one = vec![bad.to_owned()];
        let good = subjects();
        let good = draft(&good);
        let refused = |d: Draft<'_>, field| {
            assert_eq!(
                d.leaf(0),
                Err(EncodeError::Identifier(field)),
                "{field} {bad:?}"
            );
        };
        refused(Draft { act: bad, ..good }, "act");
        refused(Draft { actor: bad, ..good }, "actor");
        refused(Draft { duty: bad, ..good }, "duty");
        refused(
            Draft {
                purpose: bad,
                ..good
            },
            "purpose",
        );
        refused(
            Draft {
                subjects: &one,
                ..good
            },
            "subjects",
        );
    }
}

#[test]
fn numbers_a_json_reader_could_round_are_refused() {
    let good = draft(&[]);
    assert_eq!(
        Draft { at: -1, ..good }.leaf(0),
        Err(EncodeError::Number("at"))
    );
    assert_eq!(
        Draft {
            at: 1 << 53,
            ..good
        }
        .leaf(0),
        Err(EncodeError::Number("at"))
    );
    assert_eq!(good.leaf(1 << 53), Err(EncodeError::Number("sequence")));
}

#[test]
fn subjects_are_bounded_in_number_and_in_all() {
    let many = vec!["s".to_owned(); SUBJECTS_MAX];
    assert!(draft(&many).leaf(0).unwrap().len() < LEAF_MAX);
    let more = vec!["s".to_owned(); SUBJECTS_MAX + 1];
    assert_eq!(draft(&more).leaf(0), Err(EncodeError::Subjects));
    let wide = vec!["x".repeat(64); SUBJECTS_MAX];
    assert_eq!(draft(&wide).leaf(0), Err(EncodeError::TooLong));
    // 64 letters, two quotes, a comma; and the last as long as it may be.
    let mut exact = vec!["x".repeat(64); 960];
    let rest = LEAF_MAX - draft(&exact).leaf(0).unwrap().len() - 3 * 64;
    exact.extend((0..64).map(|i| "x".repeat(rest / 64 + usize::from(i < rest % 64))));
    assert_eq!(draft(&exact).leaf(0).unwrap().len(), LEAF_MAX);
    exact[1023].push('x');
    assert_eq!(draft(&exact).leaf(0), Err(EncodeError::TooLong));
}

/// docs/journal-format.md, sections 1 and 2.
#[test]
fn the_bounds_are_those_on_the_page() {
    assert_eq!((LEAF_MAX, PAYLOAD_MAX), (65_535, 4_194_304));
    assert_eq!(NUMBER_MAX, 9_007_199_254_740_991);
    assert_eq!((IDENTIFIER_MAX, SUBJECTS_MAX), (64, 1024));
}

#[test]
fn an_erasure_names_its_entries_within_the_alphabet() {
    let erased = vec![entry_subject(0), entry_subject(NUMBER_MAX)];
    assert_eq!(erased[0], "entry:0");
    assert!(
        Draft {
            act: PAYLOAD_ERASED,
            ..draft(&erased)
        }
        .leaf(3)
        .is_ok()
    );
}

#[test]
fn the_salt_is_part_of_the_commitment() {
    let of = |salt: u8, payload: &[u8], sections: &[u8]| commitment(&[salt; 32], payload, sections);
    assert_ne!(of(0, b"{}", b""), of(1, b"{}", b""));
    assert_ne!(of(0, b"{}", b""), of(0, b"{ }", b""));
    assert_ne!(of(0, b"{}", b""), of(0, b"{}", &section_hash(b"sealed")));
}

#[test]
fn a_section_is_committed_to_by_its_sha_256() {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(hex(&section_hash(b"abc")), abc);
}

proptest! {
    /// Two different acts never share bytes, and reading back gives the act.
    #[test]
    fn encoding_is_reversible(
        act in "[A-Za-z0-9._:-]{1,64}", actor in "[A-Za-z0-9._:-]{1,64}",
        duty in "[A-Za-z0-9._:-]{1,64}", purpose in "[A-Za-z0-9._:-]{1,64}",
        subjects in proptest::collection::vec("[A-Za-z0-9._:-]{1,64}", 0..20),
        at in 0..=(1_i64 << 53) - 1, sequence in 0..=NUMBER_MAX, commitment: [u8; 32],
    ) {
        let draft = Draft { at, act: &act, duty: &duty, purpose: &purpose, actor: &actor, subjects: &subjects, commitment };
        let leaf = draft.leaf(sequence).unwrap();
        let expected = serde_json::json!({
            "act": act, "actor": actor, "at": at, "commitment": hex(&commitment), "duty": duty,
            "purpose": purpose, "sequence": sequence, "subjects": subjects, "v": 1,
        });
        prop_assert_eq!(serde_json::to_vec(&expected).unwrap(), leaf);
    }

    /// Any text at all: encoded or refused, never a panic, never an escape.
    #[test]
    fn any_text_is_encoded_plainly_or_refused(act: String, at: i64, sequence: u64) {
        if let Ok(leaf) = (Draft { act: &act, at, ..draft(&[]) }).leaf(sequence) {
            prop_assert!(leaf.iter().all(|b| (b' '..=b'~').contains(b) && *b != b'\\'));
        }
    }
}
