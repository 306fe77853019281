//! The presets: questions that people ask, as scenarios.
