//! Small files, each read, parsed and digested as one piece of work: many of them are read by all threads at once.

use std::io::Read;
use std::sync::Arc;

use super::super::source::{self, Opened};
use super::file_header::{HEAD, Heads};
use super::item::{Context, Item, Whole};
use super::pieces::{Buffer, SIZE};
use super::rows::{Guess, Rows};
use super::task::Task;
use crate::files::{Digested, Digester};

/// Bytes that a packed file may hold and still be small.
const UNPACKED: usize = 16 * SIZE;

/// Reads a file of at most so many bytes; what is not for this road is left to the plain reader.
pub(super) fn read(task: &Task<'_>, number: usize, most: usize, heads: &Heads, spare: (Buffer, Rows), guess: &mut Guess) -> Item {
    let (mut buffer, mut rows) = spare;
    let mut read = || {
        let digested = fill(task, number, most, &mut buffer)?;
        let start = &buffer.content()[..buffer.content().len().min(HEAD)];
        let head = heads.of(task, number, start)?;
        Some((digested, head))
    };
    let Some((digested, head)) = read() else { return Item::Plain(number) };
    buffer.pass(head.length);
    let order = task.readings[task.entries[number].tables[0]].source.date_order;
    let (header, understood) = (head.header, head.understood);
    let context =
        Context { entry: number, shape: head.shape, ids: head.ids, encoding: head.encoding, twin: false, order, header, understood };
    rows.read(buffer.content(), &context.shape, &context.ids, order, guess);
    Item::Whole(Box::new(Whole { context: Arc::new(context), columns: head.columns, header: head.line, rows, buffer, digested }))
}

/// Fills a buffer with all that a file holds, if that is little enough.
fn fill(task: &Task<'_>, number: usize, most: usize, buffer: &mut Buffer) -> Option<Digested> {
    let name = &task.entries[number].name;
    let whole = |stream: &mut dyn Read, most, buffer: &mut Buffer| buffer.fill(stream, most).is_ok_and(|ended| ended);
    let mut bytes = task.files.bytes(name).ok()?;
    if !whole(&mut bytes, most, buffer) || source::is_workbook(buffer.content()) {
        return None;
    }
    if source::is_packed(buffer.content()) {
        let Opened::Text(mut unpacked) = source::open(task.files.open(name).ok()?, name).ok()? else { return None };
        return if whole(&mut unpacked, UNPACKED, buffer) { unpacked.finish().ok() } else { None };
    }
    let mut digester = Digester::default();
    digester.take(buffer.content());
    Some(digester.finish())
}
