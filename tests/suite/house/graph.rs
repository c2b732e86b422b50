//! Which file uses which: paths are followed through what modules pass on to the file in which a name is written.

use std::collections::{BTreeMap, BTreeSet};

use super::code::{Names, Source};

/// A path from the root of the library: without `crate`, `self`, `super`, and through the names that the file brings in. `None` for what is of others,
/// or of the file itself.
fn from_root(house: &BTreeMap<Names, Source>, source: &Source, path: &[String], depth: usize) -> Option<Names> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some([source.module.as_slice(), rest].concat()),
        "super" => {
            let mut above = source.module.clone();
            above.pop();
            let mut rest = rest;
            while rest.first().is_some_and(|next| next == "super") {
                above.pop();
                rest = &rest[1..];
            }
            Some([above.as_slice(), rest].concat())
        }
        name => {
            let child = [source.module.as_slice(), &[name.to_owned()]].concat();
            if house.contains_key(&child) {
                return Some([child.as_slice(), rest].concat());
            }
            let brought = source.uses.iter().find(|brought| brought.name == *name && brought.path != path)?;
            if depth == 0 {
                return None;
            }
            let named = from_root(house, source, &brought.path, depth - 1)?;
            Some([named.as_slice(), rest].concat())
        }
    }
}

/// The file in which what a path names is written.
fn written_in(house: &BTreeMap<Names, Source>, path: &[String], depth: usize) -> Option<Names> {
    let mut module: Names = Vec::new();
    for (at, name) in path.iter().enumerate() {
        let below = [module.as_slice(), std::slice::from_ref(name)].concat();
        if house.contains_key(&below) {
            module = below;
            continue;
        }
        let source = house.get(&module)?;
        let passed_on = source.uses.iter().find(|passed_on| passed_on.name == *name);
        let Some(passed_on) = passed_on.filter(|_| depth > 0) else { break };
        let named = from_root(house, source, &passed_on.path, 8)?;
        return written_in(house, &[named.as_slice(), &path[at + 1..]].concat(), depth - 1);
    }
    house.contains_key(&module).then_some(module)
}

/// Every path that a file uses, from the root of the library.
pub(super) fn used(house: &BTreeMap<Names, Source>, source: &Source) -> BTreeSet<Names> {
    let brought = source.uses.iter().map(|brought| (&brought.path, brought.public));
    let all = brought.chain(source.paths.iter().map(|path| (path, false)));
    all.filter(|(_, public)| !public).filter_map(|(path, _)| from_root(house, source, path, 8)).collect()
}

/// Each file with those that it uses, and what of them.
pub(super) type Edges<'a> = BTreeMap<&'a str, BTreeMap<&'a str, BTreeSet<String>>>;

/// Each file with those that it uses.
pub(super) fn edges(house: &BTreeMap<Names, Source>) -> Edges<'_> {
    let mut all = Edges::new();
    for source in house.values() {
        let own = all.entry(source.name.as_str()).or_default();
        for path in used(house, source) {
            let Some(file) = written_in(house, &path, 12).and_then(|module| house.get(&module)) else { continue };
            if file.name != source.name {
                own.entry(file.name.as_str()).or_default().insert(path.last().cloned().unwrap_or_default());
            }
        }
    }
    all
}

/// Groups of files that use each other in a circle, each sorted, the largest first.
pub(super) fn circles<'a>(edges: &Edges<'a>) -> Vec<Vec<&'a str>> {
    let reach = |from: &'a str| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(next) = open.pop() {
            for used in edges.get(next).into_iter().flat_map(BTreeMap::keys) {
                if seen.insert(*used) {
                    open.push(used);
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&str, BTreeSet<&str>> = edges.keys().map(|name| (*name, reach(name))).collect();
    let mut found: BTreeSet<Vec<&str>> = BTreeSet::new();
    for (name, all) in reached.iter().filter(|(name, all)| all.contains(*name)) {
        found.insert(all.iter().copied().filter(|other| reached[other].contains(name)).collect());
    }
    let mut found: Vec<Vec<&str>> = found.into_iter().collect();
    found.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    found
}
