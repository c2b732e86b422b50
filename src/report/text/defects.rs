//! Defects by effect and code: the first few of each, and how many more.

use std::collections::BTreeMap;

use crate::dossier::Effect;
use crate::report::page::number::count;
use crate::report::page::{Ink, Page};
use crate::report::schema::{DefectReport, Report};
use crate::report::words::Lang;

/// Defects of a code that are shown one by one.
const SHOWN: usize = 3;

/// The name of a kind of defects by its code, or the code where it has none.
pub(in crate::report) fn name(code: &str, lang: Lang) -> &str {
    lang.find(&format!("defect.{code}.name")).unwrap_or(code)
}

/// The same where there is one line for all: in English the code says it.
pub(super) fn short_name(code: &str, lang: Lang) -> &str {
    if lang == Lang::Zh { name(code, lang) } else { code }
}

pub(super) fn write(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    page.heading(lang.word("section.defects"));
    if report.defects.is_empty() {
        page.paragraph(2, Ink::Plain, lang.word("defects.none"));
    }
    for (effect, ink) in [(Effect::Blocks, Ink::Bad), (Effect::Discards, Ink::Doubt), (Effect::Notes, Ink::Plain)] {
        let mut codes: BTreeMap<&str, Vec<&DefectReport>> = BTreeMap::new();
        for defect in report.defects.iter().filter(|d| d.effect == effect) {
            codes.entry(defect.code.name()).or_default().push(defect);
        }
        if codes.is_empty() {
            continue;
        }
        page.paragraph(2, ink, lang.named("effect.", effect.name()));
        for (code, defects) in codes {
            let concerned = defects.iter().fold(0_u64, |sum, d| sum.saturating_add(d.count));
            let name = name(code, lang);
            page.paragraph(4, Ink::Strong, &lang.fill("defects.head", &[&code, &name, &count(concerned)]));
            for defect in defects.iter().take(SHOWN) {
                let explained = defect.explained.as_ref().map(|place| lang.in_brackets(&lang.fill("correction.explained", &[place])));
                page.hanging(6, "- ", Ink::Plain, &format!("{}{}", lang.say(&defect.message), explained.unwrap_or_default()));
            }
            if defects.len() > SHOWN {
                page.paragraph(8, Ink::Faint, &lang.fill("defects.more", &[&count((defects.len() - SHOWN) as u64)]));
            }
        }
    }
}
