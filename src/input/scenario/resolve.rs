//! A scenario file against the park that it is tried on: which meters it means, and whether the park can bear it.

use super::{Plan, What};
use crate::dossier::{Carrier, Dossier, Flow, Meter, Planned, Scenario, Source};
use crate::input::error::InputError;
use crate::input::field::near;
use crate::input::registry::SourceOf;
use crate::measure::Exact;
use crate::say;
use crate::say::{Message, Part};
use crate::toml::Lined;

impl Plan {
    /// What the file supposes of a park.
    pub fn of(&self, dossier: &Dossier) -> Result<Scenario, Vec<InputError>> {
        let mut resolved = Resolved { plan: self, dossier, errors: Vec::new(), scaled: Vec::new() };
        let changes: Vec<Option<Planned>> = self.changes.iter().map(|change| resolved.change(change.line, &change.what)).collect();
        if resolved.errors.is_empty() {
            return Ok(Scenario { name: self.name.clone(), changes: changes.into_iter().flatten().collect() });
        }
        resolved.errors.sort_by_key(|error| error.line);
        Err(resolved.errors)
    }
}

struct Resolved<'a> {
    plan: &'a Plan,
    dossier: &'a Dossier,
    errors: Vec<InputError>,
    /// Meters that are scaled already.
    scaled: Vec<usize>,
}

/// Whether a meter measures what a scenario can add more of.
fn generates(meter: &Meter) -> bool {
    matches!(meter.flow, Flow::OnsiteRenewable | Flow::DirectLine)
}

/// Whether a meter of heat or fuel enters emissions or energy by itself.
fn enters(meter: &Meter) -> bool {
    let flows: &[Flow] = match meter.carrier {
        Carrier::Electricity => &[],
        Carrier::Heat => &[Flow::Import, Flow::Export],
        Carrier::Fuel(_) => &[Flow::Consumption, Flow::Production],
    };
    meter.parent.is_none() && flows.contains(&meter.flow)
}

