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
use crate::names::{is_path, shown};

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
    /// Lists everything under a folder, of at most as many things as a package has files.
    pub(crate) fn list(root: &Path) -> Result<Self, VerifyError> {
        Self::of_at_most(MAX_FILES, root)
    }

    fn of_at_most(most: usize, root: &Path) -> Result<Self, VerifyError> {
        let mut listed = Self::default();
        let mut met = 0;
        let mut waiting = vec![(root.to_owned(), String::new())];
        while let Some((folder, prefix)) = waiting.pop() {
            for found in fs::read_dir(&folder)? {
                let found = found?;
                met += 1;
                if met > most {
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
                // A path has so many steps and no more: what lies deeper is not looked into.
                if taken || !is_path(&full) {
                    listed.oddities.push(shown(&full));
                } else if kind.is_dir() {
                    waiting.push((found.path(), full.clone()));
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_folder_of_so_many_things_is_listed_and_one_of_more_is_refused() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("A.TXT"), "1").unwrap();
        fs::create_dir(root.path().join("DOCS")).unwrap();
        fs::write(root.path().join("DOCS/B.TXT"), "12").unwrap();
        let listed = Folder::of_at_most(3, root.path()).unwrap();
        let sizes = [("A.TXT".to_owned(), 1), ("DOCS/B.TXT".to_owned(), 2)];
        assert_eq!(listed.sizes, BTreeMap::from(sizes));
        assert_eq!(listed.folders, BTreeSet::from(["DOCS".to_owned()]));
        assert_eq!(listed.places["A.TXT"], root.path().join("A.TXT"));
        assert_eq!(listed.oddities, [] as [String; 0]);
        fs::write(root.path().join("DOCS/not a name of a package"), "").unwrap();
        let refused = Folder::of_at_most(3, root.path());
        assert!(matches!(refused, Err(VerifyError::Hostile(_))));
    }

    #[test]
    fn eight_steps_lead_to_a_file_and_what_lies_deeper_is_not_looked_into() {
        let root = tempfile::tempdir().unwrap();
        let seven = root.path().join("A/A/A/A/A/A/A");
        fs::create_dir_all(seven.join("B/C/D/E")).unwrap();
        fs::write(seven.join("F"), "1").unwrap();
        let listed = Folder::list(root.path()).unwrap();
        assert_eq!(listed.sizes.len(), 1);
        assert_eq!(listed.sizes["A/A/A/A/A/A/A/F"], 1);
        // No file of a package can lie in the eighth.
        assert_eq!(listed.folders.len(), 8);
        assert_eq!(listed.oddities, ["A/A/A/A/A/A/A/B/C"]);
    }

    #[test]
    fn of_two_names_that_are_one_in_capitals_one_is_odd() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("a.txt"), "1").unwrap();
        let listed = Folder::list(root.path()).unwrap();
        assert_eq!(listed.sizes.keys().collect::<Vec<_>>(), ["A.TXT"]);
        assert_eq!(listed.oddities, [] as [String; 0]);
        fs::write(root.path().join("A.TXT"), "1").unwrap();
        fs::create_dir(root.path().join("docs")).unwrap();
        fs::write(root.path().join("DOCS"), "1").unwrap();
        fs::create_dir(root.path().join("MORE")).unwrap();
        fs::create_dir(root.path().join("more")).unwrap();
        let mut listed = Folder::list(root.path()).unwrap();
        listed.oddities.sort();
        assert_eq!(listed.oddities, ["A.TXT", "DOCS", "MORE"]);
        assert_eq!(listed.sizes.len() + listed.folders.len(), 3);
    }

    #[test]
    fn what_is_no_plain_file_or_has_no_plain_name_is_odd() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("LONG_NAME.TXT"), "1").unwrap();
        fs::create_dir(root.path().join("LONG_FOLDER")).unwrap();
        fs::write(root.path().join("LONG_FOLDER/A"), "1").unwrap();
        std::os::unix::fs::symlink("/", root.path().join("LINK")).unwrap();
        let mut listed = Folder::list(root.path()).unwrap();
        listed.oddities.sort();
        assert_eq!(listed.oddities, ["LINK", "LONG_FOLDER", "LONG_NAME.TXT"]);
        assert!(listed.sizes.is_empty() && listed.folders.is_empty() && listed.places.is_empty());
    }
}
