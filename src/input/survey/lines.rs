//! Meters at two points of one way: the two ends of a line, and a direct line beside the generators at its far end. What passes both counts once, at the
//! park's end.

use super::parts::{Energy, Shared, numberless};

/// What follows the id of a meter whose reverse direction is meant.
pub(super) const REVERSE: &str = "/反向";

/// Words of the end at which a line takes its energy in.
const SENDING: [&str; 11] = ["送端", "首端", "始端", "送电侧", "送电端", "电厂侧", "电源侧", "升压站侧", "场站侧", "发电侧", "sending"];
/// Words of the end at which it gives it to the park.
const RECEIVING: [&str; 10] = ["受端", "末端", "受电侧", "受电端", "园区侧", "用户侧", "用电侧", "负荷侧", "终端侧", "receiving"];

/// A meter that counts at the boundary as far as its names say.
#[derive(Clone, Copy)]
pub(super) struct Point<'a> {
    /// Its place among the meters.
    pub(super) place: usize,
    pub(super) id: &'a str,
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

/// Further figures of a meter (关口/结算电量, 关口/峰 beside 关口), by their places, each with the meter, and whether the numbers show that they are its own or
/// its parts.
pub(super) fn further_figures(points: &[Point<'_>]) -> Vec<(usize, usize, bool)> {
    let mut found = Vec::new();
    for whole in points.iter().filter(|whole| !whole.flow.is_empty()) {
        let is_of =
            |other: &&Point<'_>| other.flow == whole.flow && other.id.strip_prefix(whole.id).is_some_and(|rest| rest.starts_with('/'));
        let figures: Vec<&Point<'_>> = points.iter().filter(is_of).collect();
        if figures.is_empty() {
            continue;
        }
        // A part of the day may hold nothing all year.
        let energies: Vec<&Energy> = figures.iter().map(|figure| figure.energy).filter(|energy| energy.total() != 0).collect();
        let are_parts = Shared::of(whole.energy, &energies).adds_up(20, 1, 3);
        let is_own = |figure: &Point<'_>| are_parts || Shared::of(whole.energy, &[figure.energy]).is_near();
        found.extend(figures.into_iter().map(|figure| (figure.place, whole.place, is_own(figure))));
    }
    found
}

/// Meters of lines and stores, by their places, each with another of the same flow whose energy it has but for a loss that hardly changes, under a name of
/// another kind: two points of one way.
pub(super) fn twins(points: &[Point<'_>]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for flow in ["direct-line", "storage-charge", "storage-discharge"] {
        let mut of: Vec<&Point<'_>> = points.iter().filter(|point| point.flow == flow).collect();
        // What a line delivers is less than what it takes in.
        of.sort_by_key(|point| (point.energy.total(), point.place));
        for (at, less) in of.iter().enumerate() {
            let is_twin = |more: &&&Point<'_>| {
                let is_free = found.iter().all(|(known, _)| *known != more.place && *known != less.place);
                is_free
                    && numberless(more.id) != numberless(less.id)
                    && less.energy.total() > 0
                    && Shared::of(less.energy, &[more.energy]).is_after_losses()
            };
            let more: Vec<usize> = of[at + 1..].iter().filter(is_twin).map(|more| more.place).collect();
            found.extend(more.into_iter().map(|more| (more, less.place)));
        }
    }
    found
}

/// Generators whose meter counts what they give in its reverse direction, by the places of the forward and the reverse meter: the reverse one counts many
/// times as much.
pub(super) fn turned(points: &[Point<'_>]) -> Vec<(usize, usize)> {
    let generators = points.iter().filter(|point| point.flow == "onsite-renewable");
    let reverse = |forward: &Point<'_>| {
        let is_reverse = |other: &&Point<'_>| other.flow.is_empty() && other.id.strip_suffix(REVERSE) == Some(forward.id);
        let least = forward.energy.total().saturating_mul(5);
        points.iter().find(is_reverse).filter(|other| other.energy.total() > least.max(0))
    };
    generators.filter_map(|forward| Some((forward.place, reverse(forward)?.place))).collect()
}

