//! The house's own laws: who may use whom, where the disk and the printer are, and that numbers of the law stand in data.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

mod code;
mod graph;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use code::{Names, Source, house};

/// Each layer and those that it may use, from the ground up. The ground floor is of no layer: every layer may use it, and it uses no layer.
const LAYERS: [(&str, &[&str]); 10] = [
    ("files", &[]),
    ("measure", &[]),
    ("dossier", &["measure"]),
    ("standard", &["measure"]),
    ("input", &["dossier", "measure", "files"]),
    ("account", &["dossier", "standard", "measure"]),
    ("rule", &["account", "dossier", "standard", "measure"]),
    ("report", &["rule", "account", "dossier", "standard", "measure", "files"]),
    ("check", &["report", "rule", "account", "input", "dossier", "standard", "measure", "files"]),
    ("cli", &["check", "report", "rule", "account", "input", "dossier", "standard", "measure", "files"]),
];

/// What is below all layers: messages, closed lists, the nearest name, the reader of TOML, the pages of the guide.
const GROUND: [&str; 5] = ["say", "near", "toml", "guide", "closed_list"];

/// What is wrong with a file by the layers.
fn against_the_layers(house: &BTreeMap<Names, Source>, source: &Source) -> Vec<String> {
    let own = source.module.first().map_or("", String::as_str);
    let allowed = LAYERS.iter().find(|(layer, _)| *layer == own).map_or(&[][..], |(_, allowed)| allowed);
    let lawful = |other: &str| own.is_empty() || other == own || GROUND.contains(&other) || allowed.contains(&other);
    let is_layer = |other: &str| other == "*" || GROUND.contains(&other) || LAYERS.iter().any(|(layer, _)| *layer == other);
    let used = graph::used(house, source).into_iter().chain(source.uses.iter().filter(|used| used.public).map(|used| used.path.clone()));
    let others = used.filter_map(|path| path.iter().find(|name| *name != "crate").cloned());
    let wrong = others.filter(|other| is_layer(other) && !lawful(other));
    wrong.map(|other| format!("{} uses {other}", source.name)).collect()
}

