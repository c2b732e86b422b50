//! Exports in the shapes of public platforms, from the raw folder to the figures: each energy once, in its own unit and direction, or a refusal that
//! says what reads it. The truth is worked out from the rule by which a test writes its numbers.

#![allow(clippy::disallowed_methods, reason = "a test writes files of its own")]
#![allow(clippy::format_push_string, clippy::format_collect, reason = "small texts")]

use crate::support;

use std::fs;

use serde_json::Value;
use support::lingtan;

/// What a draft says and what `check` makes of it.
struct Drafted {
    said: String,
    park: String,
    registry: Vec<Vec<String>>,
    report: Value,
    told: String,
}

impl Drafted {
    fn cell(&self, id: &str, column: &str) -> &str {
        let at = self.registry[0].iter().position(|name| name == column).expect("a column of the registry");
        let row = self.registry.iter().find(|row| row[0] == id).unwrap_or_else(|| panic!("no {id} in {:?}", self.registry));
        &row[at]
    }

    fn ids(&self) -> Vec<&str> {
        self.registry[1..].iter().map(|row| row[0].as_str()).collect()
    }

    fn energy(&self, id: &str) -> &str {
        let meters = self.report["meters"].as_array().unwrap_or_else(|| panic!("no report: {}", self.told));
        let meter = meters.iter().find(|meter| meter["id"] == id).unwrap_or_else(|| panic!("no {id} in {meters:?}"));
        meter["energy"].as_str().unwrap_or("none")
    }
}

/// Drafts a folder of files; an error where nothing can be drafted.
fn draft(files: &[(&str, &str)], fill: &[(&str, &str)], period: &str) -> Result<Drafted, String> {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let output = lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]);
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let path = folder.path().join("meters.csv");
    let text = fs::read_to_string(&path).expect("written");
    let mut rows: Vec<Vec<String>> = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes())
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
        .collect();
    rows.retain(|row: &Vec<String>| row.len() > 1);
    let registry = rows.clone();
    let header = rows[0].clone();
    for row in &mut rows[1..] {
        for (column, filled) in [("carrier", "electricity"), ("flow", "load"), ("unit", "kWh")].iter().chain(fill) {
            let at = header.iter().position(|name| name == column).expect("a column");
            if row[at].is_empty() {
                (*filled).clone_into(&mut row[at]);
            }
        }
    }
    let quoted = |row: &Vec<String>| row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",");
    fs::write(&path, rows.iter().map(|row| quoted(row) + "\n").collect::<String>()).expect("written");
    let (_, report, told) = support::check(folder.path(), &["--lang", "en", "--interim", "--period", period]);
    let park = fs::read_to_string(folder.path().join("park.toml")).expect("written");
    Ok(Drafted { said, park, registry, report, told })
}

fn drafted(files: &[(&str, &str)], period: &str) -> Drafted {
    draft(files, &[], period).unwrap_or_else(|why| panic!("{why}"))
}

const JUNE: &str = "2025-06-01..2025-06-30";
const MARCH: &str = "2025-03-14..2025-03-14";

fn hours(row: impl Fn(u32) -> String) -> String {
    (0..24).map(|hour| row(hour) + "\n").collect()
}

#[test]
fn generation_at_two_points_of_its_way_counts_once() {
    let text = |names: &str, loss: u32| {
        let rows = (1..=30).map(|day| {
            let g = 1000 + day % 7 * 10;
            format!("2025-06-{day:02},{g},{},{},{}\n", g - loss, 10 + day % 3, 120 + day % 5)
        });
        format!("统计时间,{names}\n{}", rows.collect::<String>())
    };
    for (names, loss, first, second) in [
        ("光伏发电量(kWh),逆变器发电量(kWh),上网电量(kWh),购电量(kWh)", 0, "光伏发电量", "逆变器发电量"),
        ("PV Yield (kWh),Inverter Yield (kWh),Export (kWh),Import (kWh)", 20, "PV Yield", "Inverter Yield"),
    ] {
        let found = drafted(&[("电站报表.csv", &text(names, loss))], JUNE);
        let parents = [first, second].map(|id| found.cell(id, "parent").to_owned());
        assert_eq!(parents.iter().filter(|parent| parent.is_empty()).count(), 1, "one counts, the other is of it: {parents:?}");
        let figure = &found.report["figures"]["electricity.onsite_renewable"]["value"];
        let most: u32 = (1..=30).map(|day| 1000 + day % 7 * 10).sum();
        let counted = kilowatt_hours(figure.as_str().expect("a figure"));
        assert!((most - loss * 30..=most).contains(&counted), "{figure} for {most}");
    }
}

