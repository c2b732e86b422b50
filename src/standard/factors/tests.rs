//! The factors computed by hand, and the provinces by all their names.

use super::*;
use crate::standard::{Constants, Standard, Standing};

fn constants() -> Constants {
    Standard::built_in("cn-national").expect("built in").constants
}

fn exact(text: &str) -> Exact {
    Exact::parse(text).expect(text)
}

/// NCV × carbon content × oxidation, in tC per t or per 10⁴ m³, multiplied out by hand; CO2 is 44/12 of it.
#[test]
fn co2_defaults_are_ncv_times_carbon_times_oxidation() {
    let constants = constants();
    for (name, carbon, quantity) in [
        // 389.31 × 0.0153 = 5.956443; × 0.99
        ("natural-gas", "5.89687857", 10_000_i64),
        // 51.498 × 0.0153 = 0.7879194; × 0.98
        ("lng", "0.772161012", 1),
        // 50.179 × 0.0172 = 0.8630788; × 0.98
        ("lpg", "0.845817224", 1),
        // 43.070 × 0.0189 = 0.814023; × 0.98
        ("gasoline", "0.79774254", 1),
        // 43.070 × 0.0196 = 0.844172; × 0.98
        ("kerosene", "0.82728856", 1),
        // 42.652 × 0.0202 = 0.8615704; × 0.98
        ("diesel", "0.844338992", 1),
        // 41.816 × 0.0211 = 0.8823176; × 0.98
        ("fuel-oil", "0.864671248", 1),
        // 41.816 × 0.0201 = 0.8405016; × 0.98
        ("crude-oil", "0.823691568", 1),
        // 45.998 × 0.0182 = 0.8371636; × 0.98
        ("refinery-gas", "0.820420328", 1),
        // 32.5 × 0.0275 = 0.89375; × 0.98
        ("petroleum-coke", "0.875875", 1),
        // 28.435 × 0.0294 = 0.835989; × 0.93
        ("coke", "0.77746977", 1),
        // 26.334 × 0.0254 = 0.6688836; × 0.93
        ("cleaned-coal", "0.622061748", 1),
        // 26.7 × 0.0274 = 0.73158; × 0.94
        ("anthracite", "0.6876852", 1),
        // 19.570 × 0.0261 = 0.510777; × 0.93
        ("bituminous-coal", "0.47502261", 1),
        // 11.9 × 0.0280 = 0.3332; × 0.96
        ("lignite", "0.319872", 1),
        // 173.54 × 0.0121 = 2.099834; × 0.99
        ("coke-oven-gas", "2.07883566", 10_000),
        // 33.0 × 0.0708 = 2.3364; × 0.99
        ("blast-furnace-gas", "2.313036", 10_000),
        // 84.0 × 0.0496 = 4.1664; × 0.99
        ("converter-gas", "4.124736", 10_000),
    ] {
        let fuel = fuel(name).expect(name);
        assert_eq!(fuel.per, if quantity == 1 { "t" } else { "m3" }, "{name}");
        let expected = exact(carbon) * Exact::ratio(44, 12) / Exact::from(quantity);
        assert_eq!(fuel.co2(None, &constants), Some(expected), "{name}");
    }
    // 5.89687857 × 44 / 12 / 10⁴ = 0.002162188809 tCO2/m³
    let gas = fuel("natural-gas").expect("a fuel");
    assert_eq!(gas.co2(None, &constants).expect("co2").to_string(), "0.002162188809");
}

#[test]
fn fuels_without_a_default_need_the_parks_own_factor() {
    let constants = constants();
    let without: Vec<&str> = fuels().iter().filter(|fuel| fuel.co2(None, &constants).is_none()).map(|fuel| fuel.name.as_str()).collect();
    let expected = ["briquettes", "coal-gangue", "coking-coal", "hydrogen", "naphtha", "other-washed-coal", "raw-coal"];
    assert_eq!(without, expected);
    assert_eq!(fuels().len(), 25);
    assert!(fuel("biomass").is_none());
}

#[test]
fn coal_equivalents_are_coefficients_or_ncv_over_29_3076() {
    let constants = constants();
    let coal = |name: &str| fuel(name).expect(name).coal(None, &constants);
    for (name, tce) in [
        ("raw-coal", "0.7143"),
        ("cleaned-coal", "0.9"),
        ("other-washed-coal", "0.2857"),
        ("briquettes", "0.5286"),
        ("coal-gangue", "0.2857"),
        ("coke", "0.9714"),
        ("crude-oil", "1.4286"),
        ("fuel-oil", "1.4286"),
        ("gasoline", "1.4714"),
        ("kerosene", "1.4714"),
        ("diesel", "1.4571"),
        ("lpg", "1.7143"),
        ("refinery-gas", "1.5714"),
        ("lng", "1.7572"),
        ("naphtha", "1.5"),
        ("petroleum-coke", "1.0918"),
        ("natural-gas", "0.00133"),
        ("coke-oven-gas", "0.0005928"),
        ("blast-furnace-gas", "0.0001286"),
        ("converter-gas", "0.0002714"),
        ("hydrogen", "0.0003329"),
    ] {
        assert_eq!(coal(name), Some(exact(tce)), "{name}");
    }
    for (name, ncv) in [("anthracite", "26.7"), ("bituminous-coal", "19.57"), ("lignite", "11.9")] {
        assert_eq!(coal(name), Some(exact(ncv) / exact("29.3076")), "{name}");
    }
    assert_eq!(coal("coking-coal"), None);
}

