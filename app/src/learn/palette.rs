//! The palette of commands (Ctrl+K) and the list of keys (?): both read the same file.

use leptos::ev::KeyboardEvent;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use simulator::Scenario;

use crate::browser;
use crate::client;
use crate::state::Session;

/// The file of commands and keys.
const FILE: &str = "/help/keys.json";

/// Something to do or a place to go to; without either it is a key to know.
#[derive(Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Command {
    group: String,
    title: String,
    keys: String,
    /// A place on the page, as CSS names it.
    go: String,
    /// What to click.
    click: String,
    /// A key of the timelines.
    press: String,
    theme: String,
    /// Shows the keys.
    help: bool,
    /// A preset's id.
    id: String,
}

impl Command {
    fn does_something(&self) -> bool {
        let Command { go, click, press, theme, help, id, .. } = self;
        *help || [go, click, press, theme, id].into_iter().any(|does| !does.is_empty())
    }
}

/// Both dialogs, and the keys that open them.
#[component]
pub fn Palette(session: Session) -> impl IntoView {
    let (palette, help) = (NodeRef::<Dialog>::new(), NodeRef::<Dialog>::new());
    let commands = RwSignal::new(Vec::<Command>::new());
    let typed = RwSignal::new(String::new());
    let place = RwSignal::new(0_usize);
    let found = Memo::new(move |_| {
        let words = typed.get().to_lowercase();
        let fits = |command: &&Command| {
            let text = [command.group.as_str(), " ", &command.title].concat().to_lowercase();
            command.does_something() && words.split_whitespace().all(|word| text.contains(word))
        };
        commands.with(|all| all.iter().filter(fits).cloned().collect::<Vec<_>>())
    });
    let open = move |dialog: NodeRef<Dialog>| {
        typed.set(String::new());
        place.set(0);
        load(commands);
        if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
            browser::page::open_dialog(&dialog);
        }
    };
    let close = move |dialog: NodeRef<Dialog>| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let take = move |index: usize| {
        let Some(command) = found.with_untracked(|f| f.get(index).cloned()) else { return };
        close(palette);
        if command.help {
            open(help);
        } else {
            run(session, command);
        }
    };
    Effect::new(move |_| {
        let keys = window_event_listener(leptos::ev::keydown, move |event| {
            let command = event.ctrl_key() || event.meta_key();
            let key = event.key();
            if command && (key == "k" || (event.shift_key() && key == "P")) {
                event.prevent_default();
                open(palette);
            } else if key == "?" && !command && !browser::page::is_typing(&event) {
                event.prevent_default();
                open(help);
            }
        });
        on_cleanup(move || keys.remove());
    });
    let keydown = move |event: KeyboardEvent| {
        let last = found.with_untracked(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => place.update(|p| *p = if *p >= last { 0 } else { *p + 1 }),
            "ArrowUp" => place.update(|p| *p = if *p == 0 { last } else { *p - 1 }),
            "Enter" => take(place.get_untracked()),
            _ => return,
        }
        event.prevent_default();
        browser::page::show(&format!("#command-{}", place.get_untracked()));
    };
    let item = move |(index, command): (usize, Command)| {
        view! {
            <li
                id=format!("command-{index}")
                class="palette-item"
                role="option"
                aria-selected=move || if place.get() == index { "true" } else { "false" }
                on:click=move |_| take(index)
            >
                <small>{command.group}</small> <span>{command.title}</span> <kbd>{command.keys}</kbd>
            </li>
        }
    };
    view! {
        <dialog class="dialog palette" node_ref=palette aria-label="Commands">
            <input
                class="input"
                type="text"
                role="combobox"
                aria-label="What do you want to do?"
                aria-expanded="true"
                aria-controls="palette-list"
                aria-activedescendant=move || format!("command-{}", place.get())
                placeholder="What do you want to do?"
                autocomplete="off"
                autofocus
                prop:value=typed
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    place.set(0);
                }
                on:keydown=keydown
            />
            <ul class="palette-list" id="palette-list" role="listbox" aria-label="Commands">
                {move || found.get().into_iter().enumerate().map(item).collect_view()}
            </ul>
            <p class="note" hidden=move || found.with(|f| !f.is_empty())>"Nothing is called that."</p>
        </dialog>
        <dialog class="dialog keys" node_ref=help aria-labelledby="keys-title">
            <div class="dialog-head">
                <h2 id="keys-title">"Keys"</h2>
                <button type="button" class="button button-small" on:click=move |_| close(help)>"Close"</button>
            </div>
            <ul class="keys-list">{move || commands.with(|all| list(all))}</ul>
        </dialog>
    }
}

/// Every command that has a key.
fn list(commands: &[Command]) -> impl IntoView + use<> {
    let mut group = String::new();
    let line = |command: &Command| {
        let heads = command.group != group;
        group.clone_from(&command.group);
        let head = heads.then(|| view! { <li class="keys-group">{command.group.clone()}</li> });
        view! {
            {head}
            <li class="keys-line"><kbd>{command.keys.clone()}</kbd> <span>{command.title.clone()}</span></li>
        }
    };
    commands.iter().filter(|command| !command.keys.is_empty()).map(line).collect_view()
}

/// Fetches the commands, and the presets as commands, once.
fn load(commands: RwSignal<Vec<Command>>) {
    if !commands.with_untracked(Vec::is_empty) {
        return;
    }
    spawn_local(async move {
        for (file, group) in [(FILE, ""), ("/api/v1/presets", "Preset")] {
            let mut found: Vec<Command> = client::get(file).await.unwrap_or_default();
            if !group.is_empty() {
                found.iter_mut().for_each(|command| command.group = group.to_owned());
            }
            commands.try_update(|all| all.extend(found));
        }
    });
}

fn run(session: Session, command: Command) {
    let Command { go, click, press, theme, id, .. } = command;
    if !go.is_empty() {
        browser::page::go_to(&go);
    } else if !click.is_empty() {
        browser::page::click(&click);
    } else if !press.is_empty() {
        browser::page::press(".stage", &press);
    } else if !theme.is_empty() {
        browser::page::choose_theme(Some(theme.as_str()).filter(|theme| *theme != "system"));
        browser::forget_look();
        session.stage.theme.update(|n| *n += 1);
    } else if !id.is_empty() {
        spawn_local(async move {
            if let Ok(scenario) = client::get::<Scenario>(&["/api/v1/presets/", &id].concat()).await {
                session.show(&scenario);
            }
        });
    }
}
