//! Everything that can be explained is, in both languages.

use super::*;
use crate::measure::Exact;

const LANGS: [Lang; 2] = [Lang::En, Lang::Zh];

fn style(lang: Lang) -> Style {
    Style { lang, width: 80, ..Style::default() }
}

#[test]
fn everything_is_explained_in_both_languages() {
    for topic in Topic::all() {
        for lang in LANGS {
            assert!(!topic.line(lang).is_empty(), "{topic:?} {lang:?}");
            let wanted: &[&str] = match topic {
                Topic::Rule(_) => &["name", "about", "example"],
                Topic::Defect(_) => &["name", "meaning", "effect", "remedy", "example"],
                Topic::Figure(_) => &["name", "meaning", "formula", "example", "unit", "source"],
                Topic::Setting(_) => &["name"],
                Topic::Subject(_) => &["name", "meaning", "formula", "effect", "example", "source"],
                Topic::Change(_) => &["name", "meaning"],
                Topic::File(_) => &["name", "meaning"],
                Topic::Key(_) | Topic::Column(_) => &["meaning", "example"],
                Topic::Flow(_) => &["meaning"],
            };
            for part in wanted {
                let text = lang.find(&topic.key(part));
                assert!(text.is_some_and(|t| !t.trim().is_empty()), "{topic:?}: {part} in {lang:?}");
            }
            let text = explain(topic.id(), &style(lang)).unwrap_or_default();
            let least =
                if matches!(topic, Topic::Change(_) | Topic::File(_) | Topic::Key(_) | Topic::Column(_) | Topic::Flow(_)) { 2 } else { 4 };
            assert!(text.lines().count() > least, "{text}");
        }
    }
}

#[test]
fn keys_columns_and_chinese_words_of_a_park_are_explained() {
    let says = |name: &str, part: &str| {
        let text = explain(name, &style(Lang::En)).expect(name);
        assert!(text.contains(part), "{name}: {text}");
    };
    says("park.toml", "readings.time_label");
    says("meters.csv", "multiplier_applied");
    says("time_label", "time_label = \"start\"");
    says("倍率", "multiplier");
    says("下网", "grid-import");
    says("自发电量（含上网）", "onsite-renewable");
}

#[test]
fn nothing_is_explained_that_does_not_exist() {
    let known: Vec<&str> = Topic::all().map(Topic::id).collect();
    for group in ["rule", "defect", "figure", "flip", "subject", "park-file", "park-key", "park-column", "park-flow"] {
        let prefix = format!("{group}.");
        for key in crate::report::words::keys_under(&prefix) {
            let (id, _) = key.rsplit_once('.').expect(key);
            assert!(known.contains(&id), "{group}.{key}");
        }
    }
}

/// Every `METHOD n` that a text names is a section of the guide's page, in both languages, and every topic leads to one.
#[test]
fn every_section_of_the_method_that_is_named_exists() {
    let page = crate::guide::Page::named("method").expect("a page");
    let is_section = |number: u32| [page.english, page.chinese].iter().all(|text| crate::guide::Page::section(text, number).is_some());
    for topic in Topic::all() {
        let sections = method::sections(topic);
        assert!(!sections.is_empty() && sections.iter().all(|number| is_section(*number)), "{topic:?}: {sections:?}");
        for lang in [Lang::En, Lang::Zh] {
            assert!(explain(topic.id(), &style(lang)).expect("explained").contains("lingtan guide method"), "{topic:?}");
        }
    }
    assert!(is_section(1) && is_section(12) && !is_section(13) && !is_section(0));
    assert_eq!(method::cited("METHOD 3; METHOD 12 (x)"), [3, 12].into());
}

