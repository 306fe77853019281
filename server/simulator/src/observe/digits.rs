//! Whole numbers as text, for serde: digits of five bits, lowest first, each a letter of base 64 (RFC 4648) whose sixth
//! bit says that another digit follows, as source maps have them (ECMA-426, "Base64 VLQ"), but without a sign. JSON's
//! decimals are longer, and reading them took about half of what the page did for the answer of a window.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// Another digit follows.
const MORE: u8 = 32;
/// The bits of the digit itself.
const LOW: u8 = MORE - 1;
const NO_LETTER: u8 = 64;
/// Where the last digit of a number of 64 bits lies, of which only four bits are left.
const LAST: u32 = 60;

/// Each letter's value, by its byte.
const VALUES: [u8; 256] = {
    let mut values = [NO_LETTER; 256];
    let mut value = 0;
    while value < 64 {
        values[LETTERS[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// Writes numbers.
pub(super) fn serialize<S: Serializer>(numbers: &[u64], out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(&print(numbers))
}

/// Reads numbers.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u64>, D::Error> {
    from.deserialize_str(Digits)
}

struct Digits;

impl Visitor<'_> for Digits {
    type Value = Vec<u64>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("numbers as digits of base 64")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<u64>, E> {
        parse(text).ok_or_else(|| E::custom("no numbers"))
    }
}

fn print(numbers: &[u64]) -> String {
    let mut text = String::with_capacity(numbers.len() * 3);
    for number in numbers {
        let mut rest = *number;
        loop {
            let more = if rest >= u64::from(MORE) { MORE } else { 0 };
            text.push(char::from(LETTERS[usize::from((rest % u64::from(MORE)) as u8 | more)]));
            rest /= u64::from(MORE);
            if more == 0 {
                break;
            }
        }
    }
    text
}

/// None: it holds another character, a number that is cut off, or one beyond 64 bits.
fn parse(text: &str) -> Option<Vec<u64>> {
    let mut numbers = Vec::with_capacity(text.len() / 2);
    let (mut number, mut shift) = (0_u64, 0_u32);
    for byte in text.bytes() {
        let value = VALUES[usize::from(byte)];
        number |= u64::from(value & LOW) << shift;
        if value < MORE {
            if shift == LAST && value > 15 {
                return None;
            }
            numbers.push(number);
            (number, shift) = (0, 0);
        } else if value == NO_LETTER || shift == LAST {
            return None;
        } else {
            shift += 5;
        }
    }
    (shift == 0).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_written_is_read(numbers: Vec<u64>, bits in 0_u32..64) {
            let numbers: Vec<u64> = numbers.iter().map(|number| number >> bits).collect();
            prop_assert_eq!(parse(&print(&numbers)), Some(numbers));
        }

        #[test]
        fn nothing_else_breaks_it(text in "[A-Za-z0-9+/]{0,40}|.{0,20}") {
            if let Some(numbers) = parse(&text) {
                prop_assert!(print(&numbers).len() <= text.len(), "no number comes from nothing");
            }
        }
    }

    #[test]
    fn small_numbers_are_letters() {
        assert_eq!(print(&[0, 1, 31, 32, 33]), "ABfgBhB");
        assert_eq!(parse("ABfgBhB"), Some(vec![0, 1, 31, 32, 33]));
        for wrong in ["g", "A-", "é", "//////////////B", "////////////Q"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!(parse("////////////P"), Some(vec![u64::MAX]));
    }
}
