//! Files that are sent, and what is made of them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::super::picture::{MAX_BYTES, MediaType, portrait};

const RED: Rgb<u8> = Rgb([220, 20, 20]);
const BLUE: Rgb<u8> = Rgb([20, 20, 220]);

fn file(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Red on the left, blue on the right.
pub(super) fn halves(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let colour = |x, _| if x < width / 2 { RED } else { BLUE };
    file(RgbImage::from_fn(width, height, colour), format)
}

fn seen(sent: &[u8]) -> (MediaType, RgbaImage) {
    let (kind, bytes) = portrait(sent).unwrap();
    let read = image::load_from_memory(&bytes).unwrap();
    assert_eq!((read.width(), read.height()), (128, 128));
    (kind, read.to_rgba8())
}

/// What a picture is refused with.
fn code(sent: &[u8]) -> String {
    portrait(sent).expect_err("it is refused").code.into_owned()
}

fn near(pixel: &Rgba<u8>, colour: Rgb<u8>) -> bool {
    pixel.0.iter().zip(colour.0).all(|(one, other)| one.abs_diff(other) < 40)
}

/// The same PNG file with another size in its header, and the sum that fits it.
pub(super) fn claiming(png: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut lies = png.to_vec();
    lies[16..20].copy_from_slice(&width.to_be_bytes());
    lies[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = lies[12..29].iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 },
        )
    });
    lies[29..33].copy_from_slice(&(!sum).to_be_bytes());
    lies
}

/// The same JPEG file with what a camera says: how it was held, and a place.
fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"59.3293N 18.0686E");
    let length = (exif.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
}

#[test]
fn the_middle_of_a_picture_is_kept_small_and_without_anything_else() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let (kind, read) = seen(&halves(400, 200, format));
        assert_eq!(kind, MediaType::Jpeg);
        assert!(near(read.get_pixel(10, 64), RED) && near(read.get_pixel(118, 64), BLUE), "{format:?}");
        // A dot and a line: neither is stretched to more than there is memory for.
        seen(&halves(1, 1, format));
        seen(&halves(1, 4_096, format));
    }
    // As the camera was held: what was on the left is on top.
    let told = turned(&halves(200, 200, ImageFormat::Jpeg), 6);
    let (_, read) = seen(&told);
    assert!(near(read.get_pixel(64, 10), RED) && near(read.get_pixel(64, 118), BLUE));
    let (_, kept) = portrait(&told).unwrap();
    assert!(told.windows(4).any(|four| four == b"Exif") && !kept.windows(4).any(|four| four == b"Exif"));
    assert!(!kept.windows(8).any(|eight| eight == b"59.3293N"));
    // Only what is partly clear stays PNG.
    let ring = |x: u32, y: u32| Rgba([9, 9, 9, if x.abs_diff(100) + y.abs_diff(100) < 90 { 255 } else { 0 }]);
    let (kind, read) = seen(&file(RgbaImage::from_fn(200, 200, ring), ImageFormat::Png));
    assert_eq!((kind, read.get_pixel(0, 0).0[3], read.get_pixel(64, 64).0[3]), (MediaType::Png, 0, 255));
    let whole = RgbaImage::from_pixel(20, 20, Rgba([9, 9, 9, 255]));
    assert_eq!(seen(&file(whole, ImageFormat::Png)).0, MediaType::Jpeg);
}

#[test]
fn a_small_file_cannot_take_much_memory() {
    let png = halves(10, 10, ImageFormat::Png);
    assert_eq!(claiming(&png, 10, 10), png);
    // More than a side, more than all, and more than memory: known from the header, before anything is unpacked.
    for (width, height) in [(60_000, 60_000), (4_097, 1), (1, 4_097), (4_096, 4_096), (u32::MAX >> 1, 1)] {
        assert_eq!(code(&claiming(&png, width, height)), "portrait_too_large", "{width} x {height}");
    }
    // A header that only promises more than there is.
    assert_eq!(code(&claiming(&png, 4_000, 3_000)), "portrait_unreadable");
    let deep = image::ImageBuffer::from_pixel(10, 10, Rgba([1_u16, 2, 3, 4]));
    let deep = file(deep, ImageFormat::Png);
    assert_eq!(code(&claiming(&deep, 4_000, 3_000)), "portrait_too_large");
    assert_eq!(code(&vec![0; MAX_BYTES as usize + 1]), "portrait_too_large");
    let jpeg = halves(100, 100, ImageFormat::Jpeg);
    let at = jpeg.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
    let mut large = jpeg.clone();
    large[at + 5..at + 9].copy_from_slice(&[0x10, 0, 0x10, 0]);
    assert_eq!(code(&large), "portrait_too_large");
}

#[test]
fn whatever_is_broken_is_said_to_be() {
    assert_eq!(code(b""), "portrait_unreadable");
    assert_eq!(code(b"GIF89a\x01\0\x01\0\0\0\0;"), "portrait_unreadable");
    assert_eq!(code(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "portrait_unreadable");
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let whole = halves(30, 30, format);
        for length in 0..whole.len() {
            // A JPEG file that breaks off may still show what there is.
            if let Err(problem) = portrait(&whole[..length]) {
                assert_eq!(problem.code, "portrait_unreadable", "{format:?} of {length}");
            }
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x55;
            if let Err(problem) = portrait(&changed) {
                assert!(problem.code.starts_with("portrait_"), "{format:?} at {at}: {problem:?}");
            }
        }
    }
}
