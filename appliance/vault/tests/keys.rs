//! The right master key opens everything; a wrong one is named.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use doublelock_vault::{
    ENVELOPE, Keyring, KeyringError, MasterKey, ObjectId, Sealer, Vault, VaultError,
};

fn entropy(start: u8) -> impl FnMut(&mut [u8]) {
    let mut next = start;
    move |buffer| {
        for byte in buffer {
            next = next.wrapping_mul(5).wrapping_add(13);
            *byte = next;
        }
    }
}

fn id(last: char) -> ObjectId {
    ObjectId::parse(&format!("01K9ZQ4T7B8M2N3P5R6S7V8W9{last}")).unwrap()
}

/// Stores an object; returns its envelope.
fn put(vault: &Vault, id: ObjectId, bytes: &[u8], seed: u8) -> [u8; ENVELOPE] {
    let mut writer = vault.begin(id, &mut entropy(seed)).unwrap();
    writer.append(bytes).unwrap();
    writer.settle().unwrap().envelope
}

fn get(
    vault: &Vault,
    ring: &Keyring,
    master: &MasterKey,
    id: ObjectId,
    envelope: &[u8],
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let opener = ring.unlock(master).unwrap();
    let key = opener.open_envelope(&id, envelope).unwrap();
    vault
        .open(&key, &id)
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

#[test]
fn a_wrong_master_key_is_named_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let right = MasterKey::from_bytes([1; 32]);
    let wrong = MasterKey::from_bytes([2; 32]);
    Keyring::create(&path, &right, 5, &mut entropy(1)).unwrap();

    let ring = Keyring::load(&path).unwrap();
    let error = ring.unlock(&wrong).unwrap_err();
    let KeyringError::WrongMasterKey { wanted, given } = error else {
        panic!("{error:?}")
    };
    assert_eq!(wanted, right.fingerprint());
    assert_eq!(given, wrong.fingerprint());
    assert_eq!(
        error.to_string(),
        format!("wrong master key: the keyring wants {wanted}, this one is {given}")
    );
    assert_eq!(wanted.to_string().len(), 19, "four groups of four");
    assert!(ring.unlock(&right).is_ok());
}

#[test]
fn rotating_the_master_key_leaves_every_object_readable() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let old = MasterKey::from_bytes([1; 32]);
    let new = MasterKey::from_bytes([2; 32]);
    let mut ring = Keyring::create(&path, &old, 5, &mut entropy(1)).unwrap();
    let vault = Vault::at(&folder.path().join("vault"), ring.sealer().unwrap(), 0).unwrap();
    let envelope = put(&vault, id('A'), b"before", 40);
    ring.add_key(&old, 6, &mut entropy(9)).unwrap();

    ring.rotate_master_key(&old, &new, 7, &mut entropy(77))
        .unwrap();

    let ring = Keyring::load(&path).unwrap();
    assert_eq!(get(&vault, &ring, &new, id('A'), &envelope), b"before");
    assert!(matches!(
        ring.unlock(&old),
        Err(KeyringError::WrongMasterKey { .. })
    ));
    assert_eq!(ring.wrapped_at(), 7);
    assert_eq!(
        ring.keys().unwrap().iter().map(|k| k.1).collect::<Vec<_>>(),
        [5, 6]
    );
}

#[test]
fn a_rotation_with_the_wrong_old_key_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let right = MasterKey::from_bytes([1; 32]);
    let wrong = MasterKey::from_bytes([2; 32]);
    let mut ring = Keyring::create(&path, &right, 5, &mut entropy(1)).unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(
        ring.rotate_master_key(&wrong, &right, 6, &mut entropy(2)),
        Err(KeyringError::WrongMasterKey { .. })
    ));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_torn_new_ring_beside_the_old_one_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let master = MasterKey::from_bytes([1; 32]);
    let mut ring = Keyring::create(&path, &master, 5, &mut entropy(1)).unwrap();
    // The machine stopped while the new ring was being written.
    let whole = fs::read(&path).unwrap();
    for cut in [0, 1, whole.len() / 2, whole.len() - 1] {
        fs::write(folder.path().join("keyring.json.new"), &whole[..cut]).unwrap();
        assert!(Keyring::load(&path).unwrap().unlock(&master).is_ok());
    }
    ring.add_key(&master, 6, &mut entropy(3)).unwrap();
    assert_eq!(Keyring::load(&path).unwrap().keys().unwrap().len(), 2);
}

