//! The journal, one line an entry: act, duty, purpose, who, about how many things, what.

use std::collections::BTreeMap;

use doublelock_testkit::Entry;
use serde_json::Value;

use crate::plain::Plain;

/// The journal as `tests/output/day/acts.txt` has it.
pub(crate) fn told(entries: &[Entry], names: &BTreeMap<String, String>) -> String {
    let mut plain = Plain::default();
    let mut text = String::from(
        "# The journal of the frozen day, one line an entry:\n\
         # act | duty | purpose | who | number of subjects | what was written, name by name\n\n",
    );
    for entry in entries {
        let who = names.get(&entry.actor).unwrap_or(&entry.actor);
        let line = format!(
            "{} | {} | {} | {who} | {} |{}",
            entry.act,
            entry.duty,
            entry.purpose,
            entry.subjects.len(),
            facts(&entry.act, &entry.payload),
        );
        text.push_str(&plain.text(&line));
        text.push('\n');
    }
    text
}

fn facts(act: &str, payload: &Value) -> String {
    let Value::Object(facts) = payload else {
        return format!(" {}", shown(payload));
    };
    let sorted: BTreeMap<&String, &Value> = facts.iter().collect();
    sorted
        .into_iter()
        .map(|(name, value)| {
            let value = match (act, name.as_str()) {
                // How often the tables changed before today.
                ("appliance.started", "migrations") if value != 0 => "‹some›".to_owned(),
                _ => shown(value),
            };
            format!(" {name}={value}")
        })
        .collect()
}

/// A value in one line, names in order.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            let parts: Vec<String> = values.iter().map(shown).collect();
            format!("[{}]", parts.join(", "))
        }
        Value::Object(facts) => {
            let sorted: BTreeMap<&String, &Value> = facts.iter().collect();
            let parts: Vec<String> = sorted
                .into_iter()
                .map(|(name, value)| format!("{name}: {}", shown(value)))
                .collect();
            format!("{{{}}}", parts.join(", "))
        }
        other => other.to_string(),
    }
}
