//! Facts of the vault.

use super::super::super::objects::*;
use super::{id, stored};
use crate::fact::{Fact, Subject};

pub(super) fn facts() -> Vec<Fact> {
    let of_study = || ObjectOf {
        object: id(9),
        record: Some(Subject::Study(id(8))),
    };
    let of_the_site = ObjectOf {
        object: id(96),
        record: None,
    };
    vec![
        SignerMade {
            object: stored(96),
            certificate_sha256: "0b".repeat(32),
        }
        .into(),
        ObjectsDamaged {
            objects: vec![of_study(), of_the_site],
        }
        .into(),
        ObjectsSound {
            objects: vec![of_study()],
        }
        .into(),
        ObjectsDestroyed {
            objects: vec![of_study(), of_study()],
        }
        .into(),
        VaultRead {
            objects: 4000,
            damaged: 1,
            left: 12,
        }
        .into(),
    ]
}
