//! `lingtan explain`: a rule, a defect, a figure or a setting.

use anyhow::bail;

use super::{exit, print};
use crate::dossier::Code;
use crate::rule::RULES;
use crate::standard::Setting;

pub(super) fn run(name: Option<&str>) -> anyhow::Result<u8> {
    let Some(name) = name else {
        let mut text = String::from("Rules:\n");
        for rule in RULES {
            text += &format!("  {}\n", rule.id);
        }
        text += "\nDefects:\n";
        for code in Code::ALL {
            text += &format!("  {}\n", code.name());
        }
        text += "\nSettings:\n";
        for name in Setting::names() {
            text += &format!("  {name}\n");
        }
        print::out(&text)?;
        return Ok(exit::PASS);
    };
    if let Some(rule) = RULES.iter().find(|r| r.id == name) {
        print::out(&format!("{}\n\n{}\n", rule.id, rule.documentation()))?;
        return Ok(exit::PASS);
    }
    if let Ok((setting, _)) = Setting::find(name) {
        print::out(&format!("{}\n\n{}\n{}\nAllowed: {}\n", setting.name, setting.en, setting.zh, setting.allowed()))?;
        return Ok(exit::PASS);
    }
    bail!("`{name}` is not a rule, a defect, a figure or a setting; `lingtan explain` lists them")
}
