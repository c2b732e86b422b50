//! The park's manifest against the list of national parks: what the list says otherwise is told, and changes nothing.

use crate::dossier::{Code, Defect, Dossier, Effect, Position};
use crate::say;
use crate::say::Message;
use crate::standard::{list, regions};

/// Name of the manifest among the inputs.
const MANIFEST: &str = "park.toml";

/// A scope or a province that the manifest states and the list has otherwise.
pub(super) fn conflicts(dossier: &Dossier, defects: &mut Vec<Defect>) {
    let listed = dossier.listed.as_ref();
    let Some(park) = list::find(listed.map_or(dossier.name.as_str(), |listed| listed.name.as_str())) else { return };
    let (number, name) = (park.number, park.name.as_str());
    let mut conflict = |line: u64, message: Message| {
        let file = dossier.inputs.iter().position(|input| input.name == MANIFEST);
        let position = file.filter(|_| line > 0).map(|file| Position { file, line });
        let place = if line > 0 { format!("{MANIFEST}:{line}") } else { MANIFEST.to_owned() };
        defects.push(Defect::new(Code::ListConflict, Effect::Notes, message.at(place)).at(position));
    };
    if let Some(line) = dossier.scope_line.filter(|_| dossier.scope != park.scope) {
        conflict(
            line,
            say!(
                "`scope` is {own}, and the list of national parks has {name} (number {number}) as {listed}; correct one, or state in `[park] list` which park of the list this is",
                own = dossier.scope,
                name,
                number,
                listed = park.scope
            ),
        );
    }
    let own = dossier.province.as_deref().and_then(regions::named);
    if let Some((line, own)) = dossier.province_line.zip(own).filter(|(_, own)| own.name != park.province) {
        conflict(
            line,
            say!(
                "`province` is {own}, and the list of national parks has {name} (number {number}) in {listed}; correct one, or state in `[park] list` which park of the list this is",
                own = own.name,
                name,
                number,
                listed = park.province
            ),
        );
    }
}