/// A figure in MWh as kWh, whole.
fn kilowatt_hours(text: &str) -> u32 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{:0<3}", fraction.chars().take(3).collect::<String>()).parse().expect("a number")
}

#[test]
fn numbers_of_things_and_repeated_times_are_no_meters() {
    let rows = hours(|hour| {
        let pv = if (7..19).contains(&hour) { 2 + hour % 3 } else { 0 };
        let time = format!("2025-03-14 {hour:02}:00:00");
        format!(
            "{time},8741,Grid import,{},kWh,{}\n{time},8741,PV yield,{pv},kWh,{}",
            5 + hour % 4,
            1_741_881_600 + hour * 3600,
            1_741_881_600 + hour * 3600
        )
    });
    let found = drafted(&[("history.csv", &format!("time,place,name,value,units,epochtime\n{rows}"))], MARCH);
    assert_eq!(found.ids(), ["Grid import", "PV yield"]);
    assert_eq!((found.energy("Grid import"), found.energy("PV yield")), ("156", "36"));
    assert!(found.said.contains("the column `place`") && found.said.contains("the column `epochtime`"), "{}", found.said);
}

#[test]
fn tariff_parts_of_every_spelling_are_in_their_total() {
    for (header, total) in [
        ("总用电量(kWh),尖峰用电量(kWh),高峰用电量(kWh),平段用电量(kWh),低谷用电量(kWh)", "总用电量"),
        ("总电量(千瓦时),尖段电量(千瓦时),峰段电量(千瓦时),平段电量(千瓦时),谷段电量(千瓦时)", "总电量"),
        ("电量(kWh),尖时电量(kWh),峰时电量(kWh),平时电量(kWh),谷时电量(kWh)", "电量"),
    ] {
        let rows = "M1,2025-06-01,65,5,10,20,30\nM1,2025-06-02,96,6,20,30,40\nM1,2025-06-03,70,6,12,21,31\n";
        let found = drafted(&[("日电量.csv", &format!("计量点编号,日期,{header}\n{rows}"))], "2025-06-01..2025-06-03");
        assert_eq!((found.ids(), found.energy("M1")), (vec!["M1"], "231"), "{total}");
    }
}

#[test]
fn a_factor_of_the_rows_is_the_multiplier() {
    let rows = hours(|hour| {
        format!(
            "Hal;871717720000099999;{};2025-03-14 {hour:02}:00:00;{};0.001;0",
            1_741_906_800 + hour * 3600,
            35_000_000 + hour * hour * 100
        )
    });
    let found = drafted(&[("elec.csv", &format!("name;ean;moment;moment-date;value;factor;type\n{rows}"))], MARCH);
    assert_eq!(found.ids(), ["871717720000099999"]);
    // 23² × 100 × 0.001
    assert_eq!(found.energy("871717720000099999"), "52.9");
    // A power factor is none.
    let rows = hours(|hour| format!("2025-03-14 {hour:02}:00,M1,{},0.9{}", 10 + hour % 3, hour % 10));
    let found = drafted(&[("m.csv", &format!("time,meter,energy (kWh),factor\n{rows}"))], MARCH);
    assert_eq!((found.cell("M1", "multiplier"), found.energy("M1")), ("", "264"));
}

#[test]
fn registers_at_rest_are_read_as_those_beside_them() {
    let rows: String =
        (0..49).map(|n| format!("2025-03-14 {:02}:{:02},{}.1,{}.5,50.25,0\n", n / 4, n % 4 * 15, 1200 + n, 900 + n / 16)).collect();
    let found = drafted(&[("P1e.csv", &format!("time,Import T1 kWh,Import T2 kWh,Export T1 kWh,Export T2 kWh\n{rows}"))], MARCH);
    assert_eq!(["Import T1", "Import T2", "Export T1", "Export T2"].map(|id| found.energy(id)), ["48", "3", "0", "0"]);
}

#[test]
fn limits_maxima_and_prices_are_no_energy() {
    let rows = hours(|hour| format!("2025-03-14 {hour:02}:00;{};50000;80;{}", 1000 + hour % 5, 40 + hour % 7));
    for limit in ["Abregelungsgrenze [W]", "Export limit (W)", "Nennleistung max (W)", "Potencia máxima (W)"] {
        let found = drafted(&[("e.csv", &format!("Zeitstempel;Netzbezug [W];{limit};Spitzenlast Maximum [W];Preis\n{rows}"))], MARCH);
        assert_eq!(found.ids().len(), 1, "{limit}: {:?}", found.ids());
        assert!(found.said.contains(limit), "{limit} is told: {}", found.said);
    }
    let rows = hours(|hour| format!("NSW1,2025/03/14 {hour:02}:00:00,{}.5,{}.25,TRADE", 7000 + hour % 5, 50 + hour % 7));
    let found = drafted(&[("nsw.csv", &format!("REGION,SETTLEMENTDATE,TOTALDEMAND,RRP,PERIODTYPE\n{rows}"))], MARCH);
    assert!(found.park.contains("TOTALDEMAND") && !found.park.contains("RRP\""), "{}", found.park);
}

