//! A model of the records: it applies effects with the rules of the other modules and
//! panics on one that they refuse, because the machine must never say such a thing.

mod back;

use std::collections::{BTreeMap, BTreeSet};

use super::super::*;
use crate::custody::holder::Holder;
use crate::custody::item::{Condition, ItemFact, ItemKind, ItemState, receive_new};
use crate::custody::location::{LocationKind, PlaceFact};
use crate::custody::scan::parse_scans;
use crate::custody::shipment::{Direction, Line, LineOutcome, ShipmentState, Waybill, reconcile};
use crate::custody::visit::VisitPurpose;
use crate::ids::{LocationId, ShipmentId, VisitId};
use crate::label::LabelClass;
use crate::time::{Span, Timestamp};

pub(super) fn id<T: std::str::FromStr>(n: u8) -> T
where
    T::Err: std::fmt::Debug,
{
    format!("01JCZ000000000000000000{n:03}").parse().unwrap()
}

pub(super) fn label(n: u32) -> Label {
    Label::new(LabelClass::Item, 20_417_000 + n).unwrap()
}

pub(super) fn seal(n: u32) -> Label {
    Label::new(LabelClass::Seal, 8_000 + n).unwrap()
}

fn place_label(n: u32) -> Label {
    Label::new(LabelClass::Location, n).unwrap()
}

pub(super) fn place(
    n: u8,
    kind: LocationKind,
    level: u32,
    archive: Option<LocationId>,
) -> PlaceFact {
    PlaceFact {
        id: id(n),
        label: place_label(u32::from(n)),
        name: format!("place {n}"),
        kind,
        level,
        archive,
    }
}

/// A film that lies on the quay.
pub(super) fn item_on_the_quay(n: u32) -> ItemFact {
    ItemFact {
        id: id(30),
        label: label(n),
        kind: ItemKind::FilmSheet,
        state: ItemState {
            holder: Holder::Location(id(10)),
            seq: 2,
            condition: Condition::Intact,
        },
        case: None,
        unidentified: false,
        looked_for: false,
        whereabouts: "here".into(),
        archive: None,
        by_external: false,
    }
}

pub(super) const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

/// One scan of a code that the records know like this, outside any visit, by person 1 whose hands are empty.
pub(super) fn scanned(state: &JobState, scan: &Scan, known: Known) -> Step {
    scanned_in(state, scan, known, None)
}

/// The same during a visit.
pub(super) fn scanned_in(
    state: &JobState,
    scan: &Scan,
    known: Known,
    visit: Option<VisitFact>,
) -> Step {
    step(state, scan, &facts_of(known, visit))
}

/// What the records know of a scan.
pub(super) fn facts_of(known: Known, visit: Option<VisitFact>) -> Facts {
    Facts {
        now: NOW,
        actor: id(1),
        known,
        visit,
        in_hands: 0,
        leg: None,
    }
}

#[derive(Clone)]
pub(super) struct World {
    pub(super) state: JobState,
    pub(super) last: Option<Feedback>,
    pub(super) now: Timestamp,
    pub(super) items: BTreeMap<Label, ItemFact>,
    pub(super) visit: Option<VisitFact>,
    pub(super) scans: u32,
    fresh: BTreeSet<Label>,
    void: BTreeMap<Label, Label>,
    places: BTreeMap<Label, PlaceFact>,
    shipments: BTreeMap<u8, ShipmentFact>,
    external: BTreeMap<String, Label>,
    /// How what came back was when it left.
    before: BTreeMap<Label, Condition>,
    /// Parcel 2 is to come back.
    pub(super) lent: bool,
    used_seals: BTreeSet<Label>,
}