/// Generators, a direct line and what is fed into the grid, of which the first is the other two together: the generation of a plant of which the line
/// delivers a part. By their places.
pub(super) fn divided(points: &[Point<'_>]) -> Option<(Vec<usize>, usize, usize)> {
    let of = |flow: &'static str| points.iter().filter(move |point| point.flow == flow);
    for line in of("direct-line") {
        for export in of("grid-export") {
            let both = line.energy.plus(export.energy);
            let fed_by = generators(points, line, &[]).into_iter().find(|set| {
                let energies: Vec<&Energy> = set.iter().map(|point| point.energy).collect();
                Shared::of(&both, &energies).is_after_losses()
            });
            if let Some(set) = fed_by {
                return Some((set.into_iter().map(|point| point.place).collect(), line.place, export.place));
            }
        }
    }
    None
}

/// The sets of generators that may feed a line: those of one source, all of them, each alone.
fn generators<'p, 'a>(points: &'p [Point<'a>], line: &Point<'a>, taken: &[(usize, usize)]) -> Vec<Vec<&'p Point<'a>>> {
    let of_one_source = |other: &&Point<'_>| line.source.is_empty() || other.source.is_empty() || other.source == line.source;
    let is_free = |other: &&Point<'_>| taken.iter().all(|(known, _)| *known != other.place);
    let all: Vec<&Point<'a>> =
        points.iter().filter(|other| other.flow == "onsite-renewable").filter(of_one_source).filter(is_free).collect();
    ["wind", "solar"]
        .iter()
        .map(|source| all.iter().copied().filter(|point| point.source == *source).collect())
        .chain([all.clone()])
        .chain(all.iter().map(|one| vec![*one]))
        .filter(|set: &Vec<_>| !set.is_empty())
        .collect()
}

/// Generators that feed a direct line, by their places, each with the line: what the line delivers is what they generate together, less a loss that hardly
/// changes.
pub(super) fn feeders(points: &[Point<'_>]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for line in points.iter().filter(|point| point.flow == "direct-line") {
        let fed_by = generators(points, line, &found).into_iter().find(|set| {
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
        Point { place, id: name, name, flow, source: "wind", energy }
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
    fn further_figures_of_a_meter_are_its_own_or_asked_for() {
        let (whole, peak, rest) = (energy(|n| 90_000 + n % 37 * 900), energy(|n| 30_000 + n % 37 * 300), energy(|n| 60_000 + n % 37 * 600));
        let none = energy(|_| 0);
        let (settled, other) = (energy(|n| (90_000 + n % 37 * 900) * 102 / 100), energy(|n| 20_000 + n % 11 * 7000));
        let of = |names: &[(&'static str, &Energy)]| {
            let points: Vec<Point<'_>> = names.iter().enumerate().map(|(at, (id, energy))| point(at, id, "grid-import", energy)).collect();
            further_figures(&points)
        };
        let parts = [("关口", &whole), ("关口/峰", &peak), ("关口/平谷", &rest), ("关口/尖", &none)];
        assert_eq!(of(&parts), [(1, 0, true), (2, 0, true), (3, 0, true)]);
        assert_eq!(of(&[("关口", &whole), ("关口/结算电量", &settled)]), [(1, 0, true)]);
        assert_eq!(of(&[("关口", &whole), ("关口/其他", &other)]), [(1, 0, false)]);
        assert_eq!(of(&[("1#关口", &whole), ("2#关口/峰", &peak)]), []);
    }

    #[test]
    fn one_line_under_two_names_is_asked_for() {
        let (park, plant, other) =
            (energy(|n| 90_000 + n % 37 * 900), energy(|n| (90_000 + n % 37 * 900) * 102 / 100), energy(|n| 91_000 + n % 11 * 7000));
        let of =
            |names: [&'static str; 2], more| twins(&[point(0, names[0], "direct-line", &park), point(1, names[1], "direct-line", more)]);
        assert_eq!(of(["绿电直连受电量", "风电场"], &plant), [(1, 0)]);
        assert_eq!(of(["绿电直连受电量", "风电场"], &other), []);
        // Two lines of one kind under one sky.
        assert_eq!(of(["1#直连线", "2#直连线"], &plant), []);
    }

    #[test]
    fn a_generator_may_be_counted_in_reverse() {
        let (little, much) = (energy(|_| 10), energy(|n| 90_000 + n % 37 * 900));
        let of =
            |forward, reverse| turned(&[point(0, "光伏并网点", "onsite-renewable", forward), point(1, "光伏并网点/反向", "", reverse)]);
        assert_eq!(of(&little, &much), [(0, 1)]);
        assert_eq!(of(&much, &little), []);
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
        // Of what they generate, a third goes to the grid.
        let (supplied, fed) = (energy(|n| 200_000 + n % 37 * 5000), energy(|n| 100_000 + n % 53 * 4000));
        let points =
            [generators[0], generators[1], point(2, "风电专线", "direct-line", &supplied), point(3, "风电场上网", "grid-export", &fed)];
        assert_eq!(divided(&points), Some((vec![0, 1], 2, 3)));
        assert_eq!(divided(&[points[0], points[2], points[3]]), None);
        // A turbine of the park's own beside those of the line.
        assert_eq!(with(&energy(|n| (200_000 + n % 53 * 4000) * 97 / 100)), [(1, 2)]);
    }
}
