//! Declared indicators against the policy: rows that name neither a rule nor an indicator of the policy's own.

use crate::dossier::{Code, Defect, Dossier, Effect};
use crate::say;
use crate::say::{Message, Part};
use crate::standard::{Level, RULES, Standard, nearest};

/// Rows that nothing of the policy can rest on, each a defect that names the nearest indicator there is.
pub(super) fn unknown(dossier: &Dossier, standard: &Standard, defects: &mut Vec<Defect>) {
    let own = || standard.indicators.iter().flat_map(|i| std::iter::once(i.clause.id).chain(i.name.iter().map(String::as_str)));
    let names = || RULES.iter().copied().filter(|id| standard.clause(id).level != Level::Data).chain(own());
    for row in dossier.indicators.iter().filter(|row| !names().any(|name| name == row.indicator)) {
        let near = nearest(&row.indicator, names()).map_or_else(Message::nothing, |name| say!("; did you mean `{name}`?", name));
        let message = say!(
            "`indicator` `{text}` is not known{near}; known indicators: {known}",
            text = row.indicator, near => near, known => Part::names(names())
        );
        defects.push(Defect::new(Code::UnparsableRow, Effect::Blocks, message.at(dossier.file_line(row.position))).at(row.position));
    }
}
