//! Whether a data set that parsed to its end also has everything it must have.
//!
//! A transfer cut exactly between two elements parses well. What is missing shows only against
//! what the object says of itself: its class, and the numbers that describe its pixels.

use super::content::Content;
use super::fault::Fault;
use super::header::{Attribute, Header};
use crate::syntax::{Encoding, PixelForm, always_has_document, always_has_pixels};

pub(super) fn check(header: Header, encoding: Encoding, content: Content) -> Result<Header, Fault> {
    let header = header.identify().map_err(|_| Fault::BadIdentifier)?;
    let has_pixels = content.native_pixels.is_some() || content.fragments.is_some();
    let announces_pixels =
        always_has_pixels(header.sop_class()) || header.raw(Attribute::Rows).is_some();
    if announces_pixels && !has_pixels {
        return Err(Fault::ContentMissing);
    }
    if always_has_document(header.sop_class()) && !content.document {
        return Err(Fault::ContentMissing);
    }
    if has_pixels {
        check_pixels(&header, encoding, content)?;
    }
    Ok(header)
}

fn check_pixels(header: &Header, encoding: Encoding, content: Content) -> Result<(), Fault> {
    let frames = match header.raw(Attribute::NumberOfFrames) {
        None => 1,
        Some(_) => header
            .ascii(Attribute::NumberOfFrames)
            .and_then(|text| text.parse::<u32>().ok())
            .filter(|frames| *frames > 0)
            .ok_or(Fault::BadImageAttribute)?,
    };
    let image = |attribute| {
        header
            .number(attribute)
            .filter(|value| *value > 0)
            .map(u128::from)
            .ok_or(Fault::BadImageAttribute)
    };
    let pixels = image(Attribute::Rows)? * image(Attribute::Columns)? * u128::from(frames);
    if let Some(fragments) = content.fragments {
        let stills = fragments.items.saturating_sub(1);
        let enough = if encoding.pixels == PixelForm::Video {
            stills > 0
        } else {
            stills >= frames
        };
        return if enough && fragments.bytes > 0 {
            Ok(())
        } else {
            Err(Fault::PixelMismatch)
        };
    }
    if encoding.pixels != PixelForm::Native {
        return Err(Fault::PixelMismatch);
    }
    let samples = image(Attribute::SamplesPerPixel)?;
    let bits_allocated = image(Attribute::BitsAllocated)?;
    // 4:2:2 subsampling halves both chrominance planes (PS3.3 C.7.6.3.1.2).
    let half_chroma = matches!(
        header.ascii(Attribute::PhotometricInterpretation),
        Some("YBR_FULL_422" | "YBR_PARTIAL_422")
    );
    let samples = if half_chroma && samples == 3 {
        2
    } else {
        samples
    };
    let expected = (pixels * samples * bits_allocated).div_ceil(8);
    let length = u128::from(content.native_pixels.unwrap_or(0));
    // PS3.5 8.1.1: one byte of padding makes an odd length even.
    if length == expected || length == expected + expected % 2 {
        Ok(())
    } else {
        Err(Fault::PixelMismatch)
    }
}
