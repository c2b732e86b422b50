//! How the next line starts if it goes on like the last one: the same meter, the next time of the same day. To know that it does, its first
//! bytes are compared, all at once, and nothing of them is read.

use super::number::clock;

/// Minutes of a day.
const DAY: usize = 1440;
/// Most bytes before a value.
const MOST: usize = 48;
/// The five bytes of a clock.
const CLOCK: u64 = (1 << 40) - 1;

/// `00:00`, `00:01` and so on.
static CLOCKS: [u64; DAY] = clocks();

const fn clocks() -> [u64; DAY] {
    let mut all = [0; DAY];
    let mut at = 0;
    while at < DAY {
        let (hours, minutes) = (at as u64 / 60, at as u64 % 60);
        let zero = b'0' as u64;
        all[at] = (zero + hours / 10)
            | ((zero + hours % 10) << 8)
            | ((b':' as u64) << 16)
            | ((zero + minutes / 10) << 24)
            | ((zero + minutes % 10) << 32);
        at += 1;
    }
    all
}

/// Sixteen bytes, and which bits of them are compared.
#[derive(Clone, Copy, Debug, Default)]
struct Sixteen {
    bytes: u128,
    mask: u128,
}

impl Sixteen {
    /// The bytes from `at` on, but for the clock at `clock`.
    fn of(line: &[u8], at: usize, clock: usize) -> Option<Self> {
        let bytes = u128::from_le_bytes(*line.get(at..)?.first_chunk()?);
        let mut mask = [0xff; 16];
        for n in clock..clock + 5 {
            if let Some(byte) = n.checked_sub(at).and_then(|n| mask.get_mut(n)) {
                *byte = 0;
            }
        }
        let mask = u128::from_le_bytes(mask);
        Some(Self { bytes: bytes & mask, mask })
    }

    #[inline]
    fn is(&self, found: &[u8; 16]) -> bool {
        u128::from_le_bytes(*found) & self.mask == self.bytes
    }
}

/// The bytes before the value of the next line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Expected {
    /// How many; 0 where nothing is expected.
    length: usize,
    head: Sixteen,
    middle: Option<Sixteen>,
    tail: Sixteen,
    /// Where the clock is.
    clock: usize,
    /// Minute of the day that the clock shows, and minutes from one line to the next.
    minute: usize,
    step: usize,
}

impl Expected {
    /// What follows a line whose stamp of sixteen bytes is at `stamp` and whose value is at `value`, `step` minutes after the one before.
    /// Nothing, where that is of another day or of another form.
    pub(super) fn after(line: &[u8], stamp: usize, value: usize, step: i32) -> Self {
        let known = || {
            let step = usize::try_from(step).ok().filter(|&s| s > 0)?;
            let minute = clock(u128::from_le_bytes(*line.get(stamp..)?.first_chunk()?))?;
            let minute = usize::try_from(minute).ok()? + step;
            let at = stamp + 11;
            // The clock lies within the last sixteen bytes.
            if minute >= DAY || !(16..=MOST).contains(&value) || at + 5 > value || at + 16 < value {
                return None;
            }
            let tail = Sixteen::of(line, value - 16, at)?;
            let middle = if value > 32 { Some(Sixteen::of(line, 16, at)?) } else { None };
            Some(Self { length: value, head: Sixteen::of(line, 0, at)?, middle, tail, clock: at, minute, step })
        };
        known().unwrap_or_default()
    }

    /// The clocks that the next lines show, to the end of the day; none where nothing is expected.
    #[inline]
    pub(super) fn ahead(&self) -> impl Iterator<Item = u64> {
        let clocks = if self.is_any() { CLOCKS.get(self.minute..).unwrap_or_default() } else { &[][..] };
        clocks.iter().step_by(self.step.max(1)).copied()
    }

