//! What follows from the evidence: arithmetic, no opinion. No file, no clock, nothing that can fail.

pub mod certificates;
