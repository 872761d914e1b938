//! The list as comma-separated values.

use bytes::Bytes;
use licentia_platform::problem::Problem;
use tokio::runtime::Handle;

use super::{Sink, Source, gone};

/// Pieces of about this many bytes.
const PIECE: usize = 64 << 10;

pub(super) fn write(source: &Source, handle: &Handle, sink: &Sink) -> Result<(), Problem> {
    let mut text = String::with_capacity(PIECE + 4_096);
    text.push_str(crate::csv::MARK);
    crate::csv::line(&mut text, source.headings());
    source.each(handle, &mut |cells| {
        crate::csv::line(&mut text, cells.iter().map(String::as_str));
        if text.len() >= PIECE { send(&mut text, sink) } else { Ok(()) }
    })?;
    send(&mut text, sink)
}

fn send(text: &mut String, sink: &Sink) -> Result<(), Problem> {
    let piece = Bytes::from(std::mem::replace(text, String::with_capacity(PIECE + 4_096)));
    sink.blocking_send(Ok(piece)).map_err(|_| gone())
}
