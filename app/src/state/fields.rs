//! Values of the draft as controls see them: text, what is wrong with it, and how to write it.

use leptos::prelude::*;
use serde_json::Value;
use simulator::Problem;

use super::{Phase, Session, as_draft};
use crate::draft::{path, typed};
use crate::widgets::Field;

/// Where the models are.
const MODELS: &str = "models";

/// How a field's text becomes JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Number { optional: bool },
    Numbers,
    Text { optional: bool },
}

impl Session {
    /// A number that must be there.
    pub fn number(&self, path: impl Into<String>) -> Field {
        self.field(path.into(), Reading::Number { optional: false })
    }

    /// A number that may be left out.
    pub fn optional_number(&self, path: impl Into<String>) -> Field {
        self.field(path.into(), Reading::Number { optional: true })
    }

    /// A list of numbers.
    pub fn numbers(&self, path: impl Into<String>) -> Field {
        self.field(path.into(), Reading::Numbers)
    }

    /// A text, or one of a list of words.
    pub fn text(&self, path: impl Into<String>) -> Field {
        self.field(path.into(), Reading::Text { optional: false })
    }

    /// A text that may be left out.
    pub fn optional_text(&self, path: impl Into<String>) -> Field {
        self.field(path.into(), Reading::Text { optional: true })
    }

    /// The JSON at a path, followed as it changes.
    pub fn value(&self, at: impl Into<String>) -> Memo<Option<Value>> {
        let at = at.into();
        let draft = self.branch(&at);
        Memo::new(move |_| draft.with(|draft| path::get(draft.as_ref()?, &at).cloned()))
    }

    /// The length of the list at a path.
    pub fn len(&self, at: impl Into<String>) -> Memo<usize> {
        let at = at.into();
        let draft = self.branch(&at);
        Memo::new(move |_| draft.with(|draft| draft.as_ref().map_or(0, |draft| path::len(draft, &at))))
    }

    /// What is wrong at a path, and which value the answer on screen is for.
    pub fn problem(&self, at: impl Into<String>) -> Signal<Option<String>> {
        let (session, at) = (*self, at.into());
        Memo::new(move |_| {
            let found = |all: &Vec<Problem>| all.iter().find(|p| p.path == at).map(|p| p.message.clone());
            let message = session.problems.with(found)?;
            let right = session.scenario.with(|scenario| {
                typed::shown(path::get(&as_draft(scenario), &at).filter(|value| value.is_number()))
            });
            Some(if right.is_empty() {
                message
            } else {
                [&message, ". The answer is for ", &right, "."].concat()
            })
        })
        .into()
    }

    fn field(&self, at: String, reading: Reading) -> Field {
        let session = *self;
        let value = self.value(at.clone());
        let problem = self.problem(at.clone());
        let id = field_id(&at);
        let to = at.clone();
        let write = Callback::new(move |(text, phase): (String, Phase)| {
            session.edit(phase, |draft| write(draft, &to, reading, &text));
        });
        let text = Memo::new(move |_| value.with(|v| typed::shown(v.as_ref()))).into();
        Field { origin: self.origin(at), ..Field::plain(id, text, problem, write) }
    }

    /// What a field held when the scenario was opened, if it holds something else now. Where things were added or
    /// removed before it, places mean something else, and nothing is told.
    fn origin(&self, at: String) -> Signal<Option<String>> {
        let (draft, origin) = (self.branch(&at), self.origin);
        let lists: Vec<String> = at.match_indices('[').map(|(end, _)| at[..end].to_owned()).collect();
        let text = move |draft: &Value| typed::shown(path::get(draft, &at));
        Memo::new(move |_| {
            draft.with(|now| {
                let now = now.as_ref()?;
                origin.with(|origin| {
                    let same = lists.iter().all(|list| path::len(origin, list) == path::len(now, list));
                    Some(text(origin)).filter(|was| same && *was != text(now))
                })
            })
        })
        .into()
    }

    /// One setting of all models that have it: shows the first one's, writes to all.
    pub fn pool(&self, key: &'static str, numeric: bool) -> Field {
        let session = *self;
        let models = self.branch(MODELS);
        let text =
            Memo::new(move |_| models.with(|draft| typed::shown(first_of(draft.as_ref(), key)))).into();
        let problem = Memo::new(move |_| {
            session.problems.with(|all| {
                let own =
                    |p: &&Problem| p.path.starts_with("models[") && p.path.ends_with(&format!("].{key}"));
                all.iter().find(own).map(|p| p.message.clone())
            })
        });
        let write = Callback::new(move |(text, phase): (String, Phase)| {
            let reading =
                if numeric { Reading::Number { optional: false } } else { Reading::Text { optional: false } };
            session.edit(phase, |draft| {
                for index in 0..path::len(draft, MODELS) {
                    let at = format!("models[{index}].{key}");
                    if path::get(draft, &at).is_some_and(|v| !v.is_null()) {
                        self::write(draft, &at, reading, &text);
                    }
                }
            });
        });
        Field::plain(format!("pool-{key}"), text, problem.into(), write)
    }

    /// Whether any model has this setting.
    pub fn has_pool(&self, key: &'static str) -> Memo<bool> {
        let models = self.branch(MODELS);
        Memo::new(move |_| models.with(|draft| first_of(draft.as_ref(), key).is_some()))
    }

    /// The least and the most of a setting that counts, where the models that have it differ.
    pub fn pool_span(&self, key: &'static str) -> Option<(u64, u64)> {
        self.branch(MODELS).with(|draft| {
            let counts =
                draft.as_ref()?.get(MODELS)?.as_array()?.iter().filter_map(|model| model.get(key)?.as_u64());
            let (least, most) = counts.fold((u64::MAX, 0), |(least, most), n| (least.min(n), most.max(n)));
            (least < most).then_some((least, most))
        })
    }
}

/// The id of the field that edits a path, so that a problem can lead to it.
pub fn field_id(at: &str) -> String {
    let plain: String = at.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("field-{plain}")
}

fn first_of<'a>(draft: Option<&'a Value>, key: &str) -> Option<&'a Value> {
    let models = draft?.get(MODELS)?.as_array()?;
    models.iter().find_map(|model| model.get(key).filter(|v| !v.is_null()))
}

fn write(draft: &mut Value, at: &str, reading: Reading, text: &str) {
    let value = match reading {
        Reading::Number { optional } => typed::number(text, optional),
        Reading::Numbers => typed::numbers(text),
        Reading::Text { optional: true } if text.is_empty() => Value::Null,
        Reading::Text { .. } => Value::String(text.to_owned()),
    };
    if value.is_null() { path::unset(draft, at) } else { path::set(draft, at, value) }
}
