//! The threads: each takes what is ready, first folding, then digesting, then reading and parsing the next piece.

use std::collections::{BTreeMap, VecDeque};
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::super::error::InputError;
use super::super::manifest::{Layout, MeterOf, Readings};
use super::super::source::{self, Opened, Source};
use super::super::table::columns::Columns;
use super::file_header::{HEAD, Heads};
use super::fold::Fold;
use super::item::{Context, Item};
use super::pieces::{Buffer, Pieces, SIZE};
use super::rows::{Guess, Rows};
use super::small_file;
use super::task::{Note, Task};
use crate::files::{Bytes, Digested, Digester};
use crate::input::readings::collector::Collector;

/// Bytes from which on it is worth asking whether a file was read before under another name.
const LARGE: u64 = 1 << 20;

/// Reads every file of a task into a collector; says what was read, in the order of the files.
pub(in crate::input) fn read_all<'a>(task: Task<'a>, collector: &mut Collector<'a>) -> Result<Vec<Note>, InputError> {
    let heads = Arc::new(Heads::default());
    let board = Board {
        task,
        heads: Arc::clone(&heads),
        state: Mutex::new(State {
            read: Some(Box::new(Reading::new(task, heads))),
            fold: Some(Fold::new(task, collector)),
            digest: Some(Digesting::default()),
            ready: BTreeMap::new(),
            next: 0,
            undigested: VecDeque::new(),
            pieces: 0,
            items: 0,
            ended: false,
            failed: None,
            buffers: Vec::new(),
            rows: Vec::new(),
        }),
        changed: Condvar::new(),
        most: task.threads * 2 + 2,
    };
    std::thread::scope(|scope| {
        for _ in 1..task.threads {
            // Where the system gives no more threads (limits of a container), those that there are do the work.
            if std::thread::Builder::new().spawn_scoped(scope, || board.work()).is_err() {
                break;
            }
        }
        board.work();
    });
    let state = board.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(error) = state.failed {
        return Err(error);
    }
    let mut notes = state.fold.map(|f| f.notes).unwrap_or_default();
    let mut digests = state.digest.map(|d| d.done).unwrap_or_default();
    for note in notes.iter_mut().filter(|n| n.digested.is_none()) {
        note.digested = digests.pop_front();
    }
    Ok(notes)
}

/// What the threads share.
struct Board<'a, 'c> {
    task: Task<'a>,
    heads: Arc<Heads>,
    state: Mutex<State<'a, 'c>>,
    changed: Condvar,
    /// Pieces under way at once.
    most: usize,
}

struct State<'a, 'c> {
    /// Each of the three is taken by the thread at work on it.
    read: Option<Box<Reading<'a>>>,
    fold: Option<Fold<'a, 'c>>,
    digest: Option<Digesting>,
    /// Items to be folded, by number.
    ready: BTreeMap<u64, Item>,
    next: u64,
    undigested: VecDeque<Bite>,
    /// Pieces that are not both folded and digested.
    pieces: usize,
    /// Items made so far.
    items: u64,
    ended: bool,
    failed: Option<InputError>,
    buffers: Vec<Buffer>,
    rows: Vec<Rows>,
}

/// What is digested next.
enum Bite {
    Piece(Arc<Buffer>),
    Head(Vec<u8>),
    End,
}

#[derive(Default)]
struct Digesting {
    digester: Digester,
    done: VecDeque<Digested>,
}

impl Digesting {
    fn take(&mut self, bite: &Bite) {
        match bite {
            Bite::Piece(buffer) => self.digester.take(buffer.content()),
            Bite::Head(bytes) => self.digester.take(bytes),
            Bite::End => self.done.push_back(std::mem::take(&mut self.digester).finish()),
        }
    }
}

impl Board<'_, '_> {
    /// Works until everything is folded and digested, or something failed.
    fn work(&self) {
        let mut guess = Guess::default();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let State { ready, next, undigested, items, .. } = &*state;
            if state.failed.is_some() || (state.ended && next == items && undigested.is_empty()) {
                self.changed.notify_all();
                return;
            }
            state = if state.fold.is_some() && ready.contains_key(next) {
                self.fold(state)
            } else if state.digest.is_some() && !undigested.is_empty() {
                self.digest(state)
            } else if state.read.is_some() && !state.ended && state.pieces < self.most {
                self.read(state, &mut guess)
            } else {
                self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
            };
        }
    }
}

type Guard<'b, 'a, 'c> = MutexGuard<'b, State<'a, 'c>>;

