//! The front door: help, completions, manual, closed pipes, colours, quiet.

use crate::support;

use std::io::Read;
use std::process::{Command, Stdio};

use support::lingtan;

const COMMANDS: [&str; 10] = ["check", "explain", "trace", "verify", "diff", "inspect", "init", "policy", "completions", "man"];

#[test]
fn every_command_has_help_with_an_example_a_manual_and_completions() {
    let manual = String::from_utf8(lingtan(&["man"]).stdout).expect("text");
    for name in COMMANDS {
        let output = lingtan(&[name, "--help"]);
        let help = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{name}");
        assert!(help.contains("Example") && help.contains(&format!("lingtan {name}")), "{name}: {help}");
        assert!(manual.contains(&format!("lingtan\\-{name}")), "{name} in the manual");
        let page = lingtan(&["man", name]);
        assert!(page.status.success() && String::from_utf8_lossy(&page.stdout).contains(".SH NAME"), "{name}");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = String::from_utf8(lingtan(&["completions", shell]).stdout).expect("text");
        assert!(COMMANDS.iter().all(|name| script.contains(name)), "{shell}");
    }
    assert_eq!(lingtan(&["man", "chek"]).status.code(), Some(2));
}

/// Standard output is closed before the program writes: no error, no word, and the code that it would have given.
#[test]
fn a_closed_pipe_is_no_error() {
    let park = "fixtures/parks/small-below-200000tce";
    let cases: [&[&str]; 8] = [
        &["check", park],
        &["check", park, "--format", "json"],
        &["explain"],
        &["trace", park, "electricity.grid_import", "--rows"],
        &["policy", "cn-national"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
    ];
    for arguments in cases {
        let whole = lingtan(arguments).status.code();
        let mut child = Command::new(env!("CARGO_BIN_EXE_lingtan"))
            .args(arguments)
            .current_dir(support::root())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
        assert_eq!((child.wait().expect("an end").code(), said.as_str()), (whole, ""), "{arguments:?}");
    }
}

#[test]
fn colours_are_asked_for_and_forbidden() {
    let run = |set: &[(&str, &str)], further: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lingtan"));
        command.args(["explain", "near-zero"]).args(further).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        let output = command.envs(set.iter().copied()).output().expect("the program runs");
        String::from_utf8_lossy(&output.stdout).contains('\u{1b}')
    };
    assert!(!run(&[], &[]), "a pipe");
    assert!(run(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!run(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]));
    assert!(run(&[("NO_COLOR", "1")], &["--color", "always"]));
    assert!(!run(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]));
}

#[test]
fn the_locale_chooses_the_language() {
    let run = |set: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lingtan"));
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            command.env_remove(name);
        }
        let arguments = ["trace", "fixtures/parks/small-below-200000tce", "electricity.grid_import"];
        let output = command.args(arguments).current_dir(support::root()).envs(set.iter().copied()).output().expect("the program runs");
        String::from_utf8_lossy(&output.stdout).contains("下网电量")
    };
    assert!(!run(&[]) && run(&[("LANG", "zh_CN.UTF-8")]) && !run(&[("LC_ALL", "en_US.UTF-8"), ("LANG", "zh_CN.UTF-8")]));
}

#[test]
fn quiet_says_nothing_but_errors() {
    let quiet = lingtan(&["check", "fixtures/parks/interim-half-year", "--quiet"]);
    assert!(quiet.stderr.is_empty() && !quiet.stdout.is_empty());
    let wrong = lingtan(&["check", "fixtures/nowhere", "--quiet"]);
    assert!(wrong.status.code() == Some(2) && !wrong.stderr.is_empty());
}
