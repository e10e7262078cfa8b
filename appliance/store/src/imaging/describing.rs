//! What the job writes that reads the words and the picture of each image.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Duty};
use doublelock_domain::fact::imaging::{ImageDescribed, StudyDescribed, StudyWords};
use doublelock_domain::fact::{Reading, Sealed};
use doublelock_domain::ids::{InstanceId, ObjectId, StudyId};
use doublelock_domain::imaging::Described;
use doublelock_domain::time::Span;
use doublelock_vault::RecordKey;

use crate::claims::{Claim, ClaimKind, under_way};
use crate::columns::{counted, stored};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::imaging::received::Received;
use crate::keys::{self, Keyholder};
use crate::objects;
use crate::schema::imaging::{instance, study, thumbnail};
use crate::unit::{ReadUnit, Unit};

/// An object whose words have not been read.
#[derive(Debug, Clone)]
pub struct ToDescribe {
    /// Its id.
    pub id: InstanceId,
    /// Its study.
    pub study_id: StudyId,
    /// Its object in the vault.
    pub object: ObjectId,
    /// Length of the data set.
    pub bytes: u64,
    /// What opens its sealed object.
    pub key: RecordKey,
}

/// A description that is under way, and the claim it is made under.
#[derive(Debug, Clone)]
pub struct DescriptionUnderWay {
    what: ToDescribe,
    claim: Claim,
}

impl DescriptionUnderWay {
    /// The object.
    pub const fn what(&self) -> &ToDescribe {
        &self.what
    }

    /// What to renew while it lasts.
    pub const fn claim(&self) -> &Claim {
        &self.claim
    }
}

/// What the child that reads an object gave, or that it refused the object or died of it.
#[derive(Debug, Clone)]
pub enum Finding {
    /// The words, and a picture if one was drawn: a PNG.
    Read(StudyWords, Option<Vec<u8>>),
    /// None. A word of ours says why.
    Failed(String),
}

impl<D: Duty> ReadUnit<'_, D> {
    /// How many objects wait for their words to be read, or are being read. Names nobody.
    pub fn objects_to_describe(&mut self) -> Result<u32> {
        let waiting: i64 = instance::table
            .filter(instance::described.eq(Described::Waiting.as_str()))
            .count()
            .get_result(self.conn())?;
        counted(waiting)
    }
}

type ToDescribeRow = (String, String, String, i64, i32);

const TO_DESCRIBE: (
    instance::id,
    instance::study_id,
    instance::object_id,
    instance::words,
    instance::place,
) = (
    instance::id,
    instance::study_id,
    instance::object_id,
    instance::words,
    instance::place,
);

impl ReadUnit<'_, Clockwork> {
    /// Objects whose words have not been read and that nobody reads now, oldest first, at
    /// most `limit`.
    pub fn instances_to_describe(&mut self, limit: u32) -> Result<Vec<ToDescribe>> {
        let at_work = under_way(self.conn(), ClaimKind::Description)?;
        let keys = self.keys();
        // Those whose key is damaged stay closed, and keep no later one from being read.
        for page in 0.. {
            let rows: Vec<ToDescribeRow> = instance::table
                .filter(instance::described.eq(Described::Waiting.as_str()))
                .filter(instance::id.ne_all(&at_work))
                .order((instance::received_at, instance::id))
                .offset(page * i64::from(limit))
                .limit(i64::from(limit))
                .select(TO_DESCRIBE)
                .load(self.conn())?;
            let last = rows.len() < limit as usize;
            let open = to_describe(self.conn(), keys, rows)?;
            if last || !open.is_empty() {
                return Ok(open);
            }
        }
        Ok(Vec::new())
    }

    /// Objects whose picture is gone from the tables that may be thrown away, oldest first,
    /// at most `limit`: to be drawn again.
    pub fn thumbnails_to_draw(&mut self, limit: u32) -> Result<Vec<ToDescribe>> {
        let rows: Vec<ToDescribeRow> = instance::table
            .left_join(thumbnail::table.on(thumbnail::instance_id.eq(instance::id)))
            .filter(instance::has_thumbnail.eq(true))
            .filter(thumbnail::instance_id.is_null())
            .order((instance::received_at, instance::id))
            .limit(i64::from(limit))
            .select(TO_DESCRIBE)
            .load(self.conn())?;
        let keys = self.keys();
        to_describe(self.conn(), keys, rows)
    }
}

