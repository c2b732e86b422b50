//! Closed lists of words: an enumeration whose values are written the same in files, on the command line and in reports.
//!
//! One macro writes the enumeration with its words, and all that follows from them: `ALL` and `WORDS` in order, `parse` and `name`, `Display`,
//! serde's `Serialize` and `Deserialize`, and the JSON Schema. So a word stands once, and code compares values, never texts.

/// An enumeration with a word for each of its values, for what reads one and says which there are.
pub(crate) trait Word: Copy {
    /// All its words.
    const WORDS: &'static [&'static str];
    /// Reads one of them.
    fn parse(text: &str) -> Option<Self>;
}

/// Defines enumerations, their words in order, and the way there and back.
macro_rules! closed_list {
    ($($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $value:ident = $word:literal,)* })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$each])* $value,)* }

        #[allow(dead_code, reason = "a list has all of it, whether or not each is used")]
        impl $name {
            /// All its values.
            pub const ALL: &'static [Self] = &[$(Self::$value),*];

            /// All its words.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// Reads one of its words.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($word => Some(Self::$value),)* _ => None }
            }

            /// Its word.
            pub fn name(self) -> &'static str {
                match self { $(Self::$value => $word,)* }
            }
        }

        impl $crate::closed_list::Word for $name {
            const WORDS: &'static [&'static str] = Self::WORDS;
            fn parse(text: &str) -> Option<Self> { Self::parse(text) }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.name()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::unknown_variant(&text, Self::WORDS))
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": Self::WORDS })
            }
        }
    )* };
}

pub(crate) use closed_list;

#[cfg(test)]
#[allow(unreachable_pub, reason = "the list is of this module alone")]
mod tests {
    closed_list! {
        /// Two sides.
        Side {
            /// The one.
            Left = "left-hand",
            /// The other.
            Right = "right-hand",
        }
    }

    #[test]
    fn a_word_is_written_and_read_the_same_everywhere() {
        assert_eq!(Side::ALL.iter().map(|side| side.name()).collect::<Vec<_>>(), Side::WORDS);
        for side in Side::ALL {
            let json = serde_json::to_string(side).expect("JSON");
            assert_eq!(json, format!("\"{side}\""));
            assert_eq!(serde_json::from_str::<Side>(&json).expect("a word"), *side);
            assert_eq!(Side::parse(side.name()), Some(*side));
        }
        let error = serde_json::from_str::<Side>("\"left\"").expect_err("no word");
        assert!(error.to_string().contains("`left-hand` or `right-hand`"), "{error}");
        let schema = schemars::schema_for!(Side);
        assert_eq!(schema.get("enum"), Some(&serde_json::json!(["left-hand", "right-hand"])));
    }
}
