//! Checkpoints as signed notes, keys as text, and the lines of a bundle.
#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_ledger::{
    BundleForm, Checkpoint, Content, KeyError, NOTE_MAX, NoteError, SignError, SigningKey,
    VerifyingKey, bundle_checkpoint, bundle_entry, bundle_header, bundle_leaf, leaf_hash,
};
use proptest::prelude::*;

const ORIGIN: &str = "clinic.example/journal";

/// The golden key and note. `doublelock-verify` asserts the same text, written separately.
const GOLDEN_KEY: &str =
    "clinic.example/journal+6ac727ac+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
const GOLDEN_NOTE: &str = "clinic.example/journal\n18\nLjKrDVhqK0Trv8FNvfXJENgfBwgDcI3iNKDK2Y2T4B0=\n\n\
— clinic.example/journal ascnrAjDNrXwuD3TkDu75gbUJggRUkEv+eco3ADF+/QVLPXxIsy3lqi3cWp1m3gML4NfdpiQKyJpFNQA2J1smc83Hwo=\n";

fn key() -> SigningKey {
    SigningKey::from_seed(ORIGIN, &[7; 32]).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint {
        origin: ORIGIN.into(),
        size: 18,
        root: leaf_hash(b"golden"),
    }
}

#[test]
fn the_golden_note_is_signed_and_verified() {
    assert_eq!(key().verifying_key().to_string(), GOLDEN_KEY);
    assert_eq!(key().sign(&checkpoint()).unwrap(), GOLDEN_NOTE);
    let read = VerifyingKey::parse(GOLDEN_KEY)
        .unwrap()
        .verify(GOLDEN_NOTE)
        .unwrap();
    assert_eq!(read, checkpoint());
}

#[test]
fn the_key_survives_its_file() {
    let pem = key().to_pem().unwrap();
    assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
    let read = SigningKey::from_pem(ORIGIN, pem.as_bytes()).unwrap();
    assert_eq!(read.sign(&checkpoint()).unwrap(), GOLDEN_NOTE);
    assert!(
        !format!("{read:?}").contains("key:"),
        "Debug shows no key material"
    );
}

#[test]
fn other_keys_and_other_files_are_refused() {
    assert!(matches!(
        SigningKey::from_seed("two words", &[7; 32]),
        Err(KeyError::Name)
    ));
    assert!(matches!(
        SigningKey::from_pem(ORIGIN, b"not a key"),
        Err(KeyError::Crypto(_))
    ));
    let seed =
        openssl::pkey::PKey::private_key_from_raw_bytes(&[7; 32], openssl::pkey::Id::ED25519)
            .unwrap();
    let locked = seed
        .private_key_to_pem_pkcs8_passphrase(openssl::symm::Cipher::aes_256_cbc(), b"secret")
        .unwrap();
    assert!(matches!(
        SigningKey::from_pem(ORIGIN, &locked),
        Err(KeyError::Crypto(_))
    ));
    let curve = openssl::ec::EcGroup::from_curve_name(openssl::nid::Nid::X9_62_PRIME256V1).unwrap();
    let other =
        openssl::pkey::PKey::from_ec_key(openssl::ec::EcKey::generate(&curve).unwrap()).unwrap();
    let pem = other.private_key_to_pem_pkcs8().unwrap();
    assert!(matches!(
        SigningKey::from_pem(ORIGIN, &pem),
        Err(KeyError::Text)
    ));
}

#[test]
fn a_checkpoint_of_another_journal_is_not_signed() {
    let other = Checkpoint {
        origin: "elsewhere.example/journal".into(),
        ..checkpoint()
    };
    assert!(matches!(key().sign(&other), Err(SignError::Origin)));
}

#[test]
fn a_witness_may_add_its_line_but_not_replace_ours() {
    let verifying = key().verifying_key();
    let witness = "— witness.example/w NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
    assert_eq!(
        verifying
            .verify(&format!("{GOLDEN_NOTE}{witness}"))
            .unwrap(),
        checkpoint()
    );
    let (text, _) = GOLDEN_NOTE.split_once("\n\n").unwrap();
    let alone = format!("{text}\n\n{witness}");
    assert!(matches!(verifying.verify(&alone), Err(NoteError::Unsigned)));
    let crowd = format!("{GOLDEN_NOTE}{}", witness.repeat(16));
    assert!(matches!(verifying.verify(&crowd), Err(NoteError::Note)));
}

#[test]
fn the_longest_note_is_read_and_no_longer_one() {
    let verifying = key().verifying_key();
    let line = |name: &str| format!("— {name} {}\n", openssl::base64::encode_block(&[5; 68]));
    let rest = |length: usize| length - GOLDEN_NOTE.len() - line("").len();
    let long = |length: usize| format!("{GOLDEN_NOTE}{}", line(&"w".repeat(rest(length))));
    assert_eq!(long(NOTE_MAX).len(), NOTE_MAX);
    assert_eq!(verifying.verify(&long(NOTE_MAX)).unwrap(), checkpoint());
    let longer = verifying.verify(&long(NOTE_MAX + 1));
    assert!(matches!(longer, Err(NoteError::Note)));
    for control in ['\t', '\r', '\0', '\u{1f}'] {
        let note = format!("{GOLDEN_NOTE}{}", line(&format!("wit{control}ness")));
        let read = verifying.verify(&note);
        assert!(matches!(read, Err(NoteError::Note)), "{control:?}");
    }
}

