//! `lingtan policy`: the built-in policies and factors.

use anyhow::bail;

use super::terminal::Look;
use super::{exit, print};
use crate::say;
use crate::say::Part;
use crate::standard::Standard;

pub(super) fn run(name: Option<&str>, look: Look) -> anyhow::Result<u8> {
    let lang = look.style().lang;
    match name {
        None => {
            let mut text = String::new();
            for name in Standard::names() {
                let title = Standard::built_in(name).map(|s| s.title).unwrap_or_default();
                text += &format!("{name:<14} {}\n", lang.of_policy(&title));
            }
            text += &format!("{:<14} {}\n", "factors", lang.say(&say!("default factors of fuels and provincial grids")));
            print::out(&text)?;
        }
        Some(name) => {
            if let Some(text) = Standard::text(name) {
                print::out(text)?;
            } else {
                let known: Vec<&str> = Standard::names().chain(["factors"]).collect();
                bail!(say!("`{name}` is not a built-in policy; known: {known}", name, known => Part::names(known)))
            }
        }
    }
    Ok(exit::PASS)
}