impl<'a, 'c> Board<'a, 'c> {
    fn lock(&self) -> Guard<'_, 'a, 'c> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fold<'b>(&'b self, mut state: Guard<'b, 'a, 'c>) -> Guard<'b, 'a, 'c> {
        let number = state.next;
        let (Some(mut fold), Some(item)) = (state.fold.take(), state.ready.remove(&number)) else { return state };
        drop(state);
        let buffer = if let Item::Piece(_, buffer) = &item { Some(Arc::clone(buffer)) } else { None };
        let whole = usize::from(matches!(item, Item::Whole(_)));
        let result = fold.take(item);
        let mut state = self.lock();
        state.fold = Some(fold);
        state.next += 1;
        state.pieces -= whole;
        match result {
            Ok(spare) => {
                let (rows, buffer) = spare.unzip();
                state.rows.extend(rows);
                state.buffers.extend(buffer.flatten());
            }
            Err(error) => state.failed = Some(error),
        }
        state.release(buffer);
        self.changed.notify_all();
        state
    }

    fn digest<'b>(&'b self, mut state: Guard<'b, 'a, 'c>) -> Guard<'b, 'a, 'c> {
        let (Some(mut digest), Some(bite)) = (state.digest.take(), state.undigested.pop_front()) else { return state };
        drop(state);
        digest.take(&bite);
        let mut state = self.lock();
        state.digest = Some(digest);
        if let Bite::Piece(buffer) = bite {
            state.release(Some(buffer));
        }
        self.changed.notify_all();
        state
    }

    fn read<'b>(&'b self, mut state: Guard<'b, 'a, 'c>, guess: &mut Guess) -> Guard<'b, 'a, 'c> {
        let Some(mut reading) = state.read.take() else { return state };
        let mut buffer = state.buffers.pop().unwrap_or_default();
        let mut rows = state.rows.pop().unwrap_or_default();
        drop(state);
        if let Some((number, most)) = reading.whole() {
            return self.whole(reading, (number, most), (buffer, rows), guess);
        }
        let made = reading.next(&mut buffer);
        let mut state = self.lock();
        let number = state.items;
        // What holds nothing is filled by the next piece.
        let mut kept = Some(buffer);
        match made {
            Made::Nothing => state.ended = true,
            Made::Item(item) => {
                state.items += 1;
                if let Item::Close(None) = item {
                    state.undigested.push_back(Bite::End);
                }
                state.ready.insert(number, item);
            }
            Made::Open(context, columns, header, head) => {
                state.items += 1;
                if let Some(head) = head {
                    state.undigested.push_back(Bite::Head(head));
                }
                state.ready.insert(number, Item::Open(context, columns, header));
            }
            Made::Unread => {
                state.pieces += 1;
                state.undigested.extend(kept.take().map(|buffer| Bite::Piece(Arc::new(buffer))));
            }
            Made::Piece(context, apart) => {
                let buffer = Arc::new(kept.take().unwrap_or_default());
                state.items += 1;
                state.pieces += 1;
                if apart {
                    state.undigested.push_back(Bite::Piece(Arc::clone(&buffer)));
                }
                state.read = Some(reading);
                self.changed.notify_all();
                drop(state);
                rows.read(buffer.content(), &context.shape, &context.ids, context.order, guess);
                state = self.lock();
                state.ready.insert(number, Item::Piece(rows, buffer));
                self.changed.notify_all();
                return state;
            }
        }
        state.buffers.extend(kept);
        state.rows.push(rows);
        state.read = Some(reading);
        self.changed.notify_all();
        state
    }

    /// Reads a small file, while others read the next.
    fn whole<'b>(
        &'b self,
        reading: Box<Reading<'a>>,
        (entry, most): (usize, usize),
        spare: (Buffer, Rows),
        guess: &mut Guess,
    ) -> Guard<'b, 'a, 'c> {
        let mut state = self.lock();
        let number = state.items;
        state.items += 1;
        state.pieces += 1;
        state.read = Some(reading);
        self.changed.notify_all();
        drop(state);
        let item = small_file::read(&self.task, entry, most, &self.heads, spare, guess);
        let mut state = self.lock();
        if let Item::Plain(_) = item {
            state.pieces -= 1;
        }
        state.ready.insert(number, item);
        self.changed.notify_all();
        state
    }
}

impl State<'_, '_> {
    /// Takes a buffer back, if nobody needs it any more.
    fn release(&mut self, buffer: Option<Arc<Buffer>>) {
        if let Some(buffer) = buffer.and_then(Arc::into_inner) {
            self.pieces -= 1;
            self.buffers.push(buffer);
        }
    }
}

/// What was made of the next bytes.
enum Made {
    /// A file is open: its context, its columns, the line of its header, its bytes up to there if they are digested apart.
    Open(Arc<Context>, Box<Columns>, u64, Option<Vec<u8>>),
    /// The buffer holds lines of it; whether they are digested apart.
    Piece(Arc<Context>, bool),
    /// The buffer holds bytes of a file whose rest is not for this road.
    Unread,
    /// Something that needs no parsing.
    Item(Item),
    /// There is nothing more.
    Nothing,
}

/// Reading the files one after the other.
struct Reading<'a> {
    task: Task<'a>,
    next: usize,
    open: Option<Stream>,
    /// Files read so far: the table that reads them, the size of large ones, the name.
    read: Vec<(usize, Option<u64>, String)>,
    heads: Arc<Heads>,
}

/// An open file.
struct Stream {
    context: Arc<Context>,
    pieces: Pieces<Raw>,
    left: bool,
}

