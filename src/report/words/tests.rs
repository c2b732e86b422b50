//! The catalogue is whole: both languages everywhere, no key used that does not exist, every reason of a rule known.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;

/// The Rust sources below a folder, with their text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let (bytes, _) = crate::files::read_outside(&path).expect("a source");
                found.push((path, String::from_utf8(bytes).expect("UTF-8")));
            }
        }
    }
    found
}

#[test]
fn every_phrase_stands_in_both_languages() {
    for (key, [en, zh]) in CATALOGUE.iter().chain(MESSAGES.iter()) {
        assert!(!en.trim().is_empty() && !zh.trim().is_empty(), "{key}: {en:?} {zh:?}");
        let holes = |text: &str| (0..6).filter(|n| text.contains(&format!("{{{n}}}"))).collect::<Vec<_>>();
        if !key.starts_with("rule.") {
            assert_eq!(holes(en), holes(zh), "{key}: the holes differ");
        }
    }
}

#[test]
fn every_value_of_the_files_is_a_phrase() {
    fn look(key: &str, value: &toml::Value) {
        match value {
            toml::Value::Table(table) if table.contains_key("en") || table.contains_key("zh") => {
                assert!(table.keys().all(|k| k == "en" || k == "zh") && table.values().all(toml::Value::is_str), "{key}");
            }
            toml::Value::Table(table) => table.iter().for_each(|(name, value)| look(&format!("{key}.{name}"), value)),
            other => assert!(other.is_str(), "{key}"),
        }
    }
    for (name, text) in FILES.iter().chain(SAID) {
        let table: toml::Table = text.parse().expect(name);
        look(name, &toml::Value::Table(table));
    }
}

#[test]
fn every_key_that_is_used_exists() {
    let mut used = 0;
    for folder in ["src/report", "src/cli"] {
        for (path, text) in sources(folder) {
            // A key in a literal; those put together are held by other tests.
            for call in [".word(\"", ".fill(\"", "explain.", "headroom.", "rule-row.", "summary."] {
                for rest in text.split(call).skip(1) {
                    let Some((literal, _)) = rest.split_once('"') else { continue };
                    let key = if call.starts_with('.') { literal.to_owned() } else { format!("{call}{literal}") };
                    let is_key = key.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c)) && !key.ends_with(['.', '-']);
                    if is_key && (call.starts_with('.') || text.contains(&format!("\"{key}\""))) {
                        used += 1;
                        assert!(CATALOGUE.contains_key(&key), "{}: {key}", path.display());
                    }
                }
            }
        }
    }
    assert!(used > 100, "{used}");
}

#[test]
fn every_reason_of_a_rule_is_known_in_chinese() {
    let mut seen = 0;
    for (path, text) in sources("src/rule") {
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//") && !line.contains(".expect(")) {
            for literal in line
                .split('"')
                .skip(1)
                .step_by(2)
                .filter(|l| l.contains(' ') && l.chars().filter(char::is_ascii_alphabetic).count() > 3 && !l.starts_with(' '))
            {
                seen += 1;
                // Holes of the source become what stands for anything, or nothing.
                let known = ["x", ""].iter().any(|anything| {
                    let parts = literal.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
                    let text = parts.collect::<Vec<_>>().join(anything);
                    Lang::Zh.reason(&text) != text
                });
                assert!(known, "{}: {literal}", path.display());
            }
        }
    }
    assert!(seen >= 20, "{seen}");
}

/// The literal that a text begins with, as the compiler reads it.
fn literal(text: &str) -> Option<String> {
    let mut signs = text.trim_start().strip_prefix('"')?.chars().peekable();
    let mut read = String::new();
    loop {
        match signs.next()? {
            '"' => return Some(read),
            '\\' => match signs.next()? {
                // A line that goes on: the break and the blanks after it are not of the text.
                '\n' => while signs.next_if(|sign| sign.is_whitespace()).is_some() {},
                't' => read.push('\t'),
                other => read.push(other),
            },
            sign => read.push(sign),
        }
    }
}

/// The names of the holes of a phrase, each once.
fn holes(phrase: &str) -> BTreeSet<&str> {
    let is_name = |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    phrase.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).filter(is_name).collect()
}

