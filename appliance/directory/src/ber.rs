//! Just enough of the Basic Encoding Rules (X.690, as narrowed by RFC 4511 5.1) to decide that a
//! message from the directory is small, shallow and shaped as LDAP before a parser sees it.

/// Deepest nesting accepted. Messages that this crate can receive need six.
const MAX_DEPTH: usize = 16;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const ENUMERATED: u8 = 0x0a;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
/// `[0]` constructed: controls of a message.
const CONTROLS: u8 = 0xa0;
const BIND_REQUEST: u8 = 0x60;
const SEARCH_REQUEST: u8 = 0x63;
pub(crate) const EXTENDED_REQUEST: u8 = 0x77;
const BIND_RESPONSE: u8 = 0x61;
const SEARCH_ENTRY: u8 = 0x64;
const SEARCH_DONE: u8 = 0x65;
const SEARCH_REFERENCE: u8 = 0x73;
const EXTENDED_RESPONSE: u8 = 0x78;

/// The message is not one that this crate is ready to receive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed or oversized message")]
pub(crate) struct Malformed;

/// Splits the first element off: its tag, its content, what follows.
pub(crate) fn element(bytes: &[u8]) -> Result<(u8, &[u8], &[u8]), Malformed> {
    let (&tag, rest) = bytes.split_first().ok_or(Malformed)?;
    // Tags above 30 do not occur in LDAP.
    if tag & 0x1f == 0x1f {
        return Err(Malformed);
    }
    let (&first, rest) = rest.split_first().ok_or(Malformed)?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest
                .split_at_checked(usize::from(first & 0x7f))
                .ok_or(Malformed)?;
            (
                digits
                    .iter()
                    .fold(0, |length, digit| length << 8 | usize::from(*digit)),
                rest,
            )
        }
        _ => return Err(Malformed),
    };
    let (content, rest) = rest.split_at_checked(length).ok_or(Malformed)?;
    Ok((tag, content, rest))
}

/// Elements one after another; ends at the first fault.
pub(crate) struct Elements<'a>(pub(crate) &'a [u8]);

impl<'a> Iterator for Elements<'a> {
    type Item = Result<(u8, &'a [u8]), Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        Some(match element(self.0) {
            Ok((tag, content, rest)) => {
                self.0 = rest;
                Ok((tag, content))
            }
            Err(fault) => {
                self.0 = &[];
                Err(fault)
            }
        })
    }
}

/// Length of the whole message whose first bytes are here; `None` when more bytes are needed to
/// tell.
pub(crate) fn message_length(start: &[u8], max: usize) -> Result<Option<usize>, Malformed> {
    let [tag, first, rest @ ..] = start else {
        return Ok(None);
    };
    if *tag != SEQUENCE {
        return Err(Malformed);
    }
    let (header, length) = match first {
        0..=0x7f => (2, usize::from(*first)),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            let Some(digits) = rest.get(..count) else {
                return Ok(None);
            };
            (
                2 + count,
                digits
                    .iter()
                    .fold(0, |length, digit| length << 8 | usize::from(*digit)),
            )
        }
        _ => return Err(Malformed),
    };
    let whole = header + length;
    if whole > max {
        Err(Malformed)
    } else {
        Ok(Some(whole))
    }
}

/// Message id and operation of a message.
pub(crate) fn id_and_operation(message: &[u8]) -> Result<(&[u8], u8), Malformed> {
    let (SEQUENCE, content, []) = element(message)? else {
        return Err(Malformed);
    };
    let (INTEGER, id, rest) = element(content)? else {
        return Err(Malformed);
    };
    Ok((id, element(rest)?.0))
}

/// Whether this operation answers that request, by their tags.
pub(crate) fn answers(request: u8, response: u8) -> bool {
    matches!(
        (request, response),
        (BIND_REQUEST, BIND_RESPONSE)
            | (
                SEARCH_REQUEST,
                SEARCH_ENTRY | SEARCH_DONE | SEARCH_REFERENCE
            )
            | (EXTENDED_REQUEST, EXTENDED_RESPONSE)
    )
}

/// Checks one whole message: nesting, lengths, and the shape of every operation that may come.
pub(crate) fn check_message(message: &[u8]) -> Result<(), Malformed> {
    check_depth(message)?;
    let (SEQUENCE, content, []) = element(message)? else {
        return Err(Malformed);
    };
    let parts: Vec<(u8, &[u8])> = Elements(content).collect::<Result<_, _>>()?;
    let (id, operation) = match parts[..] {
        [(INTEGER, id), operation] => (id, operation),
        [(INTEGER, id), operation, (CONTROLS, controls)] => {
            check_controls(controls)?;
            (id, operation)
        }
        _ => return Err(Malformed),
    };
    if id.is_empty() || id.len() > 4 {
        return Err(Malformed);
    }
    match operation {
        (BIND_RESPONSE | SEARCH_DONE | EXTENDED_RESPONSE, content) => check_result(content),
        (SEARCH_ENTRY, content) => check_entry(content),
        (SEARCH_REFERENCE, content) => all(content, OCTET_STRING, text),
        _ => Err(Malformed),
    }
}

