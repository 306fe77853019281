//! The window and the document: clock, focus, theme, clipboard, size, keys.

use leptos::prelude::{document, request_animation_frame, window};
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{
    Element, Event, FocusOptions, HtmlDetailsElement, HtmlDialogElement, HtmlElement, KeyboardEvent,
    KeyboardEventInit, MouseEvent, PointerEvent, ScrollIntoViewOptions, ScrollLogicalPosition,
};

const THEME_KEY: &str = "theme";

/// The page's clock, milliseconds.
pub fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Whether the reader asked for less motion.
pub fn prefers_reduced_motion() -> bool {
    media("(prefers-reduced-motion: reduce)")
}

/// Opens a path of this site beside this page.
pub fn open_tab(path: &str) {
    if window().open_with_url_and_target(path, "_blank").is_err() {
        leptos::logging::log!("the page was not opened");
    }
}

/// Whether the page stands in a frame of somebody's page.
pub fn is_framed() -> bool {
    document().document_element().is_some_and(|root| root.has_attribute("data-framed"))
}

pub(super) fn media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Takes the focus from the field that has it, so that it shows what is there now.
pub fn leave_field() {
    if let Some(element) = document().active_element()
        && let Ok(element) = element.dyn_into::<HtmlElement>()
        && matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA")
        && element.blur().is_err()
    {
        leptos::logging::log!("the field kept the focus");
    }
}

/// Brings an element into view and focuses it.
pub fn focus(id: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    open(&element);
    element.scroll_into_view_with_bool(false);
    if element.dyn_into::<HtmlElement>().is_ok_and(|element| element.focus().is_err()) {
        leptos::logging::log!("the field could not be focused");
    }
}

/// Opens every fold around an element.
fn open(element: &Element) {
    let mut around = element.parent_element();
    while let Some(outer) = around {
        if outer.tag_name() == "DETAILS" && outer.set_attribute("open", "").is_err() {
            break;
        }
        around = outer.parent_element();
    }
}

/// Opens every fold around a place.
pub fn open_around(selector: &str) {
    if let Some(element) = found(selector) {
        open(&element);
    }
}

/// Brings the first of these that is on the page into view and focuses it.
pub fn focus_first(ids: &[&str]) {
    if let Some(id) = ids.iter().find(|id| document().get_element_by_id(id).is_some()) {
        focus(id);
    }
}

/// Focuses an element once the page shows what was changed just now.
pub fn focus_soon(id: String) {
    request_animation_frame(move || {
        let element = document().get_element_by_id(&id).and_then(|e| e.dyn_into::<HtmlElement>().ok());
        if element.is_some_and(|element| element.focus().is_err()) {
            leptos::logging::log!("the element could not be focused");
        }
    });
}

/// Where an element is in the window, CSS pixels.
pub struct Box {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

/// Where an element's children are.
pub fn child_boxes(element: &Element) -> Vec<Box> {
    let children = element.children();
    let all = (0..children.length()).filter_map(|index| children.item(index));
    all.map(|child| {
        let frame = child.get_bounding_client_rect();
        Box { left: frame.left(), top: frame.top(), width: frame.width(), height: frame.height() }
    })
    .collect()
}

/// Which of an element's children a pointer is on, and whether it is on a part of it that a selector names.
pub fn child_under(element: &Element, event: &PointerEvent, part: &str) -> Option<(usize, bool)> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let children = element.children();
    let index = (0..children.length())
        .find(|index| children.item(*index).is_some_and(|child| child.contains(Some(&target))))?;
    Some((index as usize, target.matches(part).unwrap_or(false)))
}

/// The name of the element on which a key was pressed, in capitals.
fn pressed_on(event: &KeyboardEvent) -> String {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    element.map_or_else(String::new, |element| element.tag_name())
}

/// Whether a key was pressed on something that a space operates itself.
pub fn is_control(event: &KeyboardEvent) -> bool {
    is_typing(event) || matches!(pressed_on(event).as_str(), "BUTTON" | "SUMMARY" | "A")
}

/// Whether a key was pressed in a field, where it is a character.
pub fn is_typing(event: &KeyboardEvent) -> bool {
    matches!(pressed_on(event).as_str(), "INPUT" | "SELECT" | "TEXTAREA")
}

fn found(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// Brings a place into view, if it is not.
pub fn show(selector: &str) {
    if let Some(element) = found(selector) {
        element.scroll_into_view_with_scroll_into_view_options(&nearest());
    }
}

/// Scrolls as little as needed.
fn nearest() -> ScrollIntoViewOptions {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    options
}

/// Brings a place to the top, with the focus.
pub fn go_to(selector: &str) {
    if let Some(element) = found(selector) {
        if element.tab_index() < 0 && !element.has_attribute("tabindex") {
            element.set_tab_index(-1);
        }
        element.scroll_into_view();
        focus_on(&element);
    }
}

/// Clicks what is there.
pub fn click(selector: &str) {
    if let Some(element) = found(selector) {
        element.click();
    }
}

/// Presses a key on what is there.
pub fn press(selector: &str, key: &str) {
    let Some(element) = found(selector) else { return };
    focus_on(&element);
    let settings = KeyboardEventInit::new();
    settings.set_key(key);
    settings.set_bubbles(true);
    settings.set_cancelable(true);
    if let Ok(event) = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &settings)
        && element.dispatch_event(&event).is_err()
    {
        leptos::logging::log!("the key could not be pressed");
    }
}

/// Focuses an element where it is.
pub fn focus_quietly(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        focus_on(&element);
    }
}

fn focus_on(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    if element.focus_with_options(&options).is_err() {
        leptos::logging::log!("it could not be focused");
    }
}

