//! A file that several runs add to: one at a time, replaced whole or not at all.
//!
//! The lock is held on a neighbour, `.NAME.lock`, since the file itself is replaced; the system lets go of it when a run ends, however it ends. The
//! neighbour stays, and keeps what the last run that wrote said of the file ([`Held::remember`]). What a killed run had begun is `.NAME.part`, which the next run writes over.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use fd_lock::RwLock;

use super::{FileError, place_of, remove};
use crate::say;

/// A file that no other run may change meanwhile.
#[derive(Debug)]
pub struct Held {
    shown: String,
    place: PathBuf,
    part: PathBuf,
    lock: PathBuf,
}

/// New content of a file, written and safe, that takes its place when it is told to. Dropped before, it is gone.
#[derive(Debug)]
pub struct Staged<'a> {
    held: &'a Held,
    done: bool,
}

/// Does something with a file while no other run may change it. Calls `waiting` where another run must be waited for.
pub fn hold<T>(path: &Path, waiting: impl FnOnce(), work: impl FnOnce(&Held) -> T) -> Result<T, FileError> {
    let shown = path.display().to_string();
    let failed = |error: io::Error| FileError::Io(shown.clone(), error);
    let place = place_of(path);
    match std::fs::metadata(&place) {
        Ok(data) if data.is_dir() => return Err(FileError::NotAFile(shown, say!("a folder"))),
        Ok(data) if !data.is_file() => return Err(FileError::NotAFile(shown, say!("a pipe, socket or device"))),
        _ => {}
    }
    let Some(name) = place.file_name().map(|name| name.to_string_lossy().into_owned()) else {
        return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, say!("this names no file"))));
    };
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(failed(io::Error::new(io::ErrorKind::NotFound, say!("there is no folder {folder}", folder = folder.display()))));
    }
    let lock_path = lock_of(&place, &name);
    let held = Held { shown: shown.clone(), part: place.with_file_name(format!(".{name}.part")), place, lock: lock_path.clone() };
    let in_lock = |error: io::Error| FileError::Io(lock_path.display().to_string(), error);
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(&lock_path).map_err(in_lock)?;
    let mut lock = RwLock::new(file);
    let at_once = match lock.try_write() {
        Ok(_guard) => true,
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => false,
        Err(error) => return Err(in_lock(error)),
    };
    if !at_once {
        waiting();
    }
    let _guard = lock.write().map_err(in_lock)?;
    Ok(work(&held))
}

fn lock_of(place: &Path, name: &str) -> PathBuf {
    place.with_file_name(format!(".{name}.lock"))
}

/// What the last run that wrote a file said of it; `None` where none did.
pub fn remembered(path: &Path) -> Option<String> {
    let place = place_of(path);
    let name = place.file_name()?.to_string_lossy().into_owned();
    #[allow(clippy::disallowed_methods, reason = "this is the door")]
    let text = std::fs::read_to_string(lock_of(&place, &name)).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

impl Held {
    /// Keeps beside the file what is to be known of it.
    pub fn remember(&self, text: &str) -> Result<(), FileError> {
        let write = || OpenOptions::new().write(true).truncate(true).open(&self.lock)?.write_all(format!("{text}\n").as_bytes());
        write().map_err(|error| FileError::Io(self.lock.display().to_string(), error))
    }

    /// The bytes of the file, none where there is none yet.
    pub fn read(&self) -> Result<Option<Vec<u8>>, FileError> {
        let failed = |error: io::Error| FileError::Io(self.shown.clone(), error);
        #[allow(clippy::disallowed_methods, reason = "this is the door")]
        let mut file = match File::open(&self.place) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        Ok(Some(bytes))
    }

    /// Writes new content beside the file, as far as the disk itself.
    pub fn stage(&self, bytes: &[u8]) -> Result<Staged<'_>, FileError> {
        let staged = Staged { held: self, done: false };
        let write = || {
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&self.part)?;
            file.write_all(bytes)?;
            if let Ok(data) = std::fs::metadata(&self.place) {
                std::fs::set_permissions(&self.part, data.permissions())?;
            }
            file.sync_all()
        };
        write().map_err(|error| FileError::Io(self.shown.clone(), error))?;
        Ok(staged)
    }
}

impl Staged<'_> {
    /// Takes the place of the file.
    pub fn commit(mut self) -> Result<(), FileError> {
        let failed = |error: io::Error| FileError::Io(self.held.shown.clone(), error);
        std::fs::rename(&self.held.part, &self.held.place).map_err(failed)?;
        self.done = true;
        sync_folder(&self.held.place).map_err(failed)
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        if !self.done {
            remove(&self.held.part);
        }
    }
}

/// Makes a new name of a file last. A folder can be opened for that on Unix only.
fn sync_folder(place: &Path) -> io::Result<()> {
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !cfg!(unix) {
        return Ok(());
    }
    #[allow(clippy::disallowed_methods, reason = "this is the door")]
    let folder = File::open(folder)?;
    folder.sync_all()
}
