#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Write as _;

use doublelock_domain::access::DutyName;

use super::*;

/// Certificate of a fictitious authority.
const AUTHORITY: &str = "\
-----BEGIN CERTIFICATE-----
MIIBlTCCATugAwIBAgIUXwaPr4KuCjwqLHP0gbQoVvKnhfAwCgYIKoZIzj0EAwIw
HzEdMBsGA1UEAwwURmljdGl0aW91cyBhdXRob3JpdHkwIBcNMjYxMTI5MTQwNzUw
WhgPMjEyNjExMDUxNDA3NTBaMB8xHTAbBgNVBAMMFEZpY3RpdGlvdXMgYXV0aG9y
aXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEz8myCFJSLtIX53Cr7qhneyxg
PRhSzcId7FRDRvjJSiLbgE/1wY9jTz5GXA+frAWBqNyxWixerCoFTlW+r49peKNT
MFEwHQYDVR0OBBYEFLH/47kyS+0oRJ960n1nhoMzcfDlMB8GA1UdIwQYMBaAFLH/
47kyS+0oRJ960n1nhoMzcfDlMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwID
SAAwRQIgCiex5WZv8+3N35rJm64QNhvAIR+Oy8n6H8GNkql7A+oCIQCT9uIlPPal
tF9g9/MKcY/RhDyu9c+mfr9oM/eKPFM+Og==
-----END CERTIFICATE-----
";

/// A whole file; the secrets are files in `dir`.
fn whole(dir: &Path) -> String {
    for (name, text) in [
        ("cert.pem", "x"),
        ("key.pem", "x"),
        ("ca.pem", AUTHORITY),
        ("bind", "x"),
        ("master", "x"),
    ] {
        std::fs::File::create(dir.join(name))
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
    }
    format!(
        r#"
[centre]
name = "Centre de coordination"
hospital = "Hôpital du Belvédère"
address = "100, rue du Belvédère, Montréal (Québec)  H3A 0G4"
phone = "514 555-0123"
journal_origin = "journal.belvedere.example"
[centre.privacy_officer]
name = "Marc Gagnon"
title = "Responsable de la protection des renseignements personnels"
email = "vie-privee@belvedere.example"
[web]
listen = ["127.0.0.1:8443"]
host_names = ["localhost"]
certificate = "{0}/cert.pem"
key = "{0}/key.pem"
[dicom]
listen = "127.0.0.1:11112"
callers = ["MODALITY@127.0.0.1,::1"]
[directory]
urls = ["ldaps://ldap.example:636"]
ca = "{0}/ca.pem"
bind_dn = "cn=doublelock,dc=example"
bind_password = "{0}/bind"
user_base = "ou=people,dc=example"
group_base = "ou=groups,dc=example"
[directory.duties]
custody = ["cn=archives,ou=groups,dc=example"]
[storage]
data = "{0}/data"
master_key = "{0}/master"
"#,
        dir.display()
    )
}

#[test]
fn a_whole_file_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let config = Config::parse(&whole(dir.path()), &[]).unwrap();
    assert_eq!(config.dicom.callers[0].addresses.len(), 2);
    assert_eq!(
        config.directory.duties,
        [(
            DutyName::Custody,
            "cn=archives,ou=groups,dc=example".to_owned()
        )]
    );
    assert!(
        matches!(config.storage.database, DatabaseUrl::Sqlite(path) if path.ends_with("data/doublelock.sqlite"))
    );
    assert_eq!(config.sessions.idle, Span::minutes(15));
}

#[test]
fn every_fault_is_named_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let text = whole(dir.path())
        .replace("name = \"Centre de coordination\"\n", "")
        .replace("127.0.0.1:8443", "everywhere")
        .replace("MODALITY@", "A_TITLE_THAT_IS_TOO_LONG@")
        .replace("[storage]", "[storage]\nfloor_bytes = -1\ncolour = \"red\"")
        .replace("/bind\"", "/absent\"")
        + "[jobs]\nverify = \"0 0 0 31 2 *\"\noverdue = \"*/5 * * * *\"\n";
    let faults = Config::parse(&text, &[]).unwrap_err();
    let mut paths: Vec<_> = faults.iter().map(|fault| fault.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        [
            "centre.name",
            "dicom.callers",
            "directory.bind_password",
            "jobs.overdue",
            "jobs.verify",
            "storage.colour",
            "storage.floor_bytes",
            "web.listen",
        ]
    );
}