#[test]
fn layers_use_only_those_below() {
    let house = house();
    let wrong: Vec<String> = house.values().flat_map(|source| against_the_layers(house, source)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let of_no_layer = |module: &Names| {
        let own = module.first().map_or("", String::as_str);
        !own.is_empty() && !GROUND.contains(&own) && LAYERS.iter().all(|(layer, _)| *layer != own)
    };
    let strange: Vec<&Names> = house.keys().filter(|module| of_no_layer(module)).collect();
    assert!(strange.is_empty(), "of no layer: {strange:?}");
}

#[test]
fn files_use_each_other_in_no_circle() {
    let house = house();
    let edges = graph::edges(house);
    let found = graph::circles(&edges);
    let told: Vec<String> = found
        .iter()
        .map(|circle| {
            let names = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let within = |file: &str| {
                edges[file].iter().filter(|(used, _)| circle.contains(used)).map(|(used, of)| format!("{used} ({})", names(of)))
            };
            circle
                .iter()
                .map(|file| format!("    {file} uses {}", within(file).collect::<Vec<_>>().join(", ")))
                .collect::<Vec<_>>()
                .join("\n")
        })
        .collect();
    assert!(told.is_empty(), "{} circle(s):\n{}", told.len(), told.join("\n\n"));
}

/// What is wrong with a file by the doors: only one opens the disk, only one prints.
fn against_the_doors(source: &Source) -> Vec<String> {
    let uses = |wanted: &[&str]| {
        let all = source.uses.iter().map(|used| &used.path).chain(&source.paths);
        all.clone().any(|path| path.windows(wanted.len()).any(|part| part == wanted))
    };
    let mut wrong = Vec::new();
    let is_door = source.module.first().is_some_and(|first| first == "files");
    if !is_door && (uses(&["std", "fs"]) || uses(&["fs", "*"]) || uses(&["File", "open"]) || uses(&["File", "create"])) {
        wrong.push(format!("{} opens the disk", source.name));
    }
    let prints = ["println", "print", "eprintln", "eprint", "dbg"].iter().any(|name| source.macros.contains(*name));
    let is_cli = source.module.first().is_some_and(|first| first == "cli");
    if !is_cli && (prints || uses(&["io", "stdout"]) || uses(&["io", "stderr"])) {
        wrong.push(format!("{} prints", source.name));
    }
    wrong
}

#[test]
fn only_one_door_to_the_disk_and_one_to_the_printer() {
    let wrong: Vec<String> = house().values().flat_map(against_the_doors).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Numbers of the law that a rule holds: exact numbers made of literals, and literals that the law prints.
fn numbers_of_the_law(source: &Source) -> Vec<String> {
    const OF_THE_LAW: [&str; 6] = ["0.5", "0.9", "0.21", "0.8325", "200000", "1000000"];
    let exact = source.calls.iter().filter(|(called, arguments)| {
        let made = called.last().is_some_and(|last| ["ratio", "parse", "from", "from_str", "new"].contains(&last.as_str()))
            && called.iter().any(|name| name == "Exact" || name == "ratio");
        made && arguments.iter().any(|argument| argument != "0" && argument != "1")
    });
    let exact = exact.map(|(called, arguments)| format!("{}: {}({})", source.name, called.join("::"), arguments.join(", ")));
    let plain = |literal: &str| literal.replace('_', "").trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim_matches('"').to_owned();
    let literals = source.literals.iter().filter(|literal| OF_THE_LAW.contains(&plain(literal).as_str()));
    exact.chain(literals.map(|literal| format!("{}: {literal}", source.name))).collect()
}

#[test]
fn no_number_of_the_law_stands_in_a_rule() {
    let house = house();
    let rules = house.values().filter(|source| source.module.first().is_some_and(|first| first == "rule"));
    let wrong: Vec<String> = rules.flat_map(numbers_of_the_law).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Binary floating point in a file: its types, and literals with a point or an exponent.
fn floating(source: &Source) -> Vec<String> {
    let types = ["f32", "f64"].into_iter().filter(|name| source.words.contains(*name)).map(str::to_owned);
    let is_float = |literal: &&String| {
        let number = literal.starts_with(|c: char| c.is_ascii_digit()) && !literal.starts_with("0x");
        syn::parse_str::<syn::LitFloat>(literal).is_ok() && number && source.bare.contains(*literal)
    };
    let literals = source.literals.iter().filter(is_float).cloned();
    types.chain(literals).map(|found| format!("{}: {found}", source.name)).collect()
}

#[test]
fn no_binary_floating_point_in_the_core() {
    let house = house();
    let core = house.values().filter(|source| source.module.first().is_none_or(|first| first != "report" && first != "cli"));
    let wrong: Vec<String> = core.flat_map(floating).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Words of closed lists that are words of something else where a file compares them: the file, the word, what it is there.
const OTHER_WORDS: &[(&str, &str, &str)] = &[
    ("account/materiality.rs", "electricity_equivalent", "name of a setting"),
    ("report/view/head.rs", "electricity_equivalent", "name of a setting"),
    ("report/text/summary.rs", "electricity_equivalent", "name of a setting"),
    ("report/trace/carried.rs", "electricity_equivalent", "name of a setting"),
    ("report/explain/method.rs", "electricity_equivalent", "name of a setting"),
    ("report/explain/method.rs", "feedstock_energy", "name of a setting"),
    ("report/explain/method.rs", "nuclear_purchased", "name of a setting"),
    ("report/explain/method.rs", "recognition_cap", "name of a setting"),
    ("report/explain/method.rs", "trades_without_certificates", "name of a setting"),
    ("report/explain/method.rs", "transferred_certificates", "name of a setting"),
    ("report/explain/method.rs", "vintage", "name of a setting"),
    ("report/explain/method.rs", "list-conflict", "name that the command line gives"),
    ("report/text/certificates.rs", "counted", "value of a setting, which reports hold as a text"),
    ("cli/inspect.rs", "months", "name of a layout"),
    ("cli/inspect.rs", "unknown", "name of a layout"),
    ("cli/meters_workbook.rs", "unit", "name of a column"),
    ("report/compare.rs", "value", "name of a key"),
    ("report/html/carpet.rs", "month", "name of a step"),
    ("report/html/ladder.rs", "resolution", "key of the ladder, which is an object of JSON"),
    ("report/text/electricity.rs", "resolution", "key of the ladder, which is an object of JSON"),
    ("account/certificates/terms.rs", "same-year", "the parser of the setting"),
    ("account/certificates/terms.rs", "within-validity", "the parser of the setting"),
];

/// Words of closed lists that a file compares as texts.
fn compared_words(source: &Source, listed: &BTreeSet<&str>) -> Vec<String> {
    let in_law = source.module.first().is_some_and(|first| ["account", "rule", "report", "check", "cli"].contains(&first.as_str()));
    let other = |word: &str| OTHER_WORDS.iter().any(|(file, known, _)| *file == source.name && *known == word);
    let words = source.compared.iter().filter(|word| in_law && listed.contains(word.as_str()) && !other(word));
    words.map(|word| format!("{}: {word:?}", source.name)).collect()
}

#[test]
fn no_word_of_a_closed_list_is_compared_as_a_text() {
    let house = house();
    let listed: BTreeSet<&str> = house.values().flat_map(|source| &source.listed).map(String::as_str).collect();
    assert!(["indeterminate", "blocks", "missing-interval", "at-most"].iter().all(|word| listed.contains(word)), "{listed:?}");
    let wrong: Vec<String> = house.values().flat_map(|source| compared_words(source, &listed)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (file, word, what) in OTHER_WORDS {
        let compares = house.values().any(|source| source.name == *file && source.compared.contains(*word));
        assert!(compares, "{file} no longer compares {word:?} ({what})");
    }
    // Every way of comparing is seen, those within macros too.
    for text in [
        "fn f(x: &str) -> bool { x == \"blocks\" }",
        "fn f(x: Option<&str>) -> bool { Some(\"blocks\") != x }",
        "fn f(x: &str) -> u8 { match x { \"blocks\" => 0, _ => 1 } }",
        "fn f(x: Option<&str>) -> u8 { match x { Some(\"blocks\") => 0, _ => 1 } }",
        "fn f(x: &str) -> bool { matches!(x, \"other\" | \"blocks\") }",
        "fn f(x: &str) -> Markup { html! { @if x == \"blocks\" { p {} } } }",
        "fn f(x: &str) -> Markup { html! { @match x { \"blocks\" => p {}, _ => b {} } } }",
    ] {
        let source = code::of("rule/a.rs".to_owned(), vec!["rule".to_owned(), "a".to_owned()], text);
        assert_eq!(compared_words(&source, &listed).len(), 1, "{text}");
    }
    let free = "fn f(x: &str) -> Markup { html! { p class=\"blocks\" { (g(\"blocks\")) } } }";
    let source = code::of("rule/a.rs".to_owned(), vec!["rule".to_owned(), "a".to_owned()], free);
    assert!(compared_words(&source, &listed).is_empty());
}

/// What got past laws that search the text: groups, renamed modules, names through `super`, macros.
#[test]
fn the_laws_read_code_and_not_text() {
    let mut house = house().clone();
    let module = |path: &str| path.split("::").map(str::to_owned).collect::<Names>();
    let mut read = |path: &str, text: &str| {
        let source = code::of(format!("{path}.rs"), module(path), text);
        let wrong =
            [against_the_layers(&house, &source), against_the_doors(&source), numbers_of_the_law(&source), floating(&source)].concat();
        house.insert(source.module.clone(), source);
        wrong.len()
    };
    for (path, text) in [
        ("account::a", "use crate::{report::csv, dossier::Meter};"),
        ("account::b", "use crate::{dossier, input::load as read};"),
        ("account::c", "fn f() { super::super::report::csv::write(); }"),
        ("account::d", "use crate as house; fn f() { house::report::csv::write(); }"),
        ("account::e", "fn f() { let _ = vec![crate::input::read(1)]; }"),
        ("account::f", "pub use crate::rule::Finding;"),
        ("measure::a", "use crate::*;"),
        ("files::a", "use crate::input::Submission;"),
        ("say", "use crate::{measure::Exact};"),
        ("toml::a", "fn f() -> crate::measure::Exact { todo() }"),
        ("rule::a", "fn f() -> Exact { Exact::ratio(3, 10) }"),
        ("rule::b", "fn f() -> Exact { measure::Exact::from(42_i64) }"),
        ("rule::c", "fn f() -> Option<Exact> { crate::measure::Exact::parse(\"12.5\") }"),
        ("rule::d", "const LIMIT: &str = \"0.9\";"),
        ("rule::e", "fn f(tce: i64) -> bool { tce > 200_000 }"),
        ("rule::g", "fn f() { assert!(x < Exact::ratio(3, 10)); }"),
        ("account::g", "use std::{fs as disk, io};"),
        ("account::h", "use std::fs::{File};"),
        ("account::i", "fn f() { print!(\"x\") }"),
        ("report::a", "use std::io::{self}; fn f() { io::stdout().lock(); }"),
        ("measure::b", "fn f() { let x = 0.5; }"),
        ("measure::c", "fn f(x: Vec<f64>) {}"),
        ("measure::d", "fn f() { let x = vec![1e3]; }"),
    ] {
        assert!(read(path, text) > 0, "{path}: {text}");
    }
    for (path, text) in [
        ("account::x", "// use crate::report::csv;\n/// `std::fs`, f64\nfn f() { let text = \"crate::report 0.5 f64\"; }"),
        ("rule::x", "#[cfg(test)]\nmod tests { fn f() -> Exact { Exact::ratio(3, 10) } }"),
        ("rule::y", "fn f(a: i128, b: i128) -> Exact { Exact::ratio(a, b) + Exact::from(1_i64) }"),
    ] {
        assert_eq!(read(path, text), 0, "{path}: {text}");
    }
}

#[test]
fn circles_are_found_through_what_is_passed_on() {
    let module = |path: &str| path.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect::<Names>();
    let files = [
        ("", "mod a; mod b; mod c;"),
        ("a", "mod x; pub use x::Thing; pub struct Own;"),
        ("a::x", "use super::Own; pub struct Thing;"),
        ("b", "use crate::a::Thing; pub const B: u8 = 0;"),
        ("c", "use crate::{b::B, a}; fn f() { a::x::g(); }"),
    ];
    let of = |more: &[(&str, &str)]| -> BTreeMap<Names, Source> {
        let all = files.iter().chain(more).map(|(path, text)| (module(path), code::of((*path).to_owned(), module(path), text)));
        all.collect()
    };
    // `a` passes on what `x` has, and uses nothing of it.
    assert!(graph::circles(&graph::edges(&of(&[]))).is_empty());
    let circle = of(&[("a", "mod x; pub use x::Thing; pub struct Own(Thing);")]);
    assert_eq!(graph::circles(&graph::edges(&circle)), [["a", "a::x"]]);
    let wider = of(&[("a::x", "use crate::c::f; pub struct Thing;")]);
    assert_eq!(graph::circles(&graph::edges(&wider)), [["a::x", "b", "c"]]);
}

/// Windows reserves some names, whatever follows the dot, and takes names that differ in case for one: no such file could be checked out there.
#[test]
fn every_file_can_be_checked_out_on_windows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("tests"), root.join("fixtures")];
    while let Some(folder) = folders.pop() {
        let mut names = std::collections::BTreeSet::new();
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("UTF-8");
            let stem = name.split('.').next().unwrap_or_default().to_uppercase();
            let device =
                ["COM", "LPT"].iter().any(|d| stem.strip_prefix(d).is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit())));
            let reserved = device || ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str());
            assert!(
                !reserved && !name.contains(['<', '>', ':', '"', '|', '?', '*', '\\']) && !name.ends_with(['.', ' ']),
                "{}",
                entry.path().display()
            );
            assert!(names.insert(name.to_lowercase()), "{} differs from another in case only", entry.path().display());
            if entry.path().is_dir() && name != "target" {
                folders.push(entry.path());
            }
        }
    }
}
