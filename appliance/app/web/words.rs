//! What templates can call: `t(…)`, `| say`, the format filters and `asset(…)`.
//!
//! All of them read the language and the zone from `frame`, which is in the context of every page;
//! a component that calls one of them declares `@frame` in its parameters.

use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Datelike as _, NaiveDate};
use chrono_tz::Tz;
use fluent_bundle::{FluentArgs, FluentValue};
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};
use unicode_normalization::char::is_combining_mark;

use super::assets::Assets;
use super::format;
use super::i18n::{Catalogues, SayError};
use super::locale::Locale;

/// What to do when a sentence is missing or broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The page fails: for tests.
    Refuse,
    /// The key is logged and shown in brackets, the page goes on: at work.
    Show,
}

/// Phrases inside phrases: deeper is a mistake.
const DEPTH: u8 = 4;

/// Stand-ins for HTML values while a sentence is put together, one private-use character each.
const STAND_IN: u32 = 0xE000;
const STAND_INS: usize = 64;

pub(super) fn register(
    tera: &mut Tera,
    catalogues: Catalogues,
    assets: Assets,
    missing: Missing,
) -> Arc<Catalogues> {
    let catalogues = Arc::new(catalogues);
    let speaker = Arc::new(Speaker {
        catalogues: Arc::clone(&catalogues),
        missing,
    });
    let teller = Arc::clone(&speaker);
    tera.register_function("t", move |kwargs: Kwargs, state: &State| {
        let reading = Reading::of(state)?;
        let key = kwargs.must_get::<&str>("key")?;
        let shared = kwargs.get::<Value>("args")?;
        let mut args = Vec::new();
        if let Some(shared) = shared.as_ref().and_then(Value::as_map) {
            args.extend(shared.iter().filter_map(|(k, v)| Some((k.as_str()?, v))));
        }
        args.extend(kwargs.iter().filter_map(|(k, v)| match k.as_str()? {
            "key" | "args" => None,
            name => Some((name, v)),
        }));
        teller.speak(reading, key, args, 0).map(Spoken::into_value)
    });
    tera.register_filter("say", move |phrase: Value, _: Kwargs, state: &State| {
        // `None` stays none, so that an optional phrase fits an optional parameter.
        if phrase.is_none() {
            return Ok(Value::none());
        }
        speaker
            .phrase(Reading::of(state)?, &phrase, 0)
            .map(Spoken::into_value)
    });
    tera.register_function("asset", move |kwargs: Kwargs, _: &State| {
        let path = kwargs.must_get::<&str>("path")?;
        assets
            .url(path)
            .ok_or_else(|| Error::message(format!("no file static/{path}")))
    });
    register_formats(tera);
    catalogues
}

