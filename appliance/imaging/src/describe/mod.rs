//! What a person wants to see of an object: its words in their character set, and a thumbnail.
//!
//! Both need a full DICOM parser and pixel decoders, which are code of others with a history of
//! stack overflows and unbounded allocation. They run in a child process that first takes from
//! itself nearly everything a process may do (`doublelock_confine::enter`); if it dies, it dies alone.
//!
//! ```text
//! parent                                   child
//! start, empty environment            →    give up powers
//!                                     ←    "ready" line
//! 8 bytes little-endian length, bytes →    pre-scan while reading, keep what fits
//!                                     ←    "words" line (JSON)
//!                                     ←    "thumbnail" line (JSON), or death without one
//! ```

mod child;
mod thumbnail;

pub use child::{ChildLimits, child_main};

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::time::timeout;

/// Longest line that a child may answer, in bytes: a thumbnail of 256 by 256 pixels in three
/// colours is at most about 270 KiB in base64.
const LONGEST_LINE: u64 = 1024 * 1024;

/// How the child is started: the appliance's own binary with its hidden subcommand.
#[derive(Debug, Clone)]
pub struct Program {
    /// The executable.
    pub path: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// What the parent allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DescribeLimits {
    /// From start to last line.
    pub patience: Duration,
}

impl Default for DescribeLimits {
    fn default() -> Self {
        Self {
            patience: Duration::from_secs(20),
        }
    }
}

/// The decoded words of an object. Everything comes from outside: text, cut at 256 characters,
/// control characters replaced. Absent and empty are the same. `Debug` prints no value.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Words {
    /// Patient's Name with its `^` and `=` (PS3.5 6.2.1).
    pub patient_name: Option<String>,
    /// Patient ID.
    pub patient_id: Option<String>,
    /// Issuer of Patient ID.
    pub issuer_of_patient_id: Option<String>,
    /// Patient's Birth Date as written, normally `YYYYMMDD`.
    pub patient_birth_date: Option<String>,
    /// Patient's Sex as written.
    pub patient_sex: Option<String>,
    /// Accession Number.
    pub accession_number: Option<String>,
    /// Study Instance UID as written.
    pub study_instance_uid: Option<String>,
    /// Study ID.
    pub study_id: Option<String>,
    /// Study Date as written.
    pub study_date: Option<String>,
    /// Study Time as written.
    pub study_time: Option<String>,
    /// Study Description.
    pub study_description: Option<String>,
    /// Referring Physician's Name.
    pub referring_physician: Option<String>,
    /// Institution Name.
    pub institution_name: Option<String>,
    /// Series Instance UID as written.
    pub series_instance_uid: Option<String>,
    /// Series Number as written.
    pub series_number: Option<String>,
    /// Series Description.
    pub series_description: Option<String>,
    /// Modality.
    pub modality: Option<String>,
    /// Body Part Examined.
    pub body_part_examined: Option<String>,
    /// Laterality or Image Laterality.
    pub laterality: Option<String>,
    /// Manufacturer.
    pub manufacturer: Option<String>,
    /// SOP Class UID as written.
    pub sop_class_uid: Option<String>,
    /// SOP Instance UID as written.
    pub sop_instance_uid: Option<String>,
    /// Instance Number as written.
    pub instance_number: Option<String>,
    /// Number of Frames as written.
    pub number_of_frames: Option<String>,
    /// Rows.
    pub rows: Option<String>,
    /// Columns.
    pub columns: Option<String>,
    /// Burned In Annotation: `YES` warns that identity may stand in the pixels.
    pub burned_in_annotation: Option<String>,
    /// Specific Character Set as written; absent means plain ASCII, whatever the bytes are.
    pub specific_character_set: Option<String>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words(…)")
    }
}

/// A thumbnail, or why there is none.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thumbnail {
    /// PNG, base64 (RFC 4648 4), at most 256 pixels a side.
    Png(String),
    /// None, and why.
    None(NoThumbnail),
}

impl std::fmt::Debug for Thumbnail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Png(_) => f.write_str("Png(…)"),
            Self::None(why) => f.debug_tuple("None").field(why).finish(),
        }
    }
}

/// Why there is no thumbnail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoThumbnail {
    /// The object holds no image.
    NotAnImage,
    /// More pixels than the child decodes.
    TooLarge,
    /// The transfer syntax cannot be decoded here.
    SyntaxNotDecodable,
    /// The decoder refused the pixels.
    NotDecodable,
    /// The child died of the pixels, or ran out of time on them.
    ChildEnded,
}

/// What the child found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The words.
    pub words: Words,
    /// The thumbnail.
    pub thumbnail: Thumbnail,
}

