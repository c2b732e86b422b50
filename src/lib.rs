//! lingtan (零碳): decides from a park's own meter exports and certificates whether it meets China's rules for zero-carbon industrial parks.
//!
//! Five verbs, one direction: read (`input`), settle (`account`), assess (`rule`), publish and render (`report`).

pub mod account;
pub mod cli;
pub mod dossier;
pub mod files;
pub mod input;
pub mod measure;
pub mod report;
pub mod rule;
pub mod say;
pub mod standard;