impl World {
    pub(super) fn new() -> Self {
        let places = [
            place(10, LocationKind::Dock, 0, None),
            place(11, LocationKind::Room, 1, Some(id(11))),
            place(12, LocationKind::Shelf, 2, Some(id(11))),
            place(13, LocationKind::Shelf, 1, Some(id(11))),
        ];
        let line = |label| Line {
            kind: ItemKind::FilmSheet,
            label,
            awaits: None,
            outcome: LineOutcome::Expected,
        };
        let inbound = ShipmentFact {
            id: id(51),
            reference: "2026-0001".into(),
            party: "Clinique du Fjord".into(),
            direction: Direction::Inbound,
            state: ShipmentState::Announced,
            announced: true,
            case: None,
            lines: vec![line(None); 5],
            missing: Vec::new(),
            packed: Vec::new(),
            seal: None,
            unseen: Vec::new(),
            bore: None,
            outgrown: false,
            waybill: Some(Waybill::entered("waybill", "EB44710083").unwrap()),
            inspected: None,
            round_trip_of: None,
            partly_back: false,
        };
        let outbound = ShipmentFact {
            id: id(52),
            reference: "2026-0002".into(),
            party: "Hôpital de la Rive".into(),
            direction: Direction::Outbound,
            state: ShipmentState::Draft,
            announced: true,
            case: None,
            lines: vec![line(Some(label(0))), line(Some(label(1)))],
            missing: Vec::new(),
            packed: Vec::new(),
            seal: None,
            unseen: Vec::new(),
            bore: None,
            outgrown: false,
            waybill: None,
            inspected: None,
            round_trip_of: None,
            partly_back: false,
        };
        Self {
            state: JobState::default(),
            last: None,
            now: NOW,
            items: BTreeMap::new(),
            visit: None,
            scans: 0,
            fresh: (0..9).map(label).chain((0..2).map(seal)).collect(),
            void: BTreeMap::new(),
            places: places.into_iter().map(|p| (p.label, p)).collect(),
            shipments: [(1, inbound), (2, outbound)].into(),
            external: BTreeMap::new(),
            before: BTreeMap::new(),
            lent: false,
            used_seals: BTreeSet::new(),
        }
    }

    pub(super) fn with_films_on_the_quay(mut self) -> Self {
        self.scan("EB44710083");
        (0..5).for_each(|n| self.scan_label(label(n)));
        self.scan(&Self::quay());
        self
    }

    pub(super) fn open_visit(&mut self) {
        self.visit = Some(VisitFact {
            id: id(90),
            archive: id(11),
            purpose: VisitPurpose::PutAway,
            ends_at: self.now.plus(Span::minutes(30)),
            planned: 5,
            plans_it: true,
        });
    }

    pub(super) fn quay() -> String {
        place_label(10).to_string()
    }

    pub(super) fn shelf() -> String {
        place_label(12).to_string()
    }

    pub(super) fn weak_shelf() -> String {
        place_label(13).to_string()
    }

    pub(super) fn sheet() -> String {
        Label::new(LabelClass::Shipment, 2).unwrap().to_string()
    }

    pub(super) fn holder(&self, label: Label) -> Holder {
        self.items[&label].state.holder.clone()
    }

    pub(super) fn shipment_state(&self, n: u8) -> ShipmentState {
        self.shipments[&n].state
    }

    pub(super) fn parcel(&self, n: u8) -> ShipmentFact {
        self.shipments[&n].clone()
    }

    /// Lines of the parcel that is to bring back what was lent; none once it was called off.
    pub(super) fn brought_back(&self) -> Vec<Line> {
        let leg = self.shipments.get(&9);
        leg.map_or_else(Vec::new, |leg| leg.lines.clone())
    }

    /// It came out of a parcel that nobody had announced, or that was to bring it back.
    pub(super) fn came_home(&self, label: Label) -> bool {
        let other = self.shipments.iter().filter(|(n, _)| **n > 2);
        let mut lines = other.flat_map(|(_, parcel)| &parcel.lines);
        lines.any(|line| line.label == Some(label))
    }