fn register_formats(tera: &mut Tera) {
    instant_filter(tera, "date", |_, when| Ok(format::date(when.day())));
    instant_filter(tera, "date_text", |r, when| {
        Ok(format::date_text(r.locale, when.day()))
    });
    instant_filter(tera, "day_text", |r, when| {
        Ok(format::day_text(r.locale, when.day()))
    });
    instant_filter(tera, "day_short", |r, when| {
        Ok(format::day_short(r.locale, when.day()))
    });
    instant_filter(tera, "time", |_, when| Ok(format::time(&when.instant()?)));
    instant_filter(tera, "time_seconds", |_, when| {
        Ok(format::time_seconds(&when.instant()?))
    });
    instant_filter(tera, "time_text", |r, when| {
        Ok(format::time_text(r.locale, &when.instant()?))
    });
    instant_filter(tera, "datetime", |_, when| {
        let at = when.instant()?;
        Ok(format!(
            "{} {}",
            format::date(at.date_naive()),
            format::time(&at)
        ))
    });
    instant_filter(tera, "datetime_text", |r, when| {
        Ok(format::instant_text(r.locale, &when.instant()?))
    });
    instant_filter(tera, "due_short", |r, when| match when {
        When::Instant(at) if r.is_today(at) => Ok(format::time(at)),
        // Without its year, a day of another one would be read as coming.
        _ if !r.is_this_year(when.day()) => Ok(format::date(when.day())),
        _ => Ok(format::day_short(r.locale, when.day())),
    });
    instant_filter(tera, "iso", |_, when| {
        Ok(match when {
            When::Day(day) => format::date(*day),
            When::Instant(at) => at.format("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        })
    });
    instant_filter(tera, "elapsed", |r, when| {
        let seconds = (r.now - when.instant()?.timestamp_micros()) / 1_000_000;
        Ok(format::duration(r.locale, seconds))
    });
    tera.register_filter("number", |n: i64, _: Kwargs, state: &State| {
        Ok::<_, Error>(format::number(Reading::of(state)?.locale, n))
    });
    tera.register_filter("decimal", |n: f64, kwargs: Kwargs, state: &State| {
        let places = kwargs.get::<usize>("places")?.unwrap_or(1);
        Ok::<_, Error>(format::decimal(Reading::of(state)?.locale, n, places))
    });
    tera.register_filter("percent", |n: f64, kwargs: Kwargs, state: &State| {
        let places = kwargs.get::<usize>("places")?.unwrap_or(0);
        Ok::<_, Error>(format::percent(Reading::of(state)?.locale, n, places))
    });
    tera.register_filter("size", |bytes: u64, _: Kwargs, state: &State| {
        Ok::<_, Error>(format::size(Reading::of(state)?.locale, bytes))
    });
    tera.register_filter("duration", |seconds: i64, _: Kwargs, state: &State| {
        Ok::<_, Error>(format::duration(Reading::of(state)?.locale, seconds))
    });
    tera.register_filter("minutes_seconds", |seconds: i64, _: Kwargs, _: &State| {
        let seconds = seconds.max(0);
        format!("{:02}:{:02}", seconds / 60, seconds % 60)
    });
    tera.register_filter("label_code", |code: &str, _: Kwargs, _: &State| {
        format::label_code(code)
    });
    tera.register_filter("breakable", |text: &str, _: Kwargs, _: &State| {
        breakable(text).map(|html| Value::safe_string(&html))
    });
    tera.register_filter("query_value", |text: &str, _: Kwargs, _: &State| {
        query_value(text)
    });
    // What is HTML already stays HTML; where it begins with a tag, nothing is to be made larger.
    tera.register_filter("capital", |value: Value, _: Kwargs, _: &State| {
        let text = capital(value.as_str().unwrap_or_default());
        if value.is_safe() {
            Value::safe_string(&text)
        } else {
            Value::from(text)
        }
    });
    tera.register_filter("initials", |name: &str, _: Kwargs, _: &State| {
        initials(name)
    });
}

fn instant_filter(
    tera: &mut Tera,
    name: &'static str,
    write: fn(Reading, &When) -> TeraResult<String>,
) {
    tera.register_filter(name, move |value: Value, _: Kwargs, state: &State| {
        let reading = Reading::of(state)?;
        write(reading, &When::of(&value, reading.zone)?)
    });
}

/// Language, zone and hour of the page being made.
#[derive(Debug, Clone, Copy)]
struct Reading {
    locale: Locale,
    zone: Tz,
    now: i64,
}

impl Reading {
    fn of(state: &State) -> TeraResult<Self> {
        let frame = state.get::<Value>("frame")?.ok_or_else(|| {
            Error::message("no `frame` here: declare `@frame` in the component's parameters")
        })?;
        let field = |name| frame.get_from_path(name);
        let locale = field("locale").and_then(Value::as_str);
        let zone = field("zone").and_then(Value::as_str);
        let now = field("now").and_then(Value::as_i64);
        match (
            locale.and_then(Locale::from_tag),
            zone.and_then(|name| Tz::from_str(name).ok()),
            now,
        ) {
            (Some(locale), Some(zone), Some(now)) => Ok(Self { locale, zone, now }),
            _ => Err(Error::message("`frame` is not a page frame")),
        }
    }
}

impl Reading {
    fn is_today(self, at: &DateTime<Tz>) -> bool {
        format::local(self.now, self.zone).is_some_and(|now| now.date_naive() == at.date_naive())
    }

    fn is_this_year(self, day: NaiveDate) -> bool {
        format::local(self.now, self.zone).is_some_and(|now| now.year() == day.year())
    }
}

/// A point in time as pages carry it: microseconds UTC, or a calendar day as text.
enum When {
    Instant(DateTime<Tz>),
    Day(NaiveDate),
}

impl When {
    fn of(value: &Value, zone: Tz) -> TeraResult<Self> {
        if let Some(micros) = value.as_i64() {
            format::local(micros, zone)
                .map(Self::Instant)
                .ok_or_else(|| Error::message("this instant is outside the calendar"))
        } else if let Some(day) = value.as_str().and_then(|text| text.parse().ok()) {
            Ok(Self::Day(day))
        } else {
            Err(Error::message(
                "a time is either microseconds UTC or a day as 2026-11-21",
            ))
        }
    }

    fn day(&self) -> NaiveDate {
        match self {
            Self::Instant(at) => at.date_naive(),
            Self::Day(day) => *day,
        }
    }

    fn instant(&self) -> TeraResult<DateTime<Tz>> {
        match self {
            Self::Instant(at) => Ok(*at),
            Self::Day(_) => Err(Error::message("a calendar day has no hour")),
        }
    }
}

/// A sentence or a value of one, ready for the page.
enum Spoken {
    Plain(String),
    Html(String),
}

impl Spoken {
    fn into_value(self) -> Value {
        match self {
            Self::Plain(text) => Value::normal_string(&text),
            Self::Html(html) => Value::safe_string(&html),
        }
    }
}

struct Speaker {
    catalogues: Arc<Catalogues>,
    missing: Missing,
}

impl Speaker {
    /// Says a `Phrase`: a map with `key` and `args`.
    fn phrase(&self, reading: Reading, phrase: &Value, depth: u8) -> TeraResult<Spoken> {
        let key = phrase
            .get_from_path("key")
            .and_then(Value::as_str)
            .ok_or_else(|| Error::message("`say` takes a Phrase"))?;
        let args = phrase
            .get_from_path("args")
            .and_then(Value::as_map)
            .map(|map| {
                map.iter()
                    .filter_map(|(name, value)| Some((name.as_str()?, value)))
                    .collect()
            })
            .unwrap_or_default();
        self.speak(reading, key, args, depth)
    }

    /// Says a sentence. When one of its values is HTML of ours (a component's output, text entered
    /// by a person in its `translate="no"` element), the rest is escaped here and the whole is HTML.
    fn speak(
        &self,
        reading: Reading,
        key: &str,
        args: Vec<(&str, &Value)>,
        depth: u8,
    ) -> TeraResult<Spoken> {
        if depth > DEPTH {
            return Err(Error::message(format!(
                "sentence `{key}` is nested too deep"
            )));
        }
        let mut html = Vec::new();
        let mut fluent = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            let value = self.argument(reading, name, value, depth, &mut html)?;
            fluent.set(name.to_owned(), value);
        }
        let said = match self.catalogues.say(reading.locale, key, &fluent) {
            Ok(said) => said,
            Err(error) => match self.missing {
                Missing::Refuse => return Err(Error::message(error)),
                Missing::Show => {
                    tracing::error!(key, error = %reason(&error), "sentence not said");
                    format!("[{key}]")
                }
            },
        };
        if html.is_empty() {
            return Ok(Spoken::Plain(said));
        }
        let mut out = escape(&said)?;
        for (index, piece) in html.iter().enumerate() {
            out = out.replace(stand_in(index), piece);
        }
        Ok(Spoken::Html(out))
    }

    fn argument(
        &self,
        reading: Reading,
        name: &str,
        value: &Value,
        depth: u8,
        html: &mut Vec<String>,
    ) -> TeraResult<FluentValue<'static>> {
        let spoken = if let Some(map) = value.as_map() {
            if map.contains_key(&"key".into()) {
                self.phrase(reading, value, depth + 1)?
            } else {
                match self.tagged(reading, value, depth)? {
                    Tagged::Number(n) => return Ok(FluentValue::from(n)),
                    Tagged::Spoken(spoken) => spoken,
                }
            }
        } else if let Some(n) = value.as_i64() {
            return Ok(FluentValue::from(n));
        } else if let Some(n) = value.as_f64() {
            return Ok(FluentValue::from(n));
        } else if let Some(text) = value.as_str() {
            if value.is_safe() {
                Spoken::Html(text.to_owned())
            } else {
                Spoken::Plain(text.to_owned())
            }
        } else {
            return Err(Error::message(format!(
                "value `{name}` of a sentence is neither text, number nor phrase"
            )));
        };
        Ok(FluentValue::from(match spoken {
            // No text from outside may pass for a stand-in.
            Spoken::Plain(text) => text.replace(is_stand_in, "\u{fffd}"),
            Spoken::Html(piece) => {
                if html.len() == STAND_INS {
                    return Err(Error::message("too many HTML values in one sentence"));
                }
                html.push(piece);
                stand_in(html.len() - 1).to_string()
            }
        }))
    }

    /// Reads an `i18n::Arg`: a map with `as` and `value`.
    fn tagged(&self, reading: Reading, value: &Value, depth: u8) -> TeraResult<Tagged> {
        let unknown = || Error::message("a value of a sentence has an unknown shape");
        let kind = value.get_from_path("as").and_then(Value::as_str);
        let inner = value.get_from_path("value").ok_or_else(unknown)?;
        let text = || inner.as_str().ok_or_else(unknown);
        let whole = || inner.as_i64().ok_or_else(unknown);
        let when = || When::of(inner, reading.zone);
        let locale = reading.locale;
        let plain = match kind.ok_or_else(unknown)? {
            "text" => text()?.to_owned(),
            "typed" => {
                let escaped = breakable(text()?)?;
                return Ok(Tagged::Spoken(Spoken::Html(format!(
                    "<span translate=\"no\">{escaped}</span>"
                ))));
            }
            "number" => return Ok(Tagged::Number(whole()?)),
            "bytes" => format::size(locale, inner.as_u64().ok_or_else(unknown)?),
            "code" => format::label_code(text()?),
            "ref" => format::unbroken(text()?),
            "date" | "day" => format::date_text(locale, when()?.day()),
            "time" => format::time_text(locale, &when()?.instant()?),
            "instant" => format::instant_text(locale, &when()?.instant()?),
            "seconds" => format::duration(locale, whole()?),
            "phrase" => return Ok(Tagged::Spoken(self.phrase(reading, inner, depth + 1)?)),
            _ => return Err(unknown()),
        };
        Ok(Tagged::Spoken(Spoken::Plain(plain)))
    }
}

enum Tagged {
    Number(i64),
    Spoken(Spoken),
}

/// The log gets the key and the language, never a value.
fn reason(error: &SayError) -> &'static str {
    match error {
        SayError::Missing { .. } => "missing",
        SayError::Broken { .. } => "broken",
    }
}

