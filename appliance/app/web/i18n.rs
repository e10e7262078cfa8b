//! The French and English catalogues, and sentences that are not yet said in a language.
//!
//! The catalogues are Fluent files embedded in the program, `templates/locales/fr-CA/*.ftl` and
//! `templates/locales/en-CA/*.ftl`, one file per desk plus `base.ftl`. French is written first.
//! Isolation marks are off: they would end up in labels, file names and copied text. Numbers given
//! to a message are grouped for its language by [`super::format`], because Fluent's own formatter
//! does no locale formatting.
//!
//! A page gets its words in two ways: the template calls `t(key="…")`, or the page structure
//! carries a [`Phrase`], which the template says in the reader's language with `| say`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::Serialize;
use unic_langid::langid;

use super::assets::Sources;
use super::format;
use super::locale::Locale;

/// A value inside a [`Phrase`]. Instants are microseconds since 1970-01-01 UTC and are shown in the
/// zone of the page's frame.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "as", content = "value", rename_all = "snake_case")]
pub enum Arg {
    /// Text of ours: a word already chosen, a reference number.
    Text(String),
    /// Text entered by a person or sent by another system. It is escaped and marked
    /// `translate="no"`.
    Typed(String),
    /// A whole number: selects the plural and is grouped for the language.
    Number(i64),
    /// A size in bytes: « 3,1 Mo ».
    Bytes(u64),
    /// An identifier of ours, shown in groups: DI 1234 5678 12.
    Code(String),
    /// A reference that must not break at its hyphens: 2026-0421.
    Ref(String),
    /// An instant shown as a date in text, without its article: « 1er mars 2026 ».
    Date(i64),
    /// A calendar day, `2026-03-01`, shown as a date in text.
    Day(String),
    /// An instant shown as an hour in text: « 14 h 30 ».
    Time(i64),
    /// An instant shown as date and hour in text: « 1er mars 2026 à 14 h 30 ».
    Instant(i64),
    /// A duration in seconds: « 4 h 11 min », « 21 j ».
    Seconds(i64),
    /// Another phrase: a word from a closed list, a kind of thing.
    Phrase(Phrase),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}
impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
impl From<Phrase> for Arg {
    fn from(phrase: Phrase) -> Self {
        Self::Phrase(phrase)
    }
}

/// A sentence of the catalogue with its values, not yet said in a language.
///
/// Templates say it with `{{ phrase | say }}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Phrase {
    key: Cow<'static, str>,
    args: BTreeMap<Cow<'static, str>, Arg>,
}

impl Phrase {
    /// The sentence with this catalogue key. The key must stand in both catalogues.
    pub fn new(key: impl Into<Cow<'static, str>>) -> Self {
        Self {
            key: key.into(),
            args: BTreeMap::new(),
        }
    }

    /// Gives the sentence one of its values.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Arg>) -> Self {
        self.args.insert(name.into(), value.into());
        self
    }

    /// The catalogue key.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Why the catalogues could not be loaded. Found at start-up, never while a page is made.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The file is not UTF-8.
    #[error("catalogue {file} is not UTF-8")]
    NotText {
        /// Path under `templates/locales`.
        file: String,
    },
    /// The file has a line Fluent cannot read.
    #[error("catalogue {file}: {detail}")]
    Syntax {
        /// Path under `templates/locales`.
        file: String,
        /// Fluent's own words.
        detail: String,
    },
    /// The same key stands twice in one language.
    #[error("catalogue {file} repeats a key: {detail}")]
    Repeated {
        /// Path under `templates/locales`.
        file: String,
        /// Fluent's own words.
        detail: String,
    },
}

/// Why a sentence could not be said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SayError {
    /// The catalogue of this language has no such sentence.
    #[error("no sentence `{key}` in {}", locale.tag())]
    Missing {
        /// The key asked for.
        key: String,
        /// The language asked for.
        locale: Locale,
    },
    /// The sentence needs a value it was not given, or its reference is broken.
    #[error("sentence `{key}` in {}: {detail}", locale.tag())]
    Broken {
        /// The key asked for.
        key: String,
        /// The language asked for.
        locale: Locale,
        /// Fluent's own words: names of values, never their content.
        detail: String,
    },
}