    pub(super) fn outcome_of(&self, n: u8, label: Label) -> LineOutcome {
        let mut lines = self.shipments[&n].lines.iter();
        lines.find(|l| l.label == Some(label)).unwrap().outcome
    }

    pub(super) fn is_unseen(&self, n: u8, label: Label) -> bool {
        self.shipments[&n].unseen.contains(&label)
    }

    pub(super) fn seal_is_on(&self, n: u8) -> bool {
        self.shipments[&n].seal.is_some()
    }

    pub(super) fn shipment_waybill(&self, n: u8) -> Option<String> {
        let waybill = self.shipments[&n].waybill.as_ref();
        waybill.map(|waybill| waybill.as_str().to_owned())
    }

    /// A colleague announces a parcel under this number.
    pub(super) fn announce(&mut self, waybill: Waybill) {
        let mut parcel = self.arrive(Some(waybill));
        (parcel.state, parcel.announced) = (ShipmentState::Announced, true);
        let n = *self.shipments.keys().max().unwrap();
        self.shipments.insert(n, parcel);
    }

    pub(super) fn parcels(&self) -> usize {
        self.shipments.len()
    }

    pub(super) fn level_of(&self, holder: &Holder) -> u32 {
        match holder {
            Holder::Location(place) => self
                .places
                .values()
                .find(|p| p.id == *place)
                .map_or(0, |p| p.level),
            _ => 0,
        }
    }

    pub(super) fn scan_label(&mut self, label: Label) {
        self.scan(&label.to_string());
    }

    pub(super) fn scan(&mut self, text: &str) {
        for scan in parse_scans(text) {
            self.apply(&scan);
        }
    }

    fn known(&self, scan: &Scan) -> Known {
        match scan {
            Scan::Label(label) => self.known_label(*label),
            Scan::Other(code) => {
                let waybill = |s: &&ShipmentFact| {
                    let bears = [&s.waybill, &s.bore].into_iter().flatten();
                    bears.into_iter().any(|w| w.as_str() == code) || s.reference == *code
                };
                if let Some(shipment) = self.shipments.values().find(waybill) {
                    let missing = |(at, line): (usize, &Line)| {
                        (line.outcome == LineOutcome::Missing).then_some(at)
                    };
                    let missing = shipment.lines.iter().enumerate().filter_map(missing);
                    Known::Shipment(ShipmentFact {
                        missing: missing.collect(),
                        ..shipment.clone()
                    })
                } else if let Some(label) = self.external.get(code) {
                    Known::Item(ItemFact {
                        by_external: true,
                        ..self.items[label].clone()
                    })
                } else {
                    Known::Nothing
                }
            }
            _ => Known::Nothing,
        }
    }

    fn known_label(&self, label: Label) -> Known {
        if let Some(current) = self.void.get(&label) {
            Known::Void {
                current: Some(*current),
                since: self.now,
            }
        } else if let Some(item) = self.items.get(&label) {
            Known::Item(item.clone())
        } else if let Some(place) = self.places.get(&label) {
            Known::Place(place.clone())
        } else if let Some(known) = self.known_of_what_left(label) {
            known
        } else if self.used_seals.contains(&label) {
            Known::UsedSeal {
                shipment: "2026-0002".into(),
            }
        } else if self.fresh.contains(&label) {
            Known::Fresh
        } else if label.to_string() == Self::sheet() {
            Known::Shipment(self.shipments[&2].clone())
        } else {
            Known::NeverIssued
        }
    }

    pub(super) fn apply(&mut self, scan: &Scan) {
        self.scans += 1;
        let facts = Facts {
            now: self.now,
            actor: id(1),
            known: self.known(scan),
            visit: self.visit.clone(),
            in_hands: u32::try_from(self.in_hands().len()).unwrap(),
            leg: self.leg_of(scan),
        };
        let mut taken = step(&self.state, scan, &facts);
        if let Effect::Arrive { waybill } = &taken.effect {
            taken = unannounced(&self.arrive(waybill.clone()));
        }
        if let Effect::ComeBack { shipment, verdict } = &taken.effect {
            taken = taken_back(&self.come_back(shipment, *verdict), *verdict);
        }
        if taken.feedback.tone == Tone::Refused {
            assert_eq!(taken.effect, Effect::Nothing);
        }
        self.perform(taken.effect);
        self.note_what_is_back();
        self.state = taken.state;
        self.last = Some(taken.feedback);
    }

