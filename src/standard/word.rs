//! Closed lists of words: an enumeration whose values are written the same in files, on the command line and in reports.

/// An enumeration with a word for each of its values, for what reads one and says which there are.
pub(super) trait Word: Copy {
    /// All its words.
    const WORDS: &'static [&'static str];
    /// Reads one of them.
    fn parse(text: &str) -> Option<Self>;
}

/// Defines an enumeration, its words in order, and the way there and back.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $value:ident = $word:literal,)* })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$each])* $value,)* }

        impl $name {
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

        impl $crate::standard::word::Word for $name {
            const WORDS: &'static [&'static str] = Self::WORDS;
            fn parse(text: &str) -> Option<Self> { Self::parse(text) }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }
    )* };
}

pub(super) use words;
