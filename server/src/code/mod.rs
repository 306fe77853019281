//! A scenario as Python: for each model the program that a careful engineer would write by hand, with the standard
//! library only. Its steps are stand-ins that take as long as the scenario says, for the reader's own code.
//!
//! Knows the scenario, nothing of how it is simulated, and nothing of HTTP.

mod coroutines;
mod gates;
mod highlight;
mod jobs;
mod models;
mod names;
mod plan;
mod pool;
mod source;
mod steps;
mod words;

use app::client::Code;
use simulator::Scenario;

use plan::Plan;

/// The program of one of a scenario's models, by its place; none if there is no such model.
pub fn write(scenario: &Scenario, model: usize) -> Option<Code> {
    let plan = Plan::new(scenario, scenario.models.get(model)?);
    let program = models::program(&plan)?;
    let module = module(scenario, &plan.model.kind);
    let python = match program.python.as_str() {
        "" => format!("python{}", scenario.runtime.python.name()),
        own => own.to_owned(),
    };
    let run = match &program.serve {
        Some(line) => line.replace("{module}", &module),
        None => format!("{python} {module}.py"),
    };
    let mut about = vec![
        format!("{}: {}.", title(scenario), program.about),
        "Every step is a stand-in that takes as long as the scenario says; your own code goes there."
            .to_owned(),
    ];
    about.extend(program.note.clone());
    about.push(format!("    {run}"));
    let tasks = program.tasks.unwrap_or_else(|| steps::tasks(&plan));
    let usual = program.serve.is_none();
    let parts = [
        gates::definitions(&plan),
        steps::payloads(&plan),
        "\n\n".to_owned(),
        steps::functions(&plan),
        steps::stand_ins(&plan),
        "\n\n".to_owned(),
        tasks,
        if usual { jobs::definitions(&plan) } else { String::new() },
        program.main,
    ];
    let code = source::file(&about, &parts);
    Some(Code {
        language: "python".to_owned(),
        file_name: format!("{module}.py"),
        html: highlight::html(&code),
        code,
        run,
        note: program.note,
    })
}

/// The scenario's name, as a docstring can hold it.
fn title(scenario: &Scenario) -> String {
    let name = words::quoted(&scenario.name);
    if name.is_empty() { "A scenario".to_owned() } else { name }
}

/// The module's name. The kind at its end keeps it apart from Python's own modules.
fn module(scenario: &Scenario, kind: &str) -> String {
    let name = names::slug(&scenario.name);
    let name = if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { "scenario".to_owned() };
    format!("{name}_{kind}")
}