#[test]
fn objects_of_an_older_vault_key_still_open() {
    let folder = tempfile::tempdir().unwrap();
    let master = MasterKey::from_bytes([1; 32]);
    let mut ring = Keyring::create(
        &folder.path().join("keyring.json"),
        &master,
        5,
        &mut entropy(1),
    )
    .unwrap();
    let root = folder.path().join("vault");
    let first = ring.sealer().unwrap();
    let old = put(
        &Vault::at(&root, first.clone(), 0).unwrap(),
        id('A'),
        b"old",
        30,
    );
    let newer = ring.add_key(&master, 6, &mut entropy(99)).unwrap();
    let second = ring.sealer().unwrap();
    assert_eq!(second.key_id(), newer);
    assert_ne!(second.key_id(), first.key_id());
    let vault = Vault::at(&root, second, 0).unwrap();
    let new = put(&vault, id('B'), b"new", 31);
    assert_eq!(get(&vault, &ring, &master, id('A'), &old), b"old");
    assert_eq!(get(&vault, &ring, &master, id('B'), &new), b"new");
}

#[test]
fn a_sealer_made_of_a_public_key_alone_can_store() {
    let folder = tempfile::tempdir().unwrap();
    let master = MasterKey::from_bytes([1; 32]);
    let ring = Keyring::create(
        &folder.path().join("keyring.json"),
        &master,
        5,
        &mut entropy(1),
    )
    .unwrap();
    let public = ring.sealer().unwrap().public_key();
    let listener = Sealer::from_public_key(public).unwrap();
    let vault = Vault::at(&folder.path().join("vault"), listener, 0).unwrap();
    let envelope = put(&vault, id('A'), b"from the listener", 30);
    assert_eq!(
        get(&vault, &ring, &master, id('A'), &envelope),
        b"from the listener"
    );
}

#[test]
fn an_object_of_a_key_outside_the_ring_says_which_key() {
    let folder = tempfile::tempdir().unwrap();
    let master = MasterKey::from_bytes([1; 32]);
    let make = |name: &str, seed| {
        Keyring::create(&folder.path().join(name), &master, 5, &mut entropy(seed)).unwrap()
    };
    let (ours, theirs) = (make("a.json", 1), make("b.json", 2));
    let vault = Vault::at(&folder.path().join("vault"), theirs.sealer().unwrap(), 0).unwrap();
    let envelope = put(&vault, id('A'), b"x", 30);
    let error = (ours.unlock(&master).unwrap())
        .open_envelope(&id('A'), &envelope)
        .unwrap_err();
    assert!(
        matches!(error, VaultError::UnknownKey(key) if key == theirs.sealer().unwrap().key_id())
    );
    // A key is named by its public half.
    let hash = openssl::sha::sha256(&theirs.sealer().unwrap().public_key());
    let name = hash[..16]
        .iter()
        .fold(String::new(), |name, byte| format!("{name}{byte:02x}"));
    let said = error.to_string();
    assert_eq!(
        said,
        format!("sealed to vault key {name}, which is not in the keyring")
    );
}

#[test]
fn every_altered_character_of_the_ring_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let master = MasterKey::from_bytes([1; 32]);
    Keyring::create(&path, &master, 5, &mut entropy(1)).unwrap();
    let whole = fs::read(&path).unwrap();
    let opens = |path: &Path| {
        Keyring::load(path)
            .and_then(|ring| ring.unlock(&master))
            .is_ok()
    };
    assert!(opens(&path));
    let wrapped_at = String::from_utf8(whole.clone())
        .unwrap()
        .find("\"wrapped_at\": 5")
        .unwrap()
        + 14;
    for position in 0..whole.len() {
        let mut altered = whole.clone();
        altered[position] ^= 0x01;
        fs::write(&path, &altered).unwrap();
        // White space, and the informative date of the last rotation, carry no promise.
        let harmless = whole[position].is_ascii_whitespace() || position == wrapped_at;
        assert!(harmless || !opens(&path), "position {position}");
    }
}

