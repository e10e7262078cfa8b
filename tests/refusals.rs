//! The promise: whatever the rules say no to, a person reads why, and what to do, in both
//! languages.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use doublelock::web::i18n::Catalogues;
use doublelock::web::locale::Locale;
use fluent_bundle::FluentArgs;

/// The keys as the domain writes them. Read from the source: a new refusal is then found without
/// anybody having to list it here.
fn keys() -> BTreeSet<String> {
    let source = include_str!("../appliance/domain/src/refusal.rs");
    let from = source.find("fn key(&self)").unwrap();
    let body = &source[from..];
    let body = &body[..body.find("fn field(&self)").unwrap()];
    body.split("=> \"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

#[test]
fn every_refusal_has_its_sentence_and_every_sentence_its_refusal() {
    let keys = keys();
    assert!(
        keys.len() >= 35,
        "the keys were not found in the source: {keys:?}"
    );
    let catalogues = Catalogues::embedded().unwrap();
    for locale in Locale::ALL {
        let said: BTreeSet<String> = catalogues
            .keys(locale)
            .iter()
            .filter_map(|key| key.strip_prefix("refusal-"))
            .map(str::to_owned)
            .collect();
        let missing: Vec<_> = keys.difference(&said).collect();
        let orphans: Vec<_> = said.difference(&keys).collect();
        assert!(
            missing.is_empty(),
            "{}: no sentence for {missing:?}",
            locale.tag()
        );
        assert!(
            orphans.is_empty(),
            "{}: no refusal for {orphans:?}",
            locale.tag()
        );
    }
}

#[test]
fn the_sentences_are_whole_short_and_each_languages_own() {
    let catalogues = Catalogues::embedded().unwrap();
    // The values that a refusal may carry (web::problem::sentence), singular and plural.
    for n in [0, 1, 5] {
        let mut values = FluentArgs::new();
        values.set("limit", n);
        values.set("level", n);
        values.set("open", n);
        values.set("n", n);
        values.set("label", "DI 1234 5678 12");
        values.set("names", "DI 1234 5678 12, 2026-0902");
        values.set("no", "2026-0902");
        for key in keys() {
            let key = format!("refusal-{key}");
            let [french, english] =
                Locale::ALL.map(|locale| catalogues.say(locale, &key, &values).unwrap());
            for sentence in [&french, &english] {
                assert!(sentence.ends_with('.'), "{key}: {sentence}");
                assert!(sentence.chars().count() <= 200, "{key} is long: {sentence}");
            }
            assert_ne!(french, english, "{key}");
        }
    }
}
