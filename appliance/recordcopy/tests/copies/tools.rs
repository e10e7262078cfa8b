//! The two programs: whatever they do, they do it confined, and a package is made whole or not at all.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use doublelock_confine::Launcher;
use doublelock_recordcopy::{
    BuildError, Built, Signer, ToolFailure, Tools, build_folder, write_iso,
};

use crate::made::{build, contents, rsa_signer, three_images, tools};

/// A program that behaves as its name says.
pub(crate) fn stand_in(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    if !path.exists() {
        symlink(env!("CARGO_BIN_EXE_recordcopy-stand-in"), &path).unwrap();
    }
    path
}

/// A folder of stand-ins, and one with a key in it where packages are made.
struct Places {
    programs: tempfile::TempDir,
    data: tempfile::TempDir,
    signer: Signer,
}

impl Places {
    fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join("master.key"), "fictitious").unwrap();
        fs::create_dir(data.path().join("work")).unwrap();
        Self {
            programs: tempfile::tempdir().unwrap(),
            data,
            signer: rsa_signer("essai"),
        }
    }

    fn program(&self, name: &str) -> PathBuf {
        stand_in(self.programs.path(), name)
    }

    fn launcher(&self, name: &str) -> Launcher {
        Launcher {
            path: self.program(name),
            arguments: Vec::new(),
        }
    }

    fn build(&self, tools: &Tools) -> Result<Built, BuildError> {
        // `dcmmkdir` works two folders below: scratch, package.
        let destination = self.data.path().join("copy");
        let built = build_folder(contents(three_images()), &self.signer, tools, &destination);
        assert_eq!(built.is_ok(), destination.exists(), "whole or not at all");
        built
    }

    fn build_with(&self, name: &str) -> Result<Built, BuildError> {
        self.build(&Tools {
            dcmmkdir: self.program(name),
            ..tools()
        })
    }
}

fn failure<T>(result: Result<T, BuildError>) -> ToolFailure {
    match result.map(|_| ()) {
        Err(BuildError::Tool { failure, .. }) => failure,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_program_sees_only_the_environment_it_is_given() {
    let built = Places::new().build_with("asks-for-its-environment");
    assert_eq!(built.unwrap().not_indexed().count(), 3);
}

#[test]
fn a_program_that_never_ends_is_stopped() {
    let places = Places::new();
    let hasty = Tools {
        dcmmkdir: places.program("hangs"),
        deadline: Duration::from_millis(300),
        ..tools()
    };
    assert!(matches!(
        failure(places.build(&hasty)),
        ToolFailure::Deadline
    ));
}

#[test]
fn a_program_that_fails_dies_talks_or_is_missing_is_told() {
    let places = Places::new();
    for name in ["fails", "aborts"] {
        let failure = failure(places.build_with(name));
        assert!(matches!(failure, ToolFailure::Refused), "{failure:?}");
    }
    let overlong = failure(places.build_with("talks"));
    assert!(
        matches!(overlong, ToolFailure::TooTalkative),
        "{overlong:?}"
    );
    fs::write(places.programs.path().join("no-program"), "text").unwrap();
    for name in ["missing/program", "no-program"] {
        let absent = Tools {
            dcmmkdir: places.programs.path().join(name),
            ..tools()
        };
        let failure = failure(places.build(&absent));
        assert!(matches!(failure, ToolFailure::NotStarted(_)), "{failure:?}");
    }
}

#[test]
fn a_program_is_listened_to_and_its_index_is_read_up_to_so_many_bytes() {
    let places = Places::new();
    // 64 MiB of words; `talks` says one byte more. It left no index.
    let long = places.build_with("talks-long");
    assert!(matches!(long, Err(BuildError::Io(_))), "{long:?}");
    // 128 MiB of an index, which this is not.
    let much = places.build_with("writes-much");
    assert!(matches!(much, Err(BuildError::FileSet)), "{much:?}");
    let more = failure(places.build_with("writes-too-much"));
    assert!(matches!(more, ToolFailure::TooTalkative), "{more:?}");
}

#[test]
fn where_a_program_cannot_be_confined_it_does_not_run() {
    let places = Places::new();
    let unable = Tools {
        launcher: places.launcher("unable-launcher"),
        ..tools()
    };
    assert!(matches!(
        failure(places.build(&unable)),
        ToolFailure::NotConfined
    ));
    let absent = Tools {
        launcher: Launcher {
            path: "/nowhere".into(),
            arguments: Vec::new(),
        },
        ..tools()
    };
    assert!(matches!(
        failure(places.build(&absent)),
        ToolFailure::NotStarted(_)
    ));
}

#[test]
fn a_dcmmkdir_that_was_taken_over_gets_nowhere() {
    let places = Places::new();
    places.build_with("burgles").unwrap();
    assert_eq!(fs::read_dir(places.data.path()).unwrap().count(), 3);
    // The same program under a launcher that confines nothing does what it tries.
    let places = Places::new();
    let careless = Tools {
        launcher: places.launcher("careless-launcher"),
        dcmmkdir: places.program("burgles"),
        ..tools()
    };
    let failure = failure(places.build(&careless));
    assert!(matches!(failure, ToolFailure::Refused), "{failure:?}");
    assert!(places.data.path().join("planted").exists());
}

#[test]
fn an_xorriso_that_was_taken_over_gets_nowhere() {
    let places = Places::new();
    let work = places.data.path().join("work");
    let built = build(&work, "copy", three_images(), &places.signer);
    let image = places.data.path().join("copy.iso");
    let taken = Tools {
        xorriso: places.program("burgles"),
        ..tools()
    };
    // Nothing that it tried went well, so it wrote what it calls an image: no verifier reads that.
    let failed = failure(write_iso(&built, &taken, &image));
    assert!(matches!(failed, ToolFailure::Unexpected), "{failed:?}");
    assert!(!built.folder.join("planted").exists() && !image.exists());
    let careless = Tools {
        launcher: places.launcher("careless-launcher"),
        ..taken
    };
    let other = places.data.path().join("other.iso");
    let failure = failure(write_iso(&built, &careless, &other));
    assert!(matches!(failure, ToolFailure::Refused), "{failure:?}");
    assert!(built.folder.join("planted").exists() && !other.exists());
}