impl Resolved<'_> {
    fn error<T>(&mut self, line: u64, message: Message) -> Option<T> {
        self.errors.push(InputError::at(&self.plan.file, line, message));
        None
    }

    fn meter(&mut self, line: u64, id: &str) -> Option<usize> {
        let meters = &self.dossier.meters;
        if let Some(at) = meters.iter().position(|meter| meter.id == id) {
            return Some(at);
        }
        let hint = near(id, meters.iter().map(|meter| meter.id.as_str()));
        self.error(line, say!("the park {park} has no meter `{id}`{near}", park = self.dossier.name, id, near => hint))
    }

    fn change(&mut self, line: u64, what: &What) -> Option<Planned> {
        let kilo = |mega: &Exact| mega * &Exact::from(1000_i64);
        match what {
            What::Generation { source, flow, mw, profile, profile_mw } => {
                self.generation(line, source, flow.as_ref(), &kilo(mw), profile.as_deref(), profile_mw.as_ref().map(kilo))
            }
            What::Storage { mwh, mw, round_trip } => {
                Some(Planned::Storage { energy: kilo(mwh), power: kilo(mw), round_trip: round_trip.clone() })
            }
            What::Certificates { quantity } => Some(Planned::Certificates { quantity: *quantity }),
            What::Trades { mwh } => Some(Planned::Trades { energy: mwh.clone() }),
            What::ScaleCarrier { carrier, percent } => {
                let all = self.dossier.meters.iter().enumerate();
                let of_it = all.filter(|(_, meter)| {
                    enters(meter) && meter.carrier == carrier.value && matches!(meter.flow, Flow::Consumption | Flow::Import)
                });
                let meters: Vec<usize> = of_it.map(|(at, _)| at).collect();
                if meters.is_empty() {
                    let mut known: Vec<&str> = self.dossier.meters.iter().filter(|m| enters(m)).map(|m| m.carrier.name()).collect();
                    known.sort_unstable();
                    known.dedup();
                    let known = if known.is_empty() { Part::from(say!("no heat or fuel at all")) } else { Part::names(known) };
                    let (name, park) = (carrier.value, &self.dossier.name);
                    return self.error(
                        carrier.line,
                        say!("the park {park} uses no {name} that a meter at its boundary measures; it has {known}", park, name, known => known),
                    );
                }
                self.scale(carrier.line, carrier.value.name(), meters, percent)
            }
            What::ScaleMeter { meter, percent } => {
                let at = self.meter(meter.line, &meter.value)?;
                self.scalable(meter.line, at)?;
                self.scale(meter.line, &meter.value, vec![at], percent)
            }
        }
    }

    fn scale(&mut self, line: u64, of: &str, meters: Vec<usize>, percent: &Exact) -> Option<Planned> {
        if let Some(&twice) = meters.iter().find(|meter| self.scaled.contains(meter)) {
            let id = self.dossier.meters[twice].id.clone();
            return self.error(line, say!("{id} is scaled by a change above already: state one percentage", id));
        }
        self.scaled.extend(&meters);
        Some(Planned::Scale { of: of.to_owned(), meters, percent: percent.clone() })
    }

    /// Whether a single meter can be scaled.
    fn scalable(&mut self, line: u64, at: usize) -> Option<()> {
        let meter = &self.dossier.meters[at];
        let (id, flow) = (&meter.id, meter.flow.name());
        if meter.parent.is_some() {
            return self.error(line, say!("{id} is a sub-meter, which counts nowhere by itself: scale the meter above it", id));
        }
        if meter.carrier != Carrier::Electricity {
            if enters(meter) {
                return Some(());
            }
            return self.error(
                line,
                say!("{id} ({carrier} {flow}) only informs: it enters neither emissions nor energy", id, carrier = meter.carrier, flow),
            );
        }
        if !generates(meter) && meter.flow != Flow::OnsiteFossil {
            return self.error(
                line,
                say!(
                    "{id} is a meter of `{flow}`, which follows from the rest of the balance: generators, fuels and heat can be scaled",
                    id,
                    flow
                ),
            );
        }
        let spread = self.dossier.series[at].as_ref().is_some_and(|series| !series.spreads.is_empty());
        if !meter.less.is_empty() || spread || self.dossier.meters.iter().any(|other| other.less.contains(&at) || other.parent == Some(at))
        {
            return self.error(
                line,
                say!(
                    "{id} cannot be scaled by itself (other meters are subtracted from it, it from others, it has sub-meters, or gaps of its register are \
                     spread): add generation by its profile (`add`)",
                    id
                ),
            );
        }
        if self.dossier.series[at].is_none() {
            return self.error(line, say!("{id} has no reading in the period: there is nothing to scale", id));
        }
        Some(())
    }

    fn generation(
        &mut self,
        line: u64,
        source: &SourceOf,
        flow: Option<&Lined<Flow>>,
        capacity: &Exact,
        profile: Option<&[Lined<String>]>,
        stated: Option<Exact>,
    ) -> Option<Planned> {
        let meters = &self.dossier.meters;
        let (line, profile) = match profile {
            Some(named) => (named.first().map_or(line, |first| first.line), self.profile(named, source)?),
            None => (line, (0..meters.len()).filter(|&at| self.is_of(at, source)).collect()),
        };
        if profile.is_empty() {
            let all: Vec<&str> = meters.iter().filter(|m| generates(m)).map(|m| m.id.as_str()).collect();
            let all =
                if all.is_empty() { say!("it has no generator") } else { say!("its generators are {meters}", meters => Part::names(all)) };
            let park = &self.dossier.name;
            return self.error(
                line,
                say!(
                    "the park {park} has no generator of source `{source}` to take the profile from; {generators}: name meters by `profile`",
                    park,
                    source = source.name,
                    generators => all
                ),
            );
        }
        if let Some(&silent) = profile.iter().find(|&&at| self.dossier.series[at].is_none()) {
            return self.error(line, say!("{id} has no reading in the period: it can be no profile", id = meters[silent].id));
        }
        let mut unrated: Vec<&str> = profile.iter().filter(|&&at| meters[at].rating.is_none()).map(|&at| meters[at].id.as_str()).collect();
        unrated.truncate(5);
        let rated = || profile.iter().filter_map(|&at| meters[at].rating.clone()).sum();
        let Some(measured) = stated.or_else(|| unrated.is_empty().then(rated)) else {
            return self.error(
                line,
                say!(
                    "the capacity of {meters} is not known, so that its readings cannot be scaled: state `rating_kw` in the registry, or `profile_mw` here: \
                     the capacity that the profile's meters measure",
                    meters => Part::names(unrated)
                ),
            );
        };
        let own = meters[profile[0]].flow;
        let alike = profile.iter().all(|&at| meters[at].flow == own);
        let Some(chosen) = flow.map(|flow| flow.value).or_else(|| alike.then_some(own)) else {
            return self
                .error(line, say!("the profile's meters are of both flows: state `flow = \"onsite-renewable\"` or `\"direct-line\"`"));
        };
        if source.source == Source::Nuclear && chosen != Flow::DirectLine {
            let line = flow.map_or(line, |flow| flow.line);
            return self.error(line, say!("nuclear power is not renewable; it reaches a park by a `direct-line`"));
        }
        let (source, technology) = (source.source.clone(), source.name);
        Some(Planned::Generation { source, technology, flow: chosen, capacity: capacity.clone(), profile, measured })
    }

    /// Whether a meter is a generator of a source at the park's boundary.
    fn is_of(&self, at: usize, source: &SourceOf) -> bool {
        let meter = &self.dossier.meters[at];
        generates(meter) && meter.parent.is_none() && meter.source == source.source
    }

    /// The meters that a file names as profile.
    fn profile(&mut self, named: &[Lined<String>], source: &SourceOf) -> Option<Vec<usize>> {
        let mut found = Vec::new();
        for Lined { value: id, line } in named {
            let line = *line;
            let Some(at) = self.meter(line, id) else { continue };
            let meter = &self.dossier.meters[at];
            if !generates(meter) {
                let flow = meter.flow.name();
                self.error::<()>(line, say!("{id} is a meter of `{flow}`: a profile is that of a generator or a direct line", id, flow));
            } else if meter.source != source.source && meter.source != Source::Unstated {
                self.error::<()>(
                    line,
                    say!(
                        "the registry gives {id} another source than `{source}`: its readings are not its profile",
                        id,
                        source = source.name
                    ),
                );
            } else if found.contains(&at) {
                self.error::<()>(line, say!("{id} is named twice", id));
            }
            found.push(at);
        }
        self.errors.is_empty().then_some(found)
    }
}
