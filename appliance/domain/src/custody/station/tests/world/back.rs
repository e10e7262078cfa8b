//! The model of what is heard of a parcel that left.

use super::*;
use crate::custody::delivery::SealVerdict;
use crate::custody::holder::HolderKind;

impl World {
    /// The slip that the recipient of parcel 2 signs.
    pub(in super::super) fn slip() -> String {
        slip_label().to_string()
    }

    /// What the records know of the slip, or of the seal on a parcel that is with its carrier.
    pub(super) fn known_of_what_left(&self, label: Label) -> Option<Known> {
        let parcel = &self.shipments[&2];
        if label == slip_label() {
            return Some(Known::Slip(parcel.clone()));
        }
        let gone = parcel.state == ShipmentState::InTransit && parcel.seal == Some(label);
        gone.then(|| Known::Shipment(parcel.clone()))
    }

    fn packed_in(&self, shipment: &ShipmentId) -> Vec<Label> {
        let parcel = self.shipments.values().find(|one| one.id == *shipment);
        let lines = parcel.unwrap().lines.iter();
        let packed = lines.filter(|line| line.outcome == LineOutcome::Packed);
        packed.filter_map(|line| line.label).collect()
    }

    /// All that is packed moves with its parcel.
    pub(super) fn move_packed(
        &mut self,
        shipment: &ShipmentId,
        how: impl Fn(&ItemState) -> crate::custody::item::Transition,
    ) {
        for label in self.packed_in(shipment) {
            let event = how(&self.items[&label].state);
            self.move_to(label, &event);
        }
    }

    /// Two films are packed, sealed and given to the carrier.
    pub(in super::super) fn two_films_leave(&mut self) {
        for code in [
            Self::sheet(),
            label(0).to_string(),
            label(1).to_string(),
            seal(0).to_string(),
            "EB44710099".into(),
        ] {
            self.scan(&code);
        }
    }

    /// All of parcel 2 that is with its carrier.
    fn carried(&self) -> Vec<Label> {
        let carrier = Holder::Carrier(id(52));
        let mut packed = self.packed_in(&id(52));
        packed.retain(|label| self.items[label].state.holder == carrier);
        packed
    }

    /// What is lent is awaited the moment it left: each line is one of its articles.
    pub(super) fn announce_return(&mut self) {
        if !self.lent {
            return;
        }
        let awaits = |label| Line {
            kind: ItemKind::FilmSheet,
            label: None,
            awaits: Some(label),
            outcome: LineOutcome::Expected,
        };
        let leg = ShipmentFact {
            id: id(59),
            reference: "2026-0009".into(),
            state: ShipmentState::Announced,
            direction: Direction::Inbound,
            lines: self.packed_in(&id(52)).into_iter().map(awaits).collect(),
            packed: Vec::new(),
            seal: None,
            waybill: None,
            round_trip_of: Some(id(52)),
            ..self.shipments[&2].clone()
        };
        self.shipments.insert(9, leg);
    }

    /// The parcel that is to bring back what was read.
    pub(super) fn leg_of(&self, scan: &Scan) -> Option<ShipmentFact> {
        let Known::Item(item) = self.known(scan) else {
            return None;
        };
        self.shipments.get(&9)?;
        let leg = self.shipment_fact(9);
        let awaits = leg.lines.iter().any(|line| line.awaits == Some(item.label));
        let away = item.state.holder.left_in() == leg.round_trip_of.as_ref();
        (awaits && away).then_some(leg)
    }

    /// A parcel of which something is back was opened.
    pub(super) fn note_what_is_back(&mut self) {
        let gone = [Holder::Carrier(id(52)), Holder::Recipient(id(52))];
        let back = |label: &Label| !gone.contains(&self.items[label].state.holder);
        let back = self.packed_in(&id(52)).iter().any(back);
        let parcel = self.shipment(&id(52));
        let left = matches!(
            parcel.state,
            ShipmentState::InTransit | ShipmentState::ReceiptConfirmed
        );
        parcel.partly_back = left && back;
    }

