//! Reads a leaf. The format has one spelling per act, so reading is matching:
//! whatever is not exactly that spelling is not a leaf.

/// The act whose subjects name entries with erased payloads.
const PAYLOAD_ERASED: &str = "payload_erased";
/// The act that destroys the keys of a record: the first subject says which.
const RECORD_ERASED: &str = "record.erased";
/// The act with which the journal goes on from a copy that was put back, under another key.
const CONTINUED: &str = "journal.continued";
const LEAF_MAX: usize = 65_535;
const NUMBER_MAX: u64 = (1 << 53) - 1;
const SUBJECTS_MAX: usize = 1024;

/// The parts of a leaf the verifier compares.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub(crate) at: u64,
    pub(crate) commitment: [u8; 32],
    pub(crate) sequence: u64,
    /// Entries whose payload this act erases; empty for every other act.
    pub(crate) erases: Vec<u64>,
    /// The record whose keys this act destroyed.
    pub(crate) erased_record: Option<String>,
    /// Another key signs from this entry on.
    pub(crate) continues: bool,
}

impl Leaf {
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > LEAF_MAX {
            return None;
        }
        let mut rest = std::str::from_utf8(bytes).ok()?;
        let input = &mut rest;
        let act = key(input, "{\"act\":").and_then(|()| string(input))?;
        key(input, ",\"actor\":").and_then(|()| string(input))?;
        let at = key(input, ",\"at\":").and_then(|()| number(input))?;
        let commitment = key(input, ",\"commitment\":")
            .and_then(|()| string(input))
            .and_then(hash)?;
        key(input, ",\"duty\":").and_then(|()| string(input))?;
        key(input, ",\"purpose\":").and_then(|()| string(input))?;
        let sequence = key(input, ",\"sequence\":").and_then(|()| number(input))?;
        key(input, ",\"subjects\":[")?;
        let mut erases = Vec::new();
        let mut erased_record = None;
        let mut subjects = 0;
        while !input.starts_with(']') {
            if subjects > 0 {
                key(input, ",")?;
            }
            subjects += 1;
            let subject = string(input)?;
            if act == RECORD_ERASED && subjects == 1 {
                erased_record = Some(subject.to_owned());
            }
            if act == PAYLOAD_ERASED
                && let Some(digits) = subject.strip_prefix("entry:")
            {
                erases.push(whole_number(digits)?);
            }
        }
        key(input, "],\"v\":1}")?;
        let complete = input.is_empty() && subjects <= SUBJECTS_MAX;
        complete.then_some(Self {
            at,
            commitment,
            sequence,
            erases,
            erased_record,
            continues: act == CONTINUED,
        })
    }
}

fn key(input: &mut &str, expected: &str) -> Option<()> {
    *input = input.strip_prefix(expected)?;
    Some(())
}

/// 1 to 64 characters of `[A-Za-z0-9._:-]` between quotes.
fn string<'i>(input: &mut &'i str) -> Option<&'i str> {
    let (text, rest) = input.strip_prefix('"')?.split_once('"')?;
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"._:-".contains(&b);
    if text.is_empty() || text.len() > 64 || !text.bytes().all(allowed) {
        return None;
    }
    *input = rest;
    Some(text)
}

fn number(input: &mut &str) -> Option<u64> {
    let end = input.bytes().position(|b| !b.is_ascii_digit())?;
    let (digits, rest) = input.split_at_checked(end)?;
    *input = rest;
    whole_number(digits)
}

/// Decimal digits without leading zero, at most 2^53 − 1.
pub(crate) fn whole_number(digits: &str) -> Option<u64> {
    let value: u64 = digits.parse().ok()?;
    (value <= NUMBER_MAX && value.to_string() == digits).then_some(value)
}

