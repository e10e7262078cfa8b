//! The drawings: ellipses on black, with a little texture, so that a decoder which mixes up rows is
//! seen.

use dicom_core::value::PrimitiveValue;
use dicom_core::{DataElement, VR};
use dicom_dictionary_std::tags;
use dicom_object::mem::InMemElement;

use super::exam::Kind;

/// The size of a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    pub(super) rows: u16,
    pub(super) columns: u16,
    /// Bits of a pixel that are used.
    pub(super) bits: u16,
}

impl Grid {
    pub(super) const fn of(kind: Kind) -> Self {
        let (rows, columns, bits) = match kind {
            Kind::Ct | Kind::Mr => (128, 128, 12),
            Kind::Cr => (320, 240, 10),
            Kind::Us => (240, 320, 8),
        };
        Self {
            rows,
            columns,
            bits,
        }
    }

    /// Bits of a pixel as it is written.
    pub(super) const fn allocated(self) -> u16 {
        if self.bits > 8 { 16 } else { 8 }
    }
}

/// Pixel Data of one image: OW, as uncompressed Explicit VR Little Endian has it for more than 8 bits, or OB
/// (PS3.5 A.2).
pub(super) fn element(kind: Kind, number: u16) -> InMemElement {
    let grid = Grid::of(kind);
    let number = i32::from(number);
    let shade = match kind {
        Kind::Ct => chest,
        Kind::Mr => head,
        Kind::Cr => knee,
        Kind::Us => sector,
    };
    let places =
        (0..i32::from(grid.rows)).flat_map(|y| (0..i32::from(grid.columns)).map(move |x| (x, y)));
    let pixels = places.map(|(x, y)| shade(x, y, number));
    if grid.bits > 8 {
        let pixels: Vec<u16> = pixels.collect();
        DataElement::new(tags::PIXEL_DATA, VR::OW, PrimitiveValue::U16(pixels.into()))
    } else {
        let pixels: Vec<u8> = pixels
            .map(|shade| u8::try_from(shade).unwrap_or(u8::MAX))
            .collect();
        DataElement::new(tags::PIXEL_DATA, VR::OB, PrimitiveValue::U8(pixels.into()))
    }
}

fn inside(x: i32, y: i32, (cx, cy): (i32, i32), (rx, ry): (i32, i32)) -> bool {
    let (dx, dy) = (x - cx, y - cy);
    dx * dx * ry * ry + dy * dy * rx * rx <= rx * rx * ry * ry
}

/// From 0 to 15, another beside each.
fn texture(x: i32, y: i32, number: i32) -> u16 {
    u16::try_from((x * 7 + y * 13 + number * 5) % 16).unwrap_or(0)
}

/// One axial slice, stored values (HU + 1024): air, a body of soft tissue, two lungs, a spine,
/// and a nodule that grows and shrinks with the slice number.
fn chest(x: i32, y: i32, number: i32) -> u16 {
    let nodule = 2 + number % 8;
    let shade = if inside(x, y, (44, 52), (nodule, nodule)) {
        1100
    } else if inside(x, y, (64, 96), (9, 11)) {
        1900
    } else if inside(x, y, (42, 58), (16, 24)) || inside(x, y, (86, 58), (16, 24)) {
        180
    } else if inside(x, y, (64, 64), (56, 44)) {
        1064
    } else {
        return 0;
    };
    shade + texture(x, y, number)
}

/// One axial slice: scalp, skull, brain in two halves, two ventricles, and a meningioma at the border.
fn head(x: i32, y: i32, number: i32) -> u16 {
    let ventricle = 4 + number % 5;
    let tumour = 3 + number % 9;
    let shade = if inside(x, y, (96, 46), (tumour, tumour)) {
        880
    } else if inside(x, y, (56, 62), (4, ventricle * 2))
        || inside(x, y, (72, 62), (4, ventricle * 2))
    {
        90
    } else if inside(x, y, (64, 64), (42, 52)) {
        // The falx is a dark line between the halves.
        if x == 64 { 200 } else { 520 }
    } else if inside(x, y, (64, 64), (46, 56)) {
        40
    } else if inside(x, y, (64, 64), (50, 60)) {
        700
    } else {
        return 0;
    };
    shade + texture(x, y, number)
}

/// A knee from the front: soft tissue, femur and tibia with their joint, the fibula beside.
fn knee(x: i32, y: i32, number: i32) -> u16 {
    let bone = |x: i32, y: i32| {
        let femur = inside(x, y, (120, 60), (30, 95)) || inside(x, y, (120, 138), (52, 26));
        let tibia = inside(x, y, (120, 194), (50, 24)) || inside(x, y, (116, 270), (27, 92));
        let fibula = inside(x, y, (172, 276), (10, 74));
        femur || tibia || fibula
    };
    let shade = if bone(x, y) {
        // Its border is denser than its middle.
        if bone(x - 4, y) && bone(x + 4, y) {
            640
        } else {
            860
        }
    } else if inside(x, y, (124, 160), (92, 230)) {
        300
    } else {
        40
    };
    shade + texture(x, y, number)
}

/// A sector under the probe: grains of echo, a dark gall bladder and the shadow of a stone.
fn sector(x: i32, y: i32, number: i32) -> u16 {
    let (dx, dy) = (x - 160, y + 20);
    let from_probe = dx * dx + dy * dy;
    let in_sector = dx.abs() * 4 <= dy * 3 && (45 * 45..=250 * 250).contains(&from_probe);
    if !in_sector {
        return 0;
    }
    // Grains: a small mix of the place, another in each picture.
    let place = (x / 2 + 1024 * (y / 2) + 524_288 * number).wrapping_mul(0x27D4_EB2D);
    let mixed = (place ^ (place >> 15)).wrapping_mul(0x2C1B_3C6D);
    let grain = u16::try_from((mixed >> 12).rem_euclid(70)).unwrap_or(0);
    let depth = u16::try_from((250 - y).clamp(0, 250) / 4).unwrap_or(0);
    let drift = number % 12;
    if inside(x, y, (140 + drift, 112), (38, 20)) {
        if inside(x, y, (150 + drift, 122), (6, 5)) {
            230
        } else {
            grain / 6
        }
    } else if (x - 150 - drift).abs() < 6 && y > 122 {
        grain / 3
    } else {
        40 + depth + grain
    }
}