fn stand_in(index: usize) -> char {
    u32::try_from(index)
        .ok()
        .and_then(|index| char::from_u32(STAND_IN + index))
        .unwrap_or('\u{fffd}')
}

fn is_stand_in(c: char) -> bool {
    (STAND_IN..STAND_IN + 64).contains(&u32::from(c))
}

fn escape(text: &str) -> TeraResult<String> {
    let mut out = Vec::with_capacity(text.len() + 16);
    tera::escape_html(text, &mut out).map_err(Error::message)?;
    String::from_utf8(out).map_err(Error::message)
}

/// Characters in a row without a place to break, beyond which a word gets some.
const UNBROKEN: usize = 24;

/// Text that people entered as HTML. A word of any length (a name can be one) must not push a
/// page wider than its screen, so a long one may break every few letters; nothing is added that
/// would be copied along.
fn breakable(text: &str) -> TeraResult<String> {
    let mut html = String::with_capacity(text.len() + 16);
    let mut run = 0;
    let mut from = 0;
    for (at, c) in text.char_indices() {
        run = if c.is_whitespace() { 0 } else { run + 1 };
        if run > UNBROKEN && !is_combining_mark(c) {
            html += &escape(&text[from..at])?;
            html += "<wbr>";
            (from, run) = (at, 1);
        }
    }
    html += &escape(&text[from..])?;
    Ok(html)
}

