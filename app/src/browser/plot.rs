//! The binding to plotly.js: loaded from our own site when a chart first comes into view.

use std::cell::RefCell;

use js_sys::{Array, Function, JSON, Promise, Reflect};
use leptos::prelude::{document, window};
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{
    Element, HtmlScriptElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
};
use wasm_bindgen_futures::JsFuture;

use super::look::Colours;

/// Where our site has the library.
const LIBRARY: &str = "/vendor/plotly-basic.min.js";

thread_local! {
    static LOADING: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// Draws a figure (plotly's JSON, with colours as `var(--token)`) into an element, or over the one that is there.
pub async fn draw(element: &Element, figure: &str) -> Result<(), JsValue> {
    JsFuture::from(library()).await?;
    let plotly = Reflect::get(&window(), &"Plotly".into())?;
    let react: Function = Reflect::get(&plotly, &"react".into())?.dyn_into()?;
    let figure = JSON::parse(&coloured(figure))?;
    let part = |name: &str| Reflect::get(&figure, &name.into());
    let arguments = Array::of4(element, &part("data")?, &part("layout")?, &part("config")?);
    react.apply(&plotly, &arguments).map(|_| ())
}

/// One promise for all charts.
fn library() -> Promise {
    LOADING.with_borrow_mut(|loading| loading.get_or_insert_with(load).clone())
}

fn load() -> Promise {
    Promise::new(&mut |resolve, reject| {
        let script =
            document().create_element("script").ok().and_then(|s| s.dyn_into::<HtmlScriptElement>().ok());
        let head = document().head();
        if let (Some(script), Some(head)) = (script, head) {
            script.set_onload(Some(&resolve));
            script.set_onerror(Some(&reject));
            script.set_src(LIBRARY);
            if head.append_child(&script).is_ok() {
                return;
            }
        }
        leptos::logging::log!("the chart library could not be asked for");
    })
}

/// Puts the theme's colours in place of `var(--token)`.
fn coloured(figure: &str) -> String {
    let Some(colours) = Colours::new() else { return figure.to_owned() };
    let mut parts = figure.split("var(");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (token, rest) = part.split_once(')').unwrap_or((part, ""));
        out.push_str(&colours.of(token));
        out.push_str(rest);
    }
    out
}

/// So far ahead of the visible part is fetched what the keyboard comes to next: Tab would pass by what is not there yet.
pub const AHEAD_PX: u32 = 480;

/// Calls back once, when an element is first within so many pixels of the visible part of the page.
pub fn when_seen(element: &Element, ahead_px: u32, call: impl FnOnce() + 'static) {
    let mut call = Some(call);
    let seen = Closure::<dyn FnMut(Array, IntersectionObserver)>::new(
        move |entries: Array, watch: IntersectionObserver| {
            let visible = entries.iter().filter_map(|e| e.dyn_into::<IntersectionObserverEntry>().ok());
            if visible.into_iter().any(|e| e.is_intersecting())
                && let Some(call) = call.take()
            {
                watch.disconnect();
                call();
            }
        },
    );
    let settings = IntersectionObserverInit::new();
    settings.set_root_margin(&format!("{ahead_px}px"));
    let call = seen.into_js_value();
    if let Ok(watch) = IntersectionObserver::new_with_options(call.unchecked_ref(), &settings) {
        watch.observe(element);
    }
}
