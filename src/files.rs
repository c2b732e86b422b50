//! The only door to the disk: names, bytes as a stream, and their SHA-256.

mod error;
mod identity;
pub mod locked;
mod pattern;
mod ranges;

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

pub use error::{FileError, said};
pub use ranges::Ranges;

use crate::say;

/// The files of one park folder.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
    passed: Option<Passed>,
    opened: Arc<identity::Opened>,
}

/// Bytes of files that have passed, for whoever shows progress.
pub type Passed = Arc<AtomicU64>;

impl Files {
    /// The files of a folder.
    pub fn of(root: &Path) -> Result<Self, FileError> {
        let shown = root.display().to_string();
        match std::fs::metadata(root) {
            Ok(data) if data.is_dir() => Ok(Self { root: root.to_path_buf(), passed: None, opened: Arc::default() }),
            Ok(_) => Err(FileError::Io(
                shown,
                io::Error::new(io::ErrorKind::NotADirectory, say!("a park is a folder with a park.toml; this is a file")),
            )),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(FileError::Missing(shown)),
            Err(error) => Err(FileError::Io(shown, error)),
        }
    }

    /// The same files, whose bytes are counted as they pass.
    #[must_use]
    pub fn counted(self, passed: Option<Passed>) -> Self {
        Self { passed, ..self }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The names, relative to the folder and in byte order, that a path or glob of the manifest means. A path that exists literally wins over a glob.
    pub fn find(&self, pattern: &str) -> Result<Vec<String>, FileError> {
        // A manifest written under Windows parts folders by `\`; a file whose own name has one is found by its name.
        let slashed = pattern.replace('\\', "/");
        let pattern = if self.root.join(pattern).symlink_metadata().is_ok() { pattern } else { &slashed };
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        let path = Path::new(pattern);
        if path.components().any(|c| !matches!(c, Component::Normal(_) | Component::CurDir)) || pattern.is_empty() {
            return Err(FileError::Outside(pattern.to_owned()));
        }
        if self.root.join(path).symlink_metadata().is_ok() {
            return Ok(vec![pattern.to_owned()]);
        }
        if !pattern.contains(['*', '?', '[']) {
            return Err(FileError::Missing(pattern.to_owned()));
        }
        let names = pattern::matches(&self.root, pattern)?;
        if names.is_empty() {
            return Err(FileError::NoMatch(pattern.to_owned()));
        }
        Ok(names)
    }

    /// The names of all files below the folder, as [`Files::listing`] gives them, where each of them can be had.
    pub fn list(&self) -> Result<Vec<String>, FileError> {
        self.listing().into_iter().map(|(name, trouble)| trouble.map_or(Ok(name), Err)).collect()
    }

    /// All files below the folder, by their names relative to it and in byte order, each with why it cannot be had: its name is not text, or it is a folder
    /// that cannot be looked into. Hidden ones are left out, and links to folders are not followed.
    pub fn listing(&self) -> Vec<(String, Option<FileError>)> {
        let mut names = Vec::new();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            let entries = std::fs::read_dir(self.root.join(&folder)).and_then(Iterator::collect::<io::Result<Vec<_>>>);
            let entries = entries.unwrap_or_else(|error| {
                let (name, shown) = if folder.is_empty() { (".", self.root.display().to_string()) } else { (&*folder, folder.clone()) };
                names.push((name.to_owned(), Some(FileError::Io(shown, error))));
                Vec::new()
            });
            for entry in entries {
                let own = entry.file_name();
                let shown = own.to_string_lossy();
                if shown.starts_with('.') {
                    continue;
                }
                let name = if folder.is_empty() { shown.into_owned() } else { format!("{folder}/{shown}") };
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                if own.to_str().is_none() {
                    names.push((name.clone(), Some(FileError::NotText(name))));
                } else if is_folder {
                    folders.push(name);
                } else if !entry.path().is_dir() {
                    names.push((name, None));
                }
            }
        }
        names.sort_by(|one, other| one.0.cmp(&other.0));
        names
    }

    /// The folder and those directly below it that hold a file of a name, in byte order.
    pub fn folders_with(&self, name: &str) -> Vec<PathBuf> {
        let below = std::fs::read_dir(&self.root).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut found: Vec<PathBuf> = below.chain([self.root.clone()]).filter(|path| path.join(name).is_file()).collect();
        found.sort();
        found
    }

