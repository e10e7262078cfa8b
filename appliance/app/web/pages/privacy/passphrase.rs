//! The passphrase of an encrypted copy, shown once.

use serde::Serialize;

use crate::web::page::Page;

/// The answer to `POST /requests/<no>/passphrase`. It cannot be had again.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct PassphrasePage {
    /// `2026-0097`.
    pub no: String,
    /// Five groups of five digits.
    pub groups: Vec<String>,
}

impl std::fmt::Debug for PassphrasePage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PassphrasePage")
            .field("no", &self.no)
            .finish_non_exhaustive()
    }
}

impl Page for PassphrasePage {
    const FILE: &'static str = "privacy/passphrase.html";
    const NAME: &'static str = "passphrase-title";

    fn samples() -> Vec<Self> {
        let groups = ["40417", "99823", "15560", "73312", "08945"]
            .map(str::to_owned)
            .to_vec();
        vec![Self {
            no: "2026-0097".into(),
            groups,
        }]
    }
}
