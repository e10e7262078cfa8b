//! Promise: both databases have the schema that the program believes in, step by step the
//! same, and no step back takes history away.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use doublelock_testkit::TestArchive;

/// Table → column → (kind, may be empty).
type Schema = BTreeMap<String, BTreeMap<String, (String, bool)>>;

/// Tables that only grow.
const APPEND_ONLY: [&str; 8] = [
    "custody_event",
    "disclosure",
    "ledger_checkpoint",
    "ledger_entry",
    "ledger_identity",
    "ledger_payload",
    "ledger_section",
    "ledger_tile",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

/// The schema as the program's source has it: the `diesel::table!` blocks.
fn believed() -> (Schema, BTreeSet<String>) {
    let folder = root().join("appliance/store/src/schema");
    let (mut schema, mut append_only) = (Schema::new(), BTreeSet::new());
    for file in files(&folder) {
        let text = std::fs::read_to_string(folder.join(&file)).unwrap();
        let all_append_only = text
            .lines()
            .next()
            .is_some_and(|line| line.contains("Append-only"));
        for block in text.split("diesel::table! {").skip(1) {
            let (mut about, mut table) = (String::new(), None);
            for line in block
                .lines()
                .map(str::trim)
                .take_while(|line| !line.starts_with("diesel::"))
            {
                if let Some(comment) = line.strip_prefix("///") {
                    about.push_str(comment);
                } else if let Some((column, kind)) = line.trim_end_matches(',').split_once(" -> ") {
                    let table: &String = table.as_ref().unwrap();
                    let inner = kind
                        .strip_prefix("Nullable<")
                        .and_then(|kind| kind.strip_suffix('>'));
                    let column = (
                        column.to_owned(),
                        (inner.unwrap_or(kind).to_owned(), inner.is_some()),
                    );
                    schema
                        .entry(table.clone())
                        .or_insert_with(BTreeMap::new)
                        .extend([column]);
                } else if table.is_none()
                    && let Some((name, _)) = line.split_once(" (")
                {
                    table = Some(name.to_owned());
                }
            }
            let table = table.unwrap();
            if about.contains("Append-only") || all_append_only && table.starts_with("ledger_") {
                append_only.insert(table);
            }
        }
    }
    (schema, append_only)
}

/// The schema as the database says it is.
fn live(archive: &TestArchive, sqlite: bool) -> Schema {
    let columns = if sqlite {
        // An INTEGER that is the whole key is the row's own number, of 64 bits.
        "SELECT m.name, c.name, CASE WHEN c.pk = 1 AND c.type = 'INTEGER' AND NOT EXISTS \
         (SELECT 1 FROM pragma_table_info(m.name) d WHERE d.pk = 2) THEN 'BIGINT' ELSE c.type END, \
         CASE WHEN c.\"notnull\" OR c.pk THEN 'NO' ELSE 'YES' END \
         FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
    } else {
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns \
         WHERE table_schema = 'public'"
    };
    let mut schema = Schema::new();
    for row in archive.sql(columns).unwrap() {
        let [table, column, kind, nullable] = row.try_into().unwrap();
        if table == "__diesel_schema_migrations" {
            continue;
        }
        let kind = match kind.to_ascii_uppercase().as_str() {
            "TEXT" => "Text",
            "BIGINT" => "BigInt",
            "INTEGER" => "Integer",
            "BLOB" | "BYTEA" => "Binary",
            "BOOLEAN" => "Bool",
            other => panic!("{table}.{column} is {other}, which is not in the house's subset"),
        };
        schema
            .entry(table)
            .or_default()
            .insert(column, (kind.to_owned(), nullable == "YES"));
    }
    schema
}

fn is_sqlite(archive: &TestArchive) -> bool {
    archive.home().join("doublelock.sqlite").exists()
}

#[test]
fn each_step_exists_for_both_databases_forth_and_back() {
    let folder = root().join("diesel_migrations");
    let (sqlite, postgres) = (
        files(&folder.join("sqlite")),
        files(&folder.join("postgres")),
    );
    assert_eq!(sqlite, postgres);
    let mut numbers = BTreeSet::new();
    for name in &sqlite {
        let (number, words) = name.split_once('_').unwrap();
        assert!(
            number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit()) && !words.is_empty(),
            "{name}"
        );
        assert!(
            numbers.insert(number.to_owned()),
            "two steps are called {number}"
        );
        for dialect in ["sqlite", "postgres"] {
            let expected = ["down.sql", "up.sql"].map(str::to_owned).into();
            assert_eq!(
                files(&folder.join(dialect).join(name)),
                expected,
                "{dialect}/{name}"
            );
        }
    }
}

