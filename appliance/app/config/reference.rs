//! The reference of all settings, as Markdown.

use std::fmt::Write;

use super::keys::{KEYS, Kind, Need};

/// The text of `docs/configuration.md`.
pub fn reference() -> String {
    let mut out = String::from(
        "# Configuration\n\n\
         Printed by `doublelock check-config --print-reference` from the list the program reads by; a test\n\
         compares. One TOML file; each setting can also be given in the environment as `DOUBLELOCK_` and its\n\
         path in capitals with `_` for `.` (lists and numbers as TOML). `doublelock check-config FILE` names\n\
         every fault at once. Secrets are files or systemd credentials (`credential:NAME`), never text here.\n",
    );
    let mut section = "";
    for key in KEYS {
        let (head, _) = key.path.split_once('.').unwrap_or((key.path, ""));
        if head != section {
            section = head;
            let _ = write!(
                out,
                "\n## [{section}]\n\n| setting | is | default | what it is |\n|---|---|---|---|\n"
            );
        }
        let kind = match key.kind {
            Kind::Text => "text",
            Kind::List => "list of texts",
            Kind::Number => "number",
            Kind::Truth => "true or false",
            Kind::File => "file or credential",
            Kind::Path => "directory",
        };
        let default = match key.need {
            Need::Required => "**required**".to_owned(),
            Need::Optional => "none".to_owned(),
            Need::Default(value) => format!("`{value}`"),
        };
        let _ = writeln!(
            out,
            "| `{}` | {kind} | {default} | {} |",
            key.path, key.about
        );
    }
    out
}
