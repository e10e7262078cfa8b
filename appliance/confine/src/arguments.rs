//! What the launcher is told, as words on its command line: written by `write`, read by `read`,
//! and nothing else is understood.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};

use crate::confinement::{Confinement, Limits};
use crate::fault::Fault;

/// Most files and folders that can be handed over.
const MOST_PATHS: usize = 64;
/// Longest path, in bytes (`PATH_MAX` of Linux).
const LONGEST_PATH: usize = 4096;
/// Most words for the program.
const MOST_WORDS: usize = 4096;
/// What stands between the confinement and the program.
const END: &str = "--";

/// A program and what it keeps.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Errand {
    pub(crate) confinement: Confinement,
    pub(crate) program: PathBuf,
    pub(crate) words: Vec<OsString>,
}

/// The confinement as words, the separator included. The program and its own words follow.
pub(crate) fn write(confinement: &Confinement) -> Vec<OsString> {
    let limits = confinement.limits;
    let mut words = vec![
        format!("address-space={}", limits.address_space).into(),
        format!("stack={}", limits.stack).into(),
        format!("processor-seconds={}", limits.processor_seconds).into(),
        format!("file-size={}", limits.file_size).into(),
        format!("open-files={}", limits.open_files).into(),
        format!("threads={}", u64::from(limits.threads)).into(),
    ];
    for (name, paths) in [
        ("read=", &confinement.reads),
        ("write=", &confinement.writes),
    ] {
        for path in paths {
            let mut word = OsString::from(name);
            word.push(path);
            words.push(word);
        }
    }
    words.push(END.into());
    words
}

/// Reads what `write` wrote: each number exactly once, absolute paths without `..`.
pub(crate) fn read(mut words: impl Iterator<Item = OsString>) -> Result<Errand, Fault> {
    let mut numbers = Numbers::default();
    let (mut reads, mut writes) = (Vec::new(), Vec::new());
    loop {
        let word = words.next().ok_or(Fault::Arguments("no program"))?;
        if word == END {
            break;
        }
        let word = word.as_bytes();
        let at = word.iter().position(|byte| *byte == b'=');
        let (name, value) = word.split_at(at.ok_or(Fault::Arguments("a word without a value"))?);
        let value = &value[1..];
        match name {
            b"read" => reads.push(path(value)?),
            b"write" => writes.push(path(value)?),
            name => numbers.take(name, value)?,
        }
        if reads.len() + writes.len() > MOST_PATHS {
            return Err(Fault::Arguments("too many paths"));
        }
    }
    let program = words.next().ok_or(Fault::Arguments("no program"))?;
    let program = path(program.as_bytes())?;
    let words: Vec<OsString> = words.take(MOST_WORDS + 1).collect();
    if words.len() > MOST_WORDS {
        return Err(Fault::Arguments("too many words for the program"));
    }
    let limits = numbers.all()?;
    Ok(Errand {
        confinement: Confinement {
            reads,
            writes,
            limits,
        },
        program,
        words,
    })
}

fn path(bytes: &[u8]) -> Result<PathBuf, Fault> {
    let path = Path::new(OsStr::from_bytes(bytes));
    let climbs = path.components().any(|part| part == Component::ParentDir);
    if bytes.len() > LONGEST_PATH || !path.is_absolute() || climbs {
        return Err(Fault::Arguments("a path that is not absolute and plain"));
    }
    Ok(path.to_owned())
}

/// The numbers read so far.
#[derive(Default)]
struct Numbers {
    address_space: Option<u64>,
    stack: Option<u64>,
    processor_seconds: Option<u64>,
    file_size: Option<u64>,
    open_files: Option<u64>,
    threads: Option<u64>,
}

impl Numbers {
    fn take(&mut self, name: &[u8], value: &[u8]) -> Result<(), Fault> {
        let place = match name {
            b"address-space" => &mut self.address_space,
            b"stack" => &mut self.stack,
            b"processor-seconds" => &mut self.processor_seconds,
            b"file-size" => &mut self.file_size,
            b"open-files" => &mut self.open_files,
            b"threads" => &mut self.threads,
            _ => return Err(Fault::Arguments("an unknown word")),
        };
        let number = std::str::from_utf8(value).ok();
        // Digits only: `parse` would take a sign as well.
        let number = number.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let number = number.and_then(|text| text.parse().ok());
        let number = number.ok_or(Fault::Arguments("a number that is none"))?;
        match place.replace(number) {
            None => Ok(()),
            Some(_) => Err(Fault::Arguments("a number that is given twice")),
        }
    }