    /// A parcel that nobody had announced is written down.
    fn arrive(&mut self, waybill: Option<Waybill>) -> ShipmentFact {
        let n = self.shipments.keys().max().unwrap() + 1;
        let arrived = ShipmentFact {
            id: id(50 + n),
            reference: format!("2026-{n:04}"),
            party: String::new(),
            direction: Direction::Inbound,
            state: ShipmentState::Arrived,
            announced: false,
            case: None,
            lines: Vec::new(),
            missing: Vec::new(),
            packed: Vec::new(),
            seal: None,
            unseen: Vec::new(),
            bore: None,
            outgrown: false,
            waybill,
            inspected: None,
            round_trip_of: None,
            partly_back: false,
        };
        self.shipments.insert(n, arrived.clone());
        arrived
    }

    fn move_to(&mut self, label: Label, event: &crate::custody::item::Transition) {
        let item = self.items.get_mut(&label).unwrap();
        item.state = item.state.then(event).unwrap();
        item.archive = match &item.state.holder {
            Holder::Location(place) => self
                .places
                .values()
                .find(|p| p.id == *place)
                .and_then(|p| p.archive.clone()),
            _ => None,
        };
    }

    fn shipment(&mut self, wanted: &ShipmentId) -> &mut ShipmentFact {
        self.shipments
            .values_mut()
            .find(|s| s.id == *wanted)
            .unwrap()
    }

    fn line(&mut self, shipment: &ShipmentId, label: Label) -> &mut Line {
        let lines = &mut self.shipment(shipment).lines;
        lines.iter_mut().find(|l| l.label == Some(label)).unwrap()
    }

    fn in_hands(&self) -> Vec<Label> {
        let mine = |item: &&ItemFact| item.state.holder == Holder::Person(id(1));
        self.items
            .values()
            .filter(mine)
            .map(|item| item.label)
            .collect()
    }

