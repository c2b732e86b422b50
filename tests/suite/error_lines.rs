//! Every fault of a manifest, a policy or a scenario is told with its own line, whatever stands around it.

use std::fmt::Write as _;

use lingtan::input::error::InputError;
use lingtan::input::manifest::Manifest;
use lingtan::input::scenario::Plan;
use lingtan::standard::Standard;
use proptest::prelude::*;

use super::support::lingtan;

/// What an error quotes first.
fn quoted(message: &str) -> &str {
    message.split('`').nth(1).unwrap_or_default()
}

/// The line that an error names holds what it quotes; of `key = "value"` both words.
fn holds(line: &str, message: &str) -> bool {
    quoted(message).split('=').all(|word| line.contains(word.trim().trim_matches('"')))
}

/// A line with a fault in it, and what the message must say of it.
type Planted = (&'static str, &'static str);

/// A key of a table: lines without a fault, and how they may be wrong.
struct Key {
    sound: &'static [&'static str],
    wrong: &'static [Planted],
}

const fn key(sound: &'static [&'static str], wrong: &'static [Planted]) -> Key {
    Key { sound, wrong }
}

const READINGS: &[Key] = &[
    key(
        &["files = [\"a.csv\"]", "files = [\n  \"a.csv\", # one\n\n  \"b.csv\"\n]", "files = \"*.csv\""],
        &[
            ("files = 7", "`files` must be"),
            ("files = [\n  \"a.csv\",\n@  12,\n]", "`12` in `files`"),
            ("files = []", "`files` must name"),
            ("\"files \" = \"a.csv\"", "did you mean `files`?"),
        ],
    ),
    key(
        &["unit = \"kWh\"", "unit = '''kWh'''", "\"unit\" = \"MWh\""],
        &[("unit = \"kWx\"", "did you mean"), ("unit = 3", "`unit` must be a text"), ("unti = \"kWh\"", "did you mean `unit`?")],
    ),
    key(&["time_label = \"end\""], &[("time_label = \"edn\"", "did you mean `end`?"), ("time_label = true", "must be a text")]),
    key(&["layout = \"long\"", "layout = \"own\""], &[("layout = \"lnog\"", "did you mean `long`?"), ("layout = [\"long\"]", "must be")]),
    key(&["interval = \"15min\""], &[("interval = \"7min\"", "`interval`: `7min` is not a step")]),
    key(
        &["skip_rows = 1"],
        &[("skip_rows = \"1\"", "a whole number"), ("skip_rows = -1", "negative"), ("skip_rows = 0.5", "a whole number")],
    ),
    key(&["header = true"], &[("header = \"yes\"", "true or false"), ("header = yes", "not TOML")]),
    key(&["encoding = \"gbk\""], &[("encoding = \"gb1803O\"", "did you mean `gb18030`?")]),
    key(&["utc_offset = \"+08:00\""], &[("utc_offset = \"08:00\"", "`utc_offset`: `08:00` is not an offset")]),
    key(
        &[
            "columns = { time = \"时间\", value = 3 }",
            "columns.time = \"时间\"\ncolumns.value = \"value\"",
            "columns = {\n  time = \"t\",\n  value = \"v\",\n}",
        ],
        &[
            ("columns = { tiem = \"时间\" }", "did you mean `time`?"),
            ("columns = { value = \"v\", time = [3] }", "`time` must be"),
            ("columns.time = \"t\"\n@columns.valeu = \"v\"", "did you mean `value`?"),
            ("columns = {\n  time = \"t\",\n@  unti = \"u\",\n}", "did you mean `unit`?"),
            ("columns = 3", "`columns` must be a table"),
        ],
    ),
    key(
        &["qualities = { 补采 = \"estimated\" }"],
        &[("qualities = { 补采 = \"estimatd\" }", "did you mean `estimated`?"), ("qualities = { \"补 采\" = 1 }", "must be a text")],
    ),
    key(
        &["where = { 数据项 = \"正向\" }"],
        &[("where = { 数据项 = [] }", "`where` needs"), ("where = { 数据项 = [1,\n@ 2.5 ] }", "`2.5` in")],
    ),
    key(&["date = 2025-01-01"], &[("date = \"yesterday\"", "neither a date"), ("date = true", "must be a date")]),
];

