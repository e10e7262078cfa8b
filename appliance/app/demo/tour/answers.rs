//! What is looked at in an answer: its status, the references and the labels that its page holds.
//! What a step makes of them is the step's own.

use anyhow::ensure;

use crate::demo::browser::Answer;

/// Fails unless the answer has this status.
pub(super) fn page_is(answer: &Answer, status: u16, what: &str) -> anyhow::Result<()> {
    ensure!(
        answer.status.as_u16() == status,
        "{what}: {} at {}: {}",
        answer.status,
        answer.path,
        answer.words().chars().take(600).collect::<String>()
    );
    Ok(())
}

/// The first reference that the page holds.
pub(super) fn reference_in(answer: &Answer) -> Option<String> {
    references(&answer.words()).next().map(str::to_owned)
}

/// Every reference `2026-0421` of a text, in order.
pub(super) fn references(words: &str) -> impl Iterator<Item = &str> {
    words
        .split(|c: char| !(c.is_ascii_digit() || c == '-'))
        .filter(|word| {
            word.len() == 9 && word.as_bytes().get(4) == Some(&b'-') && word.starts_with("20")
        })
}

/// Every label of a class that the page holds, grouped for people or as scanned.
pub(super) fn labels_in(answer: &Answer, class: char) -> Vec<String> {
    let folded = format!("{} {}", answer.words(), answer.text()).replace(['\u{a0}', ' '], "");
    let mut found = Vec::new();
    for (place, _) in folded.match_indices(&format!("D{class}")) {
        let code: String = folded[place..].chars().take(12).collect();
        if code.parse::<doublelock_domain::label::Label>().is_ok() && !found.contains(&code) {
            found.push(code);
        }
    }
    found
}
