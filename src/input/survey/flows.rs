//! What a meter is to the park, as far as the words of its id, label, header or file tell it.

use super::words::words;

/// What the words tell. An empty text is for a person to fill in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    /// Carrier.
    pub carrier: &'static str,
    /// Flow.
    pub flow: &'static str,
    /// Origin of the energy.
    pub source: &'static str,
    /// The word that told the flow.
    pub told_by: &'static str,
}

/// Words, the carrier, flow and source that they mean; the first that is found decides. Chinese words are looked for anywhere, others
/// as whole words without their digits.
const WORDS: &[(&[&str], &str, &str, &str)] = &[
    (&["天然气", "燃气", "gas"], "natural-gas", "consumption", ""),
    (&["蒸汽", "热力", "供热", "steam", "heat"], "heat", "", ""),
    (&["弃光", "弃风", "弃电", "curtailed", "curtailment"], "electricity", "curtailed", ""),
    (&["厂用电", "站用电", "auxiliary"], "electricity", "auxiliary", ""),
    (&["储能充电", "充电电量", "charge"], "electricity", "storage-charge", ""),
    (&["储能放电", "放电", "discharge"], "electricity", "storage-discharge", ""),
    (&["储能", "电池", "battery", "bess", "ess", "storage"], "electricity", "storage-net", ""),
    (&["直连", "directline"], "electricity", "direct-line", ""),
    (&["光伏", "太阳能", "pv", "solar", "inverter", "inv"], "electricity", "onsite-renewable", "solar"),
    (&["风电", "风力发电", "wind"], "electricity", "onsite-renewable", "wind"),
    (&["上网", "export"], "electricity", "grid-export", ""),
    (&["下网", "import"], "electricity", "grid-import", ""),
    (&["关口", "gateway", "grid"], "electricity", "grid-import", ""),
    (&["自备", "chp", "热电"], "electricity", "onsite-fossil", ""),
    (&["负荷", "车间", "办公", "宿舍", "load", "consumption"], "electricity", "load", ""),
];

/// Reads the words of the texts, the first text that tells something deciding. A gateway meter with negative readings is one that
/// counts both directions.
pub fn kind_of(texts: &[&str], negatives: bool) -> Kind {
    for text in texts {
        let parts: Vec<String> =
            words(&split_humps(text)).into_iter().map(|w| w.trim_matches(|c: char| c.is_ascii_digit()).to_owned()).collect();
        for (signs, carrier, flow, source) in WORDS {
            let told = signs.iter().find(|sign| if sign.is_ascii() { parts.iter().any(|p| p == **sign) } else { text.contains(**sign) });
            if let Some(told_by) = told {
                let flow = match (*flow, negatives) {
                    ("grid-import", true) => "grid-net",
                    // A store's meter without negative readings counts one direction, and nothing says which.
                    ("storage-net", false) => "",
                    (flow, _) => flow,
                };
                return Kind { carrier, flow, source, told_by };
            }
        }
    }
    Kind::default()
}

/// `PvEast` → `Pv East`.
fn split_humps(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before_lower = false;
    for c in text.chars() {
        if c.is_ascii_uppercase() && before_lower {
            out.push(' ');
        }
        before_lower = c.is_ascii_lowercase();
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_flows_and_nothing_else_does() {
        let flow = |text: &str| kind_of(&[text], false).flow;
        assert_eq!(flow("PV01"), "onsite-renewable");
        assert_eq!(flow("1#光伏逆变器"), "onsite-renewable");
        assert_eq!((flow("储能1号"), kind_of(&["储能1号"], true).flow), ("", "storage-net"));
        assert_eq!(flow("关口表"), "grid-import");
        assert_eq!(flow("上网电量"), "grid-export");
        assert_eq!(flow("M001"), "");
        assert_eq!(flow("improve"), "");
        assert_eq!(kind_of(&["M1", "光伏.csv"], false).told_by, "光伏");
        assert_eq!(kind_of(&["关口"], true).flow, "grid-net");
    }
}
