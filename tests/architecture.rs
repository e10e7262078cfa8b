//! Promise: the crates depend on one another only as docs/ARCHITECTURE.md says, and the source
//! keeps the few house rules that neither Cargo nor clippy can hold.
//!
//! When one of these fails after a deliberate change, change the list here in the same commit
//! and say why in docs/decisions.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// What each of our crates may use of ours, tests left out. The testkit may see everything,
/// because it puts an appliance together.
const OURS: [(&str, &[&str]); 13] = [
    ("doublelock-confine", &[]),
    ("doublelock-domain", &[]),
    ("doublelock-ledger", &[]),
    ("doublelock-verify", &[]),
    ("doublelock-edge", &[]),
    ("doublelock-directory", &[]),
    ("doublelock-vault", &[]),
    ("doublelock-paper", &[]),
    ("doublelock-recordcopy", &["doublelock-confine"]),
    ("doublelock-imaging", &["doublelock-confine"]),
    (
        "doublelock-store",
        &["doublelock-domain", "doublelock-ledger", "doublelock-vault"],
    ),
    (
        "doublelock",
        &[
            "doublelock-confine",
            "doublelock-directory",
            "doublelock-domain",
            "doublelock-edge",
            "doublelock-imaging",
            "doublelock-ledger",
            "doublelock-paper",
            "doublelock-recordcopy",
            "doublelock-store",
            "doublelock-vault",
        ],
    ),
    ("doublelock-testkit", ANYTHING),
];
const ANYTHING: &[&str] = &["*"];

/// Everything that the pure rules may use. No runtime, no database, no network, no cipher.
const DOMAIN_MAY_USE: [&str; 7] = [
    "chrono",
    "chrono-tz",
    "serde",
    // Looks for letters in the names of a million people.
    "memchr",
    // The shape of a fact is JSON.
    "serde_json",
    "thiserror",
    "unicode-normalization",
];

/// Crates that belong to one side: only these of ours may name them, tests left out.
const OWNED: [(&str, &[&str]); 17] = [
    ("landlock", &["doublelock-confine"]),
    ("seccompiler", &["doublelock-confine"]),
    // In the app: how many files this process may open.
    ("nix", &["doublelock-confine", "doublelock"]),
    ("diesel", &["doublelock-store"]),
    ("diesel_migrations", &["doublelock-store"]),
    // The verifier opens the file by itself; it must not share the store's way of reading.
    ("libsqlite3-sys", &["doublelock-store", "doublelock-verify"]),
    // The testkit alters files behind the store's back, as an attacker would.
    ("rusqlite", &["doublelock-verify", "doublelock-testkit"]),
    ("rocket", &["doublelock"]),
    ("tera", &["doublelock"]),
    ("cron", &["doublelock"]),
    ("clap", &["doublelock"]),
    // In the app: the browser of the demonstration's tour.
    ("hyper", &["doublelock-edge", "doublelock"]),
    ("ldap3", &["doublelock-directory"]),
    ("ldap3_proto", &["doublelock-directory"]),
    ("barcoders", &["doublelock-paper"]),
    ("pdf-writer", &["doublelock-paper"]),
    ("dicom-ul", &["doublelock-imaging"]),
];

/// Names of folders and modules that say nothing about what is in them.
const EMPTY_NAMES: [&str; 7] = [
    "utils", "util", "helpers", "common", "models", "services", "manager",
];

/// Longest source file. Longer ones are split by meaning.
const MAX_LINES: usize = 800;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(["--locked".to_owned(), "--offline".to_owned()])
        .exec()
        .unwrap()
}

/// Names of the direct dependencies of each of our crates, without those of tests.
fn direct_dependencies() -> BTreeMap<String, BTreeSet<String>> {
    metadata()
        .packages
        .iter()
        .map(|package| {
            let uses = package
                .dependencies
                .iter()
                .filter(|dependency| dependency.kind != DependencyKind::Development)
                .map(|dependency| dependency.name.clone())
                .collect();
            (package.name.to_string(), uses)
        })
        .collect()
}

fn is_ours(name: &str) -> bool {
    name == "doublelock" || name.starts_with("doublelock-")
}

