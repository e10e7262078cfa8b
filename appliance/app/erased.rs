//! The list of erased records, kept outside of the database.
//!
//! A copy of the database from before an erasure, put back with the keyring of its day, opens what
//! was erased since. So what is erased is also written here, before an erasure is said to be done, and
//! whoever starts on such a copy erases it again before anybody is served. The list names records by
//! ids that were drawn here, and nothing of anybody.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use doublelock_store::erasure::Erased;

/// Its name in a data directory. One erasure to a line, as JSON; lines are added at the end.
pub const ERASED: &str = "erased-records.jsonl";

/// Most bytes of it: some ten thousand records of a usual size.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Why the list cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ErasedFault {
    /// It is not there. A site has one from its first start on.
    #[error(
        "{ERASED} is not in the data directory: it says what must never be read again, also not in a \
         copy of the database that is put back. Put its newest copy there. If there is none, and \
         nothing was ever erased here, make it an empty file"
    )]
    Missing,
    /// It cannot be read or written.
    #[error("{ERASED} in the data directory: {0}")]
    Io(#[from] io::Error),
    /// A line of it says nothing.
    #[error("{ERASED} in the data directory: line {0} cannot be read. Put its newest copy there")]
    Line(usize),
}

/// The list of a data directory.
pub struct ErasedList(PathBuf);

impl ErasedList {
    /// That of `data`.
    pub fn of(data: &Path) -> Self {
        Self(data.join(ERASED))
    }

    /// An empty one, for a new site; one that is there stays.
    pub fn make(&self) -> Result<(), ErasedFault> {
        self.appending(true)?.sync_all()?;
        if let Some(folder) = self.0.parent() {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// All of it, the oldest first.
    pub fn read(&self) -> Result<Vec<Erased>, ErasedFault> {
        let file = match File::open(&self.0) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(ErasedFault::Missing);
            }
            Err(error) => return Err(error.into()),
        };
        let mut text = String::new();
        if file.take(MOST_BYTES + 1).read_to_string(&mut text)? as u64 > MOST_BYTES {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge).into());
        }
        // A line without its end was being written when the machine stopped: its erasure was not
        // said to be done, and is carried to its end by the next start, which writes it again.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let lines = text[..whole].lines().enumerate();
        lines
            .map(|(at, line)| serde_json::from_str(line).map_err(|_| ErasedFault::Line(at + 1)))
            .collect()
    }

    /// Adds what is not in it yet.
    pub fn add(&self, erased: &[Erased]) -> Result<(), ErasedFault> {
        let known = self.read()?;
        let mut lines = String::new();
        for one in erased.iter().filter(|one| !known.contains(one)) {
            lines.push_str(&serde_json::to_string(one).map_err(io::Error::from)?);
            lines.push('\n');
        }
        if lines.is_empty() {
            return Ok(());
        }
        self.cut_what_was_not_written()?;
        let mut file = self.appending(false)?;
        file.write_all(lines.as_bytes())?;
        Ok(file.sync_all()?)
    }

    /// Takes away a last line that has no end.
    fn cut_what_was_not_written(&self) -> io::Result<()> {
        let bytes = std::fs::read(&self.0)?;
        let whole = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        if whole < bytes.len() {
            let file = OpenOptions::new().write(true).open(&self.0)?;
            file.set_len(whole as u64)?;
            file.sync_all()?;
        }
        Ok(())
    }

    fn appending(&self, new: bool) -> io::Result<File> {
        OpenOptions::new()
            .append(true)
            .create(new)
            .mode(0o600)
            .open(&self.0)
    }
}
