//! Parks that must be checked together, since they count the same certificates.

use serde_json::{Value, json};

use super::json::inert;
use super::page::clean;
use super::words::Lang;
use crate::dossier::Codes;
use crate::say;
use crate::say::Message;

/// Name of the schema.
const SCHEMA: &str = "lingtan.groups/1";

/// Ranges that the text names of a group.
const NAMED: usize = 5;

/// Parks that must be checked together.
#[derive(Clone, Debug)]
pub struct Group {
    /// Their folders, in the order given.
    pub folders: Vec<String>,
    /// Codes that two of them count, with the folders of these.
    pub shared: Vec<(Codes, [String; 2])>,
}

impl Group {
    /// Certificates that two of them count.
    fn quantity(&self) -> u128 {
        self.shared.iter().map(|(codes, _)| codes.quantity()).fold(0, u128::saturating_add)
    }

    fn to_json(&self) -> Value {
        let whole = |n: u128| u64::try_from(n).unwrap_or(u64::MAX);
        let shared = self.shared.iter().map(|(codes, folders)| {
            json!({
                "first_id": codes.first_code(), "last_id": codes.last_code(), "quantity": whole(codes.quantity()), "folders": folders,
            })
        });
        json!({ "folders": self.folders, "quantity": whole(self.quantity()), "shared": shared.collect::<Vec<_>>() })
    }
}

/// The groups as data.
pub fn render_json(groups: &[Group]) -> String {
    let all: Vec<Value> = groups.iter().map(Group::to_json).collect();
    inert(format!("{:#}\n", json!({ "schema": SCHEMA, "groups": all })))
}

/// The groups as data, one a line.
pub fn render_lines(groups: &[Group]) -> String {
    inert(groups.iter().map(|group| group.to_json().to_string() + "\n").collect())
}

/// The groups as text, with the command that checks each.
pub fn render(groups: &[Group], lang: Lang) -> String {
    let mut lines =
        vec![lang.say(&say!(
            "certificates are counted by more than one park; {count} group(s) must be checked together:",
            count = groups.len()
        ))];
    for group in groups {
        let folders: Vec<String> = group.folders.iter().map(|folder| quoted(folder)).collect();
        lines.push(format!("  lingtan check {} --format jsonl", folders.join(" ")));
        for (codes, [one, other]) in group.shared.iter().take(NAMED) {
            let named =
                say!("{quantity} certificate(s) {codes}: {one} and {other}", quantity = codes.quantity(), codes = codes, one, other);
            lines.push(format!("    {}", clean(&lang.say(&named))));
        }
        if let Some(more) = group.shared.len().checked_sub(NAMED).filter(|more| *more > 0) {
            lines.push(format!("    {}", lang.say(&say!("and {more} more range(s)", more))));
        }
        if group.shared.is_empty() {
            lines.push(format!("    {}", lang.say(&beside())));
        }
    }
    lines.join("\n") + "\n"
}

fn beside() -> Message {
    say!("was checked beside a park that does not stand before it here, or is not here")
}

/// A folder as a shell takes it.
fn quoted(folder: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    match folder {
        "" => ".".to_owned(),
        folder if folder.chars().all(plain) && !folder.starts_with('-') => folder.to_owned(),
        folder => format!("'{}'", folder.replace('\'', r"'\''")),
    }
}
