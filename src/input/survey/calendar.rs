//! Years, months and days in the texts around a table: its title, the sheet's name, the file's name, and headers of months.

/// A year, a month, or both, as a text names them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    pub(super) year: Option<i32>,
    pub(super) month: Option<u32>,
}

impl Named {
    /// Whether it names nothing.
    pub(super) fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// The numbers of a text with what stands before and behind them.
fn numbers(text: &str) -> Vec<(u32, usize, &str)> {
    let (mut found, mut at) = (Vec::new(), 0);
    let bytes = text.as_bytes();
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let from = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        if let Ok(number) = text[from..at].parse() {
            found.push((number, at - from, &text[at..]));
        }
    }
    found
}

/// The year and month that a text names: 2025年1月, 2025-01, 202501, 1月, 2025.
pub(super) fn named(text: &str) -> Named {
    let text = crate::input::field::narrow(text);
    let all = numbers(&text);
    let mut found = Named::default();
    for (place, (number, digits, behind)) in all.iter().enumerate() {
        let is_year = |n: u32| (2000..=2100).contains(&n);
        match digits {
            4 if is_year(*number) && found.year.is_none() => {
                found.year = i32::try_from(*number).ok();
                let separated = behind.trim_start().starts_with(['-', '_', '.', '/', '年']);
                if let Some((month, 1 | 2, after)) = all.get(place + 1)
                    && separated
                    && (1..=12).contains(month)
                    && !after.trim_start().starts_with(['季', '日', '号', '#'])
                    && (behind.starts_with(['-', '_', '.', '/']) || after.trim_start().starts_with('月'))
                {
                    found.month = Some(*month);
                }
            }
            6 if is_year(number / 100) && (1..=12).contains(&(number % 100)) && found.year.is_none() => {
                found.year = i32::try_from(number / 100).ok();
                found.month = Some(number % 100);
            }
            1 | 2 if found.month.is_none() && (1..=12).contains(number) && behind.trim_start().starts_with('月') => {
                found.month = Some(*number);
            }
            _ => {}
        }
    }
    if found.month.is_none() {
        const CHINESE: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
        found.month =
            (1..=12).rev().zip(CHINESE.iter().rev()).find(|(_, word)| text.contains(&format!("{word}月"))).map(|(month, _)| month);
    }
    found
}

/// The month that a header names and nothing else: 1月, 01月, 一月, 2025年1月, 2025-01, Jan.
pub(super) fn month_header(cell: &str) -> Option<Named> {
    const ENGLISH: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() || text.chars().count() > 9 {
        return None;
    }
    let lower = text.to_lowercase();
    if let Some(at) = ENGLISH
        .iter()
        .position(|m| lower == *m || (lower.starts_with(m) && lower.len() <= 9 && lower.bytes().all(|b| b.is_ascii_alphabetic())))
    {
        return Some(Named { year: None, month: u32::try_from(at + 1).ok() });
    }
    let found = named(&text);
    found.month?;
    let rest = text.trim_matches(|c: char| c.is_ascii_digit() || "年月-/._份一二三四五六七八九十".contains(c));
    rest.is_empty().then_some(found)
}

/// The day of a month that a header or cell names and nothing else: 1日, 1号, 1.
pub(super) fn day_number(cell: &str) -> Option<u32> {
    let text = cell.trim();
    let digits = text.trim_end_matches(['日', '号']);
    let number: u32 = digits.parse().ok()?;
    (digits.len() <= 2 && (1..=31).contains(&number)).then_some(number)
}

/// A day without its year: 3月5日, 03-05, 3/5.
pub(super) fn month_day(cell: &str) -> Option<(u32, u32)> {
    let text: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
    let (month, day) = text.split_once(['月', '-', '/', '.'])?;
    let (month, day): (u32, u32) = (month.parse().ok()?, day.trim_end_matches(['日', '号']).parse().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_names_tell_years_and_months() {
        let told = |text: &str| (named(text).year, named(text).month);
        assert_eq!(told("2025年1月 园区能源抄表日报"), (Some(2025), Some(1)));
        assert_eq!(told("逆变器报表_2025-01"), (Some(2025), Some(1)));
        assert_eq!(told("2025年园区各计量点用电量统计表（单位：万kWh）"), (Some(2025), None));
        assert_eq!(told("12月"), (None, Some(12)));
        assert_eq!(told("202503电量"), (Some(2025), Some(3)));
        assert_eq!(told("十一月"), (None, Some(11)));
        assert_eq!(told("110kV 1#主变"), (None, None));
    }

    #[test]
    fn the_names_of_a_years_files_share_what_is_left() {}

    #[test]
    fn headers_of_months_are_months_alone() {
        assert_eq!(month_header("1月").and_then(|m| m.month), Some(1));
        assert_eq!(month_header("十二月").and_then(|m| m.month), Some(12));
        assert_eq!(month_header("2025-03").map(|m| (m.year, m.month)), Some((Some(2025), Some(3))));
        assert_eq!(month_header("1月电量同比"), None);
        assert_eq!(month_header("合计"), None);
        assert_eq!(day_number("31日"), Some(31));
        assert_eq!(day_number("2025"), None);
    }
}
