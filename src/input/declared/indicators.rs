//! Declared values of indicators: those of the program's rules by their names, any other as it is written, since a policy may have its own.

use std::collections::BTreeMap;

use crate::dossier::{Defects, Effect, Indicator, Position};
use crate::input::cell;
use crate::input::row::{Fault, Row, Sheet};
use crate::say;

/// The indicators that a park may declare or claim an exemption from: name, and the annex's words for it.
const INDICATORS: &[(&str, &[&str])] = &[
    ("direct-green-share", &["绿电直供比例"]),
    ("near-zero", &[]),
    ("carbon-intensity-tier", &["单位能耗碳排放"]),
    ("clean-energy-share", &["清洁能源消费占比"]),
    ("product-energy", &["园区企业产出产品单位能耗", "产品单位能耗"]),
    ("solid-waste", &["工业固体废弃物综合利用率", "工业固废综合利用率"]),
    ("waste-energy", &["余热/余冷/余压综合利用率", "余热余冷余压综合利用率", "余能综合利用率"]),
    ("water-reuse", &["工业用水重复利用率"]),
    ("direct-self-use", &[]),
    ("direct-load", &[]),
    ("direct-export", &[]),
];

/// Reads indicators; a row that cannot be read, or declares nothing, is a blocking defect.
pub fn indicators(rows: &[Row], sheet: &Sheet<'_>, defects: &mut Defects) -> (Vec<Indicator>, BTreeMap<Position, Option<&'static str>>) {
    let (mut found, mut unread) = (Vec::new(), BTreeMap::new());
    for row in rows {
        match indicator(row, sheet) {
            Ok(indicator) => found.push(indicator),
            Err(fault) => {
                unread.insert(row.position, cell::text(row, "indicator", sheet).and_then(rule_of));
                defects.push(fault.unparsable(row.position, sheet, Effect::Blocks));
            }
        }
    }
    (found, unread)
}

fn indicator(row: &Row, sheet: &Sheet<'_>) -> Result<Indicator, Fault> {
    let text = |name: &str| cell::text(row, name, sheet).map(str::to_owned);
    let indicator = name(cell::required(row, "indicator", sheet)?);
    let read = Indicator {
        indicator: indicator.to_owned(),
        numerator: cell::amount(row, "numerator", sheet)?,
        denominator: cell::amount(row, "denominator", sheet)?,
        unit: row.get("unit").to_owned(),
        source: row.get("source").to_owned(),
        product: text("product"),
        value: cell::amount(row, "value", sheet)?,
        limit: cell::amount(row, "limit", sheet)?,
        exempt: text("exempt"),
        position: row.position,
    };
    match (&read.numerator, &read.denominator) {
        (Some(_), None) => Err(Fault::new(say!("{indicator} has a `numerator` and no `denominator`; state both", indicator))),
        (None, Some(_)) => {
            Err(Fault::new(say!("{indicator} has a `denominator` and no `numerator`; state both, 0 if there was none", indicator)))
        }
        (None, None) if read.value.is_none() && read.exempt.is_none() => Err(Fault::new(say!(
            "{indicator} declares nothing; state `numerator` and `denominator`, a `value`, or the reason of an exemption in `exempt`",
            indicator
        ))),
        _ => Ok(read),
    }
}

/// The name of the rule that a text names, else the text: whether it is an indicator of the policy is not known here.
fn name(text: &str) -> &str {
    rule_of(text).unwrap_or(text)
}

/// The rule that a text names.
fn rule_of(text: &str) -> Option<&'static str> {
    let word = text.to_lowercase();
    INDICATORS.iter().find(|(name, others)| *name == word || others.contains(&text)).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::row::tests::rows;
    use crate::measure::Exact;

    #[test]
    fn indicators_declare_a_ratio_a_value_or_an_exemption() {
        let names = ["indicator", "numerator", "denominator", "unit", "source", "product", "value", "limit", "exempt"];
        let mut defects = Defects::default();
        let lines = [
            "solid-waste|8,100|10000|t|ledger||||",
            "product-energy|||kgce/t|audit|steel|540|560|",
            "工业用水重复利用率|||||||| no process water ",
            "waste-energy|5||GJ|audit||||",
            "waste-enrgy|5|6|GJ|audit||||",
            "water-reuse|-|-|m3|audit||||",
            "water-reuse|-1|2|m3|audit||||",
        ];
        let (found, _) = indicators(&rows(&names, &lines), &Sheet::default(), &mut defects);
        // What no rule of the program is called may be an indicator of the policy's own.
        assert_eq!((found.len(), found[3].indicator.as_str()), (4, "waste-enrgy"));
        assert_eq!((&found[0].numerator, &found[0].denominator), (&Exact::parse("8100"), &Exact::parse("10000")));
        assert_eq!(
            (&found[1].value, &found[1].limit, found[1].product.as_deref()),
            (&Exact::parse("540"), &Exact::parse("560"), Some("steel"))
        );
        assert_eq!((found[2].indicator.as_str(), found[2].exempt.as_deref()), ("water-reuse", Some("no process water")));
        let told: Vec<_> = defects.iter().map(|d| d.message.to_string()).collect();
        for (message, words) in told.iter().zip(["no `denominator`", "declares nothing", "cannot be negative"]) {
            assert!(message.contains(words), "{message}");
        }
        assert_eq!(told.len(), 3);
    }
}