/// Walks every constructed element without recursion.
fn check_depth(message: &[u8]) -> Result<(), Malformed> {
    let mut open = vec![message];
    while let Some(rest) = open.pop() {
        if rest.is_empty() {
            continue;
        }
        let (tag, content, rest) = element(rest)?;
        open.push(rest);
        if tag & 0x20 != 0 {
            open.push(content);
        }
        if open.len() > MAX_DEPTH {
            return Err(Malformed);
        }
    }
    Ok(())
}

fn all(
    content: &[u8],
    tag: u8,
    check: impl Fn(&[u8]) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    for part in Elements(content) {
        let (found, inner) = part?;
        if found != tag {
            return Err(Malformed);
        }
        check(inner)?;
    }
    Ok(())
}

fn text(bytes: &[u8]) -> Result<(), Malformed> {
    std::str::from_utf8(bytes)
        .map(|_| ())
        .map_err(|_| Malformed)
}

/// `LDAPResult` (RFC 4511 4.1.9) and what bind and extended responses add to it.
fn check_result(content: &[u8]) -> Result<(), Malformed> {
    let mut parts = Elements(content);
    let (tag, code) = parts.next().ok_or(Malformed)??;
    if tag != ENUMERATED || code.is_empty() || code.len() > 4 {
        return Err(Malformed);
    }
    for _ in 0..2 {
        let (tag, inner) = parts.next().ok_or(Malformed)??;
        if tag != OCTET_STRING {
            return Err(Malformed);
        }
        text(inner)?;
    }
    for part in parts {
        match part? {
            (0xa3, referral) => all(referral, OCTET_STRING, text)?,
            (0x87 | 0x8b, _) => {}
            (0x8a, name) => text(name)?,
            _ => return Err(Malformed),
        }
    }
    Ok(())
}

fn check_entry(content: &[u8]) -> Result<(), Malformed> {
    let (OCTET_STRING, name, rest) = element(content)? else {
        return Err(Malformed);
    };
    text(name)?;
    let (SEQUENCE, attributes, []) = element(rest)? else {
        return Err(Malformed);
    };
    all(attributes, SEQUENCE, |attribute| {
        let (OCTET_STRING, kind, rest) = element(attribute)? else {
            return Err(Malformed);
        };
        text(kind)?;
        let (SET, values, []) = element(rest)? else {
            return Err(Malformed);
        };
        all(values, OCTET_STRING, |_| Ok(()))
    })
}

fn check_controls(content: &[u8]) -> Result<(), Malformed> {
    all(content, SEQUENCE, |control| {
        let parts: Vec<(u8, &[u8])> = Elements(control).collect::<Result<_, _>>()?;
        match parts[..] {
            [(OCTET_STRING, kind)]
            | [(OCTET_STRING, kind), (BOOLEAN | OCTET_STRING, _)]
            | [(OCTET_STRING, kind), (BOOLEAN, _), (OCTET_STRING, _)] => text(kind),
            _ => Err(Malformed),
        }
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x84], &length[..], content].concat()
    }

    fn bind_response() -> Vec<u8> {
        let result = [
            tlv(ENUMERATED, &[0]),
            tlv(OCTET_STRING, b""),
            tlv(OCTET_STRING, b""),
        ]
        .concat();
        tlv(
            SEQUENCE,
            &[tlv(INTEGER, &[1]), tlv(BIND_RESPONSE, &result)].concat(),
        )
    }

    #[test]
    fn an_ordinary_answer_passes() {
        assert_eq!(check_message(&bind_response()), Ok(()));
        let short = [0x30, 0x0c, 2, 1, 1, 0x61, 7, 10, 1, 0, 4, 0, 4, 0];
        assert_eq!(check_message(&short), Ok(()));
        assert_eq!(message_length(&short, 100), Ok(Some(14)));
    }

    #[test]
    fn a_nesting_bomb_is_refused_whatever_its_depth() {
        let mut bomb = Vec::new();
        for _ in 0..20_000 {
            bomb = [
                &[SEQUENCE, 0x83][..],
                &u32::try_from(bomb.len()).unwrap().to_be_bytes()[1..],
                &bomb,
            ]
            .concat();
        }
        assert_eq!(check_message(&bomb), Err(Malformed));
    }

    #[test]
    fn lengths_that_lie_are_refused() {
        assert_eq!(
            message_length(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], 1 << 20),
            Err(Malformed)
        );
        assert_eq!(message_length(&[0x30, 0x80], 1 << 20), Err(Malformed));
        assert_eq!(message_length(&[0x30, 0x84, 0xff], 1 << 20), Ok(None));
        assert_eq!(element(&[4, 5, 1]), Err(Malformed));
    }

    #[test]
    fn operations_that_a_client_never_receives_are_refused() {
        let operation = tlv(0x60, &[]);
        let message = tlv(SEQUENCE, &[tlv(INTEGER, &[1]), operation].concat());
        assert_eq!(check_message(&message), Err(Malformed));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = check_message(&bytes);
            let _ = message_length(&bytes, 1000);
        }

        #[test]
        fn no_single_flip_makes_it_panic(at in 0usize..30, value: u8) {
            let mut message = bind_response();
            if let Some(byte) = message.get_mut(at) {
                *byte = value;
            }
            let _ = check_message(&message);
        }
    }
}
