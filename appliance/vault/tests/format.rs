//! What is written can be opened by whoever has the private key and the description of the format, with
//! none of our code: nothing of the construction is left out, and nothing of it is a constant.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use doublelock_vault::{ObjectId, Sealer, Vault};
use hkdf::Hkdf;
use openssl::derive::Deriver;
use openssl::pkey::{Id, PKey};
use openssl::symm::{Cipher, decrypt_aead};
use sha2::Sha256;

/// Bytes of plaintext in every chunk but the last, as the description has it.
const CHUNK: usize = 65_536;

const FILM: &str = "01K9ZQ4T7B8M2N3P5R6S7V8W9X";

fn entropy() -> impl FnMut(&mut [u8]) {
    let mut next = 0_u8;
    move |buffer| {
        for byte in buffer {
            next = next.wrapping_mul(5).wrapping_add(13);
            *byte = next;
        }
    }
}

fn opened(key: &[u8], nonce: &[u8], aad: &[u8], sealed: &[u8]) -> Vec<u8> {
    let (bytes, tag) = sealed.split_at(sealed.len() - 16);
    decrypt_aead(Cipher::aes_256_gcm(), key, Some(nonce), aad, bytes, tag).unwrap()
}

/// The data key of an envelope.
fn data_key(private: &[u8; 32], id: &ObjectId, envelope: &[u8; 96]) -> Vec<u8> {
    let ours = PKey::private_key_from_raw_bytes(private, Id::X25519).unwrap();
    let public = ours.raw_public_key().unwrap();
    let (named, wrapped) = envelope.split_at(48);
    let once = &named[16..];
    let peer = PKey::public_key_from_raw_bytes(once, Id::X25519).unwrap();
    let mut deriver = Deriver::new(&ours).unwrap();
    deriver.set_peer(&peer).unwrap();
    let shared = deriver.derive_to_vec().unwrap();
    let mut both = [0; 44];
    Hkdf::<Sha256>::new(Some(&[once, &public[..]].concat()), &shared)
        .expand(b"doublelock data key wrap v1", &mut both)
        .unwrap();
    let aad = [id.to_string().as_bytes(), named].concat();
    opened(&both[..32], &both[32..], &aad, wrapped)
}

/// The plaintext of a stored object.
fn plaintext(key: &[u8], id: &ObjectId, stored: &[u8]) -> Vec<u8> {
    let (header, chunks) = stored.split_at(17);
    assert_eq!(&header[..10], b"DLSEALED\x00\x02");
    let chunks: Vec<&[u8]> = chunks.chunks(CHUNK + 16).collect();
    let mut bytes = Vec::new();
    for (number, sealed) in (0_u32..).zip(&chunks) {
        let last = u8::from(number as usize + 1 == chunks.len());
        let nonce = [&header[10..], &number.to_be_bytes(), &[last]].concat();
        let aad = [
            id.to_string().as_bytes(),
            &[0, 2],
            &number.to_be_bytes(),
            &[last],
        ]
        .concat();
        bytes.extend(opened(key, &nonce, &aad, sealed));
    }
    bytes
}

/// The one file of an object.
fn stored_in(folder: &Path) -> PathBuf {
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.to_string_lossy().contains(FILM) {
                return path;
            }
        }
    }
    panic!("it is not there");
}

#[test]
fn an_object_opens_by_the_description_of_its_format_alone() {
    let folder = tempfile::tempdir().unwrap();
    let private = [0x42; 32];
    let ours = PKey::private_key_from_raw_bytes(&private, Id::X25519).unwrap();
    let public = ours.raw_public_key().unwrap().try_into().unwrap();
    let vault = Vault::at(folder.path(), Sealer::from_public_key(public).unwrap(), 0).unwrap();
    let id = ObjectId::parse(FILM).unwrap();
    let film: Vec<u8> = (0..=250).cycle().take(2 * CHUNK + 9).collect();
    let mut writer = vault.begin(id, &mut entropy()).unwrap();
    writer.append(&film).unwrap();
    let written = writer.settle().unwrap();
    vault.place(&id).unwrap();

    let key = data_key(&private, &id, &written.envelope);
    let stored = fs::read(stored_in(folder.path())).unwrap();
    assert_eq!(stored.len(), 17 + film.len() + 3 * 16);
    assert!(plaintext(&key, &id, &stored) == film);
}
