//! The pages. The server renders the one of an address; the browser takes over the workbench alone, so that nothing of
//! the others is in its WASM.

#[cfg(feature = "ssr")]
mod missing;
#[cfg(feature = "ssr")]
mod presets;
#[cfg(feature = "ssr")]
mod privacy;
#[cfg(feature = "ssr")]
mod validation;
mod workbench;

#[cfg(feature = "ssr")]
pub use missing::MissingPage;
#[cfg(feature = "ssr")]
pub use presets::PresetsPage;
#[cfg(feature = "ssr")]
pub use privacy::PrivacyPage;
#[cfg(feature = "ssr")]
pub use validation::ValidationPage;
pub use workbench::WorkbenchPage;
