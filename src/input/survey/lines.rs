//! Meters at two points of one way: the two ends of a line, and a direct line beside the generators at its far end. What passes both counts once, at the
//! park's end.

use super::parts::{Energy, Shared};

/// Words of the end at which a line takes its energy in.
const SENDING: [&str; 11] = ["送端", "首端", "始端", "送电侧", "送电端", "电厂侧", "电源侧", "升压站侧", "场站侧", "发电侧", "sending"];
/// Words of the end at which it gives it to the park.
const RECEIVING: [&str; 10] = ["受端", "末端", "受电侧", "受电端", "园区侧", "用户侧", "用电侧", "负荷侧", "终端侧", "receiving"];

/// A meter that counts at the boundary as far as its names say.
#[derive(Clone, Copy)]
pub(super) struct Point<'a> {
    /// Its place among the meters.
    pub(super) place: usize,
    /// Its id and label, in small letters.
    pub(super) name: &'a str,
    pub(super) flow: &'static str,
    pub(super) source: &'static str,
    pub(super) energy: &'a Energy,
}

/// A name without the word of a line's end; whether that is the sending one.
fn end(name: &str) -> Option<(String, bool)> {
    let without = |words: &[&str]| words.iter().find(|word| name.contains(**word)).map(|word| name.replacen(*word, "", 1));
    match (without(&SENDING), without(&RECEIVING)) {
        (Some(rest), None) => Some((rest, true)),
        (None, Some(rest)) => Some((rest, false)),
        _ => None,
    }
}

/// The sending ends of lines, by their places, each with its receiving end.
pub(super) fn ends(points: &[Point<'_>]) -> Vec<(usize, usize)> {
    let named: Vec<(&Point<'_>, String, bool)> =
        points.iter().filter_map(|point| end(point.name).map(|(rest, sending)| (point, rest, sending))).collect();
    let receiving = |rest: &str, flow: &str| {
        let fits = |other: &Point<'_>| flow.is_empty() || other.flow.is_empty() || other.flow == flow;
        let mut of = named.iter().filter(|(other, name, sending)| !sending && name == rest && fits(other));
        let first = of.next()?;
        of.next().is_none().then_some(first.0.place)
    };
    named
        .iter()
        .filter(|(_, _, sending)| *sending)
        .filter_map(|(point, rest, _)| Some((point.place, receiving(rest, point.flow)?)))
        .collect()
}

/// Generators that feed a direct line, by their places, each with the line: what the line delivers is what they generate together, less a loss that hardly
/// changes.
pub(super) fn feeders(points: &[Point<'_>]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for line in points.iter().filter(|point| point.flow == "direct-line") {
        let of_one_source = |other: &&Point<'_>| line.source.is_empty() || other.source.is_empty() || other.source == line.source;
        let is_free = |other: &&Point<'_>| found.iter().all(|(known, _)| *known != other.place);
        let generators: Vec<&Point<'_>> =
            points.iter().filter(|other| other.flow == "onsite-renewable").filter(of_one_source).filter(is_free).collect();
        let sources: Vec<Vec<&Point<'_>>> = ["wind", "solar"]
            .iter()
            .map(|source| generators.iter().copied().filter(|point| point.source == *source).collect())
            .chain([generators.clone()])
            .chain(generators.iter().map(|one| vec![*one]))
            .collect();
        let fed_by = sources.into_iter().filter(|set| !set.is_empty()).find(|set| {
            let energies: Vec<&Energy> = set.iter().map(|point| point.energy).collect();
            Shared::of(line.energy, &energies).is_after_losses()
        });
        found.extend(fed_by.into_iter().flatten().map(|point| (point.place, line.place)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::survey::meter::Day;
    use crate::measure::Step;

    /// Ninety days by a rule.
    fn energy(of: impl Fn(i128) -> i128) -> Energy {
        let day = |number: i64| {
            let sum = of(number.into());
            Day { number, count: 24, sum, first: sum, most: sum }
        };
        let mut energy = Energy::default();
        energy.add(&(20_089..20_179).map(day).collect::<Vec<_>>(), Some(Step::Minutes(60)), 1);
        energy
    }

    fn point<'a>(place: usize, name: &'a str, flow: &'static str, energy: &'a Energy) -> Point<'a> {
        Point { place, name, flow, source: "wind", energy }
    }

    #[test]
    fn the_ends_of_a_line_are_known_by_their_names() {
        let none = Energy::default();
        let of = |names: &[&str]| {
            let points: Vec<Point<'_>> = names.iter().enumerate().map(|(at, name)| point(at, name, "", &none)).collect();
            ends(&points)
        };
        assert_eq!(of(&["风电专线送端", "风电专线受端"]), [(0, 1)]);
        assert_eq!(of(&["园区侧1#线", "升压站侧1#线", "升压站侧2#线"]), [(1, 0)]);
        assert_eq!(of(&["1#线送端", "2#线受端"]), []);
        assert_eq!(of(&["风电送端", "风电"]), []);
    }

    #[test]
    fn a_line_and_its_generators_are_one_energy() {
        let (one, two) = (energy(|n| 100_000 + n % 37 * 5000), energy(|n| 200_000 + n % 53 * 4000));
        // Four per cent are lost on the way.
        let line = energy(|n| (300_000 + n % 37 * 5000 + n % 53 * 4000) * 96 / 100);
        let other = energy(|n| 280_000 + n % 31 * 9000);
        let generators = [point(0, "1#风机", "onsite-renewable", &one), point(1, "2#风机", "onsite-renewable", &two)];
        let with = |line| feeders(&[generators[0], generators[1], point(2, "风电专线", "direct-line", line)]);
        assert_eq!(with(&line), [(0, 2), (1, 2)]);
        assert_eq!(with(&other), []);
        // A turbine of the park's own beside those of the line.
        assert_eq!(with(&energy(|n| (200_000 + n % 53 * 4000) * 97 / 100)), [(1, 2)]);
    }
}
