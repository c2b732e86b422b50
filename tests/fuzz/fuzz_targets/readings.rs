#![no_main]
#![allow(dead_code, reason = "each target holds one of the properties")]

#[path = "../properties.rs"]
mod properties;

thread_local! {
    static FOLDER: tempfile::TempDir = tempfile::tempdir().expect("a folder");
}
libfuzzer_sys::fuzz_target!(|data: &[u8]| FOLDER.with(|folder| properties::readings(folder.path(), data)));
