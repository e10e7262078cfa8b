//! Thumbnails: one frame, decoded, windowed as the object asks, shrunk, written as PNG.

use dicom_dictionary_std::tags;
use dicom_object::DefaultDicomObject;
use dicom_pixeldata::PixelDecoder;
use dicom_pixeldata::image::DynamicImage;
use dicom_pixeldata::image::imageops::FilterType;
use dicom_transfer_syntax_registry::{TransferSyntax, TransferSyntaxIndex, TransferSyntaxRegistry};
use openssl::base64;

use super::NoThumbnail;

/// Longest side, in pixels.
const LONGEST_SIDE: u32 = 256;
/// Most samples of all frames that are decoded: a 4k by 4k radiograph, or 500 slices of 256².
const MOST_SAMPLES: u64 = 40_000_000;

/// The middle frame as a PNG in base64.
pub(super) fn draw(object: &DefaultDicomObject) -> Result<String, NoThumbnail> {
    let number =
        |tag| -> Option<u64> { object.element_opt(tag).ok().flatten()?.to_int::<u64>().ok() };
    let frames = number(tags::NUMBER_OF_FRAMES).unwrap_or(1).max(1);
    let rows = number(tags::ROWS).ok_or(NoThumbnail::NotAnImage)?;
    let columns = number(tags::COLUMNS).ok_or(NoThumbnail::NotAnImage)?;
    let samples = number(tags::SAMPLES_PER_PIXEL).unwrap_or(1).max(1);
    let all = [rows, columns, samples, frames]
        .into_iter()
        .try_fold(1_u64, u64::checked_mul);
    if all.is_none_or(|all| all > MOST_SAMPLES) {
        return Err(NoThumbnail::TooLarge);
    }
    let frame = u32::try_from(frames / 2).map_err(|_| NoThumbnail::TooLarge)?;
    let decodable = TransferSyntaxRegistry
        .get(object.meta().transfer_syntax())
        .is_some_and(TransferSyntax::can_decode_all);
    if !decodable {
        return Err(NoThumbnail::SyntaxNotDecodable);
    }
    let decoded = object
        .decode_pixel_data_frame(frame)
        .map_err(|_| NoThumbnail::NotDecodable)?;
    let image = decoded
        .to_dynamic_image(0)
        .map_err(|_| NoThumbnail::NotDecodable)?;
    let small = image.resize(LONGEST_SIDE, LONGEST_SIDE, FilterType::Triangle);
    encode(&small).ok_or(NoThumbnail::NotDecodable)
}

fn encode(image: &DynamicImage) -> Option<String> {
    let (color, pixels) = if image.color().has_color() {
        (png::ColorType::Rgb, image.to_rgb8().into_raw())
    } else {
        (png::ColorType::Grayscale, image.to_luma8().into_raw())
    };
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, image.width(), image.height());
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(base64::encode_block(&file))
}
