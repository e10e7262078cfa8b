//! What happened to a parcel, as the journal tells it.

use doublelock_domain::access::Custody;
use doublelock_domain::act::Act;
use doublelock_domain::custody::item::EventKind;
use doublelock_domain::fact::Fact;
use doublelock_domain::ids::PersonId;
use doublelock_domain::time::{SiteZone, Timestamp};

use super::names::Names;
use super::shipment_view::ShipmentView;
use crate::error::Result;
use crate::journal::facts::facts_about;
use crate::opened::Opened;
use crate::unit::Sight;

/// One thing that happened to a parcel, or the same several times in a row, by one person on one day.
#[derive(Debug, Clone)]
pub struct ParcelEvent {
    /// What.
    pub act: Act,
    /// What happened to its articles, if it is that.
    pub event: Option<EventKind>,
    /// How many times.
    pub times: u32,
    /// When, the last time.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

/// What a parcel's page tells. What else names it is about its case, or about who looked; that it left, or is there, is told
/// once, and not of each of its articles again.
fn is_told(fact: &Fact) -> bool {
    if let Fact::CustodyEvent(event) = fact {
        let kind = event.what.kind();
        return !matches!(kind, EventKind::Dispatched | EventKind::ReceiptConfirmed);
    }
    let (desk, _) = fact.act().as_str().split_once('.').unwrap_or_default();
    matches!(desk, "shipment" | "seal" | "exception")
}

impl<'a> Sight<'a, Custody> {
    /// What happened to a parcel that was opened, newest first.
    pub fn story_of_parcel(
        &mut self,
        parcel: &Opened<'a, ShipmentView>,
        zone: SiteZone,
    ) -> Result<Vec<ParcelEvent>> {
        let mut facts = facts_about(self.conn(), &(&parcel.head.id).into())?;
        facts.retain(|stored| is_told(&stored.fact));
        let mut names = Names::default();
        names.learn(self, [], facts.iter().map(|stored| stored.actor.as_str()))?;
        let mut story: Vec<(&PersonId, ParcelEvent)> = Vec::new();
        for stored in &facts {
            let act = stored.fact.act();
            let event = match &stored.fact {
                Fact::CustodyEvent(event) => Some(event.what.kind()),
                _ => None,
            };
            match story.last_mut() {
                Some((who, last))
                    if (last.act, last.event, *who) == (act, event, &stored.actor)
                        && last.at.date_in(zone) == stored.at.date_in(zone) =>
                {
                    last.times = last.times.saturating_add(1);
                    last.at = stored.at;
                }
                _ => story.push((
                    &stored.actor,
                    ParcelEvent {
                        act,
                        event,
                        times: 1,
                        at: stored.at,
                        by: names.person(self, stored.actor.as_str())?,
                    },
                )),
            }
        }
        Ok(story.into_iter().rev().map(|(_, event)| event).collect())
    }
}
