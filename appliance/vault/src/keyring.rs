//! The file that keeps the vault's private keys, each wrapped by the master key.
//!
//! The file is small JSON, always replaced as a whole (written beside, synced, renamed), so that a
//! crash leaves either the old ring or the new one. Public halves are readable without the master
//! key: that is what lets a process seal objects that it cannot open.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::cipher::{Gcm, KEY, NONCE, Secret, draw};
use crate::disk::folder_of;
use crate::error::{KeyringError, VaultError};
use crate::hex::{from_hex, to_hex};
use crate::key_name::{Fingerprint, KeyId};
use crate::keys::{MasterKey, Opener, Sealer};
use crate::record::{RecordKey, WRAPPED_KEY};

const FORMAT: &str = "doublelock-keyring";
const VERSION: u32 = 1;
const MAX_KEYS: usize = 1024;
const MAX_FILE: u64 = 1024 * 1024;

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    format: String,
    version: u32,
    /// Fingerprint of the master key that wraps every key below.
    master_key: String,
    /// Microseconds UTC of the last time the ring was wrapped with a new master key.
    wrapped_at: i64,
    /// Oldest first; the last one seals new objects.
    keys: Vec<Entry>,
    /// Keys that wrap the keys of records, oldest first; the last one wraps new ones.
    generations: Vec<GenerationEntry>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GenerationEntry {
    id: String,
    created_at: i64,
    wrapped: String,
}

/// The generation keys, opened: what wraps the keys of records. They are not backed up with the
/// data, so that a record key destroyed today is gone from every older backup once the
/// generation that wrapped it is destroyed too.
#[derive(Debug, Clone)]
pub struct Generations(Vec<(String, RecordKey)>);

impl Generations {
    /// One generation alone, named `name`.
    pub fn single(name: &str, key: RecordKey) -> Self {
        Self(vec![(name.to_owned(), key)])
    }

    /// The one that wraps new record keys, with its name.
    pub fn newest(&self) -> Option<(&str, &RecordKey)> {
        self.0.last().map(|(name, key)| (name.as_str(), key))
    }

    /// The one of this name; none if it was destroyed.
    pub fn find(&self, name: &str) -> Option<&RecordKey> {
        self.0
            .iter()
            .find_map(|(id, key)| (id == name).then_some(key))
    }

    /// The public key to which what arrives is sealed until it is recorded: that of the newest.
    pub fn intake_sealer(&self) -> Result<Sealer, VaultError> {
        let (_, newest) = self.newest().ok_or(VaultError::NoEntropy)?;
        intake_sealer(newest)
    }

    /// Which intake keys are destroyed once the newest generation is alone.
    pub fn older_intake_keys(&self) -> Result<Vec<KeyId>, VaultError> {
        let older = self.0.split_last().map_or(&[][..], |(_, older)| older);
        older
            .iter()
            .map(|(_, key)| Ok(intake_sealer(key)?.key_id()))
            .collect()
    }

