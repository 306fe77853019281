//! JSON in which an object has a key twice: readers take the last and lose the first, so it is refused.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use simulator::Problem;

/// Where a key stands twice; none also if the text is no JSON.
pub(crate) fn problem(json: &[u8]) -> Option<Problem> {
    let read =
        serde_path_to_error::deserialize::<_, Distinct>(&mut serde_json::Deserializer::from_slice(json));
    let fault = read.err().filter(|fault| fault.inner().is_data())?;
    Some(Problem { path: fault.path().to_string(), message: fault.inner().to_string() })
}

/// A value whose objects have each key once.
struct Distinct;

impl<'de> Deserialize<'de> for Distinct {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Distinct, D::Error> {
        deserializer.deserialize_any(Distinct)
    }
}

/// What a key's value is read as that is there already: the fault has the key in its path.
struct Again;

impl<'de> Deserialize<'de> for Again {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Again, D::Error> {
        Err(D::Error::custom("is given twice"))
    }
}

impl<'de> Visitor<'de> for Distinct {
    type Value = Distinct;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Distinct, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Distinct, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Distinct, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Distinct, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Distinct, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Distinct, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Distinct, A::Error> {
        while items.next_element::<Distinct>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Distinct, A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if keys.insert(key) {
                entries.next_value::<Distinct>()?;
            } else {
                entries.next_value::<Again>()?;
            }
        }
        Ok(self)
    }
}
