//! The validation: the command, the API, and the page as it leaves the server.

use std::process::{Command, Output};
use std::time::Duration;

use serde_json::Value;

use crate::support::{Client, Reply};

fn server(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_server")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The folder of the project's own cases.
fn folder() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/validation")
}

/// A folder of its own with these cases.
fn folder_of(name: &str, cases: &str) -> String {
    let folder = std::env::temp_dir().join(format!("lockstep-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("cases.jsonl"), cases).unwrap();
    folder.to_str().unwrap().to_owned()
}

/// The first of the project's cases of this model of the runner.
fn own_case(model: &str) -> &'static str {
    let of_model = format!("\"model\":\"{model}\"");
    server::validation::own_cases().lines().find(|line| line.contains(&of_model)).unwrap()
}

#[test]
fn every_case_of_the_copy_is_mapped() {
    let cases = server::validation::read(server::validation::own_cases()).unwrap();
    let comparison = server::validation::replay(&cases);
    let counted = comparison.cases.len() + comparison.outside.len() + comparison.failed.len();
    assert_eq!(counted, server::validation::own_cases().lines().count());
    assert!(comparison.cases.len() > 200);
    let known = simulator::models::catalogue();
    for left in &comparison.failed {
        let case = cases.iter().zip(server::validation::own_cases().lines());
        let kind =
            case.filter(|(_, line)| line.contains(&left.id)).find_map(|(case, _)| case.kind()).unwrap();
        assert!(known.iter().all(|spec| spec.kind != kind), "{}: {}", left.id, left.reason);
    }
    for case in &comparison.cases {
        let scenario = simulator::scenario::link::parse(&case.link, &known).unwrap();
        let result = &simulator::simulate(&scenario).results[0];
        assert_eq!(
            result.makespan_ms, case.makespan.simulated_ms,
            "{}: the link is another scenario",
            case.id
        );
    }
}

#[test]
fn the_table_has_a_line_a_model_and_the_worst_cases_first() {
    let output = server(&["validate-model", folder(), "--worst", "3"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(output.stdout, server(&["validate-model", "--worst", "3"]).stdout, "the default is the copy");
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    for model in ["sequential", "threads", "processes", "asyncio", "all"] {
        assert!(lines.iter().any(|line| line.starts_with(&format!("{model} "))), "{model}");
    }
    let errors: Vec<f64> = lines
        .iter()
        .filter(|line| line.contains(" measured "))
        .filter_map(|line| line.split("error ").nth(1)?.split('%').next()?.trim().parse().ok())
        .map(f64::abs)
        .collect();
    assert!(errors.len() == 3 && errors[0] >= errors[1] && errors[1] >= errors[2], "{lines:#?}");
    assert!(lines.last().unwrap().contains("outside the contract"));
}

#[test]
fn json_says_what_the_table_says() {
    let output = server(&["validate-model", "--model", "threads", "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let cases = found["cases"].as_array().unwrap();
    assert!(cases.iter().all(|case| case["model"] == "threads"));
    assert_eq!(found["summary"]["models"].as_array().unwrap().len(), 1);
    assert_eq!(found["summary"]["all"]["cases"], cases.len());
    let mut errors: Vec<f64> =
        cases.iter().map(|case| case["makespan"]["error"].as_f64().unwrap().abs()).collect();
    errors.sort_by(f64::total_cmp);
    assert_eq!(found["summary"]["all"]["makespan"]["median"], errors[errors.len() / 2]);
    assert_eq!(found["summary"]["all"]["makespan"]["max"], errors[errors.len() - 1]);
}

#[test]
fn a_model_that_does_not_exist_fails_alone() {
    let unknown = own_case("sync").replace("\"model\":\"sync\"", "\"model\":\"fibers\"");
    let cases = folder_of("unknown", &format!("{}\n{unknown}\n", own_case("sync")));
    let output = server(&["validate-model", &cases]);
    assert!(output.status.success());
    let said = text(&output.stdout);
    assert!(said.contains("1 cases (0 outside the contract, 1 failed)"), "{said}");
    assert!(said.contains("\"fibers\" are not known"), "{said}");
}

#[test]
fn what_cannot_be_used_has_status_2_and_one_clear_sentence() {
    let broken = folder_of("broken", &format!("{}\n{{\"case\": 7}}\n", own_case("sync")));
    let empty = folder_of("empty", "\n");
    let cases = [
        (vec!["validate-model", "/no/such/folder"], "Cannot read /no/such/folder/cases.jsonl"),
        (vec!["validate-model", broken.as_str()], "cases.jsonl is not a file of cases: line 2: invalid type"),
        (vec!["validate-model", empty.as_str()], "the file holds no cases"),
        (
            vec!["validate-model", "--model", "fibers"],
            "There are no cases of fibers. There are cases of asyncio,",
        ),
        (vec!["validate-model", "--worst", "many"], "invalid value 'many'"),
    ];
    for (arguments, sentence) in cases {
        let output = server(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(text(&output.stderr).contains(sentence), "{}", text(&output.stderr));
    }
}

/// What an address of the validation says once every case has been replayed. Until then it asks for patience.
pub(crate) async fn ready(client: &Client, path: &str) -> Reply {
    loop {
        let summary = client.get("/api/v1/validation/summary").await;
        if summary.status == 200 {
            return client.get(path).await;
        }
        assert_eq!((summary.status.as_u16(), summary.headers["retry-after"].to_str().unwrap()), (503, "1"));
        let page = client.get("/validation").await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("being replayed") || page.text.contains("Measured cases"));
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test]
async fn the_page_has_every_case_before_any_script_runs() {
    let client = Client::new();
    let first = ready(&client, "/validation").await;
    assert!(first.text.contains("Show the other"), "the page begins with the first of them");
    let page = ready(&client, "/validation?show=all").await;
    let found = client.get("/api/v1/validation").await.json();
    let cases = found["measured"]["cases"].as_array().unwrap();
    for case in cases {
        assert!(page.text.contains(&format!(">{}<", case["id"].as_str().unwrap())), "{}", case["id"]);
    }
    let all = &found["measured"]["summary"]["all"]["makespan"];
    let median = format!("{:.1} %", 100.0 * all["median"].as_f64().unwrap());
    let headline = page.text.split("verdict-headline").nth(1).unwrap();
    assert!(headline[..300].contains(&median), "{median}: {}", &headline[..300]);
    for id in ["v1", "v9"] {
        assert!(page.text.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert!(page.text.contains("Outside of what was validated"));
}

#[tokio::test]
async fn a_query_filters_and_sorts() {
    let client = Client::new();
    let page = ready(&client, "/validation?model=asyncio&python=3.11&sort=name&text=i%2Fo").await;
    let table = page.text.split("<tbody>").nth(2).unwrap().split("</tbody>").next().unwrap();
    let ids: Vec<&str> = table.split("<small>").filter_map(|rest| rest.split("</small>").next()).collect();
    let ids: Vec<&str> = ids.into_iter().filter(|id| id.contains("-py3.11") || id.contains("rand")).collect();
    assert!(ids.len() > 2 && ids.is_sorted(), "{ids:?}");
    assert!(table.contains("asyncio") && !table.contains("Threads"));
    let none = ready(&client, "/validation?text=no-such-case").await;
    assert!(none.text.contains("No case is like that"));
}

#[tokio::test]
async fn the_workbench_tells_the_error_of_the_model_that_it_recommends() {
    let client = Client::new();
    let page = ready(&client, "/?preset=count-tokens").await;
    let summary = client.get("/api/v1/validation/summary").await.json();
    let models = summary["models"].as_array().unwrap();
    let processes = models.iter().find(|model| model["model"] == "processes").unwrap();
    let median = format!("{:.1} % in the median", 100.0 * processes["makespan"]["median"].as_f64().unwrap());
    assert!(page.text.contains(&median), "{median}");
    assert!(page.text.contains("href=\"/validation\""));
}
