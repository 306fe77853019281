//! The contract's closed lists of words: each enum with the names that JSON and links use for it.

use super::{GilUse, Order, PayloadKind, Place, Python, StartMethod, StepKind};

/// One of a closed list of words.
pub trait Word: Copy + PartialEq + 'static {
    /// Every word with its value, in the order in which messages list them.
    const WORDS: &'static [(&'static str, Self)];

    /// The word for this value.
    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, value)| *value == self).map_or("", |(word, _)| word)
    }

    /// The value for a word.
    fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
    }
}

macro_rules! words {
    ($($name:ident { $($variant:ident = $word:literal),+ $(,)? })+) => {
        $(impl Word for $name {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, $name::$variant)),+];
        })+
    };
}

words! {
    StepKind { Cpu = "cpu", Io = "io", BlockingIo = "blocking_io", Lock = "lock" }
    GilUse { Held = "held", Released = "released" }
    Place { Loop = "loop", Thread = "thread", Process = "process" }
    PayloadKind { Bytes = "bytes", Ints = "ints", Dicts = "dicts", Objects = "objects" }
    Order { Interleave = "interleave", Blocks = "blocks", Shuffle = "shuffle" }
    StartMethod { Fork = "fork", Forkserver = "forkserver", Spawn = "spawn" }
    Python { V3_11 = "3.11", V3_12 = "3.12", V3_13 = "3.13", V3_14 = "3.14", V3_15 = "3.15" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same_as_json<W: Word + serde::Serialize + std::fmt::Debug>() {
        for (word, value) in W::WORDS {
            assert_eq!(serde_json::to_value(value).unwrap(), *word);
            assert_eq!(value.word(), *word);
            assert_eq!(W::from_word(word), Some(*value));
        }
        assert_eq!(W::from_word("Held"), None);
    }

    #[test]
    fn words_are_those_of_json() {
        same_as_json::<StepKind>();
        same_as_json::<GilUse>();
        same_as_json::<Place>();
        same_as_json::<PayloadKind>();
        same_as_json::<Order>();
        same_as_json::<StartMethod>();
        same_as_json::<Python>();
    }

    #[test]
    fn every_python_and_start_method_has_a_word() {
        assert_eq!(Python::WORDS.iter().map(|(_, v)| *v).collect::<Vec<_>>(), Python::ALL);
        assert_eq!(StartMethod::WORDS.iter().map(|(_, v)| *v).collect::<Vec<_>>(), StartMethod::ALL);
    }
}
