//! `doublelock-verify PATH [--checkpoint NOTE_FILE]... [--key VKEY] [--json]`
//!
//! `doublelock-verify --extract FILE [--key VKEY] [DICOM_FILE]...`
//!
//! Exits with 0 if the journal is whole, 1 if it was altered, 2 if it could not
//! be verified; an extract with 3 if it is whole and no checkpoint covers some of it.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use doublelock_verify::{ExtractRequest, Request, verify, verify_extract};

const USAGE: &str = "\
doublelock-verify CHEMIN|PATH [--checkpoint FICHIER|FILE]... [--key CLÉ|KEY] [--json]

  CHEMIN  dossier de données (doublelock.sqlite) ou fichier exporté
  PATH    data directory (doublelock.sqlite) or exported file
  --checkpoint  point de contrôle conservé ailleurs, autant de fois qu’il y en a
                a checkpoint kept elsewhere, as many times as there are
  --key         clé imprimée sur la feuille de clôture\u{a0}: nom+empreinte+base64
                key printed on the closing sheet: name+hash+base64
  --json        rapport pour une machine / report for a machine

doublelock-verify --extract EXTRAIT|EXTRACT [--key CLÉ|KEY] [IMAGE]...

  EXTRAIT  extrait du journal d’une copie de dossier, et images à y retrouver
  EXTRACT  extract of the journal in a record copy, and images to be found in it

  0\u{a0}: aucune altération / no alteration   1\u{a0}: altération / altered
  2\u{a0}: vérification impossible / could not run
  3\u{a0}: aucune altération, tout n’est pas encore prouvé / no alteration, not all of it proven yet
";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        // Nobody is reading: the exit status alone must not claim success.
        Err(_) => ExitCode::from(2),
    }
}

fn run() -> io::Result<ExitCode> {
    let mut out = io::stdout().lock();
    if std::env::args_os()
        .nth(1)
        .is_some_and(|word| word == "--extract")
    {
        return run_extract(&mut out);
    }
    let Some((request, json)) = arguments(std::env::args_os().skip(1)) else {
        io::stderr().write_all(USAGE.as_bytes())?;
        return Ok(ExitCode::from(2));
    };
    let report = match verify(&request) {
        Ok(report) => report,
        Err(reason) => {
            writeln!(io::stderr(), "{reason}")?;
            return Ok(ExitCode::from(2));
        }
    };
    if json {
        writeln!(out, "{}", report.to_json())?;
    } else {
        for line in report.lines() {
            writeln!(out, "{line}")?;
        }
    }
    out.flush()?;
    Ok(ExitCode::from(u8::from(!report.is_whole())))
}

fn run_extract(out: &mut dyn Write) -> io::Result<ExitCode> {
    let Some(request) = extract_arguments(std::env::args_os().skip(2)) else {
        io::stderr().write_all(USAGE.as_bytes())?;
        return Ok(ExitCode::from(2));
    };
    let report = match verify_extract(&request) {
        Ok(report) => report,
        Err(reason) => {
            writeln!(io::stderr(), "{reason}")?;
            return Ok(ExitCode::from(2));
        }
    };
    for line in report.lines() {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(ExitCode::from(
        match (report.is_whole(), report.is_proven()) {
            (false, _) => 1,
            (true, false) => 3,
            (true, true) => 0,
        },
    ))
}

fn extract_arguments(mut words: impl Iterator<Item = OsString>) -> Option<ExtractRequest> {
    let mut request = ExtractRequest {
        path: words.next()?.into(),
        ..ExtractRequest::default()
    };
    while let Some(word) = words.next() {
        match word.to_str() {
            Some("--key") if request.key.is_none() => {
                request.key = Some(words.next()?.into_string().ok()?);
            }
            Some(option) if option.starts_with('-') => return None,
            _ => request.images.push(word.into()),
        }
    }
    Some(request)
}

fn arguments(mut words: impl Iterator<Item = OsString>) -> Option<(Request, bool)> {
    let mut request = Request::default();
    let mut json = false;
    while let Some(word) = words.next() {
        match word.to_str() {
            Some("--checkpoint") => request.outside.push(words.next()?.into()),
            Some("--key") if request.key.is_none() => {
                request.key = Some(words.next()?.into_string().ok()?);
            }
            Some("--json") => json = true,
            Some(option) if option.starts_with('-') => return None,
            _ if request.path == PathBuf::new() => request.path = word.into(),
            _ => return None,
        }
    }
    (request.path != PathBuf::new()).then_some((request, json))
}