#[test]
fn a_ring_is_never_overwritten_and_nonsense_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let master = MasterKey::from_bytes([1; 32]);
    assert!(matches!(Keyring::load(&path), Err(KeyringError::NotFound)));
    Keyring::create(&path, &master, 5, &mut entropy(1)).unwrap();
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(matches!(
        Keyring::create(&path, &master, 5, &mut entropy(1)),
        Err(KeyringError::AlreadyExists)
    ));
    let deep = "[".repeat(100_000);
    let large = " ".repeat(2 * 1024 * 1024);
    for text in ["", "{}", "null", deep.as_str(), large.as_str()] {
        fs::write(&path, text).unwrap();
        assert!(matches!(Keyring::load(&path), Err(KeyringError::Malformed)));
    }
}

#[test]
fn the_master_key_file_is_read_in_both_forms_and_must_be_private() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master");
    let drawn = MasterKey::create(&path, &mut entropy(3)).unwrap();
    assert_eq!(
        MasterKey::read(&path).unwrap().fingerprint(),
        drawn.fingerprint()
    );
    assert!(matches!(
        MasterKey::create(&path, &mut entropy(3)),
        Err(KeyringError::AlreadyExists)
    ));
    let write = |bytes: &[u8]| fs::write(&path, bytes).unwrap();
    write(format!("{}\n", "2a".repeat(32)).as_bytes());
    assert_eq!(
        MasterKey::read(&path).unwrap().fingerprint(),
        MasterKey::from_bytes([0x2a; 32]).fingerprint()
    );
    for wrong in [
        &b""[..],
        &[0; 32],
        &[1; 31],
        &[1; 33],
        b"zz",
        &[b'a'; 63],
        &[b'g'; 64],
        &[1; 4096],
    ] {
        write(wrong);
        assert!(matches!(
            MasterKey::read(&path),
            Err(KeyringError::MalformedMasterKey)
        ));
    }
    write(&[5; 32]);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(
        MasterKey::read(&path),
        Err(KeyringError::ExposedMasterKey)
    ));
    assert!(matches!(
        MasterKey::read(&folder.path().join("none")),
        Err(KeyringError::NotFound)
    ));
}

#[test]
fn generations_come_go_and_outlive_the_master_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let (old, new) = (
        MasterKey::from_bytes([1; 32]),
        MasterKey::from_bytes([2; 32]),
    );
    let mut ring = Keyring::create(&path, &old, 5, &mut entropy(1)).unwrap();
    let first = ring.generations(&old).unwrap();
    let (name, key) = first.newest().unwrap();
    let wrapped = key.wrap(key, "case:A", &mut entropy(3)).unwrap();

    let second = ring.add_generation(&old, 6, &mut entropy(9)).unwrap();
    ring.rotate_master_key(&old, &new, 7, &mut entropy(77))
        .unwrap();
    let ring_again = Keyring::load(&path).unwrap();
    assert!(matches!(
        ring_again.generations(&old),
        Err(KeyringError::WrongMasterKey { .. })
    ));
    let both = ring_again.generations(&new).unwrap();
    assert_eq!(both.names().collect::<Vec<_>>(), [name, second.as_str()]);
    assert_eq!(both.newest().unwrap().0, second);
    let found = both.find(name).unwrap();
    assert!(found.unwrap(&wrapped, "case:A").unwrap().is_some());

    // The newest stays; the other is gone from the file.
    assert!(ring.destroy_generation(&second).is_err());
    ring.destroy_generation(name).unwrap();
    let left = Keyring::load(&path).unwrap().generations(&new).unwrap();
    assert!(left.find(name).is_none());
    assert!(!fs::read_to_string(&path).unwrap().contains(name));
}