    fn all(self) -> Result<Limits, Fault> {
        let given = |number: Option<u64>| number.ok_or(Fault::Arguments("a number is missing"));
        Ok(Limits {
            address_space: given(self.address_space)?,
            stack: given(self.stack)?,
            processor_seconds: given(self.processor_seconds)?,
            file_size: given(self.file_size)?,
            open_files: given(self.open_files)?,
            threads: match given(self.threads)? {
                0 => false,
                1 => true,
                _ => return Err(Fault::Arguments("threads are 0 or 1")),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    fn words(text: &[&str]) -> impl Iterator<Item = OsString> {
        let words: Vec<OsString> = text.iter().map(Into::into).collect();
        words.into_iter()
    }

    const NUMBERS: [&str; 6] = [
        "address-space=1",
        "stack=5",
        "processor-seconds=2",
        "file-size=3",
        "open-files=4",
        "threads=0",
    ];

    #[test]
    fn what_is_not_exactly_a_confinement_is_refused() {
        let with = |more: &[&str]| read(words(&[&NUMBERS[..], more].concat()));
        assert!(with(&["read=/a", "--", "/bin/true", "--", "x=1"]).is_ok());
        for bad in [
            &["--"][..],
            &["read=/a"],
            &["read=a", "--", "/bin/true"],
            &["read=/a/../b", "--", "/bin/true"],
            &["write=", "--", "/bin/true"],
            &["--", "true"],
            &["open-files=9", "--", "/bin/true"],
            &["colour=1", "--", "/bin/true"],
            &["read", "--", "/bin/true"],
        ] {
            assert!(matches!(with(bad), Err(Fault::Arguments(_))), "{bad:?}");
        }
        for (at, number) in NUMBERS.iter().enumerate() {
            let (name, _) = number.split_once('=').unwrap();
            for value in [
                None,
                Some(""),
                Some("+1"),
                Some("-1"),
                Some("18446744073709551616"),
            ] {
                let changed = value.map(|value| format!("{name}={value}"));
                let mut given: Vec<&str> = NUMBERS.to_vec();
                given.remove(at);
                given.extend(changed.as_deref());
                given.extend(["--", "/bin/true"]);
                let read = read(words(&given));
                assert!(matches!(read, Err(Fault::Arguments(_))), "{given:?}");
            }
        }
        let many = vec!["read=/a"; MOST_PATHS + 1];
        assert!(with(&[&many[..], &["--", "/bin/true"]].concat()).is_err());
        let many = vec!["x"; MOST_WORDS + 1];
        assert!(with(&[&["--", "/bin/true"], &many[..]].concat()).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            numbers in any::<[u64; 5]>(),
            threads in any::<bool>(),
            reads in prop::collection::vec("/[^\0/.][^\0.]{0,40}", 0..9),
            writes in prop::collection::vec("/[^\0/.][^\0.]{0,40}", 0..9),
            given in prop::collection::vec("[^\0]{0,20}", 0..9),
        ) {
            let confinement = Confinement {
                reads: reads.iter().map(PathBuf::from).collect(),
                writes: writes.iter().map(PathBuf::from).collect(),
                limits: Limits {
                    address_space: numbers[0],
                    stack: numbers[4],
                    processor_seconds: numbers[1],
                    file_size: numbers[2],
                    open_files: numbers[3],
                    threads,
                },
            };
            let given: Vec<OsString> = given.iter().map(Into::into).collect();
            let mut all = write(&confinement);
            all.push("/bin/true".into());
            all.extend(given.iter().cloned());
            let found = read(all.into_iter()).unwrap();
            prop_assert_eq!(found.confinement, confinement);
            prop_assert_eq!(found.program, PathBuf::from("/bin/true"));
            prop_assert_eq!(found.words, given);
        }

        #[test]
        fn no_words_make_it_panic(given in prop::collection::vec("[^\0]{0,20}", 0..20)) {
            let _ = read(given.into_iter().map(OsString::from));
        }
    }
}
