//! Names of policies: none may be taken for a built-in one (METHOD 11).

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

use super::Standard;

/// The built-in policy that a name, or a title, would be taken for: the same letters once width, case, blanks, marks, signs and characters that are not
/// seen are set aside, and look-alikes of other scripts (Cyrillic `с`, Greek `ν`, the digit 1 for an l) are read as what they look like.
pub fn resembles_built_in(name: &str) -> Option<&'static str> {
    let looks = looks_of(name);
    let same = |other: &str| looks_of(other).intersection(&looks).next().is_some();
    Standard::names().find(|built_in| {
        let title = Standard::built_in(built_in).map(|standard| standard.title);
        same(built_in) || title.is_some_and(|title| same(&title))
    })
}

/// What a name may be read as: as it is written, in capitals and in small letters.
fn looks_of(name: &str) -> BTreeSet<String> {
    let plain: String = name.nfkc().collect();
    let forms = [plain.clone(), plain.to_uppercase(), plain.to_lowercase()];
    let look = |form: &String| -> String {
        let seen: String = skeleton(form).collect();
        let letters: String = seen.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        skeleton(&letters).filter(|c| c.is_alphanumeric()).collect()
    };
    forms.iter().map(look).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_of_built_in_names_are_seen() {
        let posing = [
            "cn-national",
            "CN-National",
            " cn-national ",
            "cn\u{200b}-national",
            "cn-nat\u{00ad}ional",
            "\u{202e}cn-national",
            "ｃｎ－ｎａｔｉｏｎａｌ",
            "сn-national",
            "cn-nаtionаl",
            "cn-nati0nal",
            "cn-nationa1",
            "cn-nationaI",
            "cn_national",
            "cn‐national",
            "cn national",
        ];
        for name in posing {
            assert_eq!(resembles_built_in(name), Some("cn-national"), "{name:?}");
        }
        assert_eq!(resembles_built_in("cn-hunаn"), Some("cn-hunan"));
        for own in ["our", "cn-hubei", "cn-national-2027", "park", "园区自定"] {
            assert_eq!(resembles_built_in(own), None, "{own}");
        }
    }
}