/// Both catalogues, ready to say any sentence. Built once.
pub struct Catalogues {
    french: FluentBundle<FluentResource>,
    english: FluentBundle<FluentResource>,
    keys: BTreeMap<Locale, BTreeSet<String>>,
}

impl std::fmt::Debug for Catalogues {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogues")
            .field("french", &self.keys(Locale::FrCa).len())
            .field("english", &self.keys(Locale::EnCa).len())
            .finish()
    }
}

impl Catalogues {
    /// Loads the catalogues embedded in the program.
    pub fn embedded() -> Result<Self, CatalogueError> {
        let mut sources = Vec::new();
        for (path, bytes) in Sources::ending(".ftl") {
            let Some(file) = path.strip_prefix("locales/").map(str::to_owned) else {
                continue;
            };
            match String::from_utf8(bytes.into_owned()) {
                Ok(text) => sources.push((file, text)),
                Err(_) => return Err(CatalogueError::NotText { file }),
            }
        }
        Self::from_sources(sources)
    }

    /// Builds catalogues from `(path, text)` pairs; the path starts with the locale's tag.
    pub fn from_sources(
        sources: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, CatalogueError> {
        let mut french = FluentBundle::new_concurrent(vec![langid!("fr-CA")]);
        let mut english = FluentBundle::new_concurrent(vec![langid!("en-CA")]);
        french.set_use_isolating(false);
        english.set_use_isolating(false);
        french.set_formatter(Some(french_number));
        english.set_formatter(Some(english_number));
        let mut keys = BTreeMap::from(Locale::ALL.map(|locale| (locale, BTreeSet::new())));
        for (file, text) in sources {
            let Some(locale) = file.split('/').next().and_then(Locale::from_tag) else {
                continue;
            };
            let resource =
                FluentResource::try_new(text).map_err(|(_, errors)| CatalogueError::Syntax {
                    file: file.clone(),
                    detail: join(&errors),
                })?;
            if let Some(known) = keys.get_mut(&locale) {
                known.extend(message_keys(resource.source()));
            }
            let bundle = match locale {
                Locale::FrCa => &mut french,
                Locale::EnCa => &mut english,
            };
            bundle
                .add_resource(resource)
                .map_err(|errors| CatalogueError::Repeated {
                    file,
                    detail: join(&errors),
                })?;
        }
        Ok(Self {
            french,
            english,
            keys,
        })
    }

    /// The keys of one language, sorted.
    pub fn keys(&self, locale: Locale) -> &BTreeSet<String> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        self.keys.get(&locale).unwrap_or(&NONE)
    }

    /// Says a word or a sentence whose values are text, for a file: nothing in it is marked or escaped.
    pub fn say_plainly(&self, locale: Locale, phrase: &Phrase) -> Result<String, SayError> {
        let mut args = FluentArgs::new();
        for (name, value) in &phrase.args {
            match value {
                Arg::Text(text) | Arg::Typed(text) | Arg::Ref(text) => {
                    args.set(name.to_string(), text.clone());
                }
                Arg::Number(number) => args.set(name.to_string(), *number),
                Arg::Phrase(within) => {
                    args.set(name.to_string(), self.say_plainly(locale, within)?);
                }
                _ => {}
            }
        }
        self.say(locale, phrase.key(), &args)
    }

    /// Says one sentence. Any formatting error, a missing value among them, is refused.
    pub fn say(
        &self,
        locale: Locale,
        key: &str,
        args: &FluentArgs<'_>,
    ) -> Result<String, SayError> {
        let bundle = match locale {
            Locale::FrCa => &self.french,
            Locale::EnCa => &self.english,
        };
        let pattern = bundle
            .get_message(key)
            .and_then(|message| message.value())
            .ok_or_else(|| SayError::Missing {
                key: key.to_owned(),
                locale,
            })?;
        let mut errors = Vec::new();
        let said = bundle.format_pattern(pattern, Some(args), &mut errors);
        if errors.is_empty() {
            Ok(said.into_owned())
        } else {
            Err(SayError::Broken {
                key: key.to_owned(),
                locale,
                detail: join(&errors),
            })
        }
    }
}

