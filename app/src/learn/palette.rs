//! The palette of commands (Ctrl+K) and the list of keys (?): both read the same file.

use leptos::ev::KeyboardEvent;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use crate::browser;
use crate::client::{self, Refusal};
use crate::gallery::Card;
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
    /// The preset to open.
    #[serde(skip)]
    preset: Option<Card>,
}

impl Command {
    fn does_something(&self) -> bool {
        let Command { go, click, press, theme, help, preset, .. } = self;
        *help || preset.is_some() || [go, click, press, theme].into_iter().any(|does| !does.is_empty())
    }

    fn opens(card: Card) -> Command {
        Command {
            group: "Preset".to_owned(),
            title: card.title.clone(),
            preset: Some(card),
            ..Command::default()
        }
    }
}

/// Both dialogs, and the keys that open them.
#[component]
pub fn Palette(session: Session) -> impl IntoView {
    let (palette, help) = (NodeRef::<Dialog>::new(), NodeRef::<Dialog>::new());
    let commands = RwSignal::new(Vec::<Command>::new());
    let trouble = RwSignal::new(None::<String>);
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
        load(commands, trouble);
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
        if let Some(card) = command.preset {
            spawn_local(async move {
                match client::preset(&card.id).await {
                    Ok(scenario) => {
                        close(palette);
                        session.open_preset(card, &scenario);
                    }
                    Err(refusal) => trouble.set(Some(refusal.error)),
                }
            });
            return;
        }
        close(palette);
        if command.help {
            open(help);
        } else {
            run(session, command);
        }
    };
    let word = move || match trouble.get() {
        Some(trouble) => trouble,
        None if commands.with(Vec::is_empty) => "Loading …".to_owned(),
        None if found.with(Vec::is_empty) => "Nothing is called that.".to_owned(),
        None => String::new(),
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
            <p class="note" role="status">{word}</p>
        </dialog>
        <dialog class="dialog keys" node_ref=help aria-labelledby="keys-title">
            <div class="dialog-head">
                <h2 id="keys-title">"Keys"</h2>
                <button type="button" class="button button-small" on:click=move |_| close(help)>"Close"</button>
            </div>
            <div class="keys-list">{move || commands.with(|all| list(all))}</div>
        </dialog>
    }
}

/// Every command that has a key.
fn list(commands: &[Command]) -> impl IntoView + use<> {
    let line = |command: &Command| {
        view! { <li class="keys-line"><kbd>{command.keys.clone()}</kbd> <span>{command.title.clone()}</span></li> }
    };
    let group = |commands: &[Command]| {
        let lines = commands.iter().filter(|command| !command.keys.is_empty()).map(line).collect_view();
        let name = commands[0].group.clone();
        (!lines.is_empty())
            .then(|| view! { <section class="keys-group"><h3>{name}</h3><ul>{lines}</ul></section> })
    };
    commands.chunk_by(|one, next| one.group == next.group).map(group).collect_view()
}

/// Fetches the commands, and the presets as commands, once; what went wrong is told, and tried again next time.
fn load(commands: RwSignal<Vec<Command>>, trouble: RwSignal<Option<String>>) {
    trouble.set(None);
    if !commands.with_untracked(Vec::is_empty) {
        return;
    }
    spawn_local(async move {
        match fetch().await {
            Ok(all) => commands.set(all),
            Err(refusal) => trouble.set(Some(refusal.error)),
        }
    });
}

async fn fetch() -> Result<Vec<Command>, Refusal> {
    let mut all: Vec<Command> = client::get(FILE).await?;
    all.extend(client::presets().await?.into_iter().map(Command::opens));
    Ok(all)
}

fn run(session: Session, command: Command) {
    let Command { go, click, press, theme, .. } = command;
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
    }
}
