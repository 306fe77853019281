//! A real run that somebody stops: nothing of it stays, neither processes nor files. Seen in /proc, so on Linux only.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::scripts::{Script, python};
use crate::support::Client;

/// Tasks of a minute, in processes that a server of processes starts.
fn long() -> Value {
    json!({
        "version": 1, "name": "long", "machine": { "cores": 2 },
        "workload": [{ "name": "a", "tasks": 4, "steps": [{ "kind": "io", "ms": 60_000 }] }],
        "models": [{ "kind": "processes", "workers": 2, "start_method": "forkserver" }]
    })
}

/// Runs a script with all signals as usual: what runs the tests in the background may have them ignored.
const HEEDING: &str = "import os, signal as s, sys
for number in (s.SIGTERM, s.SIGINT, s.SIGHUP): s.signal(number, s.SIG_DFL)
os.execv(sys.executable, [sys.executable, sys.argv[1]])";

/// A run whose folders are made in a place of its own.
struct Run {
    child: Child,
    place: PathBuf,
}

impl Run {
    fn start(script: &Script, place: &Path) -> Run {
        fs::create_dir_all(place).unwrap();
        let mut command = Command::new(python());
        command.args(["-c", HEEDING]).arg(script.path()).env("TMPDIR", place).stdin(Stdio::null());
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        Run { child, place: place.to_owned() }
    }

    /// How many processes of repetitions there are: they have the run's folder in their environment.
    fn processes(&self) -> usize {
        let mark = format!("PYTHONPATH={}/", self.place.display());
        let environment = |entry: fs::DirEntry| fs::read(entry.path().join("environ")).ok();
        let all = fs::read_dir("/proc").unwrap().flatten().filter_map(environment);
        all.filter(|text| String::from_utf8_lossy(text).contains(&mark)).count()
    }

    /// Waits until there are at least so many.
    fn wait_for(&mut self, count: usize) {
        while self.processes() < count {
            assert_eq!(self.child.try_wait().unwrap(), None, "it ended by itself");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // What is still there in a test that failed.
        let _ = self.child.kill();
        let _ = fs::remove_dir_all(&self.place);
    }
}

#[tokio::test]
async fn a_run_that_is_stopped_takes_its_processes_and_its_folder_along() {
    let script = Script::new("stopped", &Client::new().post("/api/v1/script", &long()).await.text);
    for (signal, status) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
        let place = script.path().with_file_name(signal);
        let mut run = Run::start(&script, &place);
        // The repetition, two workers, the server that starts them, and what keeps their semaphores.
        run.wait_for(5);
        let sent = Command::new("kill").args(["-s", signal, &run.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        assert_eq!(run.child.wait().unwrap().code(), Some(status), "{signal}");
        assert_eq!(run.processes(), 0, "{signal}");
        assert_eq!(fs::read_dir(&place).unwrap().count(), 0, "{signal}");
    }
}