#[test]
fn the_database_is_what_the_program_believes() {
    let archive = TestArchive::new();
    let live = live(&archive, is_sqlite(&archive));
    let (believed, _) = believed();
    assert_eq!(
        live.keys().collect::<Vec<_>>(),
        believed.keys().collect::<Vec<_>>(),
        "tables of the database, and of appliance/store/src/schema"
    );
    for (table, columns) in &believed {
        let (mut live, mut columns) = (live[table].clone(), columns.clone());
        if is_sqlite(&archive) {
            // In a STRICT table every whole number, and what is true or not, is INTEGER.
            for (kind, _) in live.values_mut().chain(columns.values_mut()) {
                if matches!(kind.as_str(), "BigInt" | "Bool") {
                    *kind = "Integer".to_owned();
                }
            }
        }
        assert_eq!(live, columns, "{table}");
    }
    archive.close();
}

#[test]
fn migrating_twice_does_nothing_the_second_time() {
    let archive = TestArchive::new();
    assert!(!archive.store.needs_migration().unwrap());
    assert_eq!(archive.store.migrate().unwrap(), 0);
    let steps = archive
        .sql("SELECT version FROM __diesel_schema_migrations")
        .unwrap();
    assert_eq!(
        steps.len(),
        files(&root().join("diesel_migrations/sqlite")).len()
    );
    archive.close();
}

#[test]
fn what_only_grows_is_guarded_by_the_database() {
    let archive = TestArchive::new();
    let (_, said) = believed();
    assert_eq!(
        said,
        APPEND_ONLY.map(str::to_owned).into(),
        "tables whose source says Append-only"
    );
    for table in APPEND_ONLY {
        let (guards, wanted) = if is_sqlite(&archive) {
            let guards = archive
                .sql(&format!("SELECT upper(sql) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '{table}'"));
            (
                guards.unwrap(),
                ["BEFORE UPDATE", "BEFORE DELETE"].as_slice(),
            )
        } else {
            let guards = archive.sql(&format!(
                "SELECT upper(replace(pg_get_triggerdef(oid), E'\\n', ' ')) FROM pg_trigger \
                 WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal AND tgenabled <> 'D'"
            ));
            (guards.unwrap(), ["UPDATE", "DELETE", "TRUNCATE"].as_slice())
        };
        let guards: String = guards.concat().join("\n");
        for act in wanted {
            assert!(
                guards.contains(act),
                "{table}: nothing refuses {act}: {guards}"
            );
        }
    }
    archive.close();
}

#[test]
fn no_step_back_takes_the_journal_away() {
    let archive = TestArchive::new();
    archive
        .store
        .write(&archive.clockwork(), |unit| unit.note_started("test", 0))
        .unwrap();
    let before = archive.entries();
    let dialect = if is_sqlite(&archive) {
        "sqlite"
    } else {
        "postgres"
    };
    let steps = root().join("diesel_migrations").join(dialect);
    let made = |name: &str| std::fs::read_to_string(steps.join(name).join("up.sql")).unwrap();
    for name in files(&steps) {
        let down = std::fs::read_to_string(steps.join(&name).join("down.sql")).unwrap();
        // The steps that made what only grows fail when they are to be taken back.
        if APPEND_ONLY
            .iter()
            .any(|table| made(&name).contains(&format!("CREATE TABLE {table} (")))
        {
            let said = archive.sql(&down).unwrap_err();
            assert!(
                said.replace('_', " ").contains("never dropped"),
                "{name}: {said}"
            );
        } else {
            assert!(
                !APPEND_ONLY.iter().any(|table| down.contains(table)),
                "{name}"
            );
        }
    }
    assert_eq!(archive.entries(), before);
    archive.close();
}
