//! `lingtan policy`: the built-in policies and factors, the list of national parks, and what is known of each region.

use anyhow::bail;

use super::terminal::Look;
use super::{exit, print};
use crate::report::law;
use crate::say;
use crate::say::Part;
use crate::standard::Standard;

pub(super) fn run(name: Option<&str>, look: Look) -> anyhow::Result<u8> {
    let style = look.style();
    match name {
        None => print::out(&law::policies(&style))?,
        Some("list-52") => print::out(&law::listed_parks(&style))?,
        Some("regions") => print::out(&law::regions(&style))?,
        Some(name) => {
            if let Some(text) = Standard::text(name) {
                print::out(text)?;
            } else {
                let known: Vec<&str> = Standard::names().chain(["factors", "list-52", "regions"]).collect();
                bail!(say!("`{name}` is not a built-in policy; known: {known}", name, known => Part::names(known)))
            }
        }
    }
    Ok(exit::PASS)
}
