//! What is kept of a station between two readings: its job, and what was said last. It can name somebody, so it is sealed.

use diesel::prelude::*;
use doublelock_domain::access::Custody;
use doublelock_domain::custody::shipment::ShipmentState;
use doublelock_domain::custody::station::{Feedback, JobState};
use doublelock_domain::custody::visit::VisitState;
use doublelock_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::custody::shipment as parcel;
use crate::custody::visit::load as load_visit;
use crate::error::{Error, Result};
use crate::keys::{self, OF_STATIONS};
use crate::schema::custody::station_job;
use crate::unit::{Sight, Unit};

/// How a job is written. One that an earlier program wrote otherwise is thrown away: whoever left
/// it scans its parcel or visit again.
const KEPT_AS: u32 = 6;

#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    kept: Kept,
}

/// What is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    /// What it is busy with.
    pub(super) job: JobState,
    /// What the last reading led to.
    pub(super) feedback: Feedback,
    /// The id of that, and when it was.
    pub(super) last: Option<(String, Timestamp)>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            job: JobState::default(),
            feedback: Feedback::welcome(),
            last: None,
        }
    }
}

impl Kept {
    /// What is kept once one more reading was taken in.
    pub(super) fn after(job: JobState, feedback: Feedback, nonce: &str, now: Timestamp) -> Self {
        Self {
            job,
            feedback,
            last: Some((nonce.to_owned(), now)),
        }
    }

    /// Something was read since the reading whose answer the page showed.
    pub(super) fn has_unseen(&self, after: Option<&str>) -> bool {
        match (after, &self.last) {
            (Some(after), Some((last, _))) => after != last,
            _ => false,
        }
    }
}

impl Sight<'_, Custody> {
    /// The job of this person as it was left, with the lines as they are now.
    pub(super) fn load_job(&mut self) -> Result<Kept> {
        let who = self.actor().to_string();
        let stored: Option<Vec<u8>> = station_job::table
            .find(&who)
            .select(station_job::sealed)
            .first(self.conn())
            .optional()?;
        // What does not open was thrown away, like the key it was sealed with.
        let keys = self.keys();
        let key = keys::of_no_record(self.conn(), keys, OF_STATIONS)?;
        let text = match (key, stored) {
            (Some(key), Some(sealed)) => key.open(who.as_bytes(), &sealed)?,
            _ => None,
        };
        let written: Option<Written> = text.and_then(|text| serde_json::from_slice(&text).ok());
        let Some(Written { kept, .. }) = written.filter(|written| written.version == KEPT_AS)
        else {
            return Ok(Kept::default());
        };
        let same = self.refreshed(kept.job.clone())?;
        // Somebody else finished the job meanwhile.
        if same == JobState::default()
            && kept.job != same
            && !matches!(
                kept.job,
                JobState::Ready { .. } | JobState::Ask(_) | JobState::Back(_)
            )
        {
            return Ok(Kept {
                job: same,
                feedback: Feedback::welcome(),
                ..kept
            });
        }
        // What was right when it was said is not, once the record behind a disc has changed.
        let feedback = match (&kept.job, &same) {
            (JobState::Ship(was), JobState::Ship(is)) if was.outgrown != is.outgrown => {
                is.standing()
            }
            _ => kept.feedback,
        };
        Ok(Kept {
            job: same,
            feedback,
            last: kept.last,
        })
    }

    /// The job with the lines as they are now: another station may work on the same
    /// shipment. A shipment that is over ends the job, and so does a visit.
    pub(super) fn refreshed(&mut self, job: JobState) -> Result<JobState> {
        match job {
            // Who sent it is not asked: a scan opens no words that it does not need.
            JobState::Receive(mut job) => {
                let awaited = parcel::state(self, &job.shipment)?.is_receiving();
                if awaited == job.again {
                    return Ok(JobState::default());
                }
                job.lines = parcel::lines(self, job.shipment.as_str())?;
                job.seal = parcel::row(self, job.shipment.as_str())?.inspected()?;
                Ok(JobState::Receive(job))
            }
            JobState::Ship(mut job) => {
                let fact = parcel::fact(self, job.shipment.as_str())?;
                if !matches!(fact.state, ShipmentState::Draft | ShipmentState::Sealed) {
                    return Ok(JobState::default());
                }
                (job.lines, job.seal, job.unseen) = (fact.lines, fact.seal, fact.unseen);
                (job.waybill, job.bore) = (fact.waybill, fact.bore);
                job.told &= job.outgrown && fact.outgrown;
                job.outgrown = fact.outgrown;
                Ok(JobState::Ship(job))
            }
            // A colleague took it in; or it even left anew.
            JobState::Back(job) => {
                let fact = parcel::fact(self, job.shipment.as_str())?;
                let same = fact.state == ShipmentState::InTransit && fact.waybill == job.waybill;
                Ok(if same {
                    JobState::Back(job)
                } else {
                    JobState::default()
                })
            }
            JobState::Archive(job) if load_visit(self, &job.visit)?.state != VisitState::Open => {
                Ok(JobState::default())
            }
            other => Ok(other),
        }
    }
}

impl Unit<'_, Custody> {
    pub(super) fn store_job(&mut self, kept: &Kept) -> Result<()> {
        let written = Written {
            version: KEPT_AS,
            kept: kept.clone(),
        };
        let text = serde_json::to_vec(&written)
            .map(Zeroizing::new)
            .map_err(|_| Error::Corrupt("a station's job could not be written"))?;
        let (who, now) = (self.actor().to_string(), self.now().micros());
        let (keys, entropy) = (self.keys(), self.entropy());
        let key = keys::of_no_record_or_new(self.conn(), keys, entropy, OF_STATIONS)?;
        let sealed = key.seal(who.as_bytes(), &text, &mut |bytes| entropy.fill(bytes))?;
        let changed = diesel::update(station_job::table.find(who.clone()))
            .set((
                station_job::sealed.eq(&sealed),
                station_job::updated_at.eq(now),
            ))
            .execute(self.conn())?;
        if changed == 0 {
            diesel::insert_into(station_job::table)
                .values((
                    station_job::person_id.eq(who),
                    station_job::sealed.eq(sealed),
                    station_job::updated_at.eq(now),
                ))
                .execute(self.conn())?;
        }
        Ok(())
    }
}