/// METHOD 6: with the default CO2 factor, 84.0 GJ/10⁴ m³ ÷ 29.3076 GJ/tce; with the park's own factor the printed coefficient.
#[test]
fn gases_of_works_have_one_calorific_value_on_both_sides() {
    let constants = constants();
    for (name, ncv, per, printed) in [
        ("converter-gas", "84.0", 10_000_i64, "0.0002714"),
        ("blast-furnace-gas", "33.0", 10_000, "0.0001286"),
        ("coke-oven-gas", "173.54", 10_000, "0.0005928"),
        ("refinery-gas", "45.998", 1, "1.5714"),
    ] {
        let gas = fuel(name).expect(name);
        let of_ncv = exact(ncv) / exact("29.3076") / Exact::from(per);
        assert_eq!(gas.default_coal(true, &constants), Some(of_ncv), "{name}");
        assert_eq!(gas.default_coal(false, &constants), Some(exact(printed)), "{name}");
        assert_eq!(gas.coefficient(true), gas.ncv.as_ref(), "{name}");
    }
    // No other fuel is one.
    let coke = fuel("coke").expect("a fuel");
    assert_eq!((coke.default_coal(true, &constants), coke.coefficient(true)), (Some(exact("0.9714")), coke.coal_equivalent.as_ref()));
}

#[test]
fn a_measured_ncv_takes_the_place_of_the_default() {
    let constants = constants();
    let gas = fuel("天然气").expect("a fuel");
    // 36 MJ/m³: 0.036 GJ/m³ × 0.0153 × 0.99 × 44/12
    let ncv = exact("0.036");
    assert_eq!(gas.coal(Some(&ncv), &constants), Some(exact("0.036") / exact("29.3076")));
    assert_eq!(gas.co2(Some(&ncv), &constants).expect("co2").to_string(), "0.001999404");
    // conversion burns everything: 389.31 × 0.0153 × 44/12 / 10⁴
    assert_eq!(gas.conversion_co2(None, &constants).expect("co2").to_string(), "0.0021840291");
    assert_eq!(fuel("raw-coal").expect("a fuel").co2(Some(&ncv), &constants), None);
}

#[test]
fn numbers_keep_how_they_were_printed() {
    let ncv = fuel("natural-gas").and_then(|gas| gas.ncv.as_ref()).expect("a value");
    assert_eq!((ncv.printed.as_str(), ncv.unit.as_str()), ("389.31", "GJ/10^4m3"));
    assert_eq!(ncv.value, exact("0.038931"));
    assert_eq!(ncv.citation.standing, Standing::Confirmed);
    let coal = fuel("coke").and_then(|coke| coke.coal_equivalent.as_ref()).expect("a value");
    assert_eq!((coal.printed.as_str(), coal.unit.as_str()), ("0.9714", "kgce/kg"));
    assert_eq!(coal.citation.standing, Standing::Secondary);
}

#[test]
fn thirty_provinces_by_all_their_names() {
    assert_eq!(provinces().count(), 30);
    for (zh, en) in provinces() {
        let value = grid(zh, 2022).expect(zh);
        assert_eq!(grid(en, 2022), Some(value), "{en}");
        assert_ne!(grid(zh, 2023), grid(zh, 2022), "{zh}");
    }
    let inner_mongolia = Some((2023, exact("0.6479")));
    for name in ["内蒙古", "内蒙古自治区", "Inner Mongolia", "inner mongolia autonomous region", " Inner-Mongolia "] {
        assert_eq!(grid(name, 2025), inner_mongolia, "{name}");
    }
    assert_eq!(grid("陕西省", 2023), Some((2023, exact("0.6335"))));
    assert_eq!(grid("Shaanxi Province", 2023), Some((2023, exact("0.6335"))));
    assert_eq!(grid("Shanxi", 2023), Some((2023, exact("0.6634"))));
    assert_eq!(grid("新疆生产建设兵团", 2022), Some((2022, exact("0.6231"))));
    for name in ["西藏", "台湾", "海南藏族自治州", "", "Hu"] {
        assert_eq!(grid(name, 2025), None, "{name}");
    }
}