    fn assert_visit(&self, wanted: &VisitId) {
        let visit = self.visit.as_ref().unwrap();
        assert!(visit.id == *wanted && self.now < visit.ends_at);
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Nothing => {}
            Effect::Receive {
                shipment,
                label,
                line,
                kind,
                condition,
                outcome,
            } => {
                self.receive(&shipment, label, line, kind, condition, outcome);
            }
            Effect::ReportCondition {
                shipment,
                label,
                condition,
                outcome,
            } => {
                let event = self.items[&label]
                    .state
                    .report_condition(condition)
                    .unwrap();
                self.move_to(label, &event);
                let was = match outcome {
                    LineOutcome::Received => LineOutcome::Damaged,
                    _ => LineOutcome::Received,
                };
                for line in &mut self.shipment(&shipment).lines {
                    if line.label == Some(label) && line.outcome == was {
                        line.outcome = outcome;
                    }
                }
            }
            Effect::InspectSeal { shipment, verdict } => {
                self.shipment(&shipment).inspected = verdict;
            }
            Effect::UndoMissing { shipment } => {
                for line in &mut self.shipment(&shipment).lines {
                    if line.outcome == LineOutcome::Missing {
                        line.outcome = LineOutcome::Expected;
                    }
                }
            }
            Effect::LinkExternal { label, code } => {
                assert!(self.external.insert(code, label).is_none());
                let event = self.items[&label].state.link_external_id().unwrap();
                self.move_to(label, &event);
            }
            Effect::MarkMissing { shipment } => self.mark_missing(&shipment),
            Effect::FinishReceiving {
                shipment,
                place,
                missing,
            } => {
                if missing {
                    self.mark_missing(&shipment);
                }
                self.finish(&shipment, &place);
            }
            Effect::UndoReceive { shipment, label } => {
                let article = self.items[&label].state.clone();
                let event = match self.before.remove(&label) {
                    Some(condition) => {
                        article.take_back_return(self.who_has_what_left(), Some(condition))
                    }
                    None => article.correct(None),
                };
                self.move_to(label, &event.unwrap());
                let shipment = self.shipment(&shipment);
                let again = if shipment.state == ShipmentState::Announced {
                    LineOutcome::Expected
                } else {
                    LineOutcome::Missing
                };
                let lines = &mut shipment.lines;
                let announced = shipment.announced;
                lines.retain(|l| {
                    let added = l.outcome == LineOutcome::Extra || !announced;
                    l.label != Some(label) || !added
                });
                for line in lines.iter_mut().filter(|l| l.label == Some(label)) {
                    line.label = None;
                    line.outcome = again;
                }
            }
            other => self.perform_more(other),
        }
    }

    fn perform_more(&mut self, effect: Effect) {
        match effect {
            Effect::NoteWaybill { shipment, waybill } => {
                let shipment = self.shipment(&shipment);
                assert!(shipment.state.is_receiving());
                shipment.waybill = Some(waybill);
            }
            Effect::LayDownFound { shipment, place } => {
                let of = self.shipment(&shipment);
                assert_ne!(of.state, ShipmentState::Announced);
                let labels: Vec<_> = of.lines.iter().filter_map(|l| l.label).collect();
                self.lay_down(labels, &place);
                if shipment == id(59) {
                    self.all_are_back();
                }
            }
            Effect::PutAway {
                visit,
                label,
                place,
                barriers,
            } => {
                self.assert_visit(&visit);
                let event = self.items[&label]
                    .state
                    .put_away(&id(1), place, barriers)
                    .unwrap();
                self.move_to(label, &event);
            }
            Effect::Retrieve { visit, label } => {
                self.assert_visit(&visit);
                let event = self.items[&label].state.retrieve(&id(1)).unwrap();
                self.move_to(label, &event);
            }
            Effect::UndoMove { visit, label } => {
                self.assert_visit(&visit);
                let event = self.items[&label]
                    .state
                    .correct(Some(Holder::Person(id(1))))
                    .unwrap();
                self.move_to(label, &event);
            }
            Effect::Pack { shipment, label } => {
                let event = self.items[&label]
                    .state
                    .pack(&id(1), shipment.clone())
                    .unwrap();
                self.move_to(label, &event);
                self.line(&shipment, label).outcome = LineOutcome::Packed;
                self.shipment(&shipment).packed.push(label);
            }
            Effect::UndoPack { shipment, label } => {
                let event = self.items[&label]
                    .state
                    .correct(Some(Holder::Person(id(1))))
                    .unwrap();
                self.move_to(label, &event);
                self.line(&shipment, label).outcome = LineOutcome::Expected;
                self.shipment(&shipment).packed.retain(|one| *one != label);
            }
            Effect::Seal { shipment, seal } => {
                assert!(self.fresh.remove(&seal));
                self.used_seals.insert(seal);
                let shipment = self.shipment(&shipment);
                assert_eq!(shipment.state, ShipmentState::Draft);
                (shipment.state, shipment.seal) = (ShipmentState::Sealed, Some(seal));
            }
            Effect::BreakSeal { shipment, seal } => {
                assert!(self.used_seals.contains(&seal));
                let shipment = self.shipment(&shipment);
                assert_eq!(shipment.state, ShipmentState::Sealed);
                assert_eq!(shipment.seal, Some(seal));
                (shipment.state, shipment.seal) = (ShipmentState::Draft, None);
            }
            Effect::Dispatch { shipment, waybill } => {
                let of = shipment.clone();
                self.move_packed(&shipment, |item| item.dispatch(&of).unwrap());
                let shipment = self.shipment(&shipment);
                assert_eq!(shipment.state, ShipmentState::Sealed);
                (shipment.state, shipment.waybill) = (ShipmentState::InTransit, Some(waybill));
                self.announce_return();
            }
            Effect::SetDown { place } => {
                let held = self.in_hands();
                assert!(!held.is_empty());
                for label in held {
                    let event = self.items[&label]
                        .state
                        .set_down(&id(1), place.clone())
                        .unwrap();
                    self.move_to(label, &event);
                }
            }
            Effect::Relabel { old, new } => self.relabel(old, new),
            other => self.perform_on_what_left(other),
        }
    }

    fn receive(
        &mut self,
        shipment: &ShipmentId,
        label: Label,
        line: Option<usize>,
        kind: ItemKind,
        condition: Condition,
        outcome: LineOutcome,
    ) {
        if let Some(known) = self.items.get(&label) {
            let event = if known.state.has_left() {
                self.before.insert(label, known.state.condition);
                known.state.return_to(id(1), condition).unwrap()
            } else {
                known.state.receive_again(id(1), condition).unwrap()
            };
            self.move_to(label, &event);
        } else {
            assert!(self.fresh.remove(&label));
            let item = ItemFact {
                id: id(30),
                label,
                kind,
                state: receive_new(shipment.clone(), id(1), condition).outcome(),
                case: None,
                unidentified: false,
                looked_for: false,
                whereabouts: "here".into(),
                archive: None,
                by_external: false,
            };
            self.items.insert(label, item);
        }
        let lines = &mut self.shipment(shipment).lines;
        match line {
            Some(at) => {
                // What was given up may turn up, once nothing is waited for.
                let waits = |line: &Line| line.outcome == LineOutcome::Expected;
                let given_up = lines[at].outcome == LineOutcome::Missing;
                // Of what comes back, its label says which line it is.
                let its_own = lines[at].awaits == Some(label);
                assert!(waits(&lines[at]) || (given_up && (its_own || !lines.iter().any(waits))));
                lines[at] = Line {
                    kind,
                    label: Some(label),
                    awaits: lines[at].awaits,
                    outcome,
                };
            }
            None => lines.push(Line {
                kind,
                label: Some(label),
                awaits: None,
                outcome,
            }),
        }
    }

    fn mark_missing(&mut self, shipment: &ShipmentId) {
        for line in &mut self.shipment(shipment).lines {
            if line.outcome == LineOutcome::Expected {
                line.outcome = LineOutcome::Missing;
            }
        }
    }

    fn finish(&mut self, shipment: &ShipmentId, place: &LocationId) {
        let state = {
            let of = self.shipment(shipment);
            reconcile(of.state, &of.lines).unwrap()
        };
        self.shipment(shipment).state = state;
        let labels: Vec<_> = self
            .shipment(shipment)
            .lines
            .iter()
            .filter_map(|l| l.label)
            .collect();
        self.lay_down(labels, place);
        if *shipment == id(59) {
            self.all_are_back();
        }
    }

    fn lay_down(&mut self, labels: Vec<Label>, place: &LocationId) {
        for label in labels {
            if let Ok(event) = self.items[&label].state.set_down(&id(1), place.clone()) {
                self.move_to(label, &event);
            }
        }
    }

    fn relabel(&mut self, old: Label, new: Label) {
        assert!(self.fresh.remove(&new));
        let mut item = self.items.remove(&old).unwrap();
        let event = item.state.relabel().unwrap();
        item.state = item.state.then(&event).unwrap();
        item.label = new;
        self.items.insert(new, item);
        self.void.insert(old, new);
        for known in self.external.values_mut().filter(|l| **l == old) {
            *known = new;
        }
        for line in self.shipments.values_mut().flat_map(|s| &mut s.lines) {
            if line.label == Some(old) {
                line.label = Some(new);
            }
        }
    }
}