/// The keys of the messages of a catalogue file. Every message starts in the first column with its
/// name; terms start with `-`, comments with `#`, values and attributes are indented.
fn message_keys(source: &str) -> impl Iterator<Item = String> + '_ {
    source.lines().filter_map(|line| {
        let (name, _) = line.split_once('=')?;
        let name = name.trim_end();
        (name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'))
        .then(|| name.to_owned())
    })
}

fn join<E: std::fmt::Display>(errors: &[E]) -> String {
    let words: Vec<_> = errors.iter().map(ToString::to_string).collect();
    words.join("; ")
}

fn french_number<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(Locale::FrCa, value)
}

fn english_number<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(Locale::EnCa, value)
}

fn number(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let text = number.as_string();
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text.as_ref(), None),
    };
    let mut out = format::group_digits(locale, whole);
    if let Some(fraction) = fraction {
        out.push(format::decimal_mark(locale));
        out.push_str(fraction);
    }
    Some(out)
}

/// An act in words. Catalogue keys have a hyphen for the full stop.
pub fn act(act: doublelock_domain::act::Act) -> Phrase {
    Phrase::new(act_key(act))
}

/// Catalogue key of an act.
pub fn act_key(act: doublelock_domain::act::Act) -> String {
    format!("act-{}", act.as_str().replace('.', "-"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn catalogues(french: &str, english: &str) -> Result<Catalogues, CatalogueError> {
        Catalogues::from_sources([
            ("fr-CA/base.ftl".to_owned(), french.to_owned()),
            ("en-CA/base.ftl".to_owned(), english.to_owned()),
        ])
    }

    #[test]
    fn a_count_selects_the_plural_and_is_grouped_for_its_language() {
        let words = catalogues(
            "films = { $n ->\n    [one] { $n } film\n   *[other] { $n } films\n}\n",
            "films = { $n ->\n    [one] { $n } film\n   *[other] { $n } films\n}\n",
        )
        .unwrap();
        let say = |locale, n: i64| {
            let mut args = FluentArgs::new();
            args.set("n", n);
            words.say(locale, "films", &args).unwrap()
        };
        assert_eq!(say(Locale::FrCa, 0), "0 film");
        assert_eq!(say(Locale::FrCa, 1234), "1\u{a0}234 films");
        assert_eq!(say(Locale::EnCa, 0), "0 films");
        assert_eq!(say(Locale::EnCa, 1_234_567), "1,234,567 films");
    }

    #[test]
    fn a_missing_sentence_and_a_missing_value_are_refused() {
        let words = catalogues("hello = Bonjour { $who }\n", "hello = Hello { $who }\n").unwrap();
        assert_eq!(
            words.say(Locale::FrCa, "bye", &FluentArgs::new()),
            Err(SayError::Missing {
                key: "bye".into(),
                locale: Locale::FrCa
            })
        );
        assert!(matches!(
            words.say(Locale::EnCa, "hello", &FluentArgs::new()),
            Err(SayError::Broken { .. })
        ));
    }

    #[test]
    fn values_are_not_wrapped_in_isolation_marks() {
        let words = catalogues("hello = Bonjour { $who }\n", "").unwrap();
        let mut args = FluentArgs::new();
        args.set("who", "Nadia");
        assert_eq!(
            words.say(Locale::FrCa, "hello", &args).unwrap(),
            "Bonjour Nadia"
        );
    }

    #[test]
    fn broken_and_repeated_keys_are_refused_at_start_up() {
        assert!(matches!(
            catalogues("hello = { $who\n", ""),
            Err(CatalogueError::Syntax { .. })
        ));
        assert!(matches!(
            catalogues("a = un\na = deux\n", ""),
            Err(CatalogueError::Repeated { .. })
        ));
    }

    #[test]
    fn keys_are_the_messages_without_terms_comments_and_variants() {
        let keys: Vec<_> =
            message_keys("# a = b\n-term = x\none = 1\ntwo =\n    deux = trois\n   [x] = y\n")
                .collect();
        assert_eq!(keys, ["one", "two"]);
    }
}
