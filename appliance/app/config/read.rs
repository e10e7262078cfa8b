//! Reading the file against the list of settings, keeping every fault.

use std::fmt;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::keys::{KEYS, Key, Kind, Need};

/// One fault of a configuration, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Dotted path of the setting, or `-` for the file itself.
    pub path: String,
    /// What is wrong and what to do, in French.
    pub french: String,
    /// The same in English.
    pub english: String,
}

impl Fault {
    pub(super) fn file(reason: &str) -> Self {
        Self {
            path: "-".into(),
            french: format!("le fichier ne peut pas être lu ({reason})"),
            english: format!("the file cannot be read ({reason})"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\u{a0}: {} / {}", self.path, self.french, self.english)
    }
}

/// A file being read.
pub(super) struct Reader {
    table: Table,
    faults: Vec<Fault>,
}

/// Where a secret is: a path, or a systemd credential.
pub(super) fn secret_path(text: &str) -> PathBuf {
    match text.strip_prefix("credential:") {
        Some(name) => Path::new(&credentials_directory()).join(name),
        None => PathBuf::from(text),
    }
}

fn credentials_directory() -> String {
    std::env::var("CREDENTIALS_DIRECTORY").unwrap_or_default()
}

fn name_in_environment(path: &str) -> String {
    format!("DOUBLELOCK_{}", path.to_ascii_uppercase().replace('.', "_"))
}

impl Reader {
    /// Parses the text; a file that is not TOML has one fault and no more can be said.
    pub(super) fn new(text: &str, env: &[(String, String)]) -> Result<Self, Vec<Fault>> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let line = error
                .span()
                .map_or(0, |span| text[..span.start].matches('\n').count() + 1);
            vec![Fault {
                path: format!("ligne/line {line}"),
                french: "ce n’est pas du TOML".into(),
                english: error.message().to_owned(),
            }]
        })?;
        let mut reader = Self {
            table,
            faults: Vec::new(),
        };
        reader.note_unknown();
        for key in KEYS {
            if let Some((_, value)) = env
                .iter()
                .find(|(name, _)| *name == name_in_environment(key.path))
            {
                reader.put(key, value);
            }
        }
        Ok(reader)
    }

    /// The value read if nothing is wrong, else every fault.
    pub(super) fn finish<T>(self, value: T) -> Result<T, Vec<Fault>> {
        if self.faults.is_empty() {
            Ok(value)
        } else {
            Err(self.faults)
        }
    }

    fn note_unknown(&mut self) {
        let mut unknown = Vec::new();
        walk("", &self.table, &mut |path| {
            if !KEYS.iter().any(|key| key.path == path) {
                unknown.push(path.to_owned());
            }
        });
        for path in unknown {
            self.fault(&path, "réglage inconnu", "unknown setting");
        }
    }

    fn put(&mut self, key: &Key, text: &str) {
        let value = match key.kind {
            Kind::Text | Kind::File | Kind::Path => Value::String(text.to_owned()),
            Kind::List | Kind::Number | Kind::Truth => {
                let parsed = format!("x = {text}")
                    .parse::<Table>()
                    .ok()
                    .and_then(|mut t| t.remove("x"));
                parsed.unwrap_or_else(|| Value::String(text.to_owned()))
            }
        };
        let mut parts: Vec<&str> = key.path.split('.').collect();
        let Some(last) = parts.pop() else { return };
        let mut table = &mut self.table;
        for part in parts {
            let entry = table
                .entry(part)
                .or_insert_with(|| Value::Table(Table::new()));
            match entry {
                Value::Table(inner) => table = inner,
                _ => return,
            }
        }
        table.insert(last.to_owned(), value);
    }

    pub(super) fn fault(&mut self, path: &str, french: &str, english: &str) {
        self.faults.push(Fault {
            path: path.into(),
            french: french.into(),
            english: english.into(),
        });
    }

    /// Faults so far: what depends on several settings is judged only if each is sound.
    pub(super) const fn faults(&self) -> usize {
        self.faults.len()
    }

    pub(super) fn fault_shape(&mut self, path: &str) {
        self.fault(
            path,
            "cette valeur n’a pas la forme voulue",
            "this value does not have the right form",
        );
    }

    /// The value as given, or the default; required ones that are absent are faults.
    fn value(&mut self, path: &str) -> Option<Value> {
        let key = KEYS.iter().find(|key| key.path == path)?;
        let mut here = Some(&self.table);
        let mut parts = path.split('.').peekable();
        let mut found = None;
        while let (Some(table), Some(part)) = (here, parts.next()) {
            match (table.get(part), parts.peek()) {
                (Some(Value::Table(inner)), Some(_)) => here = Some(inner),
                (value, None) => {
                    found = value.cloned();
                    here = None;
                }
                _ => here = None,
            }
        }
        if found.is_some() {
            return found;
        }
        match key.need {
            Need::Required => {
                self.fault(path, "ce réglage manque", "this setting is missing");
                None
            }
            Need::Optional => None,
            Need::Default(toml) => format!("x = {toml}")
                .parse::<Table>()
                .ok()
                .and_then(|mut t| t.remove("x")),
        }
    }

    /// Text that is given and not empty.
    pub(super) fn text(&mut self, path: &str) -> String {
        match self.value(path) {
            Some(Value::String(text)) if !text.trim().is_empty() && text.len() <= 1000 => text,
            Some(_) => {
                self.fault(path, "un texte est attendu", "a text is expected");
                String::new()
            }
            None => String::new(),
        }
    }

    /// Text that may be absent.
    pub(super) fn optional(&mut self, path: &str) -> Option<String> {
        match self.value(path)? {
            Value::String(text) if !text.trim().is_empty() => Some(text),
            _ => {
                self.fault(path, "un texte est attendu", "a text is expected");
                None
            }
        }
    }

    /// Text with a form of its own.
    pub(super) fn parsed<T>(&mut self, path: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(path);
        if text.is_empty() {
            return None;
        }
        let parsed = parse(&text);
        if parsed.is_none() {
            self.fault_shape(path);
        }
        parsed
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, path: &str) -> Vec<String> {
        let Some(value) = self.value(path) else {
            return Vec::new();
        };
        let Value::Array(values) = value else {
            self.fault(
                path,
                "une liste de textes est attendue",
                "a list of texts is expected",
            );
            return Vec::new();
        };
        let texts: Option<Vec<String>> = values
            .into_iter()
            .map(|v| v.as_str().map(str::to_owned))
            .collect();
        texts.unwrap_or_else(|| {
            self.fault(
                path,
                "une liste de textes est attendue",
                "a list of texts is expected",
            );
            Vec::new()
        })
    }

    /// A list of texts, each with a form of its own.
    pub(super) fn parsed_list<T>(
        &mut self,
        path: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let texts = self.texts(path);
        let parsed: Vec<T> = texts.iter().filter_map(|text| parse(text)).collect();
        if parsed.len() != texts.len() {
            self.fault_shape(path);
        }
        parsed
    }

    /// A whole number within bounds.
    pub(super) fn number(&mut self, path: &str, least: u64, most: u64) -> u64 {
        let Some(value) = self.value(path) else {
            return least;
        };
        match value.as_integer().and_then(|n| u64::try_from(n).ok()) {
            Some(n) if (least..=most).contains(&n) => n,
            _ => {
                self.fault(
                    path,
                    &format!("un nombre de {least} à {most} est attendu"),
                    &format!("a number from {least} to {most} is expected"),
                );
                least
            }
        }
    }

    /// `true` or `false`.
    pub(super) fn truth(&mut self, path: &str) -> bool {
        match self.value(path) {
            Some(Value::Boolean(truth)) => truth,
            Some(_) => {
                self.fault(
                    path,
                    "true ou false est attendu",
                    "true or false is expected",
                );
                false
            }
            None => false,
        }
    }

    /// The path of a directory.
    pub(super) fn path(&mut self, path: &str) -> PathBuf {
        PathBuf::from(self.text(path))
    }

    /// The path of a file that can be read now.
    pub(super) fn file(&mut self, path: &str) -> PathBuf {
        let text = self.text(path);
        let file = secret_path(&text);
        if !text.is_empty() && std::fs::File::open(&file).is_err() {
            self.fault(
                path,
                "ce fichier ne peut pas être lu",
                "this file cannot be read",
            );
        }
        file
    }
}

/// Calls `leaf` with the dotted path of every value that is not a table.
fn walk(prefix: &str, table: &Table, leaf: &mut dyn FnMut(&str)) {
    for (name, value) in table {
        let path = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        match value {
            Value::Table(inner) => walk(&path, inner, leaf),
            _ => leaf(&path),
        }
    }
}