#[test]
fn another_key_of_the_same_name_is_not_ours() {
    let thief = SigningKey::from_seed(ORIGIN, &[8; 32]).unwrap();
    let note = thief.sign(&checkpoint()).unwrap();
    assert!(matches!(
        key().verifying_key().verify(&note),
        Err(NoteError::Unsigned)
    ));
}

#[test]
fn any_changed_byte_of_a_note_is_refused() {
    let verifying = key().verifying_key();
    for position in 0..GOLDEN_NOTE.len() {
        for mask in [1, 2, 0x20, 0x80] {
            let mut bytes = GOLDEN_NOTE.as_bytes().to_vec();
            bytes[position] ^= mask;
            if let Ok(text) = String::from_utf8(bytes) {
                assert!(
                    verifying.verify(&text).is_err(),
                    "byte {position}, mask {mask}"
                );
            }
        }
    }
    for end in 0..GOLDEN_NOTE.len() {
        if let Some(start) = GOLDEN_NOTE.get(..end) {
            assert!(verifying.verify(start).is_err(), "cut at {end}");
        }
    }
}

#[test]
fn any_changed_byte_of_a_key_text_is_refused() {
    for position in 0..GOLDEN_KEY.len() {
        let mut bytes = GOLDEN_KEY.as_bytes().to_vec();
        bytes[position] ^= 1;
        let text = String::from_utf8(bytes).unwrap();
        assert!(VerifyingKey::parse(&text).is_err(), "byte {position}");
    }
    for text in ["", "+", "++", "a+b", "a+00000000+", "é+00000000+AAAA"] {
        assert!(VerifyingKey::parse(text).is_err(), "{text:?}");
    }
}

/// The bytes on the page, and who signed before.
#[test]
fn a_bundle_s_header_names_its_form_its_key_and_the_keys_before() {
    let key = key().verifying_key();
    let before = SigningKey::from_seed("clinic.example/before", &[8; 32]);
    let before = before.unwrap().verifying_key();
    let header = |form, earlier| -> serde_json::Value {
        serde_json::from_str(&bundle_header(&key, earlier, form)).unwrap()
    };
    let mut expected = serde_json::json!({
        "format": "doublelock-journal/1", "origin": ORIGIN, "vkey": GOLDEN_KEY,
    });
    assert_eq!(header(BundleForm::Whole, &[]), expected);
    expected["format"] = "doublelock-journal-leaves/1".into();
    assert_eq!(header(BundleForm::Leaves, &[]), expected);
    expected["earlier"] = serde_json::json!([
        { "origin": "clinic.example/before", "vkey": before.to_string(), "ends_at": 5 },
    ]);
    assert_eq!(header(BundleForm::Leaves, &[(&before, 5)]), expected);
}

#[test]
fn a_key_is_named_as_a_journal_can_be() {
    for name in ["", "of nobody", "clinique.éxample", "a+b", &"a".repeat(129)] {
        let key = SigningKey::from_seed(name, &[7; 32]);
        assert!(matches!(key, Err(KeyError::Name)), "{name:?}");
    }
    for name in ["A-z.0_9:/", &"a".repeat(128)] {
        let key = SigningKey::from_seed(name, &[7; 32]).unwrap();
        assert_eq!((key.name(), key.verifying_key().name()), (name, name));
    }
}

#[test]
fn bundle_lines_are_one_line_each() {
    let content = Content {
        salt: &[7; 32],
        payload: "{\"note\":\"ligne 1\\nligne 2\"}",
        sections: &[vec![7; 3]],
    };
    let lines = [
        bundle_header(&key().verifying_key(), &[], BundleForm::Whole),
        bundle_leaf(0, b"leaf"),
        bundle_entry(0, b"leaf", Some(content)),
        bundle_entry(1, b"leaf", None),
        bundle_checkpoint(GOLDEN_NOTE),
    ];
    for line in &lines {
        assert_eq!(line.find('\n'), Some(line.len() - 1));
    }
    let entry: serde_json::Value = serde_json::from_str(&lines[2]).unwrap();
    assert_eq!(entry["payload"], content.payload);
    assert_eq!(entry["sections"], serde_json::json!(["BwcH"]));
    assert_eq!(
        entry["salt"],
        "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="
    );
    let erased: serde_json::Value = serde_json::from_str(&lines[3]).unwrap();
    assert!(erased["payload"].is_null() && erased["salt"].is_null());
}

proptest! {
    #[test]
    fn any_text_is_answered(text: String) {
        prop_assert!(key().verifying_key().verify(&text).is_err());
        prop_assert!(VerifyingKey::parse(&text).is_err());
    }
}
