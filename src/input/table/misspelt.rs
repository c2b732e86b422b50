//! Columns of small tables whose headers resemble one that is known: read for nothing, they would change what a table says.

use super::header::{bracketed, folded, with_unit};
use crate::dossier::headers::Column;
use crate::input::field::nearest;
use crate::say;
use crate::say::Message;

/// What is wrong with a header of which a cell resembles a column that was not found.
pub(in crate::input) fn misspelt(header: &[String], columns: &[Column], found: &[(&'static str, usize)]) -> Option<Message> {
    let absent: Vec<&Column> = columns.iter().filter(|column| !found.iter().any(|(name, _)| *name == column.name)).collect();
    let known = |cell: &str| columns.iter().any(|column| column.aliases.iter().chain([&column.name]).any(|name| folded(name) == cell));
    header.iter().enumerate().filter(|(at, cell)| !cell.trim().is_empty() && !found.iter().any(|(_, other)| other == at)).find_map(|(_, cell)| {
        let name = folded(&with_unit(cell).0);
        // A second column of a role that has its column already.
        if known(&name) {
            return None;
        }
        let bare = bracketed(cell).and_then(|_| cell.find(['(', '（', '[', '【'])).map(|at| folded(&cell[..at]));
        let same = |column: &&&Column| bare.as_ref().is_some_and(|bare| column.aliases.iter().chain([&column.name]).any(|name| folded(name) == *bare));
        let is_ascii = name.is_ascii();
        let letters = name.chars().count();
        let near = |column: &&&Column| {
            let names = column.aliases.iter().chain([&column.name]).filter(|known| known.is_ascii() == is_ascii);
            (4..=200).contains(&letters) && nearest(&name, names.copied()).is_some_and(|near| {
                let near = folded(near);
                near != name && near.chars().count() >= 4 && (is_ascii || strsim::osa_distance(&near, &name) == 1)
            })
        };
        let meant = absent.iter().find(same).or_else(|| absent.iter().find(near))?;
        Some(say!(
            "the column `{header}` is not known and resembles `{name}`: correct its header, name it as `columns = { {name} = \"{header}\" }`, or rename it so that nobody takes it for that",
            header = crate::near::shown(cell.trim()),
            name = meant.name
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::headers::{CERTIFICATES, METERS};

    fn of(columns: &[Column], header: &[&str], found: &[&'static str]) -> Option<String> {
        let cells: Vec<String> = header.iter().map(ToString::to_string).collect();
        let places: Vec<(&'static str, usize)> =
            found.iter().filter_map(|name| Some((*name, header.iter().position(|cell| cell == name)?))).collect();
        misspelt(&cells, columns, &places).map(|message| message.to_string())
    }

    #[test]
    fn a_slip_in_a_header_is_no_new_column() {
        assert!(of(METERS, &["meter_id", "multplier"], &["meter_id"]).is_some_and(|text| text.contains("resembles `multiplier`")));
        assert!(of(CERTIFICATES, &["certificate_id", "sttus"], &["certificate_id"]).is_some_and(|text| text.contains("`status`")));
        assert!(of(METERS, &["meter_id", "额定流量(m3/h)"], &["meter_id"]).is_some_and(|text| text.contains("`rating`")));
        assert_eq!(of(METERS, &["meter_id", "厂家", "安装日期", "remarks", "site"], &["meter_id"]), None);
    }
}