#[test]
fn averages_are_of_the_latest_year_not_after() {
    assert_eq!(grid("北京", 2021), None);
    assert_eq!(grid("北京", 2022), Some((2022, exact("0.558"))));
    assert_eq!(grid("北京", 2030), Some((2023, exact("0.5554"))));
    let average = |year: i32| national(year).map(|n| (n.year, n.average.to_string(), n.without_traded.to_string()));
    assert_eq!(average(2022), Some((2022, "0.5366".to_owned(), "0.5856".to_owned())));
    assert_eq!(average(2025), Some((2023, "0.5306".to_owned(), "0.6096".to_owned())));
    assert_eq!(average(2021), None);
    assert!(grid_average("北京", 2023).is_some_and(|a| a.citation.document.to_string().contains("47号")));
}

/// The averages as the two announcements print them, kgCO2/kWh: province, 2022, 2023.
#[test]
fn provincial_averages_are_those_of_the_announcements() {
    let printed = [
        ("北京", "0.5580", "0.5554"),
        ("天津", "0.7041", "0.6796"),
        ("河北", "0.7252", "0.6516"),
        ("山西", "0.7096", "0.6634"),
        ("内蒙古", "0.6849", "0.6479"),
        ("辽宁", "0.5626", "0.4878"),
        ("吉林", "0.4932", "0.4671"),
        ("黑龙江", "0.5368", "0.5229"),
        ("上海", "0.5849", "0.5737"),
        ("江苏", "0.5978", "0.5827"),
        ("浙江", "0.5153", "0.4974"),
        ("安徽", "0.6782", "0.6553"),
        ("福建", "0.4092", "0.4211"),
        ("江西", "0.5752", "0.5836"),
        ("山东", "0.6410", "0.6191"),
        ("河南", "0.6058", "0.5897"),
        ("湖北", "0.4364", "0.4044"),
        ("湖南", "0.4900", "0.4976"),
        ("广东", "0.4403", "0.4419"),
        ("广西", "0.4044", "0.4476"),
        ("海南", "0.4184", "0.3648"),
        ("重庆", "0.5227", "0.5581"),
        ("四川", "0.1404", "0.1564"),
        ("贵州", "0.4989", "0.5683"),
        ("云南", "0.1073", "0.1333"),
        ("陕西", "0.6558", "0.6335"),
        ("甘肃", "0.4772", "0.4471"),
        ("青海", "0.1567", "0.1796"),
        ("宁夏", "0.6423", "0.6187"),
        ("新疆", "0.6231", "0.6021"),
    ];
    assert_eq!(printed.len(), provinces().count());
    for (province, of_2022, of_2023) in printed {
        assert_eq!(grid(province, 2022), Some((2022, exact(of_2022))), "{province}");
        assert_eq!(grid(province, 2023), Some((2023, exact(of_2023))), "{province}");
    }
}

/// How a further year is added (`lingtan guide law`): its document, its source, and a number in each row. The numbers are an example, not of 2024.
#[test]
fn a_further_year_is_rows_of_data() {
    let with_2024 = |source: &str| {
        let text = TEXT
            .replace("\"北京\" = { en = \"Beijing\",", "\"北京\" = { en = \"Beijing\", 2024 = \"0.5500\",")
            .replace("average = {", "average = { 2024 = \"0.5300\",")
            .replace("without_traded = {", "without_traded = { 2024 = \"0.6100\",");
        read(&(text + source))
    };
    let document = "[documents.EF-2024]\ntitle = \"an announcement\"\npublished = 2026-12-31\nurl = \"https://example.org\"\n";
    let cited = "[grid.sources.2024]\ndocument = \"EF-2024\"\nitem = \"averages\"\nparaphrase = { en = \"2024\", zh = \"2024年\" }\n";
    // Each of them is asked for, by name.
    assert!(with_2024("").err().expect("no source").to_string().contains("2024"));
    assert!(with_2024(cited).err().expect("no document").to_string().contains("`document = \"EF-2024\"`"));
    let undecided = with_2024(&format!("{document}{cited}")).err().expect("no standing").to_string();
    assert!(undecided.contains("`grid.sources.2024.standing`"), "{undecided}");
    let added = with_2024(&format!("{document}{cited}standing = \"confirmed\"\n")).expect("a further year");
    let beijing = |year: i32| added.grid.province("北京", year).map(|average| (average.year, average.value.clone()));
    assert_eq!(beijing(2023), Some((2023, exact("0.5554"))));
    assert_eq!(beijing(2025), Some((2024, exact("0.55"))));
    // A province without a number of the new year keeps its latest.
    assert_eq!(added.grid.province("天津", 2025).map(|average| average.year), Some(2023));
}