const PARK: &[Key] = &[
    key(
        &["name = \"p\"", "name = \"\"\"\n[[readings]]\nunit = \"kWx\"\n\"\"\""],
        &[("name = 1", "must be a text"), ("nmae = \"p\"", "did you mean `name`?")],
    ),
    key(&["scope = \"whole\""], &[("scope = \"hwole\"", "did you mean `whole`?")]),
    key(&["utc_offset = \"+08\""], &[("utc_offset = 8", "must be a text")]),
];

const POLICY: &[Key] = &[
    key(&["vintage = \"same-year\""], &[("vintage = 0.5", "decimals in quotes"), ("vintage = []", "must be a text")]),
    key(
        &["baseline = { value = \"2.1\", source = \"统计公报\" }"],
        &[
            ("baseline = { value = 2.1, source = \"统计公报\" }", "decimals in quotes"),
            ("baseline = { value = \"2.1\", soruce = \"统计公报\" }", "did you mean `source`?"),
            ("baseline = \"2.1\"", "without its source"),
        ],
    ),
];

const PERIOD: &[Key] = &[key(&["year = 2025"], &[("year = \"2025\"", "a whole number"), ("yaer = 2025", "did you mean `year`?")])];

const METERS: &[Key] = &[
    key(&["file = \"meters.csv\""], &[("file = 3", "must be a text"), ("file = \"a\"\n@file = \"b\"", "duplicate key at `file`")]),
    key(&["loads_complete = true"], &[("loads_complete = 1", "true or false"), ("load_complete = true", "did you mean `loads_complete`?")]),
];

/// Headers of the tables of a manifest with their keys.
const TABLES: &[(&str, &[Key])] = &[
    ("[park]", PARK),
    ("[period]", PERIOD),
    ("[meters]", METERS),
    ("[policy]", POLICY),
    ("[layout.own]\nbase = \"wide\"", &[]),
    ("[[readings]]", READINGS),
    ("[[readings]]", READINGS),
    ("[[ readings ]] # the third", READINGS),
];

/// What may stand between lines: decoys, blanks.
const BETWEEN: [&str; 6] = ["", "# unit = \"kWx\"", "", "# [[readings]]", "   ", "# files = 7 `files`"];

/// A manifest with one fault, and the line of that.
#[derive(Clone, Debug)]
struct Written {
    text: String,
    line: u64,
    said: &'static str,
}

