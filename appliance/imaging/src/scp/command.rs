//! Command sets (PS3.7 section 6.3): a small bounded reader and writer.
//!
//! A command set is Implicit VR Little Endian, flat, group 0000 only. The general parser is not
//! used on it: it allocates what a length field says.

/// Longest command set taken, in bytes.
pub const LONGEST: usize = 64 * 1024;

/// C-STORE-RQ.
pub const C_STORE: u16 = 0x0001;
/// C-ECHO-RQ.
pub const C_ECHO: u16 = 0x0030;
/// C-CANCEL-RQ: has no response.
pub const C_CANCEL: u16 = 0x0FFF;
/// The bit that makes a request a response.
pub const RESPONSE: u16 = 0x8000;
/// Command Data Set Type (0000,0800): no data set follows.
const NO_DATA_SET: u16 = 0x0101;

const AFFECTED_SOP_CLASS: u16 = 0x0002;
const REQUESTED_SOP_CLASS: u16 = 0x0003;
const COMMAND_FIELD: u16 = 0x0100;
const MESSAGE_ID: u16 = 0x0110;
const MESSAGE_ID_RESPONDED_TO: u16 = 0x0120;
const DATA_SET_TYPE: u16 = 0x0800;
const STATUS: u16 = 0x0900;
const ERROR_COMMENT: u16 = 0x0902;
const AFFECTED_SOP_INSTANCE: u16 = 0x1000;
const REQUESTED_SOP_INSTANCE: u16 = 0x1001;

/// A command set that cannot be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the command set cannot be understood")]
pub struct BadCommand;

/// What a command set says. The UIDs are raw, as the peer wrote them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Command {
    /// Command Field (0000,0100).
    pub field: u16,
    /// Message ID (0000,0110), or of the message responded to (0000,0120).
    pub message_id: u16,
    /// Whether a data set follows.
    pub has_data_set: bool,
    /// Affected or Requested SOP Class UID.
    pub sop_class: Vec<u8>,
    /// Affected or Requested SOP Instance UID.
    pub sop_instance: Vec<u8>,
    /// Status (0000,0900), in responses.
    pub status: Option<u16>,
}

impl Command {
    /// Reads a command set. Elements must stand in increasing order, all of group 0000, none
    /// longer than what is left.
    pub fn read(bytes: &[u8]) -> Result<Self, BadCommand> {
        if bytes.len() > LONGEST {
            return Err(BadCommand);
        }
        let mut command = Self::default();
        let (mut field, mut message_id, mut data_set_type) = (None, None, None);
        let mut last = None;
        let mut rest = bytes;
        while !rest.is_empty() {
            let (head, tail) = rest.split_first_chunk::<8>().ok_or(BadCommand)?;
            let group = u16::from_le_bytes([head[0], head[1]]);
            let element = u16::from_le_bytes([head[2], head[3]]);
            let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
            if group != 0 || last.is_some_and(|last| last >= element) {
                return Err(BadCommand);
            }
            last = Some(element);
            let length = usize::try_from(length).map_err(|_| BadCommand)?;
            let (value, after) = tail.split_at_checked(length).ok_or(BadCommand)?;
            rest = after;
            match element {
                COMMAND_FIELD => field = Some(number(value)?),
                MESSAGE_ID | MESSAGE_ID_RESPONDED_TO => message_id = Some(number(value)?),
                DATA_SET_TYPE => data_set_type = Some(number(value)?),
                STATUS => command.status = Some(number(value)?),
                AFFECTED_SOP_CLASS | REQUESTED_SOP_CLASS => command.sop_class = value.to_vec(),
                AFFECTED_SOP_INSTANCE | REQUESTED_SOP_INSTANCE => {
                    command.sop_instance = value.to_vec();
                }
                _ => {}
            }
        }
        command.field = field.ok_or(BadCommand)?;
        command.has_data_set = data_set_type.ok_or(BadCommand)? != NO_DATA_SET;
        // C-CANCEL has only the id it responds to; everything else has one of the two.
        command.message_id = message_id.ok_or(BadCommand)?;
        Ok(command)
    }

