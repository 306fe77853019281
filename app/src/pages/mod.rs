//! The pages, which the server renders. The browser takes over the workbench alone, part by part (`start.rs`): nothing of
//! these is in its WASM.

mod missing;
mod presets;
mod privacy;
mod validation;
mod workbench;

pub use missing::MissingPage;
pub use presets::PresetsPage;
pub use privacy::PrivacyPage;
pub use validation::ValidationPage;
pub use workbench::WorkbenchPage;
