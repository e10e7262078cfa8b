//! A program that misbehaves, in place of `dcmmkdir`, `xorriso` or the launcher. How it does is in
//! the name under which it is started.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::net::UdpSocket;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

fn main() -> ExitCode {
    let mut words = std::env::args_os();
    let myself = PathBuf::from(words.next().unwrap());
    let words: Vec<OsString> = words.collect();
    match myself.file_name().unwrap().to_str().unwrap() {
        "hangs" => loop {
            std::thread::sleep(Duration::from_secs(1));
        },
        "aborts" => std::process::abort(),
        "fails" => ExitCode::from(3),
        "talks" => talk((64 << 20) + 1),
        "talks-long" => talk(64 << 20),
        "writes-much" => write(&words, 128 << 20),
        "writes-too-much" => write(&words, (128 << 20) + 1),
        "asks-for-its-environment" => finish(&words, environment()),
        "burgles" => finish(&words, burgle().is_empty()),
        "unable-launcher" => ExitCode::from(doublelock_confine::NOT_CONFINED),
        "careless-launcher" => {
            let at = words.iter().position(|word| word == "--").unwrap();
            let error = Command::new(&words[at + 1]).args(&words[at + 2..]).exec();
            panic!("{error}")
        }
        _ => ExitCode::FAILURE,
    }
}

/// Ends in the way in which the builder goes on, or in the way in which it does not.
fn finish(words: &[OsString], well: bool) -> ExitCode {
    if !well {
        return ExitCode::from(3);
    }
    // xorriso has written its image; dcmmkdir found nothing that it can index.
    if let Some(at) = words.iter().position(|word| word == "-o") {
        fs::write(&words[at + 1], "an image").unwrap();
        return ExitCode::SUCCESS;
    }
    io::stderr()
        .write_all(b"E: no good files: DICOMDIR not created")
        .unwrap();
    ExitCode::FAILURE
}

fn environment() -> bool {
    let mut found: Vec<_> = std::env::vars().collect();
    found.sort();
    let expected = [("LC_ALL", "C"), ("TZ", "UTC0")];
    found == expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
}

/// Says so many bytes, and does nothing.
fn talk(mut left: usize) -> ExitCode {
    let dots = vec![b'.'; 1 << 20];
    while left > 0 {
        let piece = &dots[..left.min(dots.len())];
        io::stderr().write_all(piece).unwrap();
        left -= piece.len();
    }
    ExitCode::SUCCESS
}

/// Writes an index of so many bytes, of which none says anything.
fn write(words: &[OsString], length: u64) -> ExitCode {
    let at = words.iter().position(|word| word == "+D").unwrap();
    let file = fs::File::create_new(&words[at + 1]).unwrap();
    file.set_len(length).unwrap();
    ExitCode::SUCCESS
}

/// What went well of what must not, from inside the package (which is where it is started).
fn burgle() -> Vec<&'static str> {
    let outside = |name: &str| Path::new("../..").join(name);
    let tried = [
        ("read the key", fs::read(outside("master.key")).is_ok()),
        ("list outside", fs::read_dir(outside("")).is_ok()),
        ("write outside", fs::write(outside("planted"), "").is_ok()),
        ("write in the package", fs::write("planted", "").is_ok()),
        ("open a socket", UdpSocket::bind("127.0.0.1:0").is_ok()),
        ("start a program", Command::new("/bin/true").spawn().is_ok()),
    ];
    let well = tried.into_iter().filter(|(_, well)| *well);
    well.map(|(what, _)| what).collect()
}
