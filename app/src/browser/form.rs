//! Forms that the server wrote: what they hold, and what is where in them.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, EventTarget, FormData, HtmlElement, HtmlFormElement, UrlSearchParams};

use super::page::stops;

/// What a form's fields hold, as the query of an address.
pub fn query(form: &HtmlFormElement) -> String {
    let data = FormData::new_with_form(form).ok();
    let query = data.and_then(|data| UrlSearchParams::new_with_str_sequence_sequence(&data).ok());
    query.map(|query| query.to_string().into()).unwrap_or_default()
}

/// The nearest element around an event's target that has an attribute, and the attribute's value.
pub fn around(target: Option<EventTarget>, attribute: &str) -> Option<(Element, String)> {
    let element = target?.dyn_into::<Element>().ok()?.closest(&format!("[{attribute}]")).ok()??;
    let value = element.get_attribute(attribute)?;
    Some((element, value))
}

/// Gives all elements that a selector finds on the page the same words.
pub fn reword(selector: &str, words: &str) {
    if let Some(body) = document().body() {
        stops(&body, selector).iter().for_each(|element| element.set_text_content(Some(words)));
    }
}

/// The first element within another that a selector finds.
pub fn find(within: &Element, selector: &str) -> Option<HtmlElement> {
    within.query_selector(selector).ok()??.dyn_into().ok()
}