    /// Where the value of a line is and the eight bytes from there on, if the line starts as expected, with this clock.
    #[inline]
    pub(super) fn value(&self, clock: u64, bytes: &[u8], at: usize) -> Option<(usize, u64)> {
        let line = bytes.get(at..at + self.length + 8)?;
        let found = u64::from_le_bytes(*line.get(self.clock..)?.first_chunk()?);
        let (before, value) = line.split_last_chunk()?;
        let same = found & CLOCK == clock
            && self.head.is(before.first_chunk()?)
            && self.tail.is(before.last_chunk()?)
            && self.middle.is_none_or(|middle| before.get(16..).and_then(|line| line.first_chunk()).is_some_and(|line| middle.is(line)));
        same.then_some((at + self.length, u64::from_le_bytes(*value)))
    }

    /// Whether anything is expected.
    #[inline]
    pub(super) fn is_any(&self) -> bool {
        self.length > 0
    }

    /// Expects nothing any more.
    #[inline]
    pub(super) fn forget(&mut self) {
        self.length = 0;
    }

    /// Goes on by so many lines.
    pub(super) fn advance(&mut self, lines: u32) {
        self.minute += self.step * lines as usize;
    }

    /// Minutes from one line to the next.
    pub(super) fn step(&self) -> i32 {
        i32::try_from(self.step).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_line_of_a_meter_is_known_by_its_first_bytes() {
        for (before, stamp, value) in [
            ("M00001,2025-03-01 00:15,", 7, 24),
            ("2025-03-01T09:45:00+08:00,", 0, 26),
            ("A-METER-WITH-A-LONG-NAME,x,2025-03-01 23:00:00,", 27, 47),
        ] {
            let line = format!("{before}12.5\n");
            let mut expected = Expected::after(line.as_bytes(), stamp, value, 15);
            let clock = stamp + 11;
            let mut minute: usize =
                before[clock..clock + 2].parse::<usize>().unwrap() * 60 + before[clock + 3..clock + 5].parse::<usize>().unwrap();
            let next_value = |expected: &Expected, bytes: &[u8], at| expected.value(expected.ahead().next()?, bytes, at);
            loop {
                minute += 15;
                let next =
                    |minute: usize| format!("{}{:02}:{:02}{}7,\n123456", &before[..clock], minute / 60, minute % 60, &before[clock + 5..]);
                if minute >= DAY {
                    assert_eq!(next_value(&expected, next(0).as_bytes(), 0), None, "another day");
                    break;
                }
                let right = next(minute);
                let word = u64::from_le_bytes(*right.as_bytes()[value..].first_chunk().unwrap());
                assert_eq!(next_value(&expected, right.as_bytes(), 0), Some((value, word)), "{right}");
                assert_eq!(next_value(&expected, format!("ab{right}").as_bytes(), 2), Some((value + 2, word)));
                // Any byte that differs tells.
                for n in 0..value {
                    let mut other = right.clone().into_bytes();
                    other[n] ^= 1;
                    assert_eq!(next_value(&expected, &other, 0), None, "{n} of {right}");
                }
                assert_eq!(next_value(&expected, &right.as_bytes()[..value - 1], 0), None, "cut off");
                expected.advance(1);
            }
        }
        // Too long, too short, out of reach of the clock, or back in time.
        for (line, stamp, value, step) in [
            ("A-METER-WITH-A-VERY-LONG-NAME,xyz,2025-03-01 00:15:00,1\n", 34, 54, 15),
            ("2025-03-01 00:15,1", 0, 17, 0),
            ("2025-03-01 00:15,1", 0, 17, -15),
            ("2025-03-01 00:15,1", 0, 17, 1440),
            ("2025-03-01 00:15,between them,1", 0, 30, 15),
        ] {
            assert_eq!(Expected::after(line.as_bytes(), stamp, value, step).length, 0, "{line}");
        }
        assert_eq!(Expected::default().ahead().next(), None, "nothing is expected at first");
    }
}