#[test]
fn our_crates_import_one_way() {
    let expected: BTreeMap<&str, &[&str]> = OURS.into_iter().collect();
    let found = direct_dependencies();
    let known: BTreeSet<&str> = expected.keys().copied().collect();
    let there: BTreeSet<&str> = found.keys().map(String::as_str).collect();
    assert_eq!(there, known, "a crate came or went");
    for (name, uses) in &found {
        let allowed = expected[name.as_str()];
        if allowed == ANYTHING {
            continue;
        }
        let surplus: Vec<&String> = uses
            .iter()
            .filter(|used| is_ours(used) && !allowed.contains(&used.as_str()))
            .collect();
        assert!(surplus.is_empty(), "{name} must not use {surplus:?}");
        let absent: Vec<&&str> = (allowed.iter())
            .filter(|allowed| !uses.contains(**allowed))
            .collect();
        assert!(absent.is_empty(), "{name} does not use {absent:?}");
    }
}

#[test]
fn the_rules_need_nothing_that_could_reach_the_world() {
    let found = direct_dependencies();
    let surplus: Vec<&String> = found["doublelock-domain"]
        .iter()
        .filter(|name| !DOMAIN_MAY_USE.contains(&name.as_str()))
        .collect();
    assert!(surplus.is_empty(), "doublelock-domain uses {surplus:?}");
}

#[test]
fn each_outside_crate_has_one_home() {
    let found = direct_dependencies();
    let mut strays = Vec::new();
    for (name, uses) in &found {
        for (crate_name, homes) in OWNED {
            if uses.contains(crate_name) && !homes.contains(&name.as_str()) {
                strays.push(format!("{name} uses {crate_name}"));
            }
        }
        // Tests of record copies read the files that these hold with it as well.
        for used in uses.iter().filter(|used| used.starts_with("dicom-")) {
            if name != "doublelock-imaging" {
                strays.push(format!("{name} uses {used}"));
            }
        }
    }
    assert!(strays.is_empty(), "{strays:#?}");
}

#[test]
fn every_crate_takes_the_workspace_lints_and_is_not_published() {
    for package in metadata().packages {
        let manifest = fs::read_to_string(&package.manifest_path).unwrap();
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{} has no workspace lints",
            package.name
        );
        assert_eq!(package.publish, Some(Vec::new()), "{}", package.name);
    }
}

/// Files of our own under a folder, by extension, build output left out.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "target" && !name.starts_with('.') {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<PathBuf> {
    let mut all = files(&root().join("appliance"), "rs");
    all.extend(files(&root().join("tests"), "rs"));
    assert!(all.len() > 50, "the walk found only {} files", all.len());
    all
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}

#[test]
fn folders_and_modules_are_named_for_what_is_in_them() {
    let vague: Vec<String> = sources()
        .iter()
        .filter(|path| {
            path.strip_prefix(root()).unwrap().iter().any(|part| {
                let part = part.to_string_lossy();
                EMPTY_NAMES.contains(&part.strip_suffix(".rs").unwrap_or(&part))
            })
        })
        .map(|path| shown(path))
        .collect();
    assert!(vague.is_empty(), "{vague:#?}");
}

#[test]
fn no_source_file_grows_beyond_reading() {
    let long: Vec<String> = sources()
        .iter()
        .filter_map(|path| {
            let lines = fs::read_to_string(path).unwrap().lines().count();
            (lines > MAX_LINES).then(|| format!("{} has {lines} lines", shown(path)))
        })
        .collect();
    assert!(long.is_empty(), "split by meaning: {long:#?}");
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|path| path.file_name().is_some_and(|name| name != "tests.rs"))
        .filter(|path| !fs::read_to_string(path).unwrap().starts_with("//!"))
        .map(|path| shown(path))
        .collect();
    assert!(silent.is_empty(), "no module comment: {silent:#?}");
}

/// Lines of code, without comments, in which a word stands, as "file:line".
fn lines_with(paths: &[PathBuf], word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for path in paths {
        for (at, line) in fs::read_to_string(path).unwrap().lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if code.contains(word) {
                found.push(format!("{}:{}", shown(path), at + 1));
            }
        }
    }
    found
}

