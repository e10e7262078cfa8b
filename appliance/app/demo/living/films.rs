//! What is seen on films that came: somebody said it of the first of each parcel, and not of the rest.

use anyhow::Context as _;
use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::custody::description::DescriptionForm;
use doublelock_domain::label::{Label, LabelClass};
use doublelock_store::custody::Said;

use super::house::House;

/// Exams of which films come: part, side, view, modality, day.
pub(super) const EXAMS: &[[&str; 5]] = &[
    ["chest", "", "frontal", "dx", "2026-03-12"],
    ["chest", "", "lateral", "dx", "2026-03-12"],
    ["hip", "r", "frontal", "dx", "2026-05-04"],
    ["pelvis", "", "frontal", "dx", "2026-05-04"],
    ["knee", "l", "", "mr", "2026-09-14"],
    ["lspine", "", "lateral", "dx", "2025-11-20"],
    ["skull", "", "", "ct", "2026-08-03"],
];

/// Films of each exam.
pub(super) const FILMS: usize = 3;

/// Exams of each parcel that somebody says.
pub(super) const SAID: usize = 2;

/// What was read of a parcel lies on the dock; its films are described, those of one exam with one form.
pub(super) fn describes(house: &House, parcel: usize, read: &[String]) -> anyhow::Result<()> {
    let labels: Vec<Label> = (read.iter())
        .filter_map(|code| code.parse().ok())
        .filter(|label: &Label| label.class() == LabelClass::Item)
        .collect();
    let exams = EXAMS.iter().cycle().skip(parcel * SAID);
    for (films, [part, side, view, modality, taken]) in labels.chunks(FILMS).take(SAID).zip(exams) {
        let (first, also) = films.split_first().context("no film of this exam")?;
        house.passes(40);
        house.does::<Custody, _>(&house.staff.nadia, Purpose::Shipment, |unit| {
            let shown = unit.open_to_describe(*first)?;
            let form = DescriptionForm {
                kind: shown.line.kind.as_str(),
                modality,
                part,
                side,
                view,
                taken,
                ..DescriptionForm::default()
            };
            let (kind, seen) = form
                .check(house.date())
                .map_err(|faults| doublelock_store::Error::from(faults[0].clone()))?;
            let version = shown.version.clone();
            let beside = shown.beside.iter();
            let also: Vec<(Label, String)> = beside
                .filter(|(line, _)| also.contains(&line.label))
                .map(|(line, version)| (line.label, version.clone()))
                .collect();
            // Of an exam that the case waits for, if it can only be one.
            let said = Said {
                kind,
                seen,
                exams: shown.is_of(),
            };
            unit.describe_item(&shown, &version, &said, &also)
        })?;
    }
    Ok(())
}