    /// SHA-256 of a file, `None` where it cannot be read.
    pub fn digest(&self, name: &str) -> Option<String> {
        let mut stream = self.open(name).ok()?;
        io::copy(&mut stream, &mut io::sink()).ok()?;
        Some(stream.finish().sha256)
    }

    /// Opens a file by its name relative to the folder. It must be the one that was opened first under this name, and stand in the folder.
    pub fn open(&self, name: &str) -> Result<Stream, FileError> {
        self.inside(name)?;
        let stream = Stream::open(&self.root.join(name), name)?;
        let data = stream.file.metadata().map_err(|error| FileError::Io(name.to_owned(), error))?;
        if !self.opened.note(name, &data) {
            return Err(FileError::Changed(name.to_owned()));
        }
        Ok(Stream { passed: self.passed.clone(), ..stream })
    }

    /// That no link on the way to a file leads out of the folder.
    fn inside(&self, name: &str) -> Result<(), FileError> {
        let mut path = self.root.clone();
        let mut is_linked = false;
        for part in Path::new(name) {
            path.push(part);
            is_linked |= path.symlink_metadata().is_ok_and(|data| data.is_symlink());
        }
        if !is_linked {
            return Ok(());
        }
        let real = |path: &Path| {
            std::fs::canonicalize(path).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => FileError::Missing(name.to_owned()),
                _ => FileError::Io(name.to_owned(), error),
            })
        };
        if real(&path)?.starts_with(real(&self.root)?) { Ok(()) } else { Err(FileError::LinkOutside(name.to_owned())) }
    }

    /// That every file that was opened is still the same, so that digests and figures are of the same bytes.
    pub fn unchanged(&self) -> Result<(), FileError> {
        self.opened.changed(&self.root).map_or(Ok(()), |name| Err(FileError::Changed(name)))
    }

    /// Size of a file in bytes, where the system says it.
    pub fn size(&self, name: &str) -> Option<u64> {
        std::fs::metadata(self.root.join(name)).map(|data| data.len()).ok()
    }

    /// Whether two files hold the same bytes.
    pub fn are_equal(&self, one: &str, other: &str) -> bool {
        let open = |name: &str| self.open(name).ok().map(|stream| stream.file);
        let (Some(mut one), Some(mut other)) = (open(one), open(other)) else { return false };
        let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
        loop {
            let read = match one.read(&mut left) {
                Ok(0) => return matches!(other.read(&mut right), Ok(0)),
                Ok(read) => read,
                Err(_) => return false,
            };
            if other.read_exact(&mut right[..read]).is_err() || left[..read] != right[..read] {
                return false;
            }
        }
    }

    /// Opens a file whose bytes are digested apart.
    pub fn bytes(&self, name: &str) -> Result<Bytes, FileError> {
        let Stream { file, passed, .. } = self.open(name)?;
        Ok(Bytes { file, passed })
    }

    /// The whole text of a small file, with its digest. What is not UTF-8 is an error that says so.
    pub fn text(&self, name: &str) -> Result<(String, Digested), FileError> {
        let mut stream = self.open(name)?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).map_err(|e| FileError::Io(name.to_owned(), e))?;
        let not_utf8 = || {
            say!(
                "this text is not UTF-8, but probably GBK (ANSI), in which editors under Windows write Chinese: save it again with the encoding UTF-8"
            )
        };
        let text = String::from_utf8(bytes);
        let text = text.map_err(|_| FileError::Io(name.to_owned(), io::Error::new(io::ErrorKind::InvalidData, not_utf8())))?;
        Ok((text, stream.finish()))
    }
}

/// Bytes of all files below a folder, for whoever shows how much of them was read.
pub fn bytes_below(folder: &Path) -> u64 {
    let Ok(files) = Files::of(folder) else { return 0 };
    let sizes = files.listing().into_iter().filter_map(|(name, _)| std::fs::metadata(folder.join(name)).ok());
    sizes.map(|data| data.len()).fold(0, u64::saturating_add)
}

/// The paths of a command line, with the `*`, `?` and `[…]` that the shell left to the program.
pub fn expanded(paths: &[PathBuf]) -> Vec<PathBuf> {
    paths.iter().flat_map(|path| pattern::expanded(path)).collect()
}

/// Digest and size of a file that was read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digested {
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub bytes: u64,
}

/// The bytes of a file, digested as they pass.
#[derive(Debug)]
pub struct Stream {
    file: File,
    digest: Sha256,
    bytes: u64,
    passed: Option<Passed>,
}

