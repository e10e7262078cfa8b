//! Those who prepare the ground for a test of copies: a case with images, and the request.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use doublelock_domain::access::{Actor, Coordination, Duty, DutyName, Imaging, Purpose, Warrant};
use doublelock_domain::case::NewCaseForm;
use doublelock_domain::ids::Reference;
use doublelock_domain::imaging::StudyState;
use doublelock_domain::patient;
use doublelock_imaging::phantom::{self, PhantomPatient};
use doublelock_imaging::scu::{self, Outgoing, Peer};
use doublelock_store::front_door::SignedInPerson;

use crate::TestAppliance;
use crate::browser::{Answer, Browser, PageForm};
use crate::people::MARC;

/// Somebody with the duties that prepare the ground: cases and images.
pub struct Ground {
    actor: Actor,
}

impl Ground {
    /// Vouches for her.
    pub fn of(app: &TestAppliance) -> Self {
        let duties = [DutyName::Coordination, DutyName::Imaging, DutyName::Privacy];
        let who = SignedInPerson {
            stable_id: "uuid:ground".into(),
            display_name: "Nadia Tremblay-Roy".into(),
            language: None,
            duties: duties.into(),
        };
        let door = app.office().front_door().unwrap();
        let actor = app
            .office()
            .store
            .write(&door, |unit| unit.vouch(&who))
            .unwrap();
        Self { actor }
    }

    /// A warrant of hers.
    pub fn warrant<D: Duty>(&self, app: &TestAppliance, purpose: Purpose) -> Warrant<D> {
        self.actor.take_up(purpose, app.office().now()).unwrap()
    }

    /// Opens a case; its number.
    pub fn opens_case(
        &self,
        app: &TestAppliance,
        family_name: &str,
        given_names: &str,
    ) -> Reference {
        let zone = app.office().config.centre.zone;
        let form = NewCaseForm {
            family_name,
            given_names,
            birth_date: "1958-06-17",
            sex: "M",
            language: "fr",
            ..NewCaseForm::default()
        };
        let new = form.check(app.office().now().date_in(zone)).unwrap();
        let warrant = self.warrant::<Coordination>(app, Purpose::CaseWork);
        app.office()
            .store
            .write(&warrant, |unit| {
                unit.open_case(&new, &patient::Answer::NotAsked, zone)
            })
            .unwrap()
            .opened()
            .unwrap()
            .1
    }

    /// Sends `slices` images of a patient over the network; `study` says which identifiers
    /// they carry.
    pub async fn sends(&self, app: &TestAppliance, study: &str, name: &str, slices: u16) {
        self.sends_files(app, &files(study, name, slices)).await;
    }

    /// Sends files over the network.
    pub async fn sends_files(&self, app: &TestAppliance, files: &[Vec<u8>]) {
        let objects = files
            .iter()
            .map(|file| Outgoing::from_part10(file).unwrap())
            .collect();
        let caller = &app.office().config.dicom.callers[0];
        let peer = Peer {
            address: app.running.dicom.unwrap().to_string(),
            called_ae: app.office().config.dicom.called_ae.clone(),
            calling_ae: caller.ae_title.clone(),
            patience: Duration::from_secs(20),
        };
        scu::store(&peer, objects).await.unwrap();
    }

    /// Sends images of a patient over the network and attaches them to the case.
    pub async fn attaches_images(
        &self,
        app: &TestAppliance,
        case: Reference,
        family: &str,
        given: &str,
        slices: u16,
    ) {
        self.sends(app, family, &format!("{family}^{given}"), slices)
            .await;
        self.attaches_sent(app, case, family).await;
    }

