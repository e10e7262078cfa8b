//! The label sheet: 3 × 10 labels on Letter paper, the laser-printer way when there is no label
//! printer. No patient name, no case number; a telephone for whoever finds the item.

use serde::Serialize;

use crate::web::i18n::Phrase;
use crate::web::page::Page;

/// Labels on one sheet of stock.
pub const PER_SHEET: usize = 30;

/// One sheet to print. Longer runs are several sheets.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelSheet {
    /// Places already used on the first rows of the sheet, 0 to 29.
    used: usize,
    labels: Vec<Label>,
    /// Places left after the labels.
    free: usize,
    /// The number on every label: "Trouvé? 514 555-0142".
    phone: String,
}

/// One label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Label {
    /// What it is, a word of the closed list: `label-film`, `label-jacket`, `label-disc`…
    pub kind: Phrase,
    /// How many sheets, discs or pages.
    pub count: Option<Phrase>,
    /// Home location's own short name: "B-14-02".
    pub home: Option<String>,
    /// The identifier as the bars hold it: `DI2041773197`.
    pub code: String,
}

impl LabelSheet {
    /// A sheet on which the first `used` places are taken. Labels that do not fit come back, to
    /// go on the next sheet.
    pub fn new(used: usize, mut labels: Vec<Label>, phone: String) -> (Self, Vec<Label>) {
        let used = used.min(PER_SHEET);
        let room = PER_SHEET - used;
        let rest = labels.split_off(labels.len().min(room));
        let free = room - labels.len();
        let sheet = Self {
            used,
            labels,
            free,
            phone,
        };
        (sheet, rest)
    }
}

impl Page for LabelSheet {
    const FILE: &'static str = "custody/label_sheet.html";
    const NAME: &'static str = "label-sheet-title";

    fn samples() -> Vec<Self> {
        let label = |kind, count, n: i64, code: &str| Label {
            kind: Phrase::new(kind),
            count: Some(Phrase::new(count).with("n", n)),
            home: Some("B-14-02".into()),
            code: code.into(),
        };
        let labels = vec![
            label("label-film", "label-sheets", 1, "DI2041773197"),
            label("label-film", "label-sheets", 1, "DI2041773294"),
            label("label-film", "label-sheets", 1, "DI2041773391"),
            label("label-jacket", "label-sheets", 12, "DI2041773682"),
            label("label-disc", "label-discs", 1, "DI2041773779"),
            label("label-paper", "label-pages", 34, "DI2041773876"),
            Label {
                kind: Phrase::new("label-other"),
                count: None,
                home: None,
                code: "DI2041773973".into(),
            },
        ];
        let phone = || "514 555-0142".to_owned();
        vec![
            Self::new(0, labels.clone(), phone()).0,
            Self::new(4, labels, phone()).0,
            Self::new(0, Vec::new(), phone()).0,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_on_a_sheet_comes_back_for_the_next() {
        let label = Label {
            kind: Phrase::new("label-film"),
            count: None,
            home: None,
            code: "DI2041773197".into(),
        };
        let (sheet, rest) = LabelSheet::new(28, vec![label; 5], String::new());
        assert_eq!((sheet.labels.len(), sheet.free, rest.len()), (2, 0, 3));
        let (sheet, rest) = LabelSheet::new(99, rest, String::new());
        assert_eq!((sheet.labels.len(), sheet.free, rest.len()), (0, 0, 3));
    }
}