/// Where the bytes of a file come from.
enum Raw {
    /// From the disk, digested apart.
    Plain(Bytes),
    /// Unpacked, digested below.
    Packed(Box<Source>),
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(bytes) => bytes.read(buffer),
            Self::Packed(source) => source.read(buffer),
        }
    }
}

impl<'a> Reading<'a> {
    fn new(task: Task<'a>, heads: Arc<Heads>) -> Self {
        Self { task, next: 0, open: None, read: Vec::new(), heads }
    }

    /// The next file and the most bytes that it may have, if it is so small that it is read as one piece.
    fn whole(&mut self) -> Option<(usize, usize)> {
        let entry = self.task.entries.get(self.next).filter(|_| self.open.is_none())?;
        let [index] = entry.tables[..] else { return None };
        let most = self.task.road.piece()?.min(SIZE);
        // A packed one holds several times as much.
        let is_packed = Path::new(&entry.name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
        let bytes = if is_packed { most / 4 } else { most };
        let is_small = is_fast(&self.task.readings[index]) && self.task.files.size(&entry.name)? <= bytes as u64;
        self.next += usize::from(is_small);
        is_small.then(|| (self.next - 1, most))
    }

    fn next(&mut self, buffer: &mut Buffer) -> Made {
        let Some(stream) = &mut self.open else {
            let Some(entry) = self.task.entries.get(self.next) else { return Made::Nothing };
            self.next += 1;
            return self.start(self.next - 1).unwrap_or_else(|| {
                debug_assert!(!entry.tables.is_empty(), "a file is read by a table");
                Made::Item(Item::Plain(self.next - 1))
            });
        };
        let name = &self.task.entries[stream.context.entry].name;
        let apart = matches!(stream.pieces.source(), Raw::Plain(_));
        if stream.left && apart {
            match stream.pieces.rest(buffer) {
                Ok(true) => return Made::Unread,
                Ok(false) => {}
                Err(error) => return Made::Item(Item::Failed(InputError::io(name, 0, &error))),
            }
        } else if !stream.left {
            match stream.pieces.next(buffer) {
                Ok(true) => return Made::Piece(Arc::clone(&stream.context), apart),
                Ok(false) => {}
                Err(None) => {
                    stream.left = true;
                    return Made::Item(Item::Leave);
                }
                Err(Some(error)) => return Made::Item(Item::Failed(InputError::io(name, 0, &error))),
            }
        }
        let Some(stream) = self.open.take() else { return Made::Nothing };
        match stream.pieces.into_source() {
            Raw::Plain(_) => Made::Item(Item::Close(None)),
            Raw::Packed(source) => match source.finish() {
                Ok(digested) => Made::Item(Item::Close(Some(digested))),
                Err(error) => Made::Item(Item::Failed(InputError::io(name, 0, &error))),
            },
        }
    }

    /// Opens a file, if it is one for this road.
    fn start(&mut self, number: usize) -> Option<Made> {
        let piece = self.task.road.piece()?;
        let entry = &self.task.entries[number];
        let [index] = entry.tables[..] else { return None };
        let table = &self.task.readings[index];
        if !is_fast(table) {
            return None;
        }
        let mut raw = Raw::Plain(self.task.files.bytes(&entry.name).ok()?);
        let mut head = filled(&mut raw, HEAD)?;
        if source::is_workbook(&head) {
            return None;
        }
        if source::is_packed(&head) {
            let stream = self.task.files.open(&entry.name).ok()?;
            let Opened::Text(unpacked) = source::open(stream, &entry.name).ok()? else { return None };
            raw = Raw::Packed(Box::new(unpacked));
            head = filled(&mut raw, HEAD)?;
        }
        let found = self.heads.of(&self.task, number, &head)?;
        // A file of one meter by its name means another meter by another name.
        let named = matches!(table.meter, Some(MeterOf::Named(_)));
        let files = self.task.files;
        let size = files.size(&entry.name).filter(|&size| size >= LARGE && !named);
        let twin = size.is_some() && self.read.iter().any(|(t, s, name)| (*t, *s) == (index, size) && files.are_equal(name, &entry.name));
        self.read.push((index, size, entry.name.clone()));
        let order = table.source.date_order;
        let context = Arc::new(Context {
            entry: number,
            shape: found.shape,
            ids: found.ids,
            encoding: found.encoding,
            twin,
            order,
            header: found.header,
            understood: found.understood,
        });
        let rest = head.split_off(found.length);
        let apart = matches!(raw, Raw::Plain(_)).then_some(head);
        self.open = Some(Stream { context: Arc::clone(&context), pieces: Pieces::new(raw, rest, piece), left: false });
        Some(Made::Open(context, Box::new(found.columns), found.line, apart))
    }
}

/// Whether files of a table may be for this road.
fn is_fast(table: &Readings) -> bool {
    matches!(table.layout, Layout::Long | Layout::Wide | Layout::Register)
}

/// The first bytes of a stream, at most so many. `None` where they cannot be read: the plain reader says why.
fn filled(raw: &mut Raw, most: usize) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    raw.by_ref().take(most as u64).read_to_end(&mut head).ok()?;
    Some(head)
}