impl Stream {
    /// Opens a file; `shown` is its name in messages.
    pub fn open(path: &Path, shown: &str) -> Result<Self, FileError> {
        let io = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => FileError::Missing(shown.to_owned()),
            _ => FileError::Io(shown.to_owned(), error),
        };
        let data = std::fs::metadata(path).map_err(io)?;
        if data.is_dir() {
            return Err(FileError::NotAFile(shown.to_owned(), say!("a folder")));
        }
        if !data.is_file() {
            return Err(FileError::NotAFile(shown.to_owned(), say!("a pipe, socket or device")));
        }
        #[allow(clippy::disallowed_methods, reason = "this is the door")]
        let file = File::open(path).map_err(io)?;
        Ok(Self { file, digest: Sha256::new(), bytes: 0, passed: None })
    }

    /// Digest and size of what was read.
    pub fn finish(self) -> Digested {
        Digested { sha256: hex(&self.digest.finalize()), bytes: self.bytes }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.digest.update(&buffer[..read]);
        self.bytes += read as u64;
        if let Some(passed) = &self.passed {
            passed.fetch_add(read as u64, Ordering::Relaxed);
        }
        Ok(read)
    }
}

/// The bytes of a file, to be digested apart by a [`Digester`].
#[derive(Debug)]
pub struct Bytes {
    file: File,
    passed: Option<Passed>,
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        if let Some(passed) = &self.passed {
            passed.fetch_add(read as u64, Ordering::Relaxed);
        }
        Ok(read)
    }
}

/// Digests bytes in their order.
#[derive(Debug, Default)]
pub struct Digester {
    digest: Sha256,
    bytes: u64,
}

impl Digester {
    /// Takes the next bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// Digest and size of what was taken.
    pub fn finish(self) -> Digested {
        Digested { sha256: hex(&self.digest.finalize()), bytes: self.bytes }
    }
}

/// SHA-256 of a text, lower-case hexadecimal.
pub fn digest_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Opens a file outside a park, to read it piece by piece.
pub fn open_outside(path: &Path) -> Result<Stream, FileError> {
    Stream::open(path, &path.display().to_string())
}

/// Reads a file outside a park (a policy, a ledger, a report), with its digest.
pub fn read_outside(path: &Path) -> Result<(Vec<u8>, Digested), FileError> {
    let shown = path.display().to_string();
    let mut stream = Stream::open(path, &shown)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map_err(|e| FileError::Io(shown, e))?;
    Ok((bytes, stream.finish()))
}

/// Writes a file whole or not at all: to a temporary neighbour, then renamed over it.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    write_all(&[(path.to_path_buf(), bytes.to_vec())])
}

/// Writes files, each whole or not at all: all are written to temporary neighbours before the first is renamed to its place.
pub fn write_all(files: &[(PathBuf, Vec<u8>)]) -> Result<(), FileError> {
    let written: Vec<_> = files.iter().map(|(path, bytes)| (path.clone(), |to: &mut dyn Write| to.write_all(bytes))).collect();
    write_each(&written)
}

/// The same of files that are written piece by piece.
pub fn write_each(files: &[(PathBuf, impl Fn(&mut dyn Write) -> io::Result<()>)]) -> Result<(), FileError> {
    let mut staged = Vec::new();
    let mut result = Ok(());
    for (number, (path, write)) in files.iter().enumerate() {
        match stage(path, write, number) {
            Ok(Some(parts)) => staged.push((path, parts)),
            Ok(None) => {}
            Err(error) => {
                result = Err(FileError::Io(path.display().to_string(), error));
                break;
            }
        }
    }
    for (path, (part, place)) in staged {
        if result.is_ok() {
            result = std::fs::rename(&part, place).map_err(|error| FileError::Io(path.display().to_string(), error));
        }
        if result.is_err() {
            remove(&part);
        }
    }
    result
}