#[test]
fn a_directory_that_could_not_be_used_is_refused_with_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let key = dir.path().join("authority.key");
    std::fs::write(
        &key,
        "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n",
    )
    .unwrap();
    let text = whole(dir.path())
        .replace(
            "\"ldaps://ldap.example:636\"]",
            "\"ldap://ldap.example\"]\nstart_tls = false",
        )
        .replace("\"ou=people,dc=example\"", "\"people\"")
        .replace("/ca.pem", "/authority.key")
        .replace("[\"cn=archives,ou=groups,dc=example\"]", "[\"archives\"]");
    let faults = Config::parse(&text, &[]).unwrap_err();
    let paths: Vec<_> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "directory.urls",
            "directory.user_base",
            "directory.ca",
            "directory.duties.custody",
        ]
    );
    assert!(faults[2].english.contains("private key"));
}

#[test]
fn a_directory_in_clear_is_taken_on_a_loopback_address_only() {
    let dir = tempfile::tempdir().unwrap();
    let with = |url: &str| {
        let urls = format!("\"{url}\"]\nstart_tls = false");
        let text = whole(dir.path()).replace("\"ldaps://ldap.example:636\"]", &urls);
        Config::parse(&text, &[]).is_ok()
    };
    assert!(with("ldap://127.0.0.1:389") && with("ldap://[::1]"));
    assert!(!with("ldap://localhost") && !with("ldap://ldap.example"));
}

#[test]
fn the_environment_has_the_last_word() {
    let dir = tempfile::tempdir().unwrap();
    let env = [
        ("DOUBLELOCK_DICOM_CALLED_AE".to_owned(), "AUTRE".to_owned()),
        (
            "DOUBLELOCK_SESSIONS_IDLE_MINUTES".to_owned(),
            "10".to_owned(),
        ),
        (
            "DOUBLELOCK_WEB_LISTEN".to_owned(),
            "[\"127.0.0.1:9443\"]".to_owned(),
        ),
    ];
    let config = Config::parse(&whole(dir.path()), &env).unwrap();
    assert_eq!(config.dicom.called_ae, "AUTRE");
    assert_eq!(config.sessions.idle, Span::minutes(10));
    assert_eq!(config.web.listen[0].port(), 9443);
}

#[test]
fn a_file_that_is_not_toml_says_which_line() {
    let faults = Config::parse("[web]\nlisten = [\n", &[]).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].path.starts_with("ligne/line"));
}

#[test]
fn every_default_is_right_and_every_key_stands_once() {
    for (n, key) in keys::KEYS.iter().enumerate() {
        assert!(
            keys::KEYS
                .iter()
                .skip(n + 1)
                .all(|other| other.path != key.path),
            "{}",
            key.path
        );
        if let keys::Need::Default(value) = key.need {
            assert!(
                format!("x = {value}").parse::<toml::Table>().is_ok(),
                "{}",
                key.path
            );
        }
    }
    let _ = never();
}

#[test]
fn the_reference_in_docs_is_what_the_program_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let printed = reference();
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == printed,
        "run: cargo run -- check-config --print-reference > docs/configuration.md"
    );
}

#[test]
fn limits_of_guessing_are_bounded_and_fit_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let with =
        |lines: &str| Config::parse(&format!("{}[sign_in]\n{lines}", whole(dir.path())), &[]);
    let usual = with("").unwrap().sign_in;
    assert_eq!(
        (
            usual.window,
            usual.per_account,
            usual.per_pair,
            usual.per_address
        ),
        (Span::minutes(15), 5, 4, 30)
    );
    // At most ten tries reach an account within a window.
    assert!(usual.per_account + usual.per_pair <= 10);
    let strict = with("tries_per_account = 2\ntries_per_pair = 1\nwindow_minutes = 60").unwrap();
    assert_eq!(strict.sign_in.window, Span::minutes(60));
    for (lines, path) in [
        ("tries_per_account = 51", "sign_in.tries_per_account"),
        ("tries_per_pair = 0", "sign_in.tries_per_pair"),
        ("tries_per_pair = 6", "sign_in.tries_per_pair"),
        ("tries_per_address = 4", "sign_in.tries_per_address"),
        ("window_minutes = 4", "sign_in.window_minutes"),
        ("window_minutes = 1441", "sign_in.window_minutes"),
    ] {
        let faults = with(lines).unwrap_err();
        assert_eq!(faults.len(), 1, "{lines}: {faults:?}");
        assert_eq!(faults[0].path, path);
    }
}
