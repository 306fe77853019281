//! A stream of events from the server, by name.

use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{EventSource, MessageEvent};

/// A stream that is open until it is dropped.
pub struct Events {
    source: EventSource,
    /// Lives as long as the stream, which calls it.
    _call: Closure<dyn FnMut(MessageEvent)>,
}

impl Events {
    /// Ends the stream; the server notices.
    pub fn close(&self) {
        self.source.close();
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.close();
    }
}

/// Opens a stream and passes each of the named events on with its data; `error`, without data: the stream broke off.
pub fn listen(url: &str, names: &[&str], mut call: impl FnMut(&str, String) + 'static) -> Option<Events> {
    let source = EventSource::new(url).ok()?;
    let call = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        call(&event.type_(), event.data().as_string().unwrap_or_default());
    });
    for name in names {
        source.add_event_listener_with_callback(name, call.as_ref().unchecked_ref()).ok()?;
    }
    Some(Events { source, _call: call })
}