/// Writes a temporary neighbour: it, and the place it is to be renamed to. A device is written at once.
fn stage(path: &Path, write: impl Fn(&mut dyn Write) -> io::Result<()>, number: usize) -> io::Result<Option<(PathBuf, PathBuf)>> {
    // A link stays one: what it points to is replaced.
    let place = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    match std::fs::metadata(&place) {
        Ok(data) if data.is_dir() => return Err(io::Error::new(io::ErrorKind::IsADirectory, say!("this is a folder; name a file"))),
        Ok(data) if !data.is_file() => {
            // A device such as /dev/null cannot be replaced; it is written as it is.
            write(&mut std::fs::OpenOptions::new().write(true).open(&place)?)?;
            return Ok(None);
        }
        _ => {}
    }
    let folder = place.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotFound, say!("there is no folder {folder}", folder = folder.display())));
    }
    let name = place.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, say!("this names no file")))?;
    let short: String = name.to_string_lossy().chars().take(40).collect();
    clean(folder, &short);
    let part = folder.join(format!(".{short}.{}.{number}.part", std::process::id()));
    let written = std::fs::OpenOptions::new().write(true).create_new(true).open(&part).and_then(|mut file| {
        let written = write(&mut file).and_then(|()| file.sync_all());
        if written.is_err() {
            remove(&part);
        }
        written
    });
    written.map(|()| Some((part, place)))
}

/// Takes away what killed runs left of a file: neighbours that are an hour old, whose run is gone as far as that can be told.
fn clean(folder: &Path, short: &str) {
    let beginning = format!(".{short}.");
    #[allow(clippy::disallowed_methods, reason = "this is the door")]
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(middle) = name.strip_prefix(&beginning).and_then(|rest| rest.strip_suffix(".part")) else { continue };
        let Some((process, number)) = middle.split_once('.') else { continue };
        let numbered = [process, number].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        let old = || entry.metadata().ok()?.modified().ok()?.elapsed().ok().map(|age| age.as_secs() >= 3600);
        let runs = Path::new("/proc").join(process).exists();
        if numbered && !runs && old() == Some(true) {
            remove(&entry.path());
        }
    }
}

/// Where a path leads, as far as it exists: two names of one file have one place.
pub fn place_of(path: &Path) -> PathBuf {
    if let Ok(place) = std::fs::canonicalize(path) {
        return place;
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (std::fs::canonicalize(folder), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_path_buf(),
    }
}

/// Writes a file that must not exist yet, whole or not at all.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let shown = path.display().to_string();
    if path.symlink_metadata().is_ok() {
        return Err(FileError::Io(shown, io::Error::new(io::ErrorKind::AlreadyExists, say!("exists already, and is not replaced"))));
    }
    write_whole(path, bytes)
}

/// Takes back a file that was written.
pub fn remove(path: &Path) {
    let _ = std::fs::remove_file(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_run_left_is_cleaned_by_the_next() {
        let folder = tempfile::tempdir().expect("a folder");
        let put = |name: &str, hours: u64| {
            let file = std::fs::File::create(folder.path().join(name)).expect("made");
            let now = file.metadata().and_then(|data| data.modified()).expect("a time");
            file.set_modified(now - std::time::Duration::from_secs(hours * 3600 + 1)).expect("aged");
        };
        // No process has the number 0 here; this one runs.
        let own = format!(".r.json.{}.7.part", std::process::id());
        for (name, hours) in
            [(".r.json.0.1.part", 2), (".r.json.0.2.part", 0), (".other.json.0.1.part", 2), (own.as_str(), 2), (".r.json.x.part", 2)]
        {
            put(name, hours);
        }
        write_whole(&folder.path().join("r.json"), b"{}").expect("written");
        let mut left: Vec<String> = std::fs::read_dir(folder.path())
            .expect("a folder")
            .map(|e| e.expect("one").file_name().to_string_lossy().into_owned())
            .collect();
        left.sort();
        let mut wanted =
            vec![".other.json.0.1.part".to_owned(), ".r.json.0.2.part".to_owned(), own, ".r.json.x.part".to_owned(), "r.json".to_owned()];
        wanted.sort();
        assert_eq!(left, wanted);
    }

    #[test]
    fn a_file_that_changes_while_a_park_is_read_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("r.csv");
        let write = |text: &str| write_whole(&file, text.as_bytes()).expect("a file");
        write("one");
        let files = Files::of(folder.path()).expect("a folder");
        assert_eq!(files.text("r.csv").expect("a file").0, "one");
        assert!(files.text("r.csv").is_ok() && files.unchanged().is_ok());
        // replaced by as many bytes, as an exporter does
        write("two");
        assert!(matches!(files.text("r.csv"), Err(FileError::Changed(name)) if name == "r.csv"));
        assert!(matches!(files.unchanged(), Err(FileError::Changed(_))));
        assert!(Files::of(folder.path()).expect("a folder").text("r.csv").is_ok(), "another run starts anew");
    }
}