/// What is closed is not described: there is nothing to read it with.
fn to_describe(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    rows: Vec<ToDescribeRow>,
) -> Result<Vec<ToDescribe>> {
    let opened = Received::open(conn, keys, rows.iter().map(|row| row.3))?;
    let mut of_study: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (_, study, object, ..) in &rows {
        of_study.entry(study).or_default().push(object.clone());
    }
    let mut data_keys: BTreeMap<String, RecordKey> = BTreeMap::new();
    for (study, objects) in of_study {
        let study: StudyId = stored(study)?;
        let found = objects::data_keys(conn, keys, &(&study).into(), &objects)?;
        data_keys.extend(found.open().unwrap_or_default());
    }
    let mut all = Vec::with_capacity(rows.len());
    for (id, study, object, words, place) in rows {
        let words = opened.image(words, place).open();
        if let (Some(words), Some(key)) = (words, data_keys.remove(&object)) {
            all.push(ToDescribe {
                id: stored(&id)?,
                study_id: stored(&study)?,
                object: stored(&object)?,
                key,
                bytes: words.bytes,
            });
        }
    }
    Ok(all)
}

impl Unit<'_, Clockwork> {
    /// Claims the description of an object for `instance`. None if somebody else has it, or
    /// described it.
    pub fn claim_description(
        &mut self,
        what: &ToDescribe,
        instance: &str,
        lease: Span,
    ) -> Result<Option<DescriptionUnderWay>> {
        let waiting: i64 = instance::table
            .find(what.id.as_str())
            .filter(instance::described.eq(Described::Waiting.as_str()))
            .count()
            .get_result(self.conn())?;
        if waiting == 0 {
            return Ok(None);
        }
        let claim = self.claim(ClaimKind::Description, what.id.as_str(), instance, lease)?;
        Ok(claim.map(|claim| DescriptionUnderWay {
            what: what.clone(),
            claim,
        }))
    }

    /// What reading some objects gave is written down: one entry for each study. The first
    /// object of a study that has words gives them to the study. What somebody else took over
    /// meanwhile is left to them, and what was erased is left closed; says how many that were.
    pub fn described(&mut self, found: &[(DescriptionUnderWay, Finding)]) -> Result<usize> {
        let mut ours: Vec<(&ToDescribe, &Finding)> = Vec::with_capacity(found.len());
        for (object, finding) in found {
            match self.finish(&object.claim) {
                Ok(()) => ours.push((&object.what, finding)),
                Err(Error::ClaimLost) => {}
                Err(other) => return Err(other),
            }
        }
        let mut lost = found.len() - ours.len();
        ours.sort_by(|(one, _), (other, _)| one.study_id.cmp(&other.study_id));
        let keys = self.keys();
        for of_study in ours.chunk_by(|(one, _), (other, _)| one.study_id == other.study_id) {
            let Some((what, _)) = of_study.first() else {
                continue;
            };
            match keys::of(self.conn(), keys, &(&what.study_id).into())? {
                Reading::Open(_) => self.described_of_study(&what.study_id, of_study)?,
                Reading::Erased { .. } | Reading::Missing => lost += of_study.len(),
            }
        }
        Ok(lost)
    }

    fn described_of_study(
        &mut self,
        study: &StudyId,
        found: &[(&ToDescribe, &Finding)],
    ) -> Result<()> {
        let without_words: i64 = study::table
            .find(study.as_str())
            .filter(study::described_at.is_null())
            .count()
            .get_result(self.conn())?;
        let words = found.iter().find_map(|(_, finding)| match finding {
            Finding::Read(words, _) if without_words > 0 => Some(words.clone()),
            Finding::Read(..) | Finding::Failed(_) => None,
        });
        let described = |(what, finding): &(&ToDescribe, &Finding)| ImageDescribed {
            instance: what.id.clone(),
            failed: match finding {
                Finding::Read(..) => None,
                Finding::Failed(reason) => Some(reason.clone()),
            },
            thumbnail: matches!(finding, Finding::Read(_, Some(_))),
        };
        self.enact(StudyDescribed {
            study: study.clone(),
            images: found.iter().map(described).collect(),
            words: words.map(|words| Sealed::new(study, words)),
        })?;
        for (what, finding) in found {
            if let Finding::Read(_, Some(png)) = finding {
                self.keep_thumbnail(what, png)?;
            }
        }
        Ok(())
    }

    /// Keeps a picture that was drawn, or drawn again. Not an act: no entry.
    pub fn keep_thumbnail(&mut self, of: &ToDescribe, png: &[u8]) -> Result<()> {
        let (keys, entropy) = (self.keys(), self.entropy());
        let key = keys::present(keys::of(self.conn(), keys, &(&of.study_id).into())?)?;
        let of = &of.id;
        let sealed = key.seal(of.as_str().as_bytes(), png, &mut |bytes| {
            entropy.fill(bytes);
        })?;
        diesel::delete(thumbnail::table.find(of.as_str())).execute(self.conn())?;
        diesel::insert_into(thumbnail::table)
            .values((
                thumbnail::instance_id.eq(of.as_str()),
                thumbnail::sealed.eq(sealed),
            ))
            .execute(self.conn())?;
        Ok(())
    }
}