fn written(order: &[usize], picks: &[u8], planted: usize, endings: bool, bom: bool) -> Written {
    let mut picks = picks.iter().copied().cycle().map(usize::from);
    let mut next = |of: usize| picks.next().unwrap_or(0) % of.max(1);
    let count: usize = order.iter().map(|table| TABLES[*table].1.len()).sum();
    let (planted, mut seen) = (planted % count, 0);
    let (mut text, mut line, mut said) = (String::new(), 0, "");
    for &table in order {
        let (header, keys) = TABLES[table];
        let _ = writeln!(text, "{}\n{header}", BETWEEN[next(BETWEEN.len())]);
        for Key { sound, wrong } in keys {
            let mut lines = sound[next(sound.len())];
            if seen == planted {
                (lines, said) = wrong[next(wrong.len())];
                let before = lines.split('@').next().filter(|before| before.len() < lines.len()).unwrap_or_default();
                line = (text.matches('\n').count() + before.matches('\n').count() + 1) as u64;
            }
            seen += 1;
            let _ = writeln!(text, "{}", lines.replace('@', ""));
            for _ in 0..next(3) {
                let _ = writeln!(text, "{}", BETWEEN[next(BETWEEN.len())]);
            }
        }
    }
    let text = if endings { text.replace('\n', "\r\n") } else { text };
    Written { text: if bom { format!("\u{feff}{text}") } else { text }, line, said }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// The line that an error names holds the text that it quotes, and is that of the fault.
    #[test]
    fn a_fault_of_a_manifest_is_told_with_its_line(
        order in Just((0..TABLES.len()).collect::<Vec<_>>()).prop_shuffle(),
        picks in prop::collection::vec(any::<u8>(), 97),
        planted in any::<usize>(),
        endings in any::<bool>(),
        bom in any::<bool>(),
    ) {
        let Written { text, line, said } = written(&order, &picks, planted, endings, bom);
        let errors = Manifest::parse(&text).expect_err(&text);
        let fault = errors.iter().find(|error| error.message.to_string().contains(said));
        prop_assert!(fault.is_some(), "{said} is not said: {errors:#?}\n{text}");
        let lines: Vec<&str> = text.lines().collect();
        let named = |told: u64| usize::try_from(told).ok().and_then(|told| lines.get(told.wrapping_sub(1))).copied().unwrap_or_default();
        for InputError { line: told, message, .. } in &errors {
            let message = message.to_string();
            // A key whose name is misspelt is missing too, which is said of its table.
            let of_table = named(*told).starts_with('[') && (message.contains("needs") || message.contains("must name"));
            prop_assert!(*told == line || of_table, "{told}, not {line}: {message}\n{text}");
            prop_assert!(of_table || holds(named(*told), &message), "{}: {message}\n{text}", named(*told));
        }
    }

    /// The same of a scenario with several changes.
    #[test]
    fn a_fault_of_a_scenario_is_told_with_its_line(changes in 1_usize..6, planted in 0_usize..6, which in 0_usize..7, endings in any::<bool>()) {
        let planted = planted % changes;
        let (wrong, said) = [
            ("mwh = \"ten\"", "`ten` is no number"),
            ("mwh = -1", "is negative"),
            ("mhw = 1\nmwh = 1", "did you mean `mwh`?"),
            ("mwh = true", "`mwh` must be"),
            ("mwh = 1\n@mwh = 2", "duplicate key at `mwh`"),
            ("mwh = 0.0000000001", "decimal places"),
            ("mwh = {\n}", "`mwh` must be"),
        ][which];
        let (mut text, mut line) = ("[scenario]\nname = '''\n[[change]]\nmhw = 1\n'''\n".to_owned(), 0);
        for at in 0..changes {
            text.push_str("[[change]] # mwh = true\nadd = \"trades\"\n");
            let lines = if at == planted { wrong } else { "mwh = 12.5" };
            let before = lines.split('@').next().filter(|before| before.len() < lines.len()).unwrap_or_default();
            if at == planted {
                line = (text.matches('\n').count() + before.matches('\n').count() + 1) as u64;
            }
            let _ = writeln!(text, "{}", lines.replace('@', ""));
        }
        let text = if endings { text.replace('\n', "\r\n") } else { text };
        let errors = Plan::parse("s.toml", &text).expect_err(&text);
        prop_assert_eq!(errors.len(), 1, "{:#?}", &errors);
        let message = errors[0].message.to_string();
        prop_assert!(errors[0].line == line && message.contains(said), "{line}: {errors:#?}\n{text}");
        prop_assert!(holds(text.lines().nth(usize::try_from(line).expect("a line") - 1).expect("a line"), &message), "{message}\n{text}");
    }

    /// The same of a policy file.
    #[test]
    fn a_fault_of_a_policy_is_told_with_its_line(rules in prop::sample::subsequence(vec!["near-zero", "water-reuse", "solid-waste", "waste-energy"], 1..4), planted in 0_usize..4, which in 0_usize..6) {
        let planted = planted % rules.len();
        let (wrong, said) = [
            ("level = \"requird\"", "`required`"),
            ("levle = \"required\"", "did you mean `level`?"),
            ("limits = [\n  { value = \"0.5\", to = 2030-12-31 },\n@  { value = 0.5, from = 2031-01-01 },\n]", "in quotes"),
            ("document = \"LINGTNA\"", "did you mean `LINGTAN`?"),
            ("standing = 1", "must be a text"),
            ("divisor = \"0\"", "above 0"),
        ][which];
        let mut text = "name = \"own\"\nextends = \"cn-national\"\n".to_owned();
        let mut line = 0;
        for (at, rule) in rules.iter().enumerate() {
            let _ = writeln!(text, "[rules.{rule}]\nitem = \"x\"\nquote = \"“y”\"");
            let replaced = |key: &str| at == planted && wrong.starts_with(key);
            for plain in ["document = \"LINGTAN\"", "standing = \"text\""] {
                let key = plain.split(' ').next().unwrap_or_default();
                if !replaced(key) {
                    let _ = writeln!(text, "{plain}");
                }
            }
            if at == planted {
                let before = wrong.split('@').next().filter(|before| before.len() < wrong.len()).unwrap_or_default();
                line = (text.matches('\n').count() + before.matches('\n').count() + 1) as u64;
                let _ = writeln!(text, "{}", wrong.replace('@', ""));
            }
        }
        let error = Standard::parse(&text).expect_err(&text);
        let message = error.to_string();
        prop_assert!(error.line() == line && message.contains(said), "{line}: {} {message}\n{text}", error.line());
        prop_assert!(holds(text.lines().nth(usize::try_from(line).expect("a line") - 1).expect("a line"), &message), "{message}\n{text}");
    }
}

