//! Every way to write a key or a value has its own line.

use super::*;

fn read(text: &str) -> Table {
    Table::parse(text).expect("TOML")
}

#[test]
fn every_spelling_of_a_table_has_its_line() {
    for (text, path, line) in [
        ("[a]\nx = 1\n[b]\nx = 2", "b.x", 4),
        ("# [b]\n[a]\nx = 1\n\n[b]\n# x = 2\nx = 2", "b.x", 7),
        ("a = \"\"\"\n[b]\nx = 1\n\"\"\"\n[b]\nx = 2", "b.x", 6),
        ("b.x = 1", "b.x", 1),
        ("a = 1\nb . \"x\" = 1", "b.x", 2),
        ("b = { y = 1, x = 1 }", "b.x", 1),
        ("b = {\n  y = 1,\n  x = 1,\n}", "b.x", 3),
        ("[b.c]\nz = 1\n[b]\nx = 1", "b.x", 4),
        ("[b]\r\ny = 1\r\nx = 2\r\n", "b.x", 3),
        ("\u{feff}[b]\nx = 2", "b.x", 2),
        ("[b]\n数据项 = 1\nx = 2", "b.x", 3),
        ("[b]\n数据项 = 1\nx = 2", "b.数据项", 2),
        ("[b]\n'''x''' = 1", "b.x", 0),
        ("[b]\ny = '''\n\n'''\nx = 2", "b.x", 5),
    ] {
        let Ok(table) = Table::parse(text) else {
            assert_eq!(line, 0, "{text}");
            continue;
        };
        let (b, key) = path.split_once('.').expect("a path");
        assert_eq!(table.table(b).expect(text).expect(text).line_of(key), line, "{text}");
    }
}

#[test]
fn tables_of_an_array_and_items_of_a_list_have_their_own_lines() {
    let table = read("[[r]]\nunit = 1\n[r.columns]\na = 1\n[[r]]\n\nunit = 2\n[r.columns]\na = 2\n");
    let tables = table.tables("r").expect("tables").expect("there");
    let lines = |of: &Table| (of.line(), of.line_of("unit"), of.table("columns").expect("a table").map(|columns| columns.line_of("a")));
    assert_eq!(tables.iter().map(|of| lines(of)).collect::<Vec<_>>(), [(1, 2, Some(4)), (5, 7, Some(9))]);
    let table = read("files = [\n  \"a\", # one\n  \"b\",\n\n  \"c\" ]");
    let lines: Vec<u64> = table.texts("files").expect("texts").expect("there").iter().map(|file| file.line).collect();
    assert_eq!(lines, [2, 3, 5]);
    let wrong = read("files = [\n  \"a\",\n  3.50,\n]").texts("files").expect_err("a number");
    assert_eq!((wrong.line, wrong.message.to_string().as_str()), (3, "`3.50` in `files`: an item must be a text in quotes"));
    let wrong = read("\n[[a.b]]\nx = 1\n[[a.b]]\ny = 1").table("a").expect("a").expect("a").tables("b").expect("b").expect("b")[1]
        .unknown("y", &["x"]);
    assert_eq!((wrong.line, wrong.message.to_string().as_str()), (5, "unknown key `y` in `[[a.b]]`; known here: x"));
}

#[test]
fn what_is_no_toml_is_told_where_it_stands() {
    for (text, line, said) in [
        ("a = 1\nb = 2\na = 3", 3, "duplicate key at `a`"),
        ("[a]\nx = 1\n[b]\n[a]\ny = 1", 4, "duplicate key at `a`"),
        ("[a]\r\nx = { y = 1, y = 2 }\r\n", 2, "duplicate key at `y`"),
        ("a = 1\nb = \n", 2, ""),
        ("a = 1\nb = \"x\nc = 2", 2, ""),
        ("a = [1,\n2,\n", 2, ""),
        ("a = 1\rb = 2\rc = ?", 2, "carriage return"),
        ("[a\nx = 1", 1, ""),
        ("a = 2025-13-01", 1, "`2025-13-01`"),
    ] {
        let fault = Table::parse(text).expect_err(text);
        assert!(fault.line == line && fault.message.to_string().contains(said), "{text:?}: {fault}");
    }
}

#[test]
fn what_another_table_gives_keeps_its_line() {
    let table = read("[own]\nx = 1\n[own.columns]\na = 1\n[other]\nbase = 1\ny = 2\nx = 3\n[other.columns]\nb = 2\n");
    let of = |key: &str| table.table(key).expect("a table").expect("there");
    let joined = of("own").over(of("other"), &["base"]);
    assert_eq!((joined.line_of("x"), joined.line_of("y"), joined.has("base")), (2, 7, false));
    let columns = joined.table("columns").expect("a table").expect("there");
    assert_eq!((columns.line_of("a"), columns.line_of("b")), (4, 10));
}