/// Percent-encodes everything but unreserved characters and `/`, for a value in a query.
fn query_value(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// The same text with its first letter as a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// At most two initials: "Nadia Tremblay-Roy" gives "NT".
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| {
        word.chars()
            .next()
            .filter(|first| first.is_alphabetic())
            .map(|first| first.to_uppercase().to_string())
    });
    let first = words.next().unwrap_or_default();
    let last = words.next_back().unwrap_or_default();
    first + &last
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::web::frame::Frame;
    use crate::web::i18n::{Arg, Phrase};
    use tera::Context;

    fn render(missing: Missing, template: &str, phrase: &Phrase) -> TeraResult<String> {
        let catalogue = "\
received = Reçu : { $n ->\n    [one] { $n } film\n   *[other] { $n } films\n}\n\
note = De { $who }, { $when }\n\
inside = Voir { $what }\n";
        let catalogues =
            Catalogues::from_sources([("fr-CA/a.ftl".into(), catalogue.into())]).unwrap();
        let mut tera = Tera::default();
        register(&mut tera, catalogues, Assets::embedded(), missing);
        tera.add_raw_template("page.html", template)?;
        let mut context = Context::new();
        context.insert("frame", &Frame::sample(Locale::FrCa));
        context.insert("phrase", phrase);
        tera.render("page.html", &context)
    }

    #[test]
    fn text_entered_by_people_is_escaped_and_marked_inside_a_sentence() {
        let phrase = Phrase::new("note")
            .with("who", Arg::Typed("<b>\u{e000}Anne & Cie".into()))
            .with("when", Arg::Date(1_772_380_800_000_000));
        assert_eq!(
            render(Missing::Refuse, "{{ phrase | say }}", &phrase).unwrap(),
            "De <span translate=\"no\">&lt;b&gt;\u{e000}Anne &amp; Cie</span>, 1er\u{a0}mars 2026"
        );
    }

    #[test]
    fn a_sentence_may_hold_a_component_and_the_rest_is_still_escaped() {
        let html = render(
            Missing::Refuse,
            "{% component no(x: string) %}<b>{{ x }}</b>{% endcomponent no %}\
             {{ t(key=\"note\", who=<no x=\"<i>\" />, when=\"<u>\") }}",
            &Phrase::new("note"),
        );
        assert_eq!(html.unwrap(), "De <b>&lt;i&gt;</b>, &lt;u&gt;");
    }

    #[test]
    fn phrases_nest_and_numbers_select_their_plural() {
        let phrase =
            Phrase::new("inside").with("what", Phrase::new("received").with("n", 1234_i64));
        assert_eq!(
            render(Missing::Refuse, "{{ phrase | say }}", &phrase).unwrap(),
            "Voir Reçu : 1\u{a0}234 films"
        );
    }

    #[test]
    fn a_missing_sentence_fails_a_test_and_shows_its_key_at_work() {
        let phrase = Phrase::new("nothing");
        assert!(render(Missing::Refuse, "{{ phrase | say }}", &phrase).is_err());
        assert_eq!(
            render(Missing::Refuse, "[{{ none | say }}]", &phrase).unwrap(),
            "[]"
        );
        assert_eq!(
            render(Missing::Show, "{{ phrase | say }}", &phrase).unwrap(),
            "[nothing]"
        );
    }

    #[test]
    fn a_component_without_a_frame_says_what_to_do() {
        let error = render(
            Missing::Refuse,
            "{% component c() %}{{ 5 | number }}{% endcomponent c %}{{ <c /> }}",
            &Phrase::new("note"),
        )
        .unwrap_err();
        assert!(error.to_string().contains("@frame"), "{error}");
    }

    #[test]
    fn times_are_instants_or_days() {
        let say = |template| render(Missing::Refuse, template, &Phrase::new("note"));
        assert_eq!(
            say("{{ frame.now | datetime }}").unwrap(),
            "2026-11-19 10:42"
        );
        assert_eq!(
            say("{{ frame.now | iso }}").unwrap(),
            "2026-11-19T10:42:00-05:00"
        );
        assert_eq!(
            say("{{ \"2026-03-01\" | date_text }}").unwrap(),
            "1er\u{a0}mars 2026"
        );
        assert!(say("{{ \"2026-03-01\" | time }}").is_err());
        assert!(say("{{ \"hier\" | date }}").is_err());
        assert_eq!(say("{{ frame.now | due_short }}").unwrap(), "10:42");
        assert_eq!(
            say("{{ \"2026-11-17\" | due_short }}").unwrap(),
            "17\u{a0}nov."
        );
        assert_eq!(
            say("{{ \"2025-12-20\" | due_short }}").unwrap(),
            "2025-12-20"
        );
    }

    #[test]
    fn a_word_without_end_gets_places_to_break() {
        assert_eq!(
            breakable("Anne-Marie Bélanger & Cie").unwrap(),
            "Anne-Marie Bélanger &amp; Cie"
        );
        let long = breakable(&"é<".repeat(25)).unwrap();
        assert_eq!(
            long.split("<wbr>").map(str::len).collect::<Vec<_>>(),
            [72, 72, 6]
        );
        // A letter keeps its accent even if that comes as a mark of its own.
        let marks = breakable(&"e\u{301}".repeat(20)).unwrap();
        assert!(!marks.contains("<wbr>\u{301}"), "{marks}");
    }

    #[test]
    fn initials_and_query_values() {
        assert_eq!(initials("Nadia Tremblay-Roy"), "NT");
        assert_eq!(initials("élise"), "É");
        assert_eq!(capital("jeudi 19 novembre"), "Jeudi 19 novembre");
        assert_eq!(initials(""), "");
        assert_eq!(query_value("/a b?é"), "/a%20b%3F%C3%A9");
    }
}
