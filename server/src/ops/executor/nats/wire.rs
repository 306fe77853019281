//! What is in the messages: a share, and what a worker tells of it. JSON, so that every number arrives to the last bit.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use simulator::sweep::{Point, Recipe, WholePoint};

/// Some of the points that were asked for.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Share<R = Recipe> {
    /// The name under which they were asked for.
    pub(super) asked: String,
    /// Its number among the shares of what was asked for.
    pub(super) number: usize,
    /// The place of its first point in the list that was asked for.
    pub(super) first: usize,
    pub(super) points: Vec<Vec<f64>>,
    pub(super) recipe: R,
}

impl<R: Serialize> Share<R> {
    pub(super) fn written(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }
}

impl Share {
    pub(super) fn read(bytes: &[u8]) -> serde_json::Result<Share> {
        serde_json::from_slice(bytes)
    }
}

/// What a worker tells of a share, by its number.
#[derive(Debug, PartialEq)]
pub(super) enum Word {
    /// It is about to begin.
    Begins(usize),
    /// Some of its points are known, each with its place in the list that was asked for.
    Points(usize, Vec<(usize, Point)>),
    /// It cannot be run, and why.
    Fails(usize, String),
}

/// The first line of a word; of points, each has a line of its own after it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Head {
    Begins(usize),
    Points(usize),
    Fails(usize, String),
}

impl Word {
    pub(super) fn read(bytes: &[u8]) -> Result<Word, String> {
        let mut lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        match line::<Head>(lines.next().unwrap_or_default())? {
            Head::Begins(share) => Ok(Word::Begins(share)),
            Head::Fails(share, reason) => Ok(Word::Fails(share, reason)),
            Head::Points(share) => {
                let point = |text: &[u8]| {
                    line::<(usize, WholePoint)>(text).map(|(place, point)| (place, point.into()))
                };
                lines.map(point).collect::<Result<_, _>>().map(|points| Word::Points(share, points))
            }
        }
    }

    pub(super) fn begins(share: usize) -> Vec<u8> {
        written(&Head::Begins(share))
    }

    pub(super) fn fails(share: usize, reason: String) -> Vec<u8> {
        written(&Head::Fails(share, reason))
    }
}

/// A word of points while it grows.
#[derive(Debug)]
pub(super) struct Batch {
    share: usize,
    text: Vec<u8>,
}

impl Batch {
    pub(super) fn new(share: usize) -> Batch {
        Batch { share, text: Vec::new() }
    }

    pub(super) fn add(&mut self, place: usize, point: Point) {
        self.text.push(b'\n');
        self.text.extend(written(&(place, WholePoint::from(point))));
    }

    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Takes the points as a word, and is empty again.
    pub(super) fn take(&mut self) -> Vec<u8> {
        let mut word = written(&Head::Points(self.share));
        word.append(&mut self.text);
        word
    }
}

/// What whoever asked answers to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    GoOn,
    /// All of it is known already.
    Known,
}

impl Answer {
    pub(super) fn written(self) -> Vec<u8> {
        written(&self)
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Answer, String> {
        line(bytes)
    }
}

/// Names, numbers and lists of them have a JSON.
fn written(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

fn line<T: DeserializeOwned>(text: &[u8]) -> Result<T, String> {
    serde_json::from_slice(text).map_err(|fault| fault.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::sweeps::tests::sweep;

    #[test]
    fn a_share_arrives_as_it_was_sent_and_comes_to_the_same() {
        let sweep = sweep(5);
        let sent = Share {
            asked: "a".to_owned(),
            number: 2,
            first: 3,
            points: sweep.grid(),
            recipe: &**sweep.recipe(),
        };
        let got = Share::read(&sent.written().unwrap()).unwrap();
        assert_eq!((got.asked.as_str(), got.number, got.first), ("a", 2, 3));
        assert_eq!((&got.points, &got.recipe), (&sent.points, sent.recipe));
        for at in &got.points {
            assert_eq!(got.recipe.run(at), sweep.run(at));
        }
    }

    #[test]
    fn words_arrive_as_they_were_told() {
        let sweep = sweep(3);
        let points: Vec<(usize, Point)> =
            sweep.grid().iter().map(|at| sweep.run(at).unwrap()).enumerate().collect();
        let mut batch = Batch::new(7);
        for (place, point) in points.clone() {
            batch.add(place, point);
        }
        assert!(batch.bytes() > 100);
        assert_eq!(Word::read(&batch.take()).unwrap(), Word::Points(7, points));
        assert_eq!(Word::read(&batch.take()).unwrap(), Word::Points(7, Vec::new()));
        assert_eq!(Word::read(&Word::begins(1)).unwrap(), Word::Begins(1));
        let fails = Word::Fails(1, "a\nb".to_owned());
        assert_eq!(Word::read(&Word::fails(1, "a\nb".to_owned())).unwrap(), fails);
        for answer in [Answer::GoOn, Answer::Known] {
            assert_eq!(Answer::read(&answer.written()).unwrap(), answer);
        }
    }

    #[test]
    fn what_is_no_word_is_told_so() {
        for wrong in ["", "\n", "{}", "{\"points\":1}\n[1]", "{\"points\":1}\n[1,null]"] {
            assert!(Word::read(wrong.as_bytes()).is_err(), "{wrong:?}");
        }
        assert!(Share::read(b"{}").is_err() && Answer::read(b"").is_err());
    }
}