#[test]
fn every_message_is_said_in_both_languages_with_the_same_parts() {
    let mut said = BTreeSet::new();
    for (path, text) in sources("src") {
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        if path.file_name().is_some_and(|name| name == "tests.rs") {
            continue;
        }
        let code = text.split_inclusive('\n').filter(|line| !line.trim_start().starts_with("//")).collect::<String>();
        let starts: &[&str] = if path.ends_with("src/say.rs") { &["say!(", "Phrase::new("] } else { &["say!("] };
        for start in starts {
            said.extend(code.split(start).skip(1).filter_map(literal).filter(|phrase| !phrase.is_empty()));
        }
    }
    assert!(said.len() > 300, "{}", said.len());
    for phrase in &said {
        let chinese = CHINESE.get(phrase.as_str()).unwrap_or_else(|| panic!("{phrase}: has no Chinese"));
        assert_eq!(holes(phrase), holes(chinese), "{phrase}");
        let own = chinese.replace(['{', '}'], "");
        assert!(
            is_chinese(&own) || own.chars().all(|c| c.is_ascii_alphanumeric() || "、：；，（）“”[] _".contains(c)),
            "{phrase}: {chinese}"
        );
    }
    let gone: Vec<_> = CHINESE.keys().filter(|phrase| !said.contains(**phrase)).collect();
    assert!(gone.is_empty(), "nothing says {gone:?}");
    assert_eq!(MESSAGES.len(), said.len(), "a message stands twice");
}

#[test]
fn a_message_is_said_with_its_facts_in_either_language() {
    let near = crate::say!("; did you mean `{name}`?", name = "M01");
    let row = crate::say!(
        "{count} row(s) of meter `{id}`, which is not in the registry{near}; they are not used: register it",
        count = 3,
        id = "M1",
        near => near
    );
    let message = row.at("readings/a.csv:12");
    assert_eq!(
        Lang::En.say(&message),
        "readings/a.csv:12: 3 row(s) of meter `M1`, which is not in the registry; did you mean `M01`?; they are not used: register it"
    );
    assert_eq!(Lang::Zh.say(&message), "readings/a.csv:12：表计“M1”未登记，共 3 行（是否应为“M01”？）；予以剔除：请在表计台账中登记");
}

#[test]
fn a_reason_keeps_what_it_names() {
    let zh = Lang::Zh.reason("the data rule `estimated-share` failed, so that the evidence does not carry this rule");
    assert_eq!(zh, "数据规则 estimated-share 未通过，现有证据不足以支撑本项判定");
    let zh = Lang::Zh.reason("the park uses 1234 tce a year; there is no tier below 200000 tce");
    assert_eq!(zh, "园区年综合能耗 1234 tce；200000 tce 以下未设国家档位");
    assert_eq!(Lang::Zh.reason("由县政府批准豁免"), "由县政府批准豁免");
}

/// A message of a report that has a reason in brackets, which may hold brackets itself.
#[test]
fn a_reason_in_brackets_is_said_again() {
    let said = |reason: &str| Lang::Zh.of_report(&format!("certificates.csv:8: 1 certificate(s) `GEC0001` do not count: {reason}"));
    let head = said("not-retired");
    assert!(head.starts_with("certificates.csv:8") && head.ends_with("未核销"), "{head}");
    assert_eq!(said("not-retired (the day of retirement is missing)"), format!("{head}（缺少核销日期）"));
    assert_eq!(said("not-retired (status `sold (again)`)"), format!("{head}（status `sold (again)`）"));
}

#[test]
fn a_policy_is_said_without_its_english_in_chinese() {
    let source = "综合能耗计算通则，GB/T 2589-2020，2020: 等价值 (equivalent value: of the year before)";
    assert_eq!(Lang::Zh.of_policy(source), "综合能耗计算通则，GB/T 2589-2020，2020：等价值");
    assert_eq!(Lang::En.of_policy(source), source);
    assert_eq!(Lang::Zh.of_policy("某省政策 (2025) 附件"), "某省政策 (2025) 附件");
    let news = "国家级零碳园区建设名单（第一批）发布报道 (China to develop parks)，2025-12-27: 近零碳 (near zero)";
    assert_eq!(Lang::Zh.of_policy(news), "国家级零碳园区建设名单（第一批）发布报道，2025-12-27：近零碳");
}

#[test]
fn holes_are_filled_once() {
    assert_eq!(fill("{1} of {0}", &[&"{1}", &2]), "2 of {1}");
    assert_eq!(fill("{9} {x} {", &[&1]), "{9} {x} {");
}

#[test]
fn languages_are_known_by_their_names() {
    assert_eq!(Lang::parse("zh_CN.UTF-8"), Some(Lang::Zh));
    assert_eq!(Lang::parse("en"), Some(Lang::En));
    assert_eq!(Lang::parse("C"), None);
    assert_eq!(Lang::parse("ｅ"), None);
}