#[test]
fn a_ring_of_another_format_or_without_its_keys_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let master = MasterKey::from_bytes([1; 32]);
    Keyring::create(&path, &master, 5, &mut entropy(1)).unwrap();
    let ring: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let many = |list: &str| vec![ring[list][0].clone(); 1025];
    for (field, value) in [
        ("format", "another".into()),
        ("version", 99.into()),
        ("keys", serde_json::json!([])),
        ("keys", many("keys").into()),
        ("generations", serde_json::json!([])),
        ("generations", many("generations").into()),
    ] {
        let mut other = ring.clone();
        assert!(other.get(field).is_some(), "{field}");
        other[field] = value;
        fs::write(&path, other.to_string()).unwrap();
        let loaded = Keyring::load(&path);
        assert!(matches!(loaded, Err(KeyringError::Malformed)), "{field}");
    }
}

#[test]
fn a_full_ring_is_read_and_takes_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let master = MasterKey::from_bytes([1; 32]);
    Keyring::create(&path, &master, 5, &mut entropy(1)).unwrap();
    let mut ring: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for list in ["keys", "generations"] {
        ring[list] = vec![ring[list][0].clone(); 1024].into();
    }
    fs::write(&path, serde_json::to_vec_pretty(&ring).unwrap()).unwrap();
    let mut ring = Keyring::load(&path).unwrap();
    assert_eq!(ring.keys().unwrap().len(), 1024);
    let added = ring.add_key(&master, 6, &mut entropy(9));
    assert!(matches!(added, Err(KeyringError::TooManyKeys)), "{added:?}");
    let added = ring.add_generation(&master, 6, &mut entropy(9));
    assert!(matches!(added, Err(KeyringError::TooManyKeys)), "{added:?}");
}

#[test]
fn a_ring_is_read_up_to_a_mebibyte_and_not_one_byte_beyond() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let master = MasterKey::from_bytes([1; 32]);
    Keyring::create(&path, &master, 5, &mut entropy(1)).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes.resize(1024 * 1024, b' ');
    fs::write(&path, &bytes).unwrap();
    assert!(Keyring::load(&path).is_ok());
    bytes.push(b' ');
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(Keyring::load(&path), Err(KeyringError::Malformed)));
}

/// Chance that gives out after so many draws: what it fills then stays zero.
fn runs_dry(mut draws: u32) -> impl FnMut(&mut [u8]) {
    let mut entropy = entropy(1);
    move |buffer| {
        if draws > 0 {
            draws -= 1;
            entropy(buffer);
        }
    }
}

#[test]
fn without_randomness_no_key_is_made_wherever_it_gives_out() {
    let folder = tempfile::tempdir().unwrap();
    let master = MasterKey::from_bytes([1; 32]);
    let mut refused = 0;
    let mut ring = loop {
        let path = folder.path().join("keyring.json");
        match Keyring::create(&path, &master, 5, &mut runs_dry(refused)) {
            Ok(ring) => break ring,
            Err(error) => assert!(matches!(error, KeyringError::NoEntropy), "{error:?}"),
        }
        assert!(!path.exists(), "nothing is half made");
        refused += 1;
    };
    // The pair and its wrapping; the generation, its name and its wrapping.
    assert!(refused >= 5, "{refused}");
    let before = fs::read(folder.path().join("keyring.json")).unwrap();
    for draws in 0..2 {
        let added = ring.add_generation(&master, 6, &mut runs_dry(draws));
        assert!(matches!(added, Err(KeyringError::NoEntropy)), "{added:?}");
        let added = ring.add_key(&master, 6, &mut runs_dry(draws));
        assert!(matches!(added, Err(KeyringError::NoEntropy)), "{added:?}");
    }
    assert_eq!(
        fs::read(folder.path().join("keyring.json")).unwrap(),
        before
    );
}
