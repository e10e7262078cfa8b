//! Tests that others name: where they are, and what they ask for.

use std::path::Path;

/// The text of a test, from its name to its end; `place` is `file.rs name_of_the_test`. A promise
/// with many tests is a folder of files.
fn text_of(place: &str) -> Option<String> {
    let (file, test) = place.split_once(' ')?;
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut files = vec![tests.join(file)];
    files.extend(
        std::fs::read_dir(tests.join(file.trim_end_matches(".rs")))
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path()),
    );
    let name = format!("fn {test}(");
    files
        .iter()
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .find_map(|text| {
            let from = text.find(&name)?;
            let length = text[from..].find("\n}\n")?;
            let lines = text[from..from + length].lines();
            // A comment asks for nothing.
            let said = lines.filter(|line| !line.trim_start().starts_with("//"));
            Some(said.collect::<Vec<_>>().join("\n"))
        })
}

/// The test is there.
pub(crate) fn is_there(place: &str) -> bool {
    text_of(place).is_some()
}

/// The test is there, and names this itself: `"what"`, where it looks for it. A test that plays the
/// day and looks only at pages does not. That it asserts something of it, mutations show, and not this.
pub(crate) fn asks_for(place: &str, what: &str) {
    let text = text_of(place).unwrap_or_else(|| panic!("{place} is gone"));
    assert!(
        text.contains(&format!("\"{what}\"")),
        "{place} does not ask for \"{what}\""
    );
}