    /// The response to this request: same message and object, no data set. `comment` (at most
    /// 64 ASCII characters, PS3.5 LO) must hold nothing of the data set.
    pub fn response(&self, status: u16, comment: Option<&str>) -> Vec<u8> {
        let mut elements: Vec<(u16, Vec<u8>)> = Vec::new();
        if is_plain_uid(&self.sop_class) {
            elements.push((AFFECTED_SOP_CLASS, self.sop_class.clone()));
        }
        elements.push((
            COMMAND_FIELD,
            (self.field | RESPONSE).to_le_bytes().to_vec(),
        ));
        elements.push((
            MESSAGE_ID_RESPONDED_TO,
            self.message_id.to_le_bytes().to_vec(),
        ));
        elements.push((DATA_SET_TYPE, NO_DATA_SET.to_le_bytes().to_vec()));
        elements.push((STATUS, status.to_le_bytes().to_vec()));
        if let Some(comment) = comment {
            let mut text: Vec<u8> = comment.bytes().filter(u8::is_ascii).take(64).collect();
            if text.len() % 2 == 1 {
                text.push(b' ');
            }
            elements.push((ERROR_COMMENT, text));
        }
        if is_plain_uid(&self.sop_instance) {
            elements.push((AFFECTED_SOP_INSTANCE, self.sop_instance.clone()));
        }
        let mut body = Vec::new();
        for (element, value) in &elements {
            push(&mut body, *element, value);
        }
        let group_length = u32::try_from(body.len()).unwrap_or(u32::MAX);
        let mut set = Vec::with_capacity(body.len() + 12);
        push(&mut set, 0, &group_length.to_le_bytes());
        set.extend_from_slice(&body);
        set
    }
}

/// Only what is a UID is echoed, and only with an even length.
fn is_plain_uid(bytes: &[u8]) -> bool {
    bytes.len().is_multiple_of(2) && crate::uid::Uid::from_padded(bytes).is_ok()
}

fn number(value: &[u8]) -> Result<u16, BadCommand> {
    <[u8; 2]>::try_from(value)
        .map(u16::from_le_bytes)
        .map_err(|_| BadCommand)
}

fn push(set: &mut Vec<u8>, element: u16, value: &[u8]) {
    set.extend_from_slice(&[0, 0]);
    set.extend_from_slice(&element.to_le_bytes());
    set.extend_from_slice(&u32::try_from(value.len()).unwrap_or(u32::MAX).to_le_bytes());
    set.extend_from_slice(value);
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn store_request(class: &[u8], instance: &[u8]) -> Vec<u8> {
        let mut set = Vec::new();
        push(&mut set, 0, &[0; 4]);
        push(&mut set, AFFECTED_SOP_CLASS, class);
        push(&mut set, COMMAND_FIELD, &C_STORE.to_le_bytes());
        push(&mut set, MESSAGE_ID, &7_u16.to_le_bytes());
        push(&mut set, DATA_SET_TYPE, &[0, 0]);
        push(&mut set, AFFECTED_SOP_INSTANCE, instance);
        set
    }

    #[test]
    fn a_store_request_is_read_and_answered() {
        let request = Command::read(&store_request(
            b"1.2.840.10008.5.1.4.1.1.2\0",
            b"2.25.1\0\0",
        ))
        .unwrap();
        assert_eq!(
            (request.field, request.message_id, request.has_data_set),
            (C_STORE, 7, true)
        );
        let answer = Command::read(&request.response(0xC000, Some("odd"))).unwrap();
        assert_eq!(answer.field, C_STORE | RESPONSE);
        assert_eq!(answer.message_id, 7);
        assert_eq!(answer.status, Some(0xC000));
        assert!(!answer.has_data_set);
        assert_eq!(answer.sop_class, b"1.2.840.10008.5.1.4.1.1.2\0");
        assert!(
            answer.sop_instance.is_empty(),
            "an instance that is no UID is not echoed"
        );
    }

    #[test]
    fn torn_nested_and_foreign_sets_are_refused() {
        let whole = store_request(b"1.2.840.10008.5.1.4.1.1.2\0", b"2.25.1");
        for cut in 1..whole.len() {
            let torn = &whole[..cut];
            // A cut between two elements parses; it then lacks one of the three that must be there,
            // or only the instance, which the provider checks.
            if let Ok(command) = Command::read(torn) {
                assert!(command.sop_instance.is_empty());
            }
        }
        let mut claims = whole.clone();
        claims.extend_from_slice(&[0, 0, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF]);
        assert_eq!(Command::read(&claims), Err(BadCommand));
        let mut twice = whole.clone();
        twice.extend_from_slice(&whole);
        assert_eq!(Command::read(&twice), Err(BadCommand));
        let mut foreign = whole;
        foreign.extend_from_slice(&[8, 0, 0x18, 0, 0, 0, 0, 0]);
        assert_eq!(Command::read(&foreign), Err(BadCommand));
        assert_eq!(Command::read(&vec![0; LONGEST + 1]), Err(BadCommand));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(command) = Command::read(&bytes) {
                prop_assert!(Command::read(&command.response(0, None)).is_ok());
            }
        }
    }
}