    /// The names, oldest first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

fn intake_sealer(generation: &RecordKey) -> Result<Sealer, VaultError> {
    Sealer::from_public_key(Sealer::once_public(&generation.intake_private())?)
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    public_key: String,
    created_at: i64,
    nonce: String,
    sealed_private_key: String,
}

/// The vault's keys as they lie on disk. Holds nothing secret in the clear.
pub struct Keyring {
    path: PathBuf,
    sheet: Sheet,
}

impl Keyring {
    /// Makes a ring with one new vault key, wrapped by `master`. An existing file is never
    /// overwritten. `created_at`: microseconds UTC.
    pub fn create(
        path: &Path,
        master: &MasterKey,
        created_at: i64,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Self, KeyringError> {
        if path.exists() {
            return Err(KeyringError::AlreadyExists);
        }
        let sheet = Sheet {
            format: FORMAT.to_owned(),
            version: VERSION,
            master_key: master.fingerprint().to_string(),
            wrapped_at: created_at,
            keys: vec![new_entry(master, created_at, entropy)?],
            generations: vec![new_generation(master, created_at, entropy)?],
        };
        save(path, &sheet)?;
        Ok(Self {
            path: path.to_owned(),
            sheet,
        })
    }

    /// Reads a ring. No master key is needed: only public halves can be used until
    /// [`Keyring::unlock`].
    pub fn load(path: &Path) -> Result<Self, KeyringError> {
        let mut bytes = Vec::new();
        File::open(path)?
            .take(MAX_FILE + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(KeyringError::Malformed);
        }
        let sheet: Sheet = serde_json::from_slice(&bytes).map_err(|_| KeyringError::Malformed)?;
        let ring = Self {
            path: path.to_owned(),
            sheet,
        };
        if ring.sheet.format != FORMAT
            || ring.sheet.version != VERSION
            || ring.sheet.keys.is_empty()
            || ring.sheet.keys.len() > MAX_KEYS
            || ring.sheet.generations.is_empty()
            || ring.sheet.generations.len() > MAX_KEYS
        {
            return Err(KeyringError::Malformed);
        }
        ring.master_key_wanted()?;
        for entry in &ring.sheet.keys {
            entry.identity()?;
        }
        Ok(ring)
    }

    /// Fingerprint of the master key that opens this ring.
    pub fn master_key_wanted(&self) -> Result<Fingerprint, KeyringError> {
        from_hex(&self.sheet.master_key.replace('-', ""))
            .map(Fingerprint)
            .ok_or(KeyringError::Malformed)
    }

    /// Microseconds UTC at which the ring was last wrapped with a new master key.
    pub fn wrapped_at(&self) -> i64 {
        self.sheet.wrapped_at
    }

    /// Every vault key with its creation time (microseconds UTC), oldest first.
    pub fn keys(&self) -> Result<Vec<(KeyId, i64)>, KeyringError> {
        let pair = |entry: &Entry| Ok((entry.identity()?.0, entry.created_at));
        self.sheet.keys.iter().map(pair).collect()
    }

    /// The newest vault key's public half, to which new objects are sealed.
    ///
    /// The public half alone cannot be checked against the master key: whoever can rewrite this
    /// file could put in a public key of their own. Start-up therefore calls [`Keyring::unlock`]
    /// first, which compares every pair.
    pub fn sealer(&self) -> Result<Sealer, KeyringError> {
        let newest = self.sheet.keys.last().ok_or(KeyringError::Malformed)?;
        let (_, public) = newest.identity()?;
        Sealer::from_public_key(public).map_err(of_cipher)
    }

    /// Opens every private key, and those of the generations that are left, so that an altered
    /// file is found at once. A wrong master key is told from an altered file.
    pub fn unlock(&self, master: &MasterKey) -> Result<Opener, KeyringError> {
        let mut opener = Opener::empty();
        for (_, generation) in &self.generations(master)?.0 {
            opener.hold(&generation.intake_private())?;
        }
        for entry in &self.sheet.keys {
            let (id, _) = entry.identity()?;
            let held = opener.hold(&entry.open(master)?)?;
            if held != id {
                return Err(KeyringError::DamagedKey(id));
            }
        }
        Ok(opener)
    }

    /// Adds a new vault key, to which objects are sealed from now on; the old ones still open what
    /// was sealed to them.
    pub fn add_key(
        &mut self,
        master: &MasterKey,
        created_at: i64,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<KeyId, KeyringError> {
        self.must_be(master)?;
        if self.sheet.keys.len() >= MAX_KEYS {
            return Err(KeyringError::TooManyKeys);
        }
        let entry = new_entry(master, created_at, entropy)?;
        let (id, _) = entry.identity()?;
        let mut sheet = self.sheet.clone();
        sheet.keys.push(entry);
        self.replace(sheet)?;
        Ok(id)
    }

    /// Opens every generation key.
    pub fn generations(&self, master: &MasterKey) -> Result<Generations, KeyringError> {
        self.must_be(master)?;
        let opened = self.sheet.generations.iter().map(|entry| {
            let key = entry.open(master)?;
            Ok((entry.id.clone(), key))
        });
        opened.collect::<Result<_, KeyringError>>().map(Generations)
    }

    /// Adds a generation: keys of records are wrapped by it from now on. Returns its name.
    pub fn add_generation(
        &mut self,
        master: &MasterKey,
        created_at: i64,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<String, KeyringError> {
        self.must_be(master)?;
        if self.sheet.generations.len() >= MAX_KEYS {
            return Err(KeyringError::TooManyKeys);
        }
        let entry = new_generation(master, created_at, entropy)?;
        let name = entry.id.clone();
        let mut sheet = self.sheet.clone();
        sheet.generations.push(entry);
        self.replace(sheet)?;
        Ok(name)
    }

    /// Destroys a generation that wraps no record key any more: whatever copy of the records
    /// still has keys under it is closed for ever. The newest stays.
    pub fn destroy_generation(&mut self, name: &str) -> Result<(), KeyringError> {
        let newest = self.sheet.generations.last();
        if newest.is_none_or(|newest| newest.id == name) {
            return Err(KeyringError::Malformed);
        }
        let mut sheet = self.sheet.clone();
        sheet.generations.retain(|entry| entry.id != name);
        self.replace(sheet)
    }

    /// Wraps every key anew with another master key. Objects are not touched. When this returns,
    /// the old master key opens nothing any more; if it fails, or the machine stops half-way, the
    /// old one still opens everything.
    pub fn rotate_master_key(
        &mut self,
        old: &MasterKey,
        new: &MasterKey,
        at: i64,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<(), KeyringError> {
        // All pairs are proved before the only file that holds them is replaced.
        self.unlock(old)?;
        let mut sheet = self.sheet.clone();
        sheet.master_key = new.fingerprint().to_string();
        sheet.wrapped_at = at;
        for entry in &mut sheet.keys {
            let private = entry.open(old)?;
            entry.seal(new, &private, entropy)?;
        }
        for entry in &mut sheet.generations {
            let key = entry.open(old)?;
            entry.seal(new, &key, entropy)?;
        }
        self.replace(sheet)
    }

    fn must_be(&self, master: &MasterKey) -> Result<(), KeyringError> {
        let wanted = self.master_key_wanted()?;
        let given = master.fingerprint();
        if wanted == given {
            Ok(())
        } else {
            Err(KeyringError::WrongMasterKey { wanted, given })
        }
    }

    fn replace(&mut self, sheet: Sheet) -> Result<(), KeyringError> {
        save(&self.path, &sheet)?;
        self.sheet = sheet;
        Ok(())
    }
}

impl Entry {
    /// Key id and public key, checked against each other.
    fn identity(&self) -> Result<(KeyId, [u8; KEY]), KeyringError> {
        let public = from_hex(&self.public_key).ok_or(KeyringError::Malformed)?;
        let id = KeyId::of(&public);
        if self.id == id.to_string() {
            Ok((id, public))
        } else {
            Err(KeyringError::Malformed)
        }
    }

    fn aad(&self) -> String {
        format!(
            "doublelock keyring v1 {} {} {}",
            self.id, self.public_key, self.created_at
        )
    }

    fn open(&self, master: &MasterKey) -> Result<Secret, KeyringError> {
        let (id, _) = self.identity()?;
        let nonce: [u8; NONCE] = from_hex(&self.nonce).ok_or(KeyringError::Malformed)?;
        let sealed: [u8; KEY + crate::cipher::TAG] =
            from_hex(&self.sealed_private_key).ok_or(KeyringError::Malformed)?;
        let mut plain = Zeroizing::new(Vec::with_capacity(KEY));
        if !Gcm::opening(&master.0)?.open(&nonce, self.aad().as_bytes(), &sealed, &mut plain)? {
            return Err(KeyringError::DamagedKey(id));
        }
        let private: [u8; KEY] = plain[..]
            .try_into()
            .map_err(|_| KeyringError::DamagedKey(id))?;
        Ok(Zeroizing::new(private))
    }

    fn seal(
        &mut self,
        master: &MasterKey,
        private: &Secret,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<(), KeyringError> {
        let nonce = *draw::<NONCE>(entropy).ok_or(KeyringError::NoEntropy)?;
        let mut sealed = Vec::new();
        Gcm::sealing(&master.0)?.seal(&nonce, self.aad().as_bytes(), &private[..], &mut sealed)?;
        self.nonce = to_hex(&nonce);
        self.sealed_private_key = to_hex(&sealed);
        Ok(())
    }
}

impl GenerationEntry {
    fn open(&self, master: &MasterKey) -> Result<RecordKey, KeyringError> {
        let wrapped: [u8; WRAPPED_KEY] = from_hex(&self.wrapped).ok_or(KeyringError::Malformed)?;
        let opened = RecordKey::from_secret(master.0.clone())
            .unwrap(&wrapped, &self.name())
            .map_err(of_cipher)?;
        opened.ok_or_else(|| KeyringError::DamagedGeneration(self.id.clone()))
    }

    fn seal(
        &mut self,
        master: &MasterKey,
        key: &RecordKey,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<(), KeyringError> {
        let wrapped = RecordKey::from_secret(master.0.clone())
            .wrap(key, &self.name(), entropy)
            .map_err(of_cipher)?;
        self.wrapped = to_hex(&wrapped);
        Ok(())
    }

    fn name(&self) -> String {
        format!("generation {} {}", self.id, self.created_at)
    }
}

fn new_generation(
    master: &MasterKey,
    created_at: i64,
    entropy: &mut dyn FnMut(&mut [u8]),
) -> Result<GenerationEntry, KeyringError> {
    let id = draw::<8>(entropy).ok_or(KeyringError::NoEntropy)?;
    let key = RecordKey::draw(entropy).map_err(of_cipher)?;
    let mut entry = GenerationEntry {
        id: to_hex(&id[..]),
        created_at,
        wrapped: String::new(),
    };
    entry.seal(master, &key, entropy)?;
    Ok(entry)
}

/// A fault of wrapping, as a fault of the ring.
fn of_cipher(error: VaultError) -> KeyringError {
    match error {
        VaultError::Cipher(error) => KeyringError::Cipher(error),
        VaultError::NoEntropy => KeyringError::NoEntropy,
        _ => KeyringError::Malformed,
    }
}

fn new_entry(
    master: &MasterKey,
    created_at: i64,
    entropy: &mut dyn FnMut(&mut [u8]),
) -> Result<Entry, KeyringError> {
    let private: Secret = draw(entropy).ok_or(KeyringError::NoEntropy)?;
    let public = Sealer::once_public(&private).map_err(of_cipher)?;
    let mut entry = Entry {
        id: KeyId::of(&public).to_string(),
        public_key: to_hex(&public),
        created_at,
        nonce: String::new(),
        sealed_private_key: String::new(),
    };
    entry.seal(master, &private, entropy)?;
    Ok(entry)
}

/// Writes the ring beside the old one, syncs it, and puts it in its place.
fn save(path: &Path, sheet: &Sheet) -> Result<(), KeyringError> {
    let mut text = serde_json::to_vec_pretty(sheet).map_err(|_| KeyringError::Malformed)?;
    text.push(b'\n');
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)?;
    file.write_all(&text)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    Ok(File::open(folder_of(path))?.sync_all()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_cipher_library_is_not_taken_for_a_fault_of_the_file() {
        let error = of_cipher(VaultError::Cipher(openssl::error::ErrorStack::get()));
        assert!(matches!(error, KeyringError::Cipher(_)), "{error:?}");
    }
}
