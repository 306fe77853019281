//! What the targets share: the bound of their memory, what must hold of a scenario that was read and of a problem that
//! was told, and scenarios out of bytes.

pub mod build;

// What the page reads when somebody pastes it.
#[path = "../../../../app/src/measured/mod.rs"]
pub mod measured;

mod memory;
mod problems;

pub use memory::bounded;
pub use problems::lead_somewhere;

use simulator::Scenario;
use simulator::scenario::{Catalogue, link};

/// A scenario that was read is printed, as a link and as JSON, so that it is read as the same again.
pub fn reads_back(scenario: &Scenario, catalogue: &Catalogue) {
    let printed = link::print(scenario);
    assert!(printed.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_=,".contains(&b)), "{printed}");
    match link::parse(&printed, catalogue) {
        Ok(read) => assert_eq!(read, *scenario, "{printed}"),
        Err(fault) => {
            assert_eq!(fault, link::LinkError::TooLong(printed.len()), "{printed}");
            assert!(printed.len() > link::MAX_LENGTH, "{printed}");
        }
    }
    let json = serde_json::to_value(scenario).expect("a scenario is JSON");
    let text = json.to_string();
    let again = serde_json::from_str(&text).expect("what was written as JSON is JSON");
    let read = simulator::scenario::read::read(&again, catalogue);
    assert_eq!(read.as_ref(), Ok(scenario), "{text}");
}