/// Marks the one place to look at, and brings it into view; an empty selector marks none.
pub fn mark(selector: &str) {
    const MARK: &str = "data-look";
    if let Some(before) = found("[data-look]")
        && before.remove_attribute(MARK).is_err()
    {
        leptos::logging::log!("a mark stayed");
    }
    let Some(element) = Some(selector).filter(|s| !s.is_empty()).and_then(found) else { return };
    if element.set_attribute(MARK, "").is_ok() {
        element.scroll_into_view_with_scroll_into_view_options(&nearest());
    }
}

/// Whether a key was pressed in a field that takes letters, or is one that a button takes.
pub fn is_taken(event: &KeyboardEvent) -> bool {
    is_typing(event) || (event.key() == "Enter" && is_control(event))
}

/// The elements within another that a selector names, in the document's order.
pub(super) fn stops(within: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = within.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.item(index)?.dyn_into().ok()).collect()
}

/// Moves the focus so many stops on from the one that has it; `false` where there is none.
pub fn step_focus(within: &Element, selector: &str, by: isize) -> bool {
    let stops = stops(within, selector);
    let active = document().active_element();
    let at = stops.iter().position(|stop| active.as_ref() == Some(stop.as_ref()));
    let to = at.map_or(Some(0), |at| at.checked_add_signed(by));
    to.and_then(|to| stops.get(to)).is_some_and(|stop| stop.focus().is_ok())
}

/// Clicks the stop with this index, if there is one.
pub fn click_at(within: &Element, selector: &str, index: usize) -> bool {
    let stops = stops(within, selector);
    stops.get(index).inspect(|stop| stop.click()).is_some()
}

/// The theme that the reader chose: `light`, `dark`, or none for the system's.
pub fn chosen_theme() -> Option<String> {
    document().document_element().and_then(|root| root.get_attribute("data-theme"))
}

/// Applies and remembers a theme. Where nothing can be stored it holds until the page is left.
pub fn choose_theme(theme: Option<&str>) {
    let Some(root) = document().document_element() else { return };
    let applied = match theme {
        Some(theme) => root.set_attribute("data-theme", theme),
        None => root.remove_attribute("data-theme"),
    };
    let stored = window().local_storage().ok().flatten().map(|storage| match theme {
        Some(theme) => storage.set_item(THEME_KEY, theme),
        None => storage.remove_item(THEME_KEY),
    });
    if applied.is_err() || stored.is_some_and(|s| s.is_err()) {
        leptos::logging::log!("the theme could not be kept");
    }
}

/// Calls back when the system changes between light and dark.
pub fn on_system_theme(call: impl FnMut() + 'static) {
    if let Ok(Some(list)) = window().match_media("(prefers-color-scheme: dark)") {
        let closure = Closure::<dyn FnMut()>::new(call).into_js_value();
        list.set_onchange(Some(closure.unchecked_ref()));
        // The list must live as long as the page: a list that is collected calls back no more.
        std::mem::forget(list);
    }
}

/// Puts text on the clipboard.
pub async fn copy(text: &str) -> bool {
    let promise = window().navigator().clipboard().write_text(text);
    wasm_bindgen_futures::JsFuture::from(promise).await.is_ok()
}

/// Opens a dialog over the page.
pub fn open_dialog(dialog: &HtmlDialogElement) {
    if dialog.show_modal().is_err() {
        leptos::logging::log!("the dialog was open");
    }
}

/// Whether a dialog is open.
pub fn has_dialog() -> bool {
    found("dialog[open]").is_some()
}

/// Width of an element, CSS pixels.
pub fn width_px(element: &Element) -> f64 {
    element.get_bounding_client_rect().width()
}

/// Where in an element the pointer is, CSS pixels from its left and top.
pub fn pointer_in(element: &Element, event: &MouseEvent) -> (f64, f64) {
    let frame = element.get_bounding_client_rect();
    (f64::from(event.client_x()) - frame.left(), f64::from(event.client_y()) - frame.top())
}

/// Where the pointer is in the window.
pub fn pointer(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

/// A finger that is lower has room above itself for a tooltip, CSS pixels.
const ROOM_ABOVE_PX: f64 = 180.0;

/// Where a tooltip goes, as a transform: beside the pointer, within the window. It is above where there is more room, and
/// above a finger, whose hand covers what is below. The style sheet's own measures serve before it has been laid out.
pub fn tip_place((x, y): (f64, f64)) -> String {
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(1000.0);
    let above = y > height * 0.6 || (y > ROOM_ABOVE_PX && media("(pointer: coarse)"));
    let (x, y, by) = if above { (x + 14.0, y - 12.0, "100%") } else { (x + 14.0, y + 18.0, "0px") };
    format!("translate(max(4px, min({x:.0}px, 100vw - 100% - 8px)), max(4px, {y:.0}px - {by}))")
}

/// Sends the pointer's further events to an element, even outside of it.
pub fn capture(element: &Element, event: &PointerEvent) {
    if element.set_pointer_capture(event.pointer_id()).is_err() {
        leptos::logging::log!("the pointer was gone");
    }
}

/// Whether the `<details>` that an event is about is open.
pub fn is_open(event: &Event) -> bool {
    event.target().and_then(|target| target.dyn_into::<HtmlDetailsElement>().ok()).is_some_and(|d| d.open())
}

/// Brings a row of a table's body into the middle of the frame that scrolls it, and moves nothing else.
pub fn scroll_to_row(body: &HtmlElement, row: usize) {
    let row = body.children().item(row as u32).and_then(|row| row.dyn_into::<HtmlElement>().ok());
    let frame = body.closest(".events-frame").ok().flatten();
    if let (Some(row), Some(frame)) = (row, frame) {
        frame.set_scroll_top(row.offset_top() - frame.client_height() / 2);
    }
}
