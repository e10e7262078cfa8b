//! Just enough of PNG (ISO/IEC 15948) to hold a picture to its limits and to leave room for it on a page.
//!
//! Left out: its pixels. Whatever program shows it decodes them.

/// Longest side, in pixels.
pub(crate) const LONGEST_SIDE: u32 = 256;
/// Most bytes.
const MAX_BYTES: usize = 256 * 1024;
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Width and height. None unless it is one PNG from its first byte to its last, within the limits.
pub(crate) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    let mut size = None;
    // A chunk is a length, a name, as many bytes, and a sum (5.3).
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (name, after) = after.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (body, after) = after.split_at_checked(length)?;
        rest = after.get(4..)?;
        match (name, size) {
            (b"IHDR", None) => size = Some(sides(body)?),
            (b"IEND", Some(size)) => return rest.is_empty().then_some(size),
            (b"IHDR" | b"IEND", _) | (_, None) => return None,
            _ => {}
        }
    }
}

fn sides(header: &[u8]) -> Option<(u32, u32)> {
    let (width, rest) = header.split_first_chunk::<4>()?;
    let (height, _) = rest.split_first_chunk::<4>()?;
    let sides = (u32::from_be_bytes(*width), u32::from_be_bytes(*height));
    let fits = |side| (1..=LONGEST_SIDE).contains(&side);
    (fits(sides.0) && fits(sides.1)).then_some(sides)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(width: u32, height: u32) -> Vec<u8> {
        let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
        header.extend([8, 0, 0, 0, 0]);
        let mut bytes = SIGNATURE.to_vec();
        for (name, body) in [(b"IHDR", &header[..]), (b"IDAT", b"..."), (b"IEND", b"")] {
            bytes.extend(u32::try_from(body.len()).unwrap_or_default().to_be_bytes());
            bytes.extend(name);
            bytes.extend(body);
            bytes.extend([0; 4]);
        }
        bytes
    }

    #[test]
    fn a_small_png_is_taken_and_nothing_else_is() {
        assert_eq!(size(&made(256, 1)), Some((256, 1)));
        let whole = made(10, 10);
        for cut in 0..whole.len() {
            assert_eq!(size(&whole[..cut]), None, "{cut}");
        }
        for bad in [
            made(257, 10),
            made(10, 0),
            made(u32::MAX, 10),
            [&made(10, 10), &b"<script>"[..]].concat(),
            [SIGNATURE, &made(10, 10)[33..]].concat(),
            b"GIF89a".to_vec(),
        ] {
            assert_eq!(size(&bad), None);
        }
        let mut long = made(10, 10);
        let tail = long.split_off(33);
        long.extend((300_000_u32).to_be_bytes());
        long.extend(b"tEXt");
        long.resize(long.len() + 300_004, 0);
        long.extend(tail);
        assert_eq!(size(&long), None);
    }

    /// With a chunk of text before its last one.
    fn with_text(length: u32) -> Vec<u8> {
        let mut bytes = made(10, 10);
        let end = bytes.split_off(bytes.len() - 12);
        bytes.extend(length.to_be_bytes());
        bytes.extend(b"tEXt");
        bytes.extend((0..length + 4).map(|_| 0));
        bytes.extend(end);
        bytes
    }

    #[test]
    fn a_png_is_of_256_kibibytes_at_most() {
        let last = with_text(262_072);
        assert_eq!((last.len(), size(&last)), (262_144, Some((10, 10))));
        let first = with_text(262_073);
        assert_eq!((first.len(), size(&first)), (262_145, None));
    }

    #[test]
    fn a_png_says_its_size_once_and_first() {
        let whole = made(10, 10);
        let header = &whole[8..33];
        let (data, end) = (&whole[33..48], &whole[48..]);
        let of = |chunks: &[&[u8]]| size(&[&[SIGNATURE], chunks].concat().concat());
        assert_eq!(of(&[header, data, end]), Some((10, 10)));
        assert_eq!(of(&[header, header, data, end]), None);
        assert_eq!(of(&[data, header, end]), None);
        assert_eq!(of(&[end, header, end]), None);
    }
}