/// A fault in the second table of readings is told with the line of the second; so is what a layout of the park's own gives.
#[test]
fn the_second_table_of_readings_has_lines_of_its_own() {
    let head = "[park]\nname = \"p\"\n[meters]\nfile = \"m.csv\"\n";
    let errors = |text: &str| Manifest::parse(text).expect_err(text).iter().map(ToString::to_string).collect::<Vec<_>>();
    let two = format!("{head}[[readings]]\nfiles = [\"a.csv\"]\nunit = \"kWh\"\n[[readings]]\nfiles = [\"b.csv\"]\nunit = \"kWx\"\n");
    let all = errors(&two);
    assert!(all.len() == 1 && all[0].contains("park.toml:10: `unit`: `kWx` is not a known unit; did you mean `kWh`?"), "{all:?}");
    let own = format!(
        "{head}[layout.own]\nunit = \"kWx\"\n[[readings]]\nlayout = \"own\"\nfiles = \"a\"\n[[readings]]\nlayout = \"own\"\nfiles = \"b\"\n"
    );
    let all = errors(&own);
    assert!(all.len() == 1 && all[0].contains("park.toml:6: `unit`: `kWx`"), "{all:?}");
    let missing = errors("[park]\nname = \"p\"\n[meters]\n[[readings]]\nfiles = \"a\"\n[[readings]]\nunit = \"kWh\"\n");
    assert_eq!(missing.len(), 2, "{missing:?}");
    assert!(
        missing[0].starts_with("park.toml:3: `[meters]` needs") && missing[1].starts_with("park.toml:6: `files` must name"),
        "{missing:?}"
    );
}

/// What is understood only after the manifest is read has its line too: patterns, the policy, its settings, the kind of park.
#[test]
fn what_is_understood_later_keeps_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    put("m.csv", "meter_id,carrier,flow,unit\nA,electricity,grid-import,kWh\n");
    put("r.csv", "meter_id,time,value\nA,2025-01-01 00:15,1\nA,2025-01-01 00:30,1\nA,2025-01-01 00:45,1\n");
    put("own.toml", "name = \"own\"\nextends = \"cn-national\"\n\n[rules.near-zero]\nlevl = \"required\"\n");
    put("lax.toml", "# ours\nname = \"cn-national\"\n");
    let said = |more: &str, files: &str| {
        put(
            "park.toml",
            &format!("[park]\nname = \"p\"\n[period]\nyear = 2025\n[meters]\nfile = \"m.csv\"\n[[readings]]\nfiles = {files}\n{more}\n"),
        );
        let output = lingtan(&["check", "--lang", "en", &folder.path().display().to_string()]);
        assert_eq!(output.status.code(), Some(2), "{more}");
        String::from_utf8(output.stderr).expect("text")
    };
    let own = folder.path().join("own.toml").display().to_string();
    let lax = folder.path().join("lax.toml").display().to_string();
    for (more, files, wanted) in [
        ("", "[\n  \"r.csv\",\n  \"s.csv\",\n]", "error: park.toml:10: s.csv: there is no such file"),
        ("[policy]\nvintag = \"same-year\"", "\"r.csv\"", "error: park.toml:10: unknown setting `vintag`"),
        ("[policy]\n[policy.vintage]\nvalue = \"same-yaer\"", "\"r.csv\"", "error: park.toml:10: setting `vintage`"),
        ("[policy]\n\nname = \"cn-nation\"", "\"r.csv\"", "error: park.toml:11: policy `cn-nation`: neither"),
        ("[policy]\nname = \"../own.toml\"", "\"r.csv\"", "error: park.toml:10: ../own.toml"),
        (
            "[policy]\nname = \"own.toml\"",
            "\"r.csv\"",
            &format!("error: {own}:5: unknown key `levl` in `[rules.near-zero]`; did you mean `level`?"),
        ),
        ("[policy]\nname = \"lax.toml\"", "\"r.csv\"", &format!("error: {lax}:2: `name`: `cn-national`")),
    ] {
        let text = said(more, files);
        assert!(text.contains(wanted), "{more}: {text}\n{wanted}");
    }
}
