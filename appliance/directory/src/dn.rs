//! Distinguished names in one spelling, so that they can be compared (RFC 4514).

use std::fmt::Write as _;

/// Longest name read, in bytes.
const MAX_BYTES: usize = 4096;
/// Most parts of a name.
const MAX_PARTS: usize = 64;

/// A distinguished name in lower case with one spelling of blanks, escapes and attribute types.
/// Two names are the same group only when every part agrees: a group of the same `cn` elsewhere
/// in the tree is another group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NormalizedDn(String);

/// The text is not a distinguished name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a distinguished name")]
pub struct DnFault;

impl NormalizedDn {
    /// Reads the string form of RFC 4514: at most 4096 bytes and 64 parts, not empty.
    pub fn parse(text: &str) -> Result<Self, DnFault> {
        if text.len() > MAX_BYTES || text.trim().is_empty() {
            return Err(DnFault);
        }
        let mut parts = Vec::new();
        for part in split(text, ',') {
            let mut pairs = split(part, '+').map(pair).collect::<Result<Vec<_>, _>>()?;
            pairs.sort_unstable();
            parts.push(pairs.join("+"));
            if parts.len() > MAX_PARTS {
                return Err(DnFault);
            }
        }
        Ok(Self(parts.join(",")))
    }

    /// The one spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for NormalizedDn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Splits at separators that are not escaped.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut escaped = false;
    text.split(move |letter| {
        let here = letter == separator && !escaped;
        escaped = letter == '\\' && !escaped;
        here
    })
}

fn pair(text: &str) -> Result<String, DnFault> {
    let (kind, value) = text.split_once('=').ok_or(DnFault)?;
    let kind = kind.trim().to_ascii_lowercase();
    let plain = !kind.is_empty()
        && kind
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    if !plain {
        return Err(DnFault);
    }
    let kind = match kind.as_str() {
        "2.5.4.3" | "commonname" => "cn",
        "2.5.4.10" | "organizationname" => "o",
        "2.5.4.11" | "organizationalunitname" => "ou",
        "0.9.2342.19200300.100.1.1" | "userid" => "uid",
        "0.9.2342.19200300.100.1.25" | "domaincomponent" => "dc",
        other => other,
    };
    Ok(format!("{kind}={}", escape(&fold(&unescape(value)?)?)))
}

/// Undoes the escapes; blanks around the value that are not escaped do not count.
fn unescape(value: &str) -> Result<String, DnFault> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.trim_matches(' ').as_bytes();
    // The blank that an escape at the end protects.
    if rest.ends_with(b"\\") {
        rest = value.trim_start_matches(' ').as_bytes();
        let kept = rest
            .iter()
            .rposition(|byte| *byte == b'\\')
            .map_or(rest.len(), |at| at + 2);
        rest = rest.get(..kept).unwrap_or(rest);
    }
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let (&next, after) = rest.split_first().ok_or(DnFault)?;
        rest = after;
        if next.is_ascii_hexdigit() {
            let (&low, after) = rest.split_first().ok_or(DnFault)?;
            rest = after;
            bytes.push(hex(next)? << 4 | hex(low)?);
        } else {
            bytes.push(next);
        }
    }
    String::from_utf8(bytes).map_err(|_| DnFault)
}

fn hex(digit: u8) -> Result<u8, DnFault> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
        .ok_or(DnFault)
}

/// Case and blanks do not distinguish names (RFC 4518 2.2 and 2.6.1).
fn fold(value: &str) -> Result<String, DnFault> {
    let folded = value
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    if folded.is_empty() {
        Err(DnFault)
    } else {
        Ok(folded)
    }
}

fn escape(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for (at, letter) in value.chars().enumerate() {
        if letter.is_control() {
            for byte in letter.to_string().bytes() {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\{byte:02x}");
            }
            continue;
        }
        if ",+\"\\<>;=".contains(letter) || (at == 0 && letter == '#') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    fn spelled(text: &str) -> String {
        NormalizedDn::parse(text).unwrap().as_str().to_owned()
    }

    #[test]
    fn spellings_of_one_name_agree() {
        let one = "cn=dl-admin,ou=groups,dc=centre,dc=example";
        for other in [
            "CN=DL-Admin, OU=Groups, DC=Centre, DC=example",
            "2.5.4.3=dl-admin,2.5.4.11=groups,dc=centre,dc=example",
            "cn=\\64l-admin,ou=groups,dc=centre,dc=example",
            "commonName = dl-admin ,ou=groups,dc=centre,dc=example",
        ] {
            assert_eq!(spelled(other), one, "{other}");
        }
        assert_eq!(
            spelled("cn=Dupont\\, L\\C3\\A9a,o=x"),
            "cn=dupont\\, léa,o=x"
        );
        assert_eq!(spelled("cn=a\\2Cb,o=x"), "cn=a\\,b,o=x");
        assert_eq!(spelled("uid=b+cn=a,o=x"), spelled("CN=A+UID=B,O=X"));
        assert_eq!(spelled("cn=a\\ ,o=x"), "cn=a,o=x");
    }

    #[test]
    fn other_names_differ() {
        let admin = spelled("cn=dl-admin,ou=groups,dc=centre,dc=example");
        for other in [
            "cn=dl-admin,ou=other,dc=centre,dc=example",
            "cn=dl-admin,ou=groups,dc=centre,dc=example,dc=evil",
            "cn=dl-admin\\,ou=groups,dc=centre,dc=example",
            "ou=dl-admin,ou=groups,dc=centre,dc=example",
        ] {
            assert_ne!(spelled(other), admin, "{other}");
        }
    }

    #[test]
    fn what_is_not_a_name_is_refused() {
        let long = format!("cn={}", "a".repeat(5000));
        let deep = vec!["cn=a"; 65].join(",");
        for text in [
            "",
            " ",
            "cn",
            "=x",
            "cn=",
            "cn=a,",
            "cn=a\\",
            "cn=\\zz\\4",
            "c n=a",
            &long,
            &deep,
        ] {
            assert_eq!(NormalizedDn::parse(text), Err(DnFault), "{text:.20}");
        }
    }

    proptest! {
        #[test]
        fn one_spelling_is_stable(value in "\\PC{1,20}", other in "[a-zA-Z ,+=\\\\\"#;<>]{1,12}") {
            for value in [value, other] {
                let mut text = String::from("cn=");
                for byte in value.bytes() {
                    write!(text, "\\{byte:02x}").unwrap();
                }
                text.push_str(",dc=example");
                if let Ok(once) = NormalizedDn::parse(&text) {
                    let twice = NormalizedDn::parse(once.as_str()).unwrap();
                    prop_assert_eq!(once, twice);
                }
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "[a-c=,+\\\\# \\PC]{0,40}") {
            let _ = NormalizedDn::parse(&text);
        }
    }
}
