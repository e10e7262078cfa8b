//! What a copy of the record says of each study: its words, its kinds of images, pictures of some of them.
//!
//! Left out: which of the pictures find room in the package.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use doublelock_domain::access::Privacy;
use doublelock_domain::case::Case;
use doublelock_domain::fact::imaging::StudyWords;
use doublelock_domain::fact::{Reading, Subject};
use doublelock_domain::ids::{InstanceId, StudyId};
use doublelock_domain::imaging::{InstanceState, StudyState};
use doublelock_vault::RecordKey;

use crate::error::{Error, Result};
use crate::imaging::copy::CopiedInstance;
use crate::imaging::study::{StudyRow, Thumbnail};
use crate::keys;
use crate::opened::Opened;
use crate::schema::imaging::{instance, series, study, thumbnail};
use crate::sections;
use crate::unit::Sight;

/// Most pictures of one series.
const PER_SERIES: usize = 24;
/// Most bytes of all pictures, sealed: they lie in memory while a copy is built.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Pictures looked up at once.
const AT_ONCE: usize = 100;

/// One study as a copy describes it.
#[derive(Debug, Clone)]
pub struct CopiedStudy {
    /// (0020,000D).
    pub study_uid: String,
    /// (0008,0020), as received.
    pub study_date: Option<String>,
    /// (0008,1030), as received.
    pub description: Option<String>,
    /// (0008,0080), as received.
    pub institution: Option<String>,
    /// Its series, in the order of their images.
    pub series: Vec<CopiedSeries>,
}

/// One series of it.
#[derive(Debug, Clone)]
pub struct CopiedSeries {
    /// (0020,000E).
    pub series_uid: String,
    /// (0008,0060).
    pub modality: Option<String>,
    /// Pictures of at most 24 of its images, evenly chosen, in their order.
    pub pictures: Vec<(InstanceId, Thumbnail)>,
}

/// An image that has a picture.
struct Drawn {
    image: InstanceId,
    study: StudyId,
    /// Place of its series among all that are described.
    series: usize,
    /// Place among the chosen pictures of its series.
    place: usize,
}

impl<'a> Sight<'a, Privacy> {
    /// The studies of an opened case as a copy describes them, in the order of `instances`, which are
    /// its attached images. Pictures end at 64 MiB, and every series has one before any has two; one that does
    /// not open is left out, since another can be drawn. Refused if the words of a study do not open.
    pub fn described_studies(
        &mut self,
        case: &Opened<'a, Case>,
        instances: &[CopiedInstance],
    ) -> Result<Vec<CopiedStudy>> {
        let kinds = self.kinds_of_images(case)?;
        let mut words = self.words_of_studies(case)?;
        let (mut studies, mut drawn) = (Vec::new(), Vec::new());
        let mut series = 0;
        for images in instances.chunk_by(|one, other| one.study == other.study) {
            let Some(first) = images.first() else {
                continue;
            };
            let words = words
                .remove(first.study.as_str())
                .ok_or(Error::Corrupt("a copied study is not there"))?;
            let of_series = by_series(images);
            for (_, images) in &of_series {
                drawn.extend(drawn_of(images, &kinds, series));
                series += 1;
            }
            let of_series = of_series.into_iter();
            studies.push(CopiedStudy {
                study_uid: first.study_uid.clone(),
                study_date: words.study_date,
                description: words.description,
                institution: words.institution,
                series: of_series
                    .map(|(uid, images)| described_series(uid, &images, &kinds))
                    .collect(),
            });
        }
        // Where they end, each series loses as much as the others. Stable: in a series their order stays.
        drawn.sort_by_key(|drawn| drawn.place);
        let pictures = self.pictures_of(&drawn)?;
        let all = studies.iter_mut().flat_map(|study| &mut study.series);
        let mut all: Vec<&mut CopiedSeries> = all.collect();
        for (series, image, picture) in pictures {
            if let Some(series) = all.get_mut(series) {
                series.pictures.push((image, picture));
            }
        }
        Ok(studies)
    }

    /// Of each attached image of a case, its kind and whether there is a picture of it.
    fn kinds_of_images(&mut self, case: &Opened<'a, Case>) -> Result<BTreeMap<String, Kind>> {
        let rows: Vec<(String, Option<String>, Option<String>)> = instance::table
            .inner_join(study::table)
            .inner_join(series::table)
            .left_join(thumbnail::table.on(thumbnail::instance_id.eq(instance::id)))
            .filter(study::case_id.eq(case.id.as_str()))
            .filter(study::state.eq(StudyState::Attached.as_str()))
            .filter(instance::state.eq(InstanceState::Held.as_str()))
            .select((
                instance::id,
                series::modality,
                thumbnail::instance_id.nullable(),
            ))
            .load(self.conn())?;
        let kinds = rows.into_iter().map(|(id, modality, picture)| {
            let kind = Kind {
                modality,
                has_picture: picture.is_some(),
            };
            (id, kind)
        });
        Ok(kinds.collect())
    }