/// Why there is no description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DescribeFault {
    /// The child could not be started.
    #[error("the imaging child could not be started")]
    NotStarted,
    /// The child ended, by a signal or otherwise, before it had said anything of the object.
    #[error("the imaging child died")]
    Died,
    /// The child took too long and was killed.
    #[error("the imaging child ran out of time and was killed")]
    TimedOut,
    /// The child answered something that is no answer.
    #[error("the imaging child's answer cannot be understood")]
    BadAnswer,
    /// The child refuses the object.
    #[error("the object cannot be described")]
    Refused,
    /// The object could not be read on our side.
    #[error("the object could not be read")]
    Source,
}

/// One line of the child.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Ready,
    Words(Box<Words>),
    Thumbnail(Thumbnail),
    Refused,
}

/// Describes an object held as a Part 10 file of `length` bytes, in a child of its own. Memory
/// of ours: the answer, at most 2 MiB. The child is dead when this returns.
pub async fn describe(
    program: &Program,
    file: impl AsyncRead + Unpin,
    length: u64,
    limits: DescribeLimits,
) -> Result<Description, DescribeFault> {
    let mut child = start(program)?;
    let mut words = None;
    let described = timeout(
        limits.patience,
        converse(&mut child, file, length, &mut words),
    )
    .await;
    // Whatever it is doing, it is not needed any more; an error means that it is gone already.
    let _ = child.kill().await;
    let ended = match described {
        Ok(Ok(thumbnail)) => Ok(thumbnail),
        Ok(Err(fault)) => Err(fault),
        Err(_) => Err(DescribeFault::TimedOut),
    };
    match (words, ended) {
        (Some(words), Ok(thumbnail)) => Ok(Description { words, thumbnail }),
        (Some(words), Err(DescribeFault::Died | DescribeFault::TimedOut)) => Ok(Description {
            words,
            thumbnail: Thumbnail::None(NoThumbnail::ChildEnded),
        }),
        (_, Err(fault)) => Err(fault),
        (None, Ok(_)) => Err(DescribeFault::BadAnswer),
    }
}

fn start(program: &Program) -> Result<Child, DescribeFault> {
    Command::new(&program.path)
        .args(&program.arguments)
        .env_clear()
        // Every arena of glibc reserves 64 MiB of the address space that is rationed.
        .env("MALLOC_ARENA_MAX", "1")
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|_| DescribeFault::NotStarted)
}

async fn converse(
    child: &mut Child,
    file: impl AsyncRead + Unpin,
    length: u64,
    words: &mut Option<Words>,
) -> Result<Thumbnail, DescribeFault> {
    let input = child.stdin.take().ok_or(DescribeFault::NotStarted)?;
    let mut output = BufReader::new(child.stdout.take().ok_or(DescribeFault::NotStarted)?);
    // Not a byte of the object before the child has given up its powers.
    if !matches!(next_line(&mut output).await?, Line::Ready) {
        return Err(DescribeFault::BadAnswer);
    }
    let answering = async {
        match next_line(&mut output).await? {
            Line::Words(found) => *words = Some(*found),
            Line::Refused => return Err(DescribeFault::Refused),
            Line::Ready | Line::Thumbnail(_) => return Err(DescribeFault::BadAnswer),
        }
        match next_line(&mut output).await? {
            Line::Thumbnail(thumbnail) => Ok(thumbnail),
            Line::Ready | Line::Words(_) | Line::Refused => Err(DescribeFault::BadAnswer),
        }
    };
    let (sent, answered) = tokio::join!(send(input, file, length), answering);
    // A child that refuses early stops reading: what it said counts, not the broken pipe.
    match (sent, answered) {
        (Err(DescribeFault::Source), _) => Err(DescribeFault::Source),
        (_, answered) => answered,
    }
}

/// Writes length and bytes; an early end of the source is our fault, a closed pipe the child's.
async fn send(
    mut input: ChildStdin,
    file: impl AsyncRead + Unpin,
    length: u64,
) -> Result<(), DescribeFault> {
    input
        .write_all(&length.to_le_bytes())
        .await
        .map_err(|_| DescribeFault::Died)?;
    let mut file = file.take(length);
    let mut chunk = vec![0_u8; 64 * 1024];
    let mut left = length;
    while left > 0 {
        let count = file
            .read(&mut chunk)
            .await
            .map_err(|_| DescribeFault::Source)?;
        if count == 0 {
            return Err(DescribeFault::Source);
        }
        input
            .write_all(&chunk[..count])
            .await
            .map_err(|_| DescribeFault::Died)?;
        left -= count as u64;
    }
    Ok(())
}

async fn next_line(
    output: &mut (impl tokio::io::AsyncBufRead + Unpin),
) -> Result<Line, DescribeFault> {
    let mut line = Vec::new();
    output
        .take(LONGEST_LINE)
        .read_until(b'\n', &mut line)
        .await
        .map_err(|_| DescribeFault::Died)?;
    if line.last() != Some(&b'\n') {
        let cut = line.len() as u64 >= LONGEST_LINE;
        return Err(if cut {
            DescribeFault::BadAnswer
        } else {
            DescribeFault::Died
        });
    }
    serde_json::from_slice(&line).map_err(|_| DescribeFault::BadAnswer)
}
