//! Surveys of files as they lie on the disk: text as it is, gzip archives unpacked, workbooks sheet by sheet.

use std::io::Cursor;

use super::{Shape, Survey, survey};
use crate::files::Stream;
use crate::input::error::InputError;
use crate::input::source::{self, Opened, Source};
use crate::input::table::in_sheet;
use crate::input::workbook::Book;
use crate::say;
use crate::say::Part;

/// Surveys a file; `open` gives it from the start, as often as it is needed. Of a workbook it is the first sheet that holds readings, or
/// else one that holds something.
pub fn survey_file(name: &str, mut open: impl FnMut() -> Result<Stream, InputError>) -> Result<Survey, InputError> {
    let mut gzip = match source::open(open()?, name)? {
        Opened::Book(book, _) => return of_book(name, *book),
        Opened::Text(source) => matches!(source, Source::Gzip(_)),
    };
    let mut found = survey(name, || match source::open(open()?, name)? {
        Opened::Text(source) => {
            gzip = matches!(source, Source::Gzip(_));
            Ok(source)
        }
        Opened::Book(..) => Err(InputError::at(name, 0, say!("the file changed while it was read"))),
    })?;
    if gzip {
        found.encoding += " in a gzip archive";
    }
    Ok(found)
}

fn of_book(name: &str, mut book: Book) -> Result<Survey, InputError> {
    let error = |why| InputError::at(name, 0, why);
    let names = book.candidates(&[]).map_err(error)?;
    let (mut best, mut others, mut refused): (Option<Survey>, Vec<String>, Option<InputError>) = (None, Vec::new(), None);
    for sheet in &names {
        let text = book.sheet(sheet).map_err(error)?.text;
        match survey(&in_sheet(name, sheet), || Ok(Cursor::new(text.as_slice()))) {
            Ok(mut found) => {
                "a sheet of a workbook".clone_into(&mut found.encoding);
                found.sheet = Some(sheet.clone());
                let rank = |s: &Survey| if s.shape.is_readings() { 2 } else { u8::from(s.shape != Shape::Unknown) };
                if best.as_ref().is_none_or(|b| rank(b) < rank(&found)) {
                    best = Some(found);
                } else if found.shape.is_readings() {
                    others.push(sheet.clone());
                }
            }
            Err(why) => refused = refused.or(Some(why)),
        }
    }
    let Some(mut found) = best else {
        return Err(refused.unwrap_or_else(|| error(say!("the workbook has no sheet that holds anything"))));
    };
    found.sheets = names.len();
    if names.len() > 1 {
        let sheet = found.sheet.clone().unwrap_or_default();
        found.notes.push(say!("this is the sheet `{sheet}` of {count}: {names}", sheet, count = names.len(), names => Part::names(&names)));
    }
    if !others.is_empty() {
        found.notes.push(say!(
            "{sheets} hold readings too: give each a `[[readings]]` table of its own with its `sheet`",
            sheets => Part::names(others.iter().map(|s| format!("`{s}`")))
        ));
    }
    Ok(found)
}