/// Who calls somebody, tests left out: the edge our own pages, the directory the staff directory, the
/// database its server (in C, by its address), and what plays the tour the appliance itself.
#[test]
fn these_files_open_connections_and_no_other() {
    const CALLERS: [&str; 4] = [
        "appliance/app/demo/browser.rs:",
        "appliance/directory/src/wire.rs:",
        "appliance/edge/src/upstream.rs:",
        // Sends images for the tour and for tests.
        "appliance/imaging/src/scu.rs:",
    ];
    let ours = files(&root().join("appliance"), "rs");
    for call in [
        "TcpStream::connect",
        "TcpSocket::",
        "UdpSocket",
        "UnixStream::connect",
        "LdapConnAsync::",
        "ClientAssociationOptions",
        "lookup_host",
    ] {
        let strays: Vec<String> = lines_with(&ours, call)
            .into_iter()
            .filter(|place| {
                !["/tests/", "/benches/", "/src/bin/"]
                    .iter()
                    .any(|part| place.contains(part))
            })
            .filter(|place| !CALLERS.iter().any(|caller| place.starts_with(caller)))
            .collect();
        assert!(strays.is_empty(), "{call}: {strays:#?}");
    }
    let sender = lines_with(&ours, "scu::store(");
    let sends = |place: &&String| {
        !["appliance/app/demo/", "/tests/", "/benches/"]
            .iter()
            .any(|part| place.contains(part))
    };
    assert_eq!(
        sender.iter().find(sends),
        None,
        "only the tour sends images"
    );
}

/// A parser that reads any data set, or pixels: in the child, and in what the tour and the tests send
/// with. The rest reads heads by code of its own.
#[test]
fn only_the_child_reads_whole_data_sets() {
    const READERS: [&str; 4] = [
        "appliance/imaging/src/describe/child.rs:",
        "appliance/imaging/src/describe/thumbnail.rs:",
        "appliance/imaging/src/phantom/",
        "appliance/imaging/src/scu.rs:",
    ];
    let ours = files(&root().join("appliance"), "rs");
    for word in [
        "InMemDicomObject",
        "OpenFileOptions",
        "from_reader",
        "dicom_object::open_file",
        "dicom_pixeldata",
        "dicom_parser",
    ] {
        let strays: Vec<String> = lines_with(&ours, word)
            .into_iter()
            .filter(|place| !place.contains("/tests/"))
            .filter(|place| !READERS.iter().any(|reader| place.starts_with(reader)))
            .collect();
        assert!(strays.is_empty(), "{word}: {strays:#?}");
    }
}

/// A promise whose test was renamed or is gone would be kept by nobody.
#[test]
fn every_test_that_a_promise_names_is_there() {
    let page = fs::read_to_string(root().join("docs/features.md")).unwrap();
    let mut ours = files(&root().join("appliance"), "rs");
    ours.extend(files(&root().join("tests"), "rs"));
    let texts = ours.iter().map(|file| fs::read_to_string(file).unwrap());
    let text = texts.collect::<String>();
    let named = page.split('`').skip(1).step_by(2);
    let (mut missing, mut seen) = (Vec::new(), 0);
    for name in named {
        let first = name.split(' ').next().unwrap();
        let is_test = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let is_there = if name.contains('/') {
            root().join(first).exists()
        } else if name.chars().all(is_test) {
            let (function, module) = (format!("fn {name}("), format!("mod {name};"));
            text.contains(&function) || text.contains(&module)
        } else {
            // A crate, a module of it, or a command of cargo.
            name.starts_with("doublelock") || name.starts_with("cargo ")
        };
        seen += 1;
        if !is_there {
            missing.push(name);
        }
    }
    assert!(seen > 100, "{seen}");
    assert!(
        missing.is_empty(),
        "docs/features.md names what is not there: {missing:#?}"
    );
}

/// Clippy bans reading the clock everywhere; this holds that its exceptions stay in one file.
#[test]
fn one_file_reads_the_clock_of_the_machine() {
    let ours = files(&root().join("appliance"), "rs");
    for call in ["SystemTime::now", "Utc::now", "Local::now"] {
        let strays: Vec<String> = lines_with(&ours, call)
            .into_iter()
            .filter(|place| {
                !place.starts_with("appliance/app/machine.rs:") && !place.contains("/tests/")
            })
            .collect();
        assert!(
            strays.is_empty(),
            "{call} outside the one clock: {strays:#?}"
        );
    }
}

