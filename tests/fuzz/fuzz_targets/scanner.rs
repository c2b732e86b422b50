#![no_main]
#![allow(dead_code, reason = "each target holds one of the properties")]

#[path = "../properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::scanner(data));
