//! Whoever guesses waits; the right person gets in meanwhile, and the directory locks nobody out.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_guesser_waits_and_the_right_person_gets_in_from_elsewhere() {
    let app = appliance!();
    let (stranger, desk) = (app.wire().at(66), app.wire().at(2));
    for n in 0..4 {
        assert_eq!(
            stranger
                .sign_in(NADIA.login, &format!("guess-{n}"))
                .await
                .status,
            401
        );
    }
    let before = app.centre.directory.binds();
    let reply = stranger.sign_in(NADIA.login, NADIA.password).await;
    assert_eq!(reply.status, 429, "even the right password waits");
    let wait: i64 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=15 * 60 + 1).contains(&wait), "{wait}");
    assert!(reply.cookies_set().is_empty());
    assert_eq!(
        app.centre.directory.binds(),
        before,
        "the directory is not asked"
    );
    // What to do, and when.
    assert!(reply.text().contains("15\u{a0}min"), "{}", reply.text());
    let language = "__Host-language=en";
    let form = form_text(&[("username", NADIA.login), ("password", "x")]);
    let headers = [
        ("origin", stranger.origin()),
        ("cookie", language.to_owned()),
    ];
    let headers = headers
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let english = stranger.post("/sign-in", &headers, &form).await;
    assert_eq!(english.status, 429);
    assert!(
        english.text().contains("Wait 15\u{a0}min") && english.text().contains("workstation"),
        "{}",
        english.text()
    );

    session_of(&desk, NADIA).await;
    app.later(Span::minutes(16));
    session_of(&stranger, NADIA).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_from_everywhere_never_lock_the_account_in_the_directory() {
    let app = appliance!();
    let desk = app.wire().at(2);
    session_of(&desk, NADIA).await;
    let before = app.centre.directory.tries();
    // The directory takes all of these for one person.
    let spellings = [
        "nadia",
        "NADIA",
        " nadia",
        "Nadia ",
        "nadia\u{a0}",
        "ｎａｄｉａ",
    ];
    let mut answers = std::collections::BTreeSet::new();
    for n in 0..60 {
        let from = app.wire().at(100 + n % 20);
        let login = spellings[usize::from(n) % spellings.len()];
        answers.insert(from.sign_in(login, &format!("guess-{n}")).await.status);
    }
    let reached = app.centre.directory.tries() - before;
    assert!(
        (1..=10).contains(&reached),
        "{reached} guesses reached her account"
    );
    assert_eq!(answers, [401, 429].into());
    session_of(&desk, NADIA).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_under_another_name_of_hers_count_as_hers_and_nobody_can_tell() {
    let app = appliance!(|config: &mut doublelock_testkit::Config| {
        config.directory.user_filter = "(|(uid={login})(cn={login}))".into();
    });
    // Who types her whole name is the same person.
    let reply = app.wire().at(2).sign_in(NADIA.name, NADIA.password).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    for n in 0..5 {
        app.wire().at(50 + n).sign_in(NADIA.login, "guess").await;
    }
    let before = app.centre.directory.tries();
    let known = app.wire().at(60).sign_in(NADIA.name, "guess").await;
    let unknown = app.wire().at(61).sign_in("Zoé Personne", "guess").await;
    let shown = |reply: &Reply, name: &str| (reply.status, reply.text().replace(name, "…"));
    assert_eq!(
        shown(&known, NADIA.name),
        shown(&unknown, "Zoé Personne"),
        "a name that is somebody's can be told"
    );
    assert_eq!(app.centre.directory.tries(), before);
    let reasons: Vec<String> = app
        .entries()
        .iter()
        .filter(|entry| entry.act == "session.refused")
        .map(|entry| {
            // Only its person closes a session.
            let reason = entry.payload["reason"].as_str();
            reason.unwrap_or("signed_out").to_owned()
        })
        .collect();
    assert_eq!(reasons[5..], ["not_asked", "unknown"]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_she_signed_in_from_stays_known_over_a_restart_and_is_listed_nowhere() {
    let app = appliance!();
    session_of(&app.wire().at(2), NADIA).await;
    let app = app.restarted().await;
    for n in 0..20 {
        app.wire().at(100 + n).sign_in(NADIA.login, "guess").await;
    }
    let (desk, elsewhere) = (app.wire().at(2), app.wire().at(3));
    assert_eq!(
        elsewhere.sign_in(NADIA.login, NADIA.password).await.status,
        429
    );
    session_of(&desk, NADIA).await;

    // The table says neither who nor where: not even by hashes that could be guessed.
    let known = app
        .sql("SELECT pair, place, seen_at FROM known_place")
        .unwrap();
    assert_eq!(known.len(), 1, "a place is kept once: {known:?}");
    let stable = app
        .sql("SELECT stable_id FROM person WHERE display_name = 'Nadia Tremblay-Roy'")
        .unwrap()[0][0]
        .clone();
    let plain = ["127.0.0.2".to_owned(), format!("{stable}127.0.0.2"), stable];
    for text in plain {
        let hash = openssl::sha::sha256(text.as_bytes())
            .map(|byte| format!("{byte:02x}"))
            .concat();
        for column in &known[0] {
            assert!(!column.contains(&text) && !column.contains(&hash), "{text}");
        }
    }
    // The address itself is kept while the session is open, and no longer.
    let nadia = session_of(&desk, NADIA).await;
    app.later(Span::minutes(15));
    assert!(!is_in(&today(&desk, &nadia).await));
    let with_address = "SELECT address FROM session WHERE address IS NOT NULL";
    assert_eq!(app.sql(with_address).unwrap().len(), 2, "nobody looked yet");
    app.later(Span::hours(25));
    session_of(&desk, NADIA).await;
    assert_eq!(app.sql(with_address).unwrap(), [["127.0.0.2"]]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limits_are_the_operators() {
    let app = appliance!(|config: &mut doublelock_testkit::Config| {
        config.sign_in.per_account = 2;
        config.sign_in.per_pair = 1;
        config.sign_in.window = Span::minutes(60);
    });
    let status = async |last: u8| {
        app.wire()
            .at(last)
            .sign_in(KARIM.login, "guess")
            .await
            .status
    };
    assert_eq!(
        [
            status(5).await,
            status(5).await,
            status(6).await,
            status(7).await
        ],
        [401, 429, 401, 429]
    );
    app.later(Span::minutes(59));
    assert_eq!(status(8).await, 429);
    app.later(Span::minutes(2));
    assert_eq!(status(8).await, 401);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_as_a_name_is_in_no_entry() {
    let app = appliance!();
    // Passwords end up in the wrong field.
    for (login, password) in [
        ("typed-in-the-wrong-field", ""),
        ("typed-in-the-wrong-field", "x"),
        ("nadia\0typed-in-the-wrong-field", "x"),
        (NADIA.login, "typed-in-the-wrong-field"),
    ] {
        assert_eq!(app.wire().sign_in(login, password).await.status, 401);
    }
    let refused: Vec<_> = app
        .entries()
        .into_iter()
        .filter(|entry| entry.act == "session.refused")
        .collect();
    assert_eq!(refused.len(), 4);
    for entry in refused {
        let fields: Vec<&String> = entry.payload.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["address", "reason", "v"]);
        assert!(entry.subjects.is_empty());
        let text = entry.payload.to_string();
        assert!(
            !text.contains("typed") && !text.contains(NADIA.login),
            "{text}"
        );
    }
    app.close().await;
}
