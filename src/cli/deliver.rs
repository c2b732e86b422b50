//! Where the reports of a run go: standard output once, files whole or not at all, no place twice, no input overwritten.

use std::io::{self, IsTerminal, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::bail;
use clap::ValueEnum;

use super::arguments::{Format, Publishing};
use super::print;
use super::reports::OneRun;
use crate::files::{place_of, write_all, write_each};
use crate::input::field::near;
use crate::report::text::Style;
use crate::report::{Told, csv, github, html, json, junit, markdown, overview, reports, sarif, statement, text, workbook};
use crate::say;
use crate::say::Part;

/// A report to be written.
#[derive(Clone, Debug)]
pub(super) struct Target {
    format: Format,
    /// `None`: standard output.
    path: Option<PathBuf>,
}

impl Target {
    /// The file, none for standard output.
    pub(super) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The form, by its name, if it says each park's folder.
    pub(super) fn with_folders(&self, several: bool) -> Option<String> {
        let with = match self.format {
            Format::Jsonl | Format::Csv | Format::Junit | Format::Github | Format::Sarif => true,
            Format::Json | Format::Markdown | Format::Xlsx => several,
            Format::Text | Format::Html | Format::InToto => false,
        };
        self.format.to_possible_value().filter(|_| with).map(|value| value.get_name().to_owned())
    }

    /// Whether it is of JSON Lines, in which an error has its line.
    pub(super) fn is_lines(&self) -> bool {
        self.format == Format::Jsonl
    }
}

/// What the command line asks to be written, each place once.
/// A file that the run reads is none of them.
pub(super) fn targets(arguments: &Publishing, read: &[(&'static str, &Path)]) -> anyhow::Result<Vec<Target>> {
    let place = |path: &Path| (path != Path::new("-")).then(|| path.to_path_buf());
    let mut all = vec![Target { format: arguments.format, path: arguments.output.as_deref().and_then(place) }];
    for report in &arguments.report {
        let Some((format, path)) = report.split_once('=') else { bail!(say!("--report {report}: write FORMAT=FILE", report)) };
        let known = Format::from_str(format, false).map_err(|_| {
            let names: Vec<String> =
                Format::value_variants().iter().filter_map(|f| Some(f.to_possible_value()?.get_name().to_owned())).collect();
            let near = near(format, names.iter().map(String::as_str));
            anyhow::anyhow!(say!("--report {report}: `{format}` is not a format ({known}){near}", report, format, known => Part::names(&names), near => near))
        })?;
        if path.is_empty() {
            bail!(say!("--report {report}: write FORMAT=FILE; the file is missing", report));
        }
        all.push(Target { format: known, path: place(Path::new(path)) });
    }
    if all.iter().any(|t| t.path.is_none() && t.format == Format::Xlsx) && io::stdout().is_terminal() {
        bail!(say!("a workbook is not for a terminal: write it to a file (--format xlsx --output FILE, --report xlsx=FILE)"));
    }
    if all.iter().filter(|t| t.path.is_none()).count() > 1 {
        bail!(say!("standard output can carry one report only: give the others a file (--output FILE, --report FORMAT=FILE)"));
    }
    let places: Vec<PathBuf> = all.iter().filter_map(|t| Some(place_of(t.path.as_ref()?))).collect();
    for (at, place) in places.iter().enumerate() {
        if places[..at].contains(place) {
            bail!(say!("two reports are to be written to the same file").at(place.display().to_string()));
        }
    }
    places.iter().try_for_each(|place| print::spared(place, read))?;
    Ok(all)
}

/// Writes the reports: all files, or none of them; standard output last.
pub(super) fn deliver(told: &[Told], parks: &[PathBuf], arguments: &Publishing, targets: &[Target]) -> anyhow::Result<()> {
    for target in targets {
        let Some(path) = &target.path else { continue };
        let place = place_of(path);
        for (park, told) in parks.iter().zip(told) {
            let inputs = told.result.iter().flat_map(|report| &report.inputs).map(|input| input.file.as_str());
            if inputs.chain(["park.toml"]).any(|input| place_of(&park.join(input)) == place) {
                bail!(
                    say!("this is an input of {park}; a report must not replace it", park = park.display()).at(path.display().to_string())
                );
            }
        }
    }
    let (mut files, mut printed) = (Vec::new(), None);
    for target in targets {
        match &target.path {
            Some(path) => {
                files.push((path.clone(), render(told, target.format, arguments, &arguments.manner.look.style_of_file())?));
            }
            None => printed = Some(render(told, target.format, arguments, &arguments.manner.look.style())?),
        }
    }
    write_all(&files).map_err(|e| print::because(say!("the report was not written"), e))?;
    printed.map_or(Ok(()), |bytes| print::bytes(&bytes))
}

/// Writes the reports on parks of which not all need to be held at once: all files, or none of them; standard output last.
pub(super) fn deliver_each(parks: &OneRun, arguments: &Publishing, targets: &[Target]) -> anyhow::Result<()> {
    let of_file = arguments.manner.look.style_of_file();
    let write = |target: &Target| {
        let format = target.format;
        move |to: &mut dyn Write| write_each_park(parks, format, arguments, &of_file, to).map_err(io::Error::other)
    };
    let files: Vec<_> = targets.iter().filter_map(|target| Some((target.path.clone()?, write(target)))).collect();
    write_each(&files).map_err(|e| print::because(say!("the report was not written"), e))?;
    for target in targets.iter().filter(|target| target.path.is_none()) {
        print::pieces(|to| write_each_park(parks, target.format, arguments, &arguments.manner.look.style(), to))?;
    }
    Ok(())
}

/// A form whose parks stand one after another is written park by park; of the others all parks are held, for a table only what it shows.
fn write_each_park(parks: &OneRun, format: Format, arguments: &Publishing, style: &Style, to: &mut dyn Write) -> anyhow::Result<()> {
    let several = parks.count() > 1;
    match format {
        Format::Json => {
            let mut list = json::List::new(several);
            parks.each(&mut |told| Ok(told.result.iter().try_for_each(|report| to.write_all(list.next(report).as_bytes()))?))?;
            to.write_all(list.end().as_bytes())?;
        }
        Format::Jsonl => parks.each(&mut |told| Ok(to.write_all(json::line(&told).as_bytes())?))?,
        Format::Csv => {
            to.write_all(csv::head().as_bytes())?;
            parks.each(&mut |told| Ok(to.write_all(csv::rows(&told).as_bytes())?))?;
        }
        _ => {
            let table = format == Format::Text && several && !arguments.details;
            let mut all = Vec::new();
            parks.each(&mut |mut told| {
                if let Ok(report) = &mut told.result
                    && table
                {
                    report.keep_overview();
                }
                all.push(told);
                Ok(())
            })?;
            to.write_all(&render(&all, format, arguments, style)?)?;
        }
    }
    Ok(())
}

fn render(told: &[Told], format: Format, arguments: &Publishing, style: &Style) -> anyhow::Result<Vec<u8>> {
    let text = match format {
        Format::Json => json::render(&reports(told).collect::<Vec<_>>(), told.len() > 1),
        Format::Jsonl => told.iter().map(json::line).collect(),
        Format::Text if arguments.summary => overview::render(told, style),
        Format::Text if told.len() > 1 && arguments.details => overview::render_all(told, style),
        Format::Text if told.len() > 1 => overview::screen(told, style),
        Format::Text if arguments.details => reports(told).map(|report| text::render(report, style)).collect(),
        Format::Text => reports(told).map(|report| text::render_screen(report, style)).collect(),
        Format::Html => html::render(told, style.lang),
        Format::Markdown => markdown::render(told, style.lang),
        Format::Csv => csv::render(told),
        Format::Junit => junit::render(told),
        Format::Github => github::render(told),
        Format::Sarif => sarif::render(told),
        Format::InToto => statement::render(told),
        Format::Xlsx => return Ok(workbook::render(told, style.lang)?),
    };
    Ok(text.into_bytes())
}

/// A park's folder as seen from the working directory, with `/` between its parts.
pub(super) fn folder(park: &Path) -> String {
    let working = std::env::current_dir().unwrap_or_default();
    let inside = park.strip_prefix(&working).unwrap_or(park);
    let parts = inside.components().filter_map(|part| match part {
        Component::CurDir => None,
        Component::RootDir => Some(String::new()),
        part => Some(part.as_os_str().to_string_lossy().into_owned()),
    });
    let joined = parts.collect::<Vec<_>>().join("/");
    if joined.is_empty() && inside.has_root() { "/".to_owned() } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_seen_from_the_working_directory() {
        let working = std::env::current_dir().expect("a working directory");
        for (given, seen) in [(".", ""), ("./a/b/", "a/b"), ("a/./b", "a/b"), ("../x", "../x"), ("/no/such", "/no/such"), ("/", "/")] {
            assert_eq!(folder(Path::new(given)), seen, "{given}");
        }
        assert_eq!(folder(&working.join("a")), "a");
        assert_eq!(folder(&working), "");
    }
}