/// 64 lower-case hexadecimal digits.
pub(crate) fn hash(text: &str) -> Option<[u8; 32]> {
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let bytes: Option<Vec<u8>> = pairs
        .iter()
        .map(|[h, l]| Some(16 * digit(*h)? + digit(*l)?))
        .collect();
    bytes?.try_into().ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// The golden leaf; the writer's crate asserts the same bytes, written separately.
    const GOLDEN: &str = "{\"act\":\"custody:received\",\"actor\":\"u-0007\",\"at\":1795262400123456,\
        \"commitment\":\"318660840f926c73a392ebbe8d929fc3cdcb99bb1ffdd5b8c7ae1b2a37c57522\",\
        \"duty\":\"coordinator\",\"purpose\":\"shipment\",\"sequence\":17,\
        \"subjects\":[\"case:42\",\"item:DI12345678\"],\"v\":1}";

    #[test]
    fn the_golden_leaf_is_read_and_hashed() {
        let leaf = Leaf::parse(GOLDEN.as_bytes()).unwrap();
        assert_eq!((leaf.at, leaf.sequence), (1_795_262_400_123_456, 17));
        assert_eq!(
            leaf.commitment,
            crate::tree::digest(&[&[7; 32], b"{\"films\":3}"])
        );
        let hash = crate::tree::digest(&[&[0], GOLDEN.as_bytes()]);
        let expected = "ca58ded59296b6c55bbe90a58d3b8dede7f121ec6a12ba52244a555737650128";
        assert_eq!(Some(hash), super::hash(expected));
    }

    #[test]
    fn every_other_spelling_is_refused() {
        for (from, to) in [
            ("{\"act\"", "{ \"act\""),
            ("\"v\":1}", "\"v\":1} "),
            ("\"v\":1}", "\"v\":2}"),
            ("\"v\":1}", "\"v\":1}{}"),
            ("\"v\":1}", "\"v\":1"),
            (":17,", ":017,"),
            (":17,", ":17.0,"),
            (":17,", ":-17,"),
            (":17,", ":9007199254740992,"),
            (":17,", ":99999999999999999999999,"),
            ("u-0007", "u 0007"),
            ("u-0007", "é"),
            ("u-0007", "\\u0041"),
            ("u-0007", ""),
            ("3186", "318G"),
            ("3186", "31860"),
            ("a37c", "A37C"),
            ("\"case:42\",", "\"case:42\",,"),
            ("[\"case:42\",", "[,\"case:42\","),
            (
                "\"duty\":\"coordinator\",\"purpose\":\"shipment\"",
                "\"purpose\":\"shipment\",\"duty\":\"coordinator\"",
            ),
        ] {
            let other = GOLDEN.replacen(from, to, 1);
            assert_ne!(other, GOLDEN, "{from:?}");
            assert_eq!(Leaf::parse(other.as_bytes()), None, "{from:?} as {to:?}");
        }
        for end in 0..GOLDEN.len() {
            assert_eq!(Leaf::parse(&GOLDEN.as_bytes()[..end]), None, "cut at {end}");
        }
        assert_eq!(Leaf::parse(&[0xff; 100]), None);
    }

    #[test]
    fn the_longest_of_each_part_is_read_and_no_longer_one() {
        let reads = |from: &str, to: &str| Leaf::parse(GOLDEN.replacen(from, to, 1).as_bytes());
        let subjects = |count: usize| vec!["\"s\""; count].join(",");
        let own = "\"case:42\",\"item:DI12345678\"";
        for (from, longest, longer) in [
            ("custody:received", "a".repeat(64), "a".repeat(65)),
            ("u-0007", "A".repeat(64), "A".repeat(65)),
            ("item:DI12345678", "9".repeat(64), "9".repeat(65)),
            (
                ":17,",
                ":9007199254740991,".into(),
                ":9007199254740992,".into(),
            ),
            (own, subjects(1024), subjects(1025)),
        ] {
            assert!(reads(from, &longest).is_some(), "{longest}");
            assert_eq!(reads(from, &longer), None, "{longer}");
        }
        assert!(reads(own, "").is_some(), "an act may have no subject");
    }

    #[test]
    fn only_the_act_that_destroys_a_record_s_keys_names_the_record() {
        assert_eq!(Leaf::parse(GOLDEN.as_bytes()).unwrap().erased_record, None);
        let erased = GOLDEN.replace("custody:received", "record.erased");
        let erased = Leaf::parse(erased.as_bytes()).unwrap();
        assert_eq!(erased.erased_record.as_deref(), Some("case:42"));
    }

    #[test]
    fn an_erasure_names_whole_numbers_only() {
        let erasure = GOLDEN.replace("custody:received", "payload_erased");
        assert_eq!(
            Leaf::parse(erasure.as_bytes()).unwrap().erases,
            Vec::<u64>::new()
        );
        let named = erasure.replace("case:42", "entry:4");
        assert_eq!(Leaf::parse(named.as_bytes()).unwrap().erases, [4]);
        assert_eq!(
            Leaf::parse(erasure.replace("case:42", "entry:04").as_bytes()),
            None
        );
        assert_eq!(
            Leaf::parse(erasure.replace("case:42", "entry:").as_bytes()),
            None
        );
    }
}
