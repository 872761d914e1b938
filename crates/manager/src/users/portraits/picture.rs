//! The picture that somebody sent, made into a portrait: the square in its middle, small, and nothing else that the file
//! said. What a file says of itself is not believed: its size in pixels is looked at before anything is unpacked.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits};
use licentia_platform::problem::Problem;

/// The largest file that is taken, in bytes.
pub(crate) const MAX_BYTES: u64 = 256 * 1_024;
/// The longest side of a picture, in pixels.
const MAX_SIDE: u32 = 4_096;
/// The most pixels of a picture.
const MAX_PIXELS: u64 = 12_600_000;
/// The most memory that the unpacked picture may take, in bytes.
const MAX_MEMORY: u64 = 64 << 20;
/// The side of a portrait, in pixels: the largest one shown, on a screen with fine pixels.
const SIDE: u32 = 128;
/// Of a JPEG, out of 100.
const QUALITY: u8 = 85;

/// What a portrait is kept as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MediaType {
    /// What has transparent parts.
    Png,
    /// Everything else.
    Jpeg,
}

impl MediaType {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    pub(super) fn from_str(text: &str) -> Option<Self> {
        [Self::Png, Self::Jpeg].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// 413 `portrait_too_large`: in bytes or in pixels.
pub(super) fn too_large() -> Problem {
    Problem::refused(413, "portrait_too_large").with("limit", MAX_BYTES)
}

/// 422 `portrait_unreadable`: neither PNG nor JPEG, or broken.
pub(super) fn unreadable() -> Problem {
    Problem::refused(422, "portrait_unreadable")
}

/// The portrait of what was sent. Takes as long as unpacking does: for a thread that may.
///
/// # Errors
/// 413 `portrait_too_large`, 422 `portrait_unreadable`.
pub(super) fn portrait(sent: &[u8]) -> Result<(MediaType, Vec<u8>), Problem> {
    if sent.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    let (picture, turned) = unpacked(sent)?;
    let mut small = middle(picture).resize_exact(SIDE, SIDE, FilterType::CatmullRom);
    small.apply_orientation(turned);
    packed(&small)
}

fn unpacked(sent: &[u8]) -> Result<(DynamicImage, Orientation), Problem> {
    let format = match image::guess_format(sent) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg)) => format,
        _ => return Err(unreadable()),
    };
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(sent), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_MEMORY {
        return Err(too_large());
    }
    // How the camera was held, which the portrait does not tell any more.
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder).map_err(refused)?, turned))
}

/// The largest square around the middle. Before anything is scaled: a line of pixels would become a tower.
fn middle(picture: DynamicImage) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let side = width.min(height);
    picture.crop_imm((width - side) / 2, (height - side) / 2, side, side)
}

fn packed(small: &DynamicImage) -> Result<(MediaType, Vec<u8>), Problem> {
    let mut bytes = Cursor::new(Vec::new());
    let clear = small.color().has_alpha() && small.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX);
    let (media_type, written) = match clear {
        true => (MediaType::Png, small.to_rgba8().write_to(&mut bytes, ImageFormat::Png)),
        false => {
            let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
            (MediaType::Jpeg, small.to_rgb8().write_with_encoder(encoder))
        }
    };
    written.map_err(|error| Problem::internal(format!("a portrait cannot be written: {error}")))?;
    Ok((media_type, bytes.into_inner()))
}

fn refused(error: ImageError) -> Problem {
    match error {
        ImageError::Limits(_) => too_large(),
        _ => unreadable(),
    }
}
