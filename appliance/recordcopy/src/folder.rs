//! A folder, a stick or a mounted disc, listed. Links are not followed. Names are compared in
//! capitals, because systems show the names of a disc in small letters.
//!
//! What is no plain file under a plain name has no place in a package: links, devices, pipes, two
//! names that become the same. The folder that was asked for
//! may itself be reached by a link: it was named by the person who checks, not by the package.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::VerifyError;
use crate::manifest::MAX_FILES;
use crate::names::{MAX_DEPTH, is_path, shown};

/// What a folder holds.
#[derive(Default)]
pub(crate) struct Folder {
    /// Bytes of every file with a plain name.
    pub(crate) sizes: BTreeMap<String, u64>,
    /// Every folder with a plain name.
    pub(crate) folders: BTreeSet<String>,
    /// Where each of them is.
    pub(crate) places: BTreeMap<String, PathBuf>,
    /// What has no place in a package.
    pub(crate) oddities: Vec<String>,
}

impl Folder {
    /// Lists everything under a folder, of at most 200,000 things.
    pub(crate) fn list(root: &Path) -> Result<Self, VerifyError> {
        let mut listed = Self::default();
        let mut met = 0;
        let mut waiting = vec![(root.to_owned(), String::new(), 0)];
        while let Some((folder, prefix, depth)) = waiting.pop() {
            for found in fs::read_dir(&folder)? {
                let found = found?;
                met += 1;
                if met > MAX_FILES {
                    return Err(VerifyError::Hostile("too many files"));
                }
                let name = found.file_name().to_string_lossy().to_ascii_uppercase();
                let full = if prefix.is_empty() {
                    name
                } else {
                    format!("{prefix}/{name}")
                };
                let kind = found.file_type()?;
                let taken = listed.sizes.contains_key(&full) || listed.folders.contains(&full);
                if taken || !is_path(&full) {
                    listed.oddities.push(shown(&full));
                } else if kind.is_dir() && depth + 1 < MAX_DEPTH {
                    waiting.push((found.path(), full.clone(), depth + 1));
                    listed.folders.insert(full);
                } else if kind.is_file() {
                    listed.sizes.insert(full.clone(), found.metadata()?.len());
                    listed.places.insert(full, found.path());
                } else {
                    listed.oddities.push(shown(&full));
                }
            }
        }
        Ok(listed)
    }
}