#[test]
fn a_direction_comes_from_the_column_and_not_from_a_title() {
    let rows = hours(|hour| format!("14.03.2025 {hour:02}:00:00;{},5;0,{}", 100 + hour % 5, hour % 3));
    let found = drafted(
        &[("s.csv", &format!("Messstelle;Einspeisung Halle 3\nZeitstempel;Wirkenergie Bezug [kWh];Wirkenergie Abgabe [kWh]\n{rows}"))],
        MARCH,
    );
    assert_eq!(["Wirkenergie Bezug", "Wirkenergie Abgabe"].map(|id| found.cell(id, "flow")), ["", ""]);
    let days: String = (1..=30).map(|day| format!("2025-06-{day:02},{},{},{}\n", 100 + day % 5, 40 + day % 3, 60 + day % 4)).collect();
    let found = drafted(&[("s.csv", &format!("date,Generation(kWh),On-grid(kWh),Purchased(kWh)\n{days}"))], JUNE);
    assert_eq!(["On-grid", "Purchased"].map(|id| found.cell(id, "flow")), ["grid-export", "grid-import"]);
    assert!(!found.cell("On-grid", "guess").is_empty());
}

#[test]
fn one_energy_in_several_columns_counts_once() {
    let (mut a, mut b) = (1000, 2000);
    let rows: String = (13..=24)
        .map(|day| {
            let (u, v) = (2 + day % 2 * 2, 5);
            (a, b) = (a + u, b + v);
            format!("E45,{day}-06-2025,{a},{u},{b},{v}\n")
        })
        .collect();
    let found = drafted(&[("bijlage.csv", &format!("meternummer,meterreadingdate,reading1,usage1,reading2,usage2\n{rows}"))], JUNE);
    assert_eq!(["E45/usage1", "E45/usage2"].map(|id| found.energy(id)), ["36", "60"]);
    assert_eq!(found.ids().len(), 2, "the registers are the same energies");

    let rows = hours(|hour| format!("A.7650,2025-03-14 {hour:02}:00:00,{},{},{}", 1000 + hour * hour, 50 + hour / 2, 1 + hour * 7 % 11));
    let found = drafted(&[("ion.csv", &format!("Device,Timestamp,kWh del,kWh rec,kW tot mean\n{rows}"))], MARCH);
    assert_eq!(found.ids(), ["A.7650", "A.7650/kWh rec"]);
    assert_eq!((found.energy("A.7650"), found.energy("A.7650/kWh rec")), ("529", "11"));

    let rows: String = (6..=19)
        .map(|hour| {
            format!("ABC1234567,2025-07-14 {hour:02}:00:00,Normal,{},{},{h}.5,{}.5\n", hour * 100, hour * 95, 8000 + hour - 6, h = hour - 6)
        })
        .collect();
    let found = drafted(
        &[("g.csv", &format!("Serial number,Time,Status,Ppv(W),Pac(W),Eac Today(kWh),Eac Total(kWh)\n{rows}"))],
        "2025-07-14..2025-07-14",
    );
    assert_eq!((found.ids(), found.energy("ABC1234567")), (vec!["ABC1234567"], "13"));

    let rows: String = (6..=19)
        .flat_map(|hour| {
            [1, 2].map(|n| format!("2025-07-14 {hour:02}:00:00,180102030405060{n},{},{},Generating\n", hour - 6, 8000 + n * (hour - 6)))
        })
        .collect();
    let header = "Time,Inverter SN,Daily Generation (Active)(kWh),Total Generation (Active)(kWh),Inverter Status";
    let found = drafted(&[("s.csv", &format!("{header}\n{rows}"))], "2025-07-14..2025-07-14");
    assert_eq!(found.ids(), ["1801020304050601", "1801020304050602"]);
    assert_eq!(["1801020304050601", "1801020304050602"].map(|id| found.energy(id)), ["13", "26"]);
}

