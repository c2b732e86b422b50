//! Emissions and energy with their parts, the ratios with other readings of them, and the net-zero layer.

use super::scale::{Scale, figure_bounds};
use crate::measure::Exact;
use crate::report::names::figure_name;
use crate::report::net_zero;
use crate::report::page::number::{UNKNOWN, all_digits, places, rounded};
use crate::report::page::{Align, Cell, Ink, Page, Table};
use crate::report::parts::{Part, parts};
use crate::report::schema::Report;

pub(super) fn write(page: &mut Page, report: &Report) {
    write_parts(page, report, "emissions", "tCO2");
    write_parts(page, report, "energy", "tce");
}

/// A table of parts. One that is not known is `—`.
fn write_parts(page: &mut Page, report: &Report, group: &str, unit: &str) {
    let lang = page.style.lang;
    let figures = parts(report, group);
    page.heading(lang.named("section.", group));
    let mut table = Table::new(&[
        ("", Align::Left),
        (unit, Align::Right),
        (lang.word("column.share"), Align::Right),
        (lang.word("column.bounds"), Align::Left),
    ]);
    let places = places(figures.iter().filter_map(|part| part.figure.value.as_ref()));
    let percent = Scale::of_unit("1", lang);
    for Part { id, figure, share, is_total, is_aside } in &figures {
        let ink = match () {
            () if *is_total => Ink::Strong,
            () if *is_aside => Ink::Faint,
            () => Ink::Plain,
        };
        let (value, bounds) = match &figure.value {
            Some(value) => (rounded(value, places), figure_bounds(value, figure.lower.as_ref(), figure.upper.as_ref(), places, lang)),
            None => (UNKNOWN.to_owned(), String::new()),
        };
        table.row(vec![
            Cell::inked(figure_name(lang, id), ink),
            Cell::inked(value, ink),
            share.as_ref().map_or_else(|| UNKNOWN.to_owned(), |share| percent.part(share)).into(),
            Cell::inked(bounds, Ink::Faint),
        ]);
    }
    page.table(2, &table);
}

/// The ratios of the rules, and what they would be under other readings of the method's defaults.
pub(super) fn write_ratios(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    page.heading(lang.word("section.ratios"));
    let mut table = Table::new(&[("", Align::Left), ("", Align::Left)]).flexible();
    for id in ["direct_green_share", "carbon_intensity", "clean_energy_share"] {
        let Some(figure) = report.figures.get(id) else { continue };
        let scale = Scale::of_unit(figure.unit, lang);
        let value = figure.value.as_ref().map_or_else(|| UNKNOWN.to_owned(), |v| scale.shown(v));
        table.row(vec![figure_name(lang, id).into(), value.into()]);
        for other in report.sensitivities.iter().filter(|s| s.figure == id) {
            let Some(result) = &other.result else { continue };
            let said = match lang.find(&format!("sensitivity.{}", other.setting)) {
                Some(_) => lang.fill(&format!("sensitivity.{}", other.setting), &[&scale.shown(result), &all_digits(&other.value)]),
                None => format!("{} = {}: {}", other.setting, all_digits(&other.value), scale.shown(result)),
            };
            table.row(vec!["".into(), Cell::inked(said, Ink::Faint)]);
        }
    }
    page.table(2, &table);
}

/// The net-zero layer: what offsets leave of the emissions, beside the rules.
pub(super) fn write_net_zero(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let layer = &report.net_zero;
    page.heading(lang.word("section.net-zero"));
    let all = [layer.residual.as_ref(), Some(&layer.offsets), layer.net.as_ref()];
    let places = places(all.into_iter().flatten());
    let shown = |x: Option<&Exact>| x.map_or_else(|| UNKNOWN.to_owned(), |x| rounded(x, places));
    if layer.offsets.is_zero() {
        page.paragraph(2, Ink::Plain, &lang.fill("net-zero.none", &[&shown(layer.residual.as_ref())]));
        for line in net_zero::offsets(layer, lang) {
            page.paragraph(4, Ink::Faint, &line);
        }
        return;
    }
    let mut table = Table::new(&[("", Align::Left), (layer.unit, Align::Right)]);
    table.row(vec![lang.word("net-zero.residual").into(), shown(layer.residual.as_ref()).into()]);
    table.row(vec![lang.word("net-zero.offsets").into(), shown(Some(&layer.offsets)).into()]);
    table.row(vec![Cell::inked(lang.word("net-zero.net"), Ink::Strong), Cell::inked(shown(layer.net.as_ref()), Ink::Strong)]);
    table.note(Ink::Faint, lang.word("net-zero.note"));
    page.table(2, &table);
    page.paragraph(2, Ink::Plain, net_zero::reached(layer, lang));
    for line in net_zero::offsets(layer, lang) {
        page.paragraph(4, Ink::Faint, &line);
    }
}