/// One configuration: read in one place, checked, passed down.
#[test]
fn one_place_reads_the_environment() {
    let ours: Vec<PathBuf> = files(&root().join("appliance"), "rs")
        .into_iter()
        .filter(|path| {
            let place = shown(path);
            !place.starts_with("appliance/app/config/") && !place.contains("/tests/")
        })
        .collect();
    for call in ["env::var", "env::set_var", "env::remove_var"] {
        let strays = lines_with(&ours, call);
        assert!(
            strays.is_empty(),
            "{call} outside the configuration: {strays:#?}"
        );
    }
}

#[test]
fn the_rules_touch_no_file_thread_or_clock() {
    let domain = files(&root().join("appliance/domain/src"), "rs");
    for word in [
        "std::fs",
        "std::net",
        "std::env",
        "std::thread",
        "std::process",
        "Instant::now",
        "static mut",
        "thread_local!",
        "OnceLock",
        "LazyLock",
    ] {
        let strays = lines_with(&domain, word);
        assert!(
            strays.is_empty(),
            "{word} in doublelock-domain: {strays:#?}"
        );
    }
}

#[test]
fn nothing_outside_web_knows_http() {
    let elsewhere: Vec<PathBuf> = files(&root().join("appliance/app"), "rs")
        .into_iter()
        .filter(|path| {
            let place = shown(path);
            // The browser of the demonstration and of the benchmark is somebody else's program.
            let client = ["demo/browser.rs", "benches/"].map(|of| format!("appliance/app/{of}"));
            !place.starts_with("appliance/app/web/")
                && !client.iter().any(|client| place.starts_with(client))
        })
        .collect();
    for word in ["rocket::", "hyper::", "http::"] {
        let strays = lines_with(&elsewhere, word);
        assert!(strays.is_empty(), "{word} outside web: {strays:#?}");
    }
}

/// The words under which diesel hides its escape hatches stay inside the store.
#[test]
fn nothing_outside_the_store_speaks_sql() {
    let elsewhere: Vec<PathBuf> = files(&root().join("appliance"), "rs")
        .into_iter()
        .filter(|path| {
            let place = shown(path);
            !place.starts_with("appliance/store/") && !place.starts_with("appliance/verify/")
        })
        .collect();
    for word in [
        "diesel::",
        "sql_query",
        "rusqlite",
        "INSERT INTO",
        "DELETE FROM",
    ] {
        let strays = lines_with(&elsewhere, word);
        assert!(strays.is_empty(), "{word} outside the store: {strays:#?}");
    }
}

/// The same migrations, under the same names, for both databases.
#[test]
fn every_migration_exists_for_both_databases() {
    let names = |database: &str| -> Vec<String> {
        let folder = root().join("diesel_migrations").join(database);
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let sqlite = names("sqlite");
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, names("postgres"));
    for database in ["sqlite", "postgres"] {
        for name in &sqlite {
            let folder = root().join("diesel_migrations").join(database).join(name);
            for file in ["up.sql", "down.sql"] {
                assert!(
                    folder.join(file).is_file(),
                    "{} lacks {file}",
                    shown(&folder)
                );
            }
        }
    }
}

/// Names of the tables that follow from the journal.
fn follows() -> Vec<String> {
    let text = fs::read_to_string(root().join("appliance/store/src/tables.rs")).unwrap();
    let (_, lists) = text.split_once("pub const FOLLOWS").unwrap();
    let (list, _) = lists.split_once("pub const JOURNAL").unwrap();
    let first = |rest: &str| rest.split('"').nth(1).map(str::to_owned);
    let named = list.split("follows(").skip(1).filter_map(first);
    let spelt = list.split("name:").skip(1).filter_map(first);
    named.chain(spelt).collect()
}

#[test]
fn only_project_writes_tables_that_follow_from_the_journal() {
    let tables = follows();
    assert!(tables.len() > 20 && tables.contains(&"custody_event".to_owned()));
    let mut faults = Vec::new();
    for file in files(&root().join("appliance/store/src"), "rs") {
        let place = file.display().to_string();
        if place.contains("/project/") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for verb in ["insert_into(", "update(", "delete("] {
            for (at, _) in text.match_indices(verb) {
                let target: String = text[at + verb.len()..].chars().take(80).collect();
                let target = target.trim_start();
                for table in &tables {
                    if target.starts_with(&format!("{table}::table")) {
                        faults.push(format!("{place}: {verb}{table}"));
                    }
                }
            }
        }
    }
    assert_eq!(faults, [""; 0], "see docs/decisions/0009");
}
