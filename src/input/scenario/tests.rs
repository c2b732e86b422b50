//! Files that say what they mean, and files that do not.

use super::*;

/// The errors of a file, each as printed.
fn errors(text: &str) -> Vec<String> {
    Plan::parse("s.toml", text).expect_err(text).iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let cases = [
        (
            "[[change]]\nadd = \"solar\"\nmw = 1\n[[change]]\nadd = \"solar\"\nmww = 1",
            "s.toml:6: unknown key `mww` in `[[change]]`; did you mean `mw`?",
        ),
        (
            "[scenario]\nnmae = \"x\"\n[[change]]\nadd=\"trades\"\nmwh=1",
            "s.toml:2: unknown key `nmae` in `[scenario]`; did you mean `name`?",
        ),
        ("[[chnage]]\nadd = \"solar\"", "s.toml:1: unknown key `chnage`; did you mean `change`?"),
        ("[[change]]\nadd = \"solar\"\nmw = \"-20\"", "s.toml:3: `mw` -20 is negative"),
        ("[[change]]\nadd = \"solar\"\nmw = nan", "s.toml:3: `mw` must be a capacity in MW"),
        ("[[change]]\nadd = \"solar\"\nmw = \"1e59\"", "s.toml:3: `mw` 1000"),
        ("[[change]]\nadd = \"solar\"\nmw = 1e400", "s.toml:3: `mw` must be"),
        ("[[change]]\nadd = \"solar\"\nmw = \"0.0000000001\"", "s.toml:3: `mw` has more than 9 decimal places"),
        ("[[change]]\nadd = \"solr\"\nmw = 1", "s.toml:2: `add = \"solr\"` is not known; did you mean `solar`?"),
        ("[[change]]\nadd = \"fossil\"\nmw = 1", "s.toml:2: `add = \"fossil\"` is not known"),
        ("[[change]]\nadd = \"battery\"\nmwh = 1\nmw = 1", "s.toml:1: `round_trip` is missing"),
        ("[[change]]\nadd = \"battery\"\nmwh = 1\nmw = 1\nround_trip = 90", "s.toml:5: `round_trip` 90 lies outside 0 to 1"),
        ("[[change]]\nadd = \"battery\"\nmwh = 1\nmw = 1\nround_trip = 0", "s.toml:5: `round_trip` 0 lies outside"),
        (
            "[[change]]\nscale = \"natural-gaz\"\npercent = -1",
            "s.toml:2: `scale = \"natural-gaz\"` is no carrier; did you mean `natural-gas`?",
        ),
        ("[[change]]\nscale = \"electricity\"\npercent = -1", "s.toml:2: `scale = \"electricity\"`: electricity has many flows"),
        ("[[change]]\nscale = \"heat\"\npercent = -101", "s.toml:3: `percent` -101"),
        ("[[change]]\nadd = \"certificates\"\nmwh = 1.5", "s.toml:3: `mwh` 1.5: certificates are whole"),
        ("[[change]]\nmw = 1", "s.toml:1: this change says neither"),
        ("[[change]]\nadd = \"solar\"\nscale = \"heat\"", "s.toml:1: this change says add, scale"),
        ("", "s.toml: it changes nothing"),
        ("[[change", "s.toml:1: not TOML"),
        ("change = 3", "s.toml:1: `change` must be an array of tables"),
        ("[[change]]\nadd = 3", "s.toml:2: `add` must be a text"),
        ("[[change]]\nadd = \"solar\"\nmw = 1\nprofile = []", "s.toml:4: `profile` is empty"),
        ("[[change]]\nadd = \"solar\"\nmw = 1\nflow = \"load\"", "s.toml:4: `flow = \"load\"` is not one of onsite-renewable, direct-line"),
    ];
    for (text, message) in cases {
        let all = errors(text);
        assert!(all.iter().any(|error| error.starts_with(message)), "{text}\n{all:#?}");
    }
}

#[test]
fn all_errors_are_told_in_order_of_lines() {
    let all = errors("[[change]]\nadd = \"solar\"\nmw = -1\n[[change]]\nscale = \"heat\"\n[[change]]\nx = 1\nadd = \"trades\"\nmwh = 1");
    let lines: Vec<&str> = all.iter().map(|error| error.split(':').nth(1).unwrap_or_default()).collect();
    assert_eq!(lines, ["3", "4", "7"], "{all:#?}");
}

#[test]
fn decimals_are_read_exactly_with_or_without_quotes() {
    let plan = Plan::parse("s.toml", "\u{feff}[[change]]\nadd = \"trades\"\nmwh = 0.1\n[[change]]\nadd = \"光伏\"\nmw = \"20\"")
        .expect("a scenario");
    let [first, second] = &plan.changes[..] else { panic!("two changes") };
    assert!(matches!(&first.what, What::Trades { mwh } if *mwh == Exact::ratio(1, 10)));
    assert!(matches!(&second.what, What::Generation { source, .. } if source.name == "solar"));
}