    /// Attaches to the case what was sent and waits under that family name.
    pub async fn attaches_sent(&self, app: &TestAppliance, case: Reference, family: &str) {
        let warrant = self.warrant::<Imaging>(app, Purpose::Import);
        // The words of the study are read by a child, in its own time.
        for _ in 0..600 {
            let waiting = app
                .office()
                .store
                .write(&warrant, |unit| {
                    unit.list_studies(StudyState::Unassigned, None, 10)
                })
                .unwrap();
            let described = waiting.iter().find(|line| {
                let words = line.words.clone().open();
                words
                    .and_then(|words| words.patient_name)
                    .is_some_and(|name| name.starts_with(family))
            });
            if let Some(line) = described {
                let done = app.office().store.write(&warrant, |unit| {
                    let study = unit.open_study(&line.id)?;
                    let case = unit.open_case_by_reference(case)?;
                    unit.attach_study(&study, &case, line.instances, &BTreeSet::new())
                });
                if done.is_ok() {
                    return;
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the study was never described");
    }
}

/// The privacy officer at the browser.
pub struct Officer {
    /// His browser.
    pub browser: Browser,
}

impl Officer {
    /// Signs him in.
    pub async fn of(app: &TestAppliance) -> Self {
        Self {
            browser: app.signed_in(MARC).await,
        }
    }

    /// Logs a request for a copy, all the same if that is asked.
    pub async fn logs(&mut self, case: &str, received: &str, more: &[(&str, &str)]) -> Answer {
        let page = self.browser.get("/requests/new").await.unwrap();
        let form = page.form("/requests").unwrap();
        let mut filled = vec![
            ("case", case),
            ("channel", "mail"),
            ("received-on", received),
            ("requester", "patient"),
            ("carrier", "disc"),
            ("street", "12, rue des Érables"),
            ("locality", "Montréal (Québec)"),
            ("postal-code", "H3A 0G4"),
            ("country", "CA"),
        ];
        filled.extend_from_slice(more);
        let answer = self.browser.submit(&form, &filled).await.unwrap();
        let asks = |form: &PageForm| form.fields.iter().any(|(name, _)| name == "seen");
        match answer.form("/requests").filter(asks) {
            Some(form) => self.browser.submit(&form, &[]).await.unwrap(),
            None => answer,
        }
    }

    /// Presses the button of the form with that action on the page of the request.
    pub async fn presses(&mut self, no: &str, act: &str, filled: &[(&str, &str)]) -> Answer {
        let page = self.browser.get(&format!("/requests/{no}")).await.unwrap();
        let action = format!("/requests/{no}/{act}");
        let form = page
            .form(&action)
            .unwrap_or_else(|| panic!("no {act} on: {}", page.words()));
        self.browser.submit(&form, filled).await.unwrap()
    }

    /// Has the copy built; the request's page once it is.
    pub async fn builds(&mut self, app: &TestAppliance, no: &str) -> Answer {
        let started = self.presses(no, "build", &[]).await;
        assert_eq!(started.status.as_u16(), 200, "{}", started.words());
        let copies = app.office().copies.clone();
        assert!(
            tokio::task::spawn_blocking(move || copies.wait_idle(Duration::from_mins(2)))
                .await
                .unwrap()
        );
        self.browser.get(&format!("/requests/{no}")).await.unwrap()
    }

    /// Downloads a form of the copy into a file.
    pub async fn downloads(&mut self, app: &TestAppliance, no: &str, what: &str) -> PathBuf {
        let answer = self
            .browser
            .get(&format!("/packages/{no}/{what}"))
            .await
            .unwrap();
        assert_eq!(answer.status.as_u16(), 200);
        let path = app.home().join(format!("{no}-{what}"));
        std::fs::write(&path, &answer.body).unwrap();
        path
    }
}

/// The files of a study of somebody called `name`; `study` says which identifiers they carry.
pub fn files(study: &str, name: &str, slices: u16) -> Vec<Vec<u8>> {
    let patient = PhantomPatient {
        name: name.into(),
        id: "H-1".into(),
        issuer: "Belvedere".into(),
        birth_date: "19580617".into(),
        sex: "M".into(),
        study_date: "20261120".into(),
        accession: "A1".into(),
        study_description: "Tete".into(),
        series_description: "Axial".into(),
    };
    phantom::study(study.as_bytes(), &patient, slices).unwrap()
}

/// The number in the address of a record's page.
pub fn number_of(answer: &Answer) -> String {
    let path = answer.path.split('?').next().unwrap();
    path.rsplit('/').next().unwrap().to_owned()
}