    /// The words of the attached studies of a case, by study.
    fn words_of_studies(
        &mut self,
        case: &Opened<'a, Case>,
    ) -> Result<BTreeMap<String, StudyWords>> {
        let rows: Vec<StudyRow> = study::table
            .filter(study::case_id.eq(case.id.as_str()))
            .filter(study::state.eq(StudyState::Attached.as_str()))
            .select(StudyRow::as_select())
            .load(self.conn())?;
        let keys = self.keys();
        let opened =
            sections::open_all(self.conn(), keys, rows.iter().filter_map(|row| row.words))?;
        let mut all = BTreeMap::new();
        for row in rows {
            let words = sections::present(row.words(&opened))?;
            all.insert(row.id, words);
        }
        Ok(all)
    }

    /// The pictures themselves, opened, in the order asked for, until they are too many bytes.
    fn pictures_of(&mut self, drawn: &[Drawn]) -> Result<Vec<(usize, InstanceId, Thumbnail)>> {
        let data_keys = self.keys_of_studies(drawn)?;
        let (mut bytes, mut all) = (0, Vec::with_capacity(drawn.len()));
        for some in drawn.chunks(AT_ONCE) {
            let ids = some.iter().map(|drawn| drawn.image.as_str());
            let rows: Vec<(String, Vec<u8>)> = thumbnail::table
                .filter(thumbnail::instance_id.eq_any(ids))
                .select((thumbnail::instance_id, thumbnail::sealed))
                .load(self.conn())?;
            let mut sealed: BTreeMap<String, Vec<u8>> = rows.into_iter().collect();
            for Drawn {
                image,
                study,
                series,
                ..
            } in some
            {
                let of_image = sealed.remove(image.as_str());
                let (Some(sealed), Some(key)) = (of_image, data_keys.get(study.as_str())) else {
                    continue;
                };
                bytes += sealed.len();
                if bytes > MOST_BYTES {
                    return Ok(all);
                }
                if let Some(png) = key.open(image.as_str().as_bytes(), &sealed)? {
                    all.push((*series, image.clone(), Thumbnail(png.to_vec())));
                }
            }
        }
        Ok(all)
    }

    fn keys_of_studies(&mut self, drawn: &[Drawn]) -> Result<BTreeMap<String, RecordKey>> {
        let studies: BTreeMap<String, &StudyId> = drawn
            .iter()
            .map(|drawn| (Subject::from(&drawn.study).to_string(), &drawn.study))
            .collect();
        let names = studies.keys().cloned().collect();
        let keys = self.keys();
        let mut found = keys::of_all(self.conn(), keys, &names)?;
        let mut all = BTreeMap::new();
        for (name, study) in studies {
            let key = found.remove(&name).unwrap_or(Reading::Missing);
            all.insert(study.as_str().to_owned(), keys::present(key)?);
        }
        Ok(all)
    }
}

/// What is known of an image without opening anything.
struct Kind {
    modality: Option<String>,
    has_picture: bool,
}

/// The images of a study by their series, both in their order.
fn by_series(images: &[CopiedInstance]) -> Vec<(&str, Vec<&CopiedInstance>)> {
    let mut places = BTreeMap::new();
    let mut all: Vec<(&str, Vec<&CopiedInstance>)> = Vec::new();
    for image in images {
        let uid = image.series_uid.as_str();
        let place = *places.entry(uid).or_insert(all.len());
        match all.get_mut(place) {
            Some((_, images)) => images.push(image),
            None => all.push((uid, vec![image])),
        }
    }
    all
}

fn described_series(
    uid: &str,
    images: &[&CopiedInstance],
    kinds: &BTreeMap<String, Kind>,
) -> CopiedSeries {
    let kind = images
        .first()
        .and_then(|image| kinds.get(image.id.as_str()));
    CopiedSeries {
        series_uid: uid.to_owned(),
        modality: kind.and_then(|kind| kind.modality.clone()),
        pictures: Vec::new(),
    }
}

fn drawn_of(
    images: &[&CopiedInstance],
    kinds: &BTreeMap<String, Kind>,
    series: usize,
) -> Vec<Drawn> {
    let has_picture = |image: &CopiedInstance| {
        let kind = kinds.get(image.id.as_str());
        kind.is_some_and(|kind| kind.has_picture)
    };
    let with: Vec<&CopiedInstance> = images
        .iter()
        .copied()
        .filter(|image| has_picture(image))
        .collect();
    let chosen = evenly(with).into_iter().enumerate();
    chosen
        .map(|(place, image)| Drawn {
            image: image.id.clone(),
            study: image.study.clone(),
            series,
            place,
        })
        .collect()
}

/// At most as many as a series may have, from the first to the last at even distances.
fn evenly<T>(images: Vec<T>) -> Vec<T> {
    let count = images.len();
    if count <= PER_SERIES {
        return images;
    }
    let chosen: BTreeSet<usize> = (0..PER_SERIES)
        .map(|n| n * (count - 1) / (PER_SERIES - 1))
        .collect();
    let images = images.into_iter().enumerate();
    let kept = images.filter(|(place, _)| chosen.contains(place));
    kept.map(|(_, image)| image).collect()
}
