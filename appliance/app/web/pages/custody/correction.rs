//! Setting a parcel right.

use serde::Serialize;

use super::delivery::ServiceFields;
use super::offered::WordChoice;
use super::shipments::Content;
use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page};

/// What of a parcel can be set right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// What was announced.
    Announcement,
    /// Who sent what came unannounced.
    Arrival,
    /// What was prepared for departure.
    Departure,
    /// The number that it left under.
    Waybill,
    /// Nothing: it came back and is no answer any more. It can be called off.
    Nothing,
}

/// `GET /shipments/<number>/correct`, and `POST` with faults.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CorrectParcel {
    /// Its number.
    pub no: String,
    /// What can be set right.
    pub what: What,
    /// What stands there now, if that was set right since the form was opened.
    pub now: Option<ParcelNow>,
    /// What stands there, as the form sends it back.
    pub revision: String,
    /// Sender, as typed.
    pub sender: String,
    /// Carrier, as typed.
    pub carrier: String,
    /// Why by courier, chosen, if it leaves.
    pub by_courier: String,
    /// What can be chosen.
    pub whys: Vec<WordChoice>,
    /// What is ordered of the carrier, if it leaves.
    pub service: ServiceFields,
    /// By when it is to be back, as typed, if it leaves.
    pub back_by: String,
    /// It brings back what left: its number may be unknown, and its contents are known.
    pub comes_back: bool,
    /// Tracking number, as typed.
    pub waybill: String,
    /// The number that is asked about.
    pub asked: String,
    /// Expected on, as typed.
    pub eta: String,
    /// Recipient, as typed.
    pub recipient: String,
    /// Address, as typed.
    pub address: String,
    /// Kinds that can be announced, with the number typed; empty once something was said of one.
    pub contents: Vec<Content>,
    /// It can be called off.
    pub may_cancel: bool,
    /// Why it is called off, as typed.
    pub why: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// What is said of a parcel, to be compared with what was typed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParcelNow {
    /// Sender or recipient.
    pub party: String,
    /// Where it goes; empty of one that comes.
    pub address: String,
    /// Who carries it.
    pub carrier: String,
    /// Its number, if it is known.
    pub waybill: String,
    /// Expected on.
    pub eta: Option<String>,
    /// By when what leaves in it is to be back.
    pub back_by: Option<String>,
}

impl Page for CorrectParcel {
    const FILE: &'static str = "custody/correct_parcel.html";
    const NAME: &'static str = "correct-title";

    fn samples() -> Vec<Self> {
        let announced = Self {
            no: "2026-0911".into(),
            what: What::Announcement,
            now: None,
            revision: "481-0".into(),
            sender: "Clinique <b>du Fjord</b>".into(),
            carrier: "Express Boréal".into(),
            by_courier: "original".into(),
            whys: super::prepare::whys(),
            service: ServiceFields::sample(),
            back_by: String::new(),
            comes_back: false,
            waybill: "EB44710083".into(),
            asked: "EB44710083".into(),
            eta: "2026-11-25".into(),
            recipient: String::new(),
            address: String::new(),
            contents: vec![Content {
                kind: "film_sheet",
                what: Phrase::new("item-kind-film_sheet"),
                count: "4".into(),
            }],
            may_cancel: true,
            why: String::new(),
            errors: Vec::new(),
        };
        let in_use = Phrase::new("refusal-waybill-in-use").with("no", Arg::Ref("2026-0902".into()));
        let begun = Self {
            contents: Vec::new(),
            may_cancel: false,
            errors: vec![FieldError::new("waybill", in_use)],
            ..announced.clone()
        };
        let comes_back = Self {
            comes_back: true,
            waybill: String::new(),
            contents: Vec::new(),
            ..announced.clone()
        };
        let prepared = Self {
            what: What::Departure,
            now: Some(ParcelNow {
                party: "Hôpital <b>du Nord</b>".into(),
                address: "9, rue Haute".into(),
                carrier: "Express Boréal".into(),
                waybill: String::new(),
                eta: None,
                back_by: Some("2026-12-11".into()),
            }),
            back_by: "2026-12-18".into(),
            recipient: "Hôpital <i>de la Rive</i>".into(),
            address: "1, rue du Port".into(),
            errors: vec![FieldError::new("why", Phrase::new("refusal-field-empty"))],
            ..announced.clone()
        };
        let left = Self {
            what: What::Waybill,
            may_cancel: false,
            ..announced.clone()
        };
        let arrived = Self {
            what: What::Arrival,
            sender: String::new(),
            carrier: String::new(),
            by_courier: String::new(),
            whys: Vec::new(),
            contents: Vec::new(),
            may_cancel: false,
            ..announced.clone()
        };
        vec![announced, begun, comes_back, prepared, left, arrived]
    }
}