#[test]
fn the_figures_are_those_of_the_accounts() {
    let source = include_str!("../../account/settle.rs");
    let named = source.split("Figure::of(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
    let of = named.filter_map(|rest| rest.split_once('"')).map(|(id, _)| id);
    assert_eq!(of.collect::<Vec<_>>(), FIGURES);
}

#[test]
fn rules_say_asks_formula_and_source_in_chinese_too() {
    for rule in RULES {
        let text = explain(rule.id, &style(Lang::Zh)).expect(rule.id);
        for part in ["要求：", "公式：", "依据："] {
            assert!(text.contains(part), "{}: {part}", rule.id);
        }
    }
}

#[test]
fn a_setting_says_its_words_in_both_languages() {
    for setting in SETTINGS {
        if let crate::standard::Kind::Words(words) = setting.kind {
            for word in words {
                for lang in LANGS {
                    assert!(lang.find(&format!("setting.word.{word}")).is_some_and(|said| said.starts_with(word)), "{word}");
                }
            }
        }
    }
}

#[test]
fn names_are_known_in_both_languages_and_by_symbol() {
    let zh = style(Lang::Zh);
    assert_eq!(explain("绿电直接供应比例", &zh).map(|t| t.contains("direct-green-share")), Ok(true));
    assert_eq!(explain("not-retired", &zh).map(|t| t.contains("绿证未核销")), Ok(true));
    assert_eq!(explain("limits.near-zero", &zh).map(|t| t.contains("limits.RULE-ID")), Ok(true));
    assert_eq!(explain("ρ", &style(Lang::En)).map(|t| t.contains("R / U")), Ok(true));
    // Those that a province has and the nation has not: Hunan's revenue, Jiangsu's 0.35 tce for 10,000 yuan.
    let revenue = explain("技工贸收入", &style(Lang::En)).expect("explained");
    for part in ["revenue-growth", "cn-hunan", "guiding", "“技工贸收入 零碳园区建设期内持续增长”", "as `denominator`"]
    {
        assert!(revenue.contains(part), "{part}: {revenue}");
    }
    let energy = explain("energy-per-value-added", &zh).expect("explained");
    assert!(energy.contains("不高于 0.35 tce/10^4CNY") && energy.contains("江苏省"), "{energy}");
}

#[test]
fn a_typo_names_the_nearest() {
    let said = |name: &str, lang: Lang| explain(name, &style(lang)).expect_err(name);
    assert!(said("near-zer", Lang::En).contains("`near-zero`"));
    assert!(said("electricity.grid_imprt", Lang::En).contains("`electricity.grid_import`"));
    assert!(said("missing-intervall", Lang::Zh).contains("missing-interval"));
    assert!(said("单位能耗排放", Lang::Zh).contains("单位能耗碳排放"));
    assert!(!said("x\u{1b}[2J", Lang::En).contains('\u{1b}'));
}

/// Sums, products and `min` of decimals, as the examples write them.
struct Sum<'a>(&'a str);

impl Sum<'_> {
    fn take(&mut self, sign: &str) -> bool {
        self.0 = self.0.trim_start();
        self.0.strip_prefix(sign).map(|rest| self.0 = rest).is_some()
    }

    fn sum(&mut self) -> Option<Exact> {
        let mut value = self.product()?;
        loop {
            if self.take("+") {
                value = value + self.product()?;
            } else if self.take("−") {
                value = value - self.product()?;
            } else {
                return Some(value);
            }
        }
    }

    fn product(&mut self) -> Option<Exact> {
        let mut value = self.factor()?;
        loop {
            if self.take("×") {
                value = value * self.factor()?;
            } else if self.take("/") {
                value = value.over(&self.factor()?)?;
            } else {
                return Some(value);
            }
        }
    }

    fn factor(&mut self) -> Option<Exact> {
        if self.take("min(") {
            let first = self.sum()?;
            let second = self.take(",").then(|| self.sum())??;
            return self.take(")").then_some(first.min(second));
        }
        if self.take("(") {
            let inner = self.sum()?;
            return self.take(")").then_some(inner);
        }
        self.0 = self.0.trim_start();
        let end = self.0.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.0.len());
        let (number, rest) = self.0.split_at(end);
        self.0 = rest;
        Exact::parse(number)
    }
}

/// Every example of a rule or figure is true arithmetic, and that of a rule keeps the limit of the national policy.
#[test]
fn examples_are_true() {
    let value = |text: &str| {
        let mut sum = Sum(text);
        sum.sum().filter(|_| sum.0.trim().is_empty())
    };
    assert_eq!(value("(2 + 3) × 4 / min(8, 2 × 5)"), Exact::parse("2.5"));
    let standard = crate::standard::Standard::built_in("cn-national").expect("a policy");
    for topic in Topic::all().filter(|t| matches!(t, Topic::Rule(_) | Topic::Figure(_))) {
        let text = Lang::En.find(&topic.key("example")).expect("an example");
        for statement in text.split(';') {
            let (equation, limit) = statement.split_once(['≥', '≤']).map_or((statement, None), |(a, b)| (a, Some(b)));
            let sides: Vec<Exact> = equation.split('=').filter_map(&value).collect();
            assert!(!sides.is_empty() && sides.iter().all(|s| *s == sides[0]), "{topic:?}: {text}");
            assert!(matches!(topic, Topic::Rule(_)) || sides.len() > 1, "{topic:?}: {text}");
            let Some(limit) = limit.map(|l| value(l).expect(text)) else { continue };
            let kept = if statement.contains('≥') { sides[0] >= limit } else { sides[0] <= limit };
            assert!(kept, "{topic:?}: {text}");
            let clause = standard.clause(topic.id());
            assert!(
                clause.divisor.is_some() || clause.limits.iter().any(|l| l.value == limit),
                "{topic:?}: {limit} is no limit of the policy"
            );
        }
    }
}