#[test]
fn a_phase_in_brackets_is_no_ampere() {
    let rows = hours(|hour| format!("2025-03-14 {hour:02}:00,{}", 500 + hour % 4));
    let files = ["A", "B", "C"].map(|phase| (format!("em_phase{phase}.csv"), format!("Date/time,Active energy Wh ({phase})\n{rows}")));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let found = drafted(&files, MARCH);
    // 24 × 500 + 6 × (0 + 1 + 2 + 3) Wh
    assert_eq!(["em_phaseA", "em_phaseB", "em_phaseC"].map(|id| found.energy(id)), ["12.036"; 3]);
}

#[test]
fn headers_of_several_rows_name_their_columns() {
    let rows = hours(|hour| format!("14.03.2025 {hour:02}:00:00;{};{}", 1000 + hour % 5, 500 + hour % 3));
    let head = "Gerätename;UMG 604 Halle;UMG 604 Dach\nMesswert;Wirkenergie bezogen;Wirkenergie geliefert\nEinheit;Wh;Wh\nDatum;Wert;Wert";
    let found = drafted(&[("g.csv", &format!("{head}\n{rows}"))], MARCH);
    assert_eq!(found.energy("UMG 604 Halle Wirkenergie bezogen"), "24.046");
    assert_eq!(found.energy("UMG 604 Dach Wirkenergie geliefert"), "12.024");

    let rows: String = (13..=27).map(|day| format!("{day}.06.2025 00:00:00,{},0,NaN\n", (day - 13) * (day - 13) * 3000)).collect();
    let head = "sep=,\nVersion CSV3|Tool WebUI|Linebreaks CR/LF\n\n,STP8.0-3AV-40,STP8.0-3AV-40,STP8.0-3AV-40\n,3010234567,3010234567,3010234567\n\
                ,Metering.TotWhOut,Metering.GridMs.TotWhIn,Metering.GridMs.AbsWhIn\n,Analog,Analog,Analog\nDD.MM.YYYY hh:mm:ss,[Wh],[Wh],[Wh]";
    let found = drafted(&[("STP8.csv", &format!("{head}\n{rows}"))], "2025-06-13..2025-06-27");
    // 14² × 3 kWh
    assert_eq!(found.energy("Metering.TotWhOut"), "588");

    let rows: String = (0..48).map(|n| format!("2025-03-14T{:02}:{:02}:00+08:00;{}\n", n / 2, n % 2 * 30, 500 + n * 7 % 11)).collect();
    let head = "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Unite;Pas en minutes\n\
                12345678901234;Courbe de charge;14/03/2025;15/03/2025;Energie active;W;30\nHorodate;Valeur";
    let found = draft(&[("courbe.csv", &format!("{head}\n{rows}"))], &[], MARCH).expect("a draft");
    assert_eq!((found.ids(), found.cell("courbe", "flow"), found.cell("courbe", "unit")), (vec!["courbe"], "", ""));
    assert!(found.park.contains("Horodate") && found.park.contains("Valeur"), "{}", found.park);
}

#[test]
fn stamps_beside_their_grid_are_read_or_told_how() {
    let rows: String =
        (1..=15).map(|hour| format!("sensor.main,{},2025-03-14T{hour:02}:00:{:02}+08:00\n", 5000 + hour * 2, hour * 7 % 60)).collect();
    let found = drafted(&[("history.csv", &format!("entity_id,state,last_changed\n{rows}"))], MARCH);
    assert!(found.park.contains("interval = \"60min\"") && found.park.contains("snap = \"1min\""), "{}", found.park);
    assert_eq!(found.energy("sensor.main"), "28");

    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    put("meters.csv", "meter_id,carrier,flow,unit\nsensor.main,electricity,grid-import,kWh\n");
    put("history.csv", &format!("meter_id,reading,time\n{rows}"));
    let tables = "[park]\nname = \"x\"\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"history.csv\"]\nlayout = \"register\"\n";
    put("park.toml", tables);
    let (_, report, _) = support::check(folder.path(), &["--lang", "en", "--interim", "--period", MARCH]);
    let text = report["defects"].to_string();
    assert!(text.contains("15 readings") && text.contains("interval = \\\"60min\\\"") && text.contains("snap = \\\"1min\\\""), "{text}");
    put("park.toml", &format!("{tables}interval = \"60min\"\nsnap = \"1min\"\n"));
    let (_, report, _) = support::check(folder.path(), &["--lang", "en", "--interim", "--period", MARCH]);
    assert_eq!(report["meters"][0]["energy"], "28");
}