    /// Whoever sent back all of a parcel had it.
    pub(super) fn all_are_back(&mut self) {
        let here = |label: &Label| self.items[label].state.holder.kind() == HolderKind::Location;
        let all = self.packed_in(&id(52)).iter().all(here);
        let parcel = self.shipment(&id(52));
        if parcel.state == ShipmentState::InTransit && all {
            parcel.state = ShipmentState::ReceiptConfirmed;
        }
    }

    /// What was said of the seal on a parcel that came.
    pub(in super::super) fn inspected(&self, n: u8) -> Option<SealVerdict> {
        self.shipments[&n].inspected
    }

    /// An article was seen to be damaged before it left.
    pub(in super::super) fn damage(&mut self, label: Label) {
        let article = self.items.get_mut(&label).unwrap();
        article.state.condition = Condition::Damaged;
    }

    /// What the records know of a parcel, with what is missing of it.
    pub(in super::super) fn shipment_fact(&self, n: u8) -> ShipmentFact {
        let parcel = &self.shipments[&n];
        let lines = parcel.lines.iter().enumerate();
        let missing = lines.filter(|(_, line)| line.outcome == LineOutcome::Missing);
        ShipmentFact {
            missing: missing.map(|(at, _)| at).collect(),
            ..parcel.clone()
        }
    }

    /// Who has what left in parcel 2 and is not here.
    pub(super) fn who_has_what_left(&self) -> Holder {
        match self.shipments[&2].state {
            ShipmentState::InTransit => Holder::Carrier(id(52)),
            _ => Holder::Recipient(id(52)),
        }
    }

    pub(super) fn perform_on_what_left(&mut self, effect: Effect) {
        match effect {
            Effect::ConfirmReceipt { shipment } => {
                for label in self.carried() {
                    let event = self.items[&label].state.confirm_receipt(&shipment);
                    self.move_to(label, &event.unwrap());
                }
                let parcel = self.shipment(&shipment);
                assert_eq!(parcel.state, ShipmentState::InTransit);
                parcel.state = ShipmentState::ReceiptConfirmed;
            }
            Effect::FindInside { shipment, label } => {
                let event = self.items[&label].state.come_back(&shipment).unwrap();
                self.move_to(label, &event);
                self.line(&shipment, label).outcome = LineOutcome::Packed;
                let parcel = self.shipment(&shipment);
                parcel.packed.push(label);
                parcel.unseen.retain(|unseen| *unseen != label);
            }
            Effect::MarkNotBack { shipment } => {
                let parcel = self.shipment(&shipment);
                let gone = std::mem::take(&mut parcel.unseen);
                for line in &mut parcel.lines {
                    if line.label.is_some_and(|label| gone.contains(&label)) {
                        line.outcome = LineOutcome::Missing;
                    }
                }
            }
            other => panic!("{other:?}"),
        }
    }

    /// A parcel comes back; what it holds then.
    pub(super) fn come_back(
        &mut self,
        shipment: &ShipmentId,
        verdict: SealVerdict,
    ) -> ShipmentFact {
        if verdict == SealVerdict::Intact {
            let of = shipment.clone();
            self.move_packed(shipment, |item| item.come_back(&of).unwrap());
        }
        self.shipments.remove(&9);
        let parcel = self.shipment(shipment);
        assert_eq!(parcel.state, ShipmentState::InTransit);
        parcel.bore = parcel.waybill.take();
        match verdict {
            SealVerdict::Intact => parcel.state = ShipmentState::Sealed,
            SealVerdict::NotIntact => {
                (parcel.state, parcel.seal) = (ShipmentState::Draft, None);
                parcel.packed.clear();
                for line in &mut parcel.lines {
                    if line.outcome == LineOutcome::Packed {
                        line.outcome = LineOutcome::Expected;
                        parcel.unseen.extend(line.label);
                    }
                }
            }
        }
        parcel.clone()
    }
}

fn slip_label() -> Label {
    Label::new(LabelClass::Shipment, 3).unwrap()
}
