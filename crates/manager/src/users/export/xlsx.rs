//! A workbook. Its rows go to a file on disk as they come, and the whole is sent when it is packed.

use std::io::{Read, Seek, SeekFrom};

use bytes::Bytes;
use licentia_platform::problem::Problem;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use tokio::runtime::Handle;

use super::super::columns::Column;
use super::{Sink, Source, gone};

/// The longest text of a cell, in UTF-16 units.
const LONGEST: usize = 32_767;
const PIECE: usize = 64 << 10;

pub(super) fn write(source: &Source, handle: &Handle, sink: &Sink) -> Result<(), Problem> {
    let mut book = Workbook::new();
    let (bold, day) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    let sheet = book.add_worksheet_with_constant_memory().map_err(wrong)?;
    for (column, title) in (0..).zip(source.headings()) {
        sheet.set_column_width(column, 24).map_err(wrong)?;
        sheet.write_string_with_format(0, column, title, &bold).map_err(wrong)?;
    }
    sheet.set_freeze_panes(1, 0).map_err(wrong)?;
    let mut row = 0;
    source.each(handle, &mut |cells| {
        row += 1;
        if sink.is_closed() {
            return Err(gone());
        }
        for ((column, value), of) in (0..).zip(cells).zip(&source.wanted.columns) {
            cell(sheet, (row, column), value, *of, &day).map_err(wrong)?;
        }
        Ok(())
    })?;
    let mut file = tempfile::tempfile().map_err(|error| Problem::internal(error.to_string()))?;
    book.save_to_writer(&mut file).map_err(wrong)?;
    send(file, sink).map_err(|error| Problem::internal(error.to_string()))
}

fn cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &str,
    of: Column,
    day: &Format,
) -> Result<(), XlsxError> {
    let units = value.parse::<u32>().ok().filter(|_| matches!(of, Column::Module(_)));
    match (of, units) {
        _ if value.is_empty() => {}
        (Column::LastUsed, _) => {
            let date = ExcelDateTime::parse_from_str(value)?;
            sheet.write_datetime_with_format(row, column, &date, day)?;
        }
        (_, Some(units)) => {
            sheet.write_number(row, column, units)?;
        }
        _ => {
            let text: String = value.chars().take(LONGEST / 2).collect();
            sheet.write_string(row, column, text)?;
        }
    }
    Ok(())
}

fn send(mut file: std::fs::File, sink: &Sink) -> std::io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    loop {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(());
        }
        piece.truncate(read);
        sink.blocking_send(Ok(Bytes::from(piece))).map_err(std::io::Error::other)?;
    }
}

fn wrong(error: XlsxError) -> Problem {
    Problem::internal(error.to_string())
}