#[test]
fn hours_and_minutes_stand_in_columns() {
    let rows: String = (1..=24).map(|hour| format!("ES0021AA;15/10/2025;{hour};{},5\n", hour % 5)).collect();
    for header in ["CUPS;Fecha;Hora;AE_kWh", "CUPS;Datum;Stunde;AE_kWh", "CUPS;Date;Hour;AE_kWh"] {
        let found = drafted(&[("i.csv", &format!("{header}\n{rows}"))], "2025-10-15..2025-10-15");
        // 24 × 0.5 + 4 × (0 + 1 + 2 + 3 + 4) + 1 + 2 + 3 + 4
        let sum: u32 = (1..=24).map(|hour| hour % 5).sum();
        assert_eq!(found.energy("ES0021AA"), (sum + 12).to_string(), "{header}");
    }
    let rows: String = (0..96).map(|n| format!("2025,3,14,{},{},{}\n", n / 4, n % 4 * 15, 5 + n % 7)).collect();
    let found = drafted(&[("ymd.csv", &format!("年,月,日,时,分,进线电量(kWh)\n{rows}"))], MARCH);
    let sum: u32 = (0..96).map(|n| 5 + n % 7).sum();
    assert_eq!(found.energy("ymd"), sum.to_string());
    // A number that tells rows apart is no word to choose them by.
    let rows: String = (0..72).map(|n| format!("M1,2025-03-{},{},{}\n", 14 + n / 24, n % 24 + 1, 5 + n % 7)).collect();
    let why = draft(&[("m.csv", &format!("meter,date,Abschnitt,energy (kWh)\n{rows}"))], &[], MARCH).err().expect("a refusal");
    assert!(why.contains("columns = { date = \"…\", hour = \"Abschnitt\" }"), "{why}");
}

#[test]
fn thousands_are_parted_as_in_every_country() {
    for (written, value) in
        [("1'000.5", "24012"), ("1’000.5", "24012"), ("1\u{202f}000.5", "24012"), ("1,23,456.5", "2962956"), ("12,34,567", "29629608")]
    {
        let rows = hours(|hour| format!("2025-03-14 {hour:02}:00\t{written}"));
        let found = drafted(&[("m.tsv", &format!("time\tenergy (kWh)\n{rows}"))], MARCH);
        assert_eq!(found.energy("m"), value, "{written}");
    }
    let rows = hours(|hour| format!("2025-03-14 {hour:02}:00;1\u{202f}000,5"));
    let found = drafted(&[("m.csv", &format!("time;energy (kWh)\n{rows}"))], MARCH);
    assert_eq!(found.energy("m"), "24012");
}

#[test]
fn what_is_not_read_is_refused_by_what_it_is() {
    let refused = |name: &str, text: &str, words: &[&str]| {
        let why = draft(&[(name, text)], &[], MARCH).err().unwrap_or_else(|| panic!("{name} is drafted"));
        assert!(words.iter().all(|word| why.contains(word)), "{name}: {why}");
    };
    refused(
        "inv.csv",
        &format!("Start Time,Energy(kWh)\n{}", hours(|hour| format!("2025-07-14 {hour:02}:00:00 DST,{}", hour % 5))),
        &["DST", "+08:00"],
    );
    refused(
        "tw.csv",
        &format!("電號,日期,時間,用電量(度)\n{}", hours(|hour| format!("01,114/03/14,{hour:02}:00,{}", hour % 5))),
        &["114/03/14", "2025"],
    );
    let stamps: Vec<String> = (0..24).map(|hour| format!("2025-03-14T{hour:02}:00:00+08:00")).collect();
    let numbers: Vec<String> = (0..24).map(|hour| (hour % 5).to_string()).collect();
    refused(
        "ha.csv",
        &format!("entity_id,unit,{}\nsensor.a,kWh,{}\nsensor.b,kWh,{}\n", stamps.join(","), numbers.join(","), numbers.join(",")),
        &["rows and columns"],
    );
    // A block below another with a header of its own is not read in place of it.
    let block = |name: &str| {
        format!(
            "\"{name} time period\",\"Usage(kWh)\",\"Reading quality\"\n{}",
            hours(|hour| format!(
                "\"2025-03-14 {hour:02}:00:00 to 2025-03-14 {:02}:00:00\",\"{}\",\"\"",
                hour + 1,
                hour % 5 + u32::from(name == "Received")
            ))
        )
    };
    refused("usage.csv", &format!("{}\n{}", block("Energy Delivered"), block("Received")), &["usage.csv"]);
    let days: Vec<String> = (1..=12).map(|day| format!("2025-06-{day:02}")).collect();
    let shown: Vec<String> = (1..=12).map(|day| (1200 + day * 5).to_string()).collect();
    refused(
        "日冻结.csv",
        &format!("表号,回路,{}\n00200,进线1,{}\n00100,光伏,{}\n", days.join(","), shown.join(","), shown.join(",")),
        &["register", "row of its own"],
    );
}
