//! Where each image of a package stands: which study, which series, which number.
//!
//! Left out: what the names are made of. They are numbers, given in the order in which images come.

use std::collections::BTreeMap;

/// The studies of a package, in the order in which they came.
#[derive(Default)]
pub(crate) struct Places {
    pub(crate) studies: Vec<Study>,
    known: BTreeMap<String, usize>,
}

/// A study of the package.
pub(crate) struct Study {
    pub(crate) uid: String,
    pub(crate) series: Vec<Series>,
    known: BTreeMap<String, usize>,
}

/// A series of the package.
pub(crate) struct Series {
    pub(crate) uid: String,
    /// The folder that holds its images.
    pub(crate) folder: String,
    /// Where each image came from; the first is number 1.
    pub(crate) origins: Vec<String>,
}

impl Places {
    /// Gives the next image of a series its path. Six digits are more than a package has files.
    pub(crate) fn next(&mut self, study: &str, series: &str, origin: &str) -> String {
        let place = match self.known.get(study) {
            Some(place) => *place,
            None => self.add(study),
        };
        let study = &mut self.studies[place];
        let inner = match study.known.get(series) {
            Some(inner) => *inner,
            None => study.add(series, place + 1),
        };
        let series = &mut study.series[inner];
        series.origins.push(origin.to_owned());
        format!("{}/IM{:06}", series.folder, series.origins.len())
    }

    fn add(&mut self, uid: &str) -> usize {
        let place = self.studies.len();
        self.known.insert(uid.to_owned(), place);
        self.studies.push(Study {
            uid: uid.to_owned(),
            series: Vec::new(),
            known: BTreeMap::new(),
        });
        place
    }

    pub(crate) fn images(&self) -> usize {
        let series = self.studies.iter().flat_map(|study| &study.series);
        series.map(|series| series.origins.len()).sum()
    }
}

impl Study {
    fn add(&mut self, uid: &str, study: usize) -> usize {
        let place = self.series.len();
        self.known.insert(uid.to_owned(), place);
        self.series.push(Series {
            uid: uid.to_owned(),
            folder: format!("DICOM/ST{study:06}/SE{:06}", place + 1),
            origins: Vec::new(),
        });
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_numbered_in_their_series_as_they_come() {
        let mut places = Places::default();
        let images = [("1", "1.1"), ("1", "1.2"), ("1", "1.1"), ("2", "2.1")];
        let paths = images.map(|(study, series)| places.next(study, series, "01JD"));
        assert_eq!(
            paths,
            [
                "DICOM/ST000001/SE000001/IM000001",
                "DICOM/ST000001/SE000002/IM000001",
                "DICOM/ST000001/SE000001/IM000002",
                "DICOM/ST000002/SE000001/IM000001",
            ]
        );
        assert_eq!(places.images(), 4);
    }
}
