//! Parks that must be checked together, since they count the same certificates.

use std::fmt;

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

/// A park of a group.
#[derive(Clone, Debug)]
pub enum Member {
    /// Its folder.
    Folder(String),
    /// Its report, where that does not say the folder.
    Report {
        /// The file that holds the report.
        file: String,
        /// The park's name.
        park: String,
    },
}

impl Member {
    /// The folder; an object, which nobody takes for one, where it is not known.
    fn to_json(&self) -> Value {
        match self {
            Self::Folder(folder) => json!(folder),
            Self::Report { file, park } => json!({ "report": file, "park": park }),
        }
    }
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => f.write_str(folder),
            Self::Report { file, park } => write!(f, "{file} ({park})"),
        }
    }
}

/// Parks that must be checked together.
#[derive(Clone, Debug)]
pub struct Group {
    /// The parks, in the order given.
    pub members: Vec<Member>,
    /// Codes that two of them count, with these.
    pub shared: Vec<(Codes, [Member; 2])>,
}

impl Group {
    /// Certificates that two of them count.
    fn quantity(&self) -> u128 {
        self.shared.iter().map(|(codes, _)| codes.quantity()).fold(0, u128::saturating_add)
    }

    fn to_json(&self) -> Value {
        let whole = |n: u128| u64::try_from(n).unwrap_or(u64::MAX);
        let shared = self.shared.iter().map(|(codes, members)| {
            let folders = members.each_ref().map(Member::to_json);
            json!({
                "first_id": codes.first_code(), "last_id": codes.last_code(), "quantity": whole(codes.quantity()), "folders": folders,
            })
        });
        let folders: Vec<Value> = self.members.iter().map(Member::to_json).collect();
        json!({ "folders": folders, "quantity": whole(self.quantity()), "shared": shared.collect::<Vec<_>>() })
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
        lines.push(format!("  {}", clean(&lang.say(&command(&group.members)))));
        for (codes, [one, other]) in group.shared.iter().take(NAMED) {
            let named = say!(
                "{quantity} certificate(s) {codes}: {one} and {other}",
                quantity = codes.quantity(),
                codes = codes,
                one = one,
                other = other
            );
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

/// The command that checks parks together, as far as their folders are known.
fn command(members: &[Member]) -> Message {
    let folder = |member: &Member| match member {
        Member::Folder(folder) => Some(quoted(folder)),
        Member::Report { .. } => None,
    };
    if let Some(folders) = members.iter().map(folder).collect::<Option<Vec<_>>>() {
        return Message::verbatim(format!("lingtan check {} --format jsonl", folders.join(" ")));
    }
    let named: Vec<String> = members.iter().map(ToString::to_string).collect();
    say!("lingtan check FOLDER... --format jsonl, with the folders of {named}", named = named.join(", "))
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
