//! Names of entities as ledgers write them: when two mean the same, and which is near.

/// A name for comparison: full-width letters and brackets as ASCII, no blanks, no case.
pub(super) fn folded(name: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    name.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').map(narrow).flat_map(char::to_lowercase).collect()
}

/// A name without surrounding blanks.
pub(super) fn bare(name: &str) -> &str {
    name.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// The nearest of some names, where it can be the same entity misspelt, abridged or written with other signs.
pub(super) fn near<'a>(name: &str, names: &'a [String]) -> Option<&'a str> {
    let plain = |name: &str| folded(name).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let own = plain(name);
    let length = own.chars().count();
    let distance = |other: &str| {
        let other = plain(other);
        let part = length > 3 && other.chars().count() > 3 && (other.contains(&own) || own.contains(&other));
        if part { 1 } else { strsim::osa_distance(&own, &other) }
    };
    let all = names.iter().map(|other| (distance(other), other.as_str()));
    all.filter(|(distance, _)| distance * 3 <= length).min_by_key(|(distance, _)| *distance).map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_shown_and_a_far_one_is_not() {
        let names = ["示范园区管理委员会".to_owned(), "示范园区（一期）能源有限公司".to_owned()];
        for (name, found) in [
            ("示范园区管委会", Some(0)),
            ("示范园区[一期]能源有限公司", Some(1)),
            ("示范园区能源有限公司", Some(1)),
            ("示范园区管理委员会能源办", Some(0)),
            ("某钢铁集团有限公司", None),
            ("", None),
        ] {
            assert_eq!(near(name, &names), found.map(|at: usize| names[at].as_str()), "{name}");
        }
    }
}
