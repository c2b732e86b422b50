//! The list of national parks says what was published of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::standard::{factors, list, regions};

#[test]
fn there_are_fifty_two_parks_of_all_regions() {
    let parks = list::parks();
    assert_eq!(parks.len(), 52);
    assert!(parks.iter().zip(1..).all(|(park, number)| park.number == number), "numbered from 1 without a gap");
    assert_eq!(parks.iter().map(|park| &park.name).collect::<BTreeSet<_>>().len(), 52);
    let mut by_end: BTreeMap<i32, usize> = BTreeMap::new();
    for park in parks {
        *by_end.entry(park.end_year).or_default() += 1;
        assert_eq!(park.start_year, 2025, "{}", park.name);
        assert!(["whole", "sub-park"].contains(&park.scope.as_str()), "{}", park.name);
    }
    assert_eq!(by_end, BTreeMap::from([(2027, 6), (2028, 15), (2029, 6), (2030, 25)]));
    assert_eq!(parks.iter().filter(|park| park.scope == "whole").count(), 6);
    // 31 provincial-level regions and the Corps, each at least one.
    let regions: BTreeSet<&str> = regions::all().iter().map(|region| region.name.as_str()).collect();
    assert_eq!(parks.iter().map(|park| park.province.as_str()).collect::<BTreeSet<_>>(), regions);
    assert_eq!(regions.len(), 32);
    assert!(list::document().number.is_some_and(|number| number.contains("1082号")));
    assert!(list::citation().is_some_and(|note| note.quote().contains("验收通过的园区正式作为国家级零碳园区")));
}

#[test]
fn a_park_is_found_by_its_name_and_a_typo_by_the_nearest() {
    assert_eq!(list::find("苏州工业园区"), None);
    assert_eq!(list::find(" 宁夏银川苏银产业园 ").map(|park| (park.number, park.end_year)), Some((48, 2027)));
    assert_eq!(list::find("广西北海铁山港(临海)工业区").map(|park| park.number), Some(35));
    let near = list::not_listed("宁夏银川苏因产业园").to_string();
    assert!(near.contains("`宁夏银川苏银产业园`"), "{near}");
}

#[test]
fn regions_are_known_by_their_names() {
    for (text, name) in [
        ("内蒙古", "内蒙古"),
        ("内蒙古自治区", "内蒙古"),
        ("Inner Mongolia", "内蒙古"),
        ("新疆", "新疆"),
        ("新疆维吾尔自治区", "新疆"),
        ("新疆生产建设兵团", "新疆生产建设兵团"),
        ("Shaanxi Province", "陕西"),
    ] {
        assert_eq!(regions::named(text).map(|region| region.name.as_str()), Some(name), "{text}");
    }
    assert_eq!(regions::named("海南藏族自治州"), None);
}

/// Every region with a factor is a region, and the policies that were found stand beside it; where nothing was found it says so.
#[test]
fn every_region_says_what_is_known_of_it() {
    let all = regions::all();
    for (zh, en) in factors::provinces() {
        assert!(all.iter().any(|region| region.name == zh && region.english == en), "{zh} {en}");
    }
    let nothing: Vec<&str> = all.iter().filter(|region| region.policies.is_empty()).map(|region| region.name.as_str()).collect();
    let expected =
        ["天津", "吉林", "黑龙江", "上海", "福建", "山东", "河南", "广西", "海南", "重庆", "西藏", "青海", "新疆", "新疆生产建设兵团"];
    assert_eq!(nothing, expected);
    for policy in all.iter().flat_map(|region| &region.policies) {
        assert!(!policy.title.is_empty() && !policy.quote.is_empty() && !policy.url.is_empty(), "{}", policy.title);
        assert!(policy.note.iter().all(|note| !note.is_empty()), "{}", policy.title);
        if let Some(name) = &policy.built_in {
            assert!(crate::standard::Standard::built_in(name).is_some(), "{name}");
        }
    }
    let with_numbers: Vec<&str> =
        all.iter().filter(|region| region.policies.iter().any(|p| p.built_in.is_some())).map(|region| region.name.as_str()).collect();
    assert_eq!(with_numbers, ["江苏", "湖南"]);
    // What was found in a demonstration program's seed data alone is nowhere in the data.
    for text in crate::standard::texts() {
        for made_up in ["GB/T 51100-2026", "1360号", "粤府令第389号"] {
            assert!(!text.contains(made_up), "{made_up}");
        }
    }
}
