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
}
