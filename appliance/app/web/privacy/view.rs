//! From the records of a request to its page.

use doublelock_domain::access::Privacy;
use doublelock_domain::case::Case;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::fact::Reading;
use doublelock_domain::ids::Reference;
use doublelock_domain::privacy::clock::{Standing, Step as ClockStep};
use doublelock_domain::privacy::package::{
    Carrier, Holdings, Leaving, PackagePart, PackageState, RecordThen,
};
use doublelock_domain::privacy::request::{RequestState, Requester};
use doublelock_domain::time::{SiteZone, Timestamp};
use doublelock_store::custody::DiscStanding;
use doublelock_store::privacy::{Closing, CopyTrouble, Package, Request};
use doublelock_store::{Error, Sight};

use super::words::{copy_trouble, law, state, urgency_kind};
use crate::copies::DOWNLOADS;
use crate::web::guard::On;
use crate::web::i18n::{Arg, Phrase};
use crate::web::links;
use crate::web::pages::privacy::request::{
    Clock, Closing as ClosingView, Delivery, Disc, Download, ExtensionForm, Kept,
    Package as PackageView, Part, Party, RequestPage, Step, Typed,
};
use crate::web::told::Told;

/// Everything the page of a request shows.
pub(super) struct Loaded {
    request: Request,
    case: Case,
    packages: Vec<Package>,
    discs: Vec<DiscStanding>,
    closing: Option<Closing>,
    now: Holdings,
    /// What the record held when the answer left.
    then: Option<RecordThen>,
}

impl Loaded {
    /// Whether the request stands as the word in an address says that it was just brought to: the
    /// address can be opened again, or be anybody's.
    pub(super) fn bears_out(&self, word: &str) -> bool {
        let request = &self.request;
        let left = matches!(
            request.state,
            RequestState::Dispatched | RequestState::Answered
        );
        match word {
            "build" => request.state == RequestState::Building,
            "identity" => request.identity.is_some(),
            "withdrawn" => request.state == RequestState::Withdrawn,
            "refused" => request.state == RequestState::Refused,
            "kept" => self.packages.iter().any(|package| package.kept.is_some()),
            "extension" => request.extension.is_some(),
            "delivered" => left,
            "receipt" => request.receipt_at.is_some(),
            "disc" | "shipment" => !self.discs.is_empty(),
            "destroyed" => {
                (self.discs.iter()).any(|disc| disc.holder.kind == HolderKind::Destroyed)
            }
            _ => true,
        }
    }
}

/// Reads it all in one unit.
pub(super) fn load(unit: &mut Sight<'_, Privacy>, no: Reference) -> Result<Loaded, Error> {
    let (request, case) = unit.open_request(no)?;
    Ok(Loaded {
        packages: unit.packages(&request)?,
        discs: unit.standing_of_discs(&request)?,
        closing: unit.closing(&request)?,
        now: unit.preview(&request, &case)?,
        then: unit.record_when_answered(&request)?,
        request: request.shown(),
        case: case.shown(),
    })
}

/// The page.
pub(super) fn page_of(on: &On<Privacy>, loaded: &Loaded) -> RequestPage {
    let zone = on.office().config.centre.zone;
    let now = on.office().now();
    let request = &loaded.request;
    let ready = loaded
        .packages
        .iter()
        .find(|package| package.state == PackageState::Ready);
    let building = loaded
        .packages
        .iter()
        .find(|package| package.state == PackageState::Building);
    let fault = loaded
        .packages
        .first()
        .filter(|last| last.state == PackageState::Failed)
        .and_then(|p| p.fault);
    let disc_sealed = loaded.discs.iter().any(DiscStanding::is_sealed);
    let offers = (request.state).offers(request.identity.is_some(), disc_sealed);
    let changed = (ready.filter(|_| request.state == RequestState::Ready))
        .and_then(|package| changed(package, &loaded.now, disc_sealed));
    let (word, state_kind) = match &changed {
        Some(_) if disc_sealed => copy_trouble(CopyTrouble::OutgrownInParcel),
        Some(_) => copy_trouble(CopyTrouble::Outgrown),
        None => state(request.state),
    };
    let patient = &loaded.case.patient;
    RequestPage {
        no: request.reference.to_string(),
        case: loaded.case.reference.to_string(),
        person: format!(
            "{} {}",
            patient.given_names.as_str(),
            patient.family_name.as_str()
        ),
        channel: Phrase::new(format!("request-channel-{}", request.channel)),
        state: word,
        state_kind,
        party: party(request),
        clock: clock(request, zone, now),
        steps: steps(request, ready, zone),
        parts: parts(&loaded.now, building.or(ready)),
        contents_note: contents_note(building, ready),
        building: building.is_some(),
        can_build: offers.build,
        // What is being replaced is not taken away any more.
        package: (ready.filter(|_| building.is_none()))
            .map(|package| package_view(request, package)),
        changed,
        left_changed: loaded.then == Some(RecordThen::Changed),
        fault: fault.map(|fault| Phrase::new(format!("package-fault-{fault}"))),
        delivery: (request.state == RequestState::Ready).then(|| Delivery {
            blocked: request.identity.is_none(),
            to: recipient(request, &loaded.case),
            parcel: parcel(&loaded.discs),
            disc_waits: loaded.discs.iter().any(DiscStanding::waits),
            in_hand: DiscStanding::at_hand(&loaded.discs).map(|disc| disc.label.to_string()),
            discs: (loaded.discs.iter())
                .filter(|disc| disc.stays())
                .map(|disc| disc_view(request, disc, DiscStanding::at_hand(&loaded.discs)))
                .collect(),
        }),
        can_confirm_receipt: offers.confirm_receipt,
        can_confirm_identity: offers.confirm_identity,
        can_change: offers.change,
        has_letter: request.state != RequestState::Withdrawn,
        closing: (loaded.closing.as_ref()).map(closing_view),
        discs_left: discs_left(loaded),
        extension: extension(request).filter(|_| offers.extend),
        typed: Typed::default(),
        record: loaded.now.sha256.clone(),
        notice: None,
        errors: Vec::new(),
    }
}

/// Whether a disc lies in its parcel, and how.
fn parcel(discs: &[DiscStanding]) -> Option<&'static str> {
    let sealed = discs.iter().any(DiscStanding::is_sealed);
    let packed = || discs.iter().any(DiscStanding::is_packed);
    sealed
        .then_some("sealed")
        .or_else(|| packed().then_some("packed"))
}

/// Whom the copy is for.
fn recipient(request: &Request, case: &Case) -> String {
    let name = request.requester.recipient(&case.patient);
    name.map(|name| name.as_str().to_owned())
        .unwrap_or_default()
}

/// Discs that nobody waits for: once the answer left, or none leaves any more.
fn discs_left(loaded: &Loaded) -> Vec<String> {
    if loaded.request.state.is_open() {
        return Vec::new();
    }
    let discs = loaded.discs.iter().filter(|disc| disc.stays());
    discs.map(|disc| disc.label.to_string()).collect()
}

fn closing_view(closing: &Closing) -> ClosingView {
    match closing {
        Closing::Withdrawn { why, duplicate_of } => {
            let why = Phrase::new(format!("closing-why-{why}"));
            ClosingView {
                how: "withdrawn",
                why: match duplicate_of {
                    Some(number) => {
                        Phrase::new("closing-why-duplicate-of").with("no", number.to_string())
                    }
                    None => why,
                },
                words: Vec::new(),
                sent: None,
            }
        }
        Closing::Refused {
            notice_sent_on,
            words,
        } => ClosingView {
            how: "refused",
            why: match words {
                Reading::Open(words) => Phrase::new(format!("closing-ground-{}", words.ground)),
                Reading::Erased { .. } | Reading::Missing => Phrase::new("closing-ground-unknown"),
            },
            words: vec![
                Told::of(
                    words
                        .as_ref()
                        .map(|words| words.provision.as_str().to_owned()),
                ),
                Told::of(
                    words
                        .as_ref()
                        .map(|words| words.reasons.as_str().to_owned()),
                ),
            ],
            sent: Some(notice_sent_on.to_string()),
        },
    }
}

fn party(request: &Request) -> Party {
    let (representative, capacity) = match &request.requester {
        Requester::Patient => (None, None),
        Requester::Representative { name, capacity } => (
            Some(name.as_str().to_owned()),
            Some(Phrase::new(format!("request-capacity-{capacity}"))),
        ),
    };
    Party {
        representative,
        capacity,
        identity: request
            .identity
            .map(|(seen, _)| Phrase::new(format!("request-identity-{seen}"))),
        identity_at: request.identity.map(|(_, at)| at.micros()),
        address: request.address.lines(),
        carrier: Phrase::new(format!("request-carrier-{}", request.carrier)),
    }
}

fn day(date: chrono::NaiveDate) -> Arg {
    Arg::Day(date.to_string())
}

fn clock(request: &Request, zone: SiteZone, now: Timestamp) -> Clock {
    let due = request.due(zone);
    let rules = due.law.rules();
    let recourse = Phrase::new(format!("recourse-{}", rules.recourse));
    let standing = request.standing(zone, now);
    let (kind, days, words, counts) = match standing {
        Standing::Running { days_left, urgency } => (
            urgency_kind(urgency),
            days_left,
            Phrase::new("request-clock-left").with("n", days_left),
            true,
        ),
        Standing::DeemedRefused { days_late } => (
            "refused",
            days_late,
            Phrase::new("request-clock-late").with("n", days_late),
            true,
        ),
        Standing::AnsweredInTime => ("done", 0, Phrase::new("request-answered-in-time"), false),
        Standing::AnsweredLate => ("attention", 0, Phrase::new("request-answered-late"), false),
        Standing::Withdrawn => ("held", 0, Phrase::new("request-standing-withdrawn"), false),
    };
    let late =
        matches!(standing, Standing::DeemedRefused { .. }).then(|| match rules.recourse_days {
            Some(days) => Phrase::new("request-late-text")
                .with("recourse", recourse.clone())
                .with("days", days),
            None => Phrase::new("request-late-text-open").with("recourse", recourse.clone()),
        });
    let total = i64::from(due.days);
    let gone = (now.date_in(zone) - request.received_on)
        .num_days()
        .clamp(0, total);
    let extension = match (request.extension, request.laws.extension()) {
        (Some(taken), _) => Phrase::new("request-clock-extension-taken").with("n", taken.days),
        (None, Some(rule)) => {
            Phrase::new("request-clock-extension-open").with("n", rule.up_to_days)
        }
        (None, None) => Phrase::new("request-clock-extension-none"),
    };
    Clock {
        kind,
        days,
        words,
        counts,
        late,
        due: due.on.to_string(),
        answered: (request.closed_at)
            .filter(|_| request.state != RequestState::Withdrawn)
            .map(Timestamp::micros),
        gone,
        total,
        received: request.received_on.to_string(),
        entered: request.entered_at.date_in(zone).to_string(),
        law: law(rules, rules.section),
        sources: request
            .laws
            .rules()
            .map(|rules| rules.source.to_owned())
            .collect(),
        extension,
        recourse,
        how: due.steps.iter().map(how).collect(),
    }
}

/// One line of "how it was computed".
fn how(step: &ClockStep) -> Phrase {
    let named =
        |id: doublelock_domain::privacy::regime::RegimeId| law(id.rules(), id.rules().section);
    match *step {
        ClockStep::Received(date) => Phrase::new("request-how-received").with("date", day(date)),
        ClockStep::EntryIgnored(date) => Phrase::new("request-how-entry").with("date", day(date)),
        ClockStep::LawGives { law, days, until } => Phrase::new("request-how-law")
            .with("law", named(law))
            .with("days", days)
            .with("date", day(until)),
        ClockStep::Strictest { law, until } => Phrase::new("request-how-strictest")
            .with("law", named(law))
            .with("date", day(until)),
        ClockStep::Extended {
            days,
            notice_sent_on,
            until,
        } => Phrase::new("request-how-extended")
            .with("sent", day(notice_sent_on))
            .with("days", days)
            .with("date", day(until)),
        ClockStep::NotAWorkingDay { aim_for } => {
            Phrase::new("request-how-day-off").with("date", day(aim_for))
        }
    }
}

fn steps(request: &Request, ready: Option<&Package>, zone: SiteZone) -> Vec<Step> {
    let on_day = |at: Timestamp| Phrase::new("request-step-on").with("date", day(at.date_in(zone)));
    let received = Phrase::new("request-step-logged-on")
        .with("date", day(request.received_on))
        .with(
            "how",
            Phrase::new(format!("request-channel-{}", request.channel)),
        );
    let sent_how = request
        .state
        .is_open()
        .then(|| Phrase::new(format!("request-step-sent-{}", request.carrier)));
    if let Some(ending) = ended_without(request.state) {
        let at = request.closed_at.map(on_day);
        return vec![
            done("request-step-received", Some(received)),
            done(ending, at),
        ];
    }
    let closed = request.state == RequestState::Answered;
    // Only what a courier brings is confirmed by somebody.
    let closing = if closed && request.receipt_at.is_none() {
        "request-step-answered"
    } else {
        "request-step-closed"
    };
    let list = [
        ("request-step-received", true, Some(received)),
        (
            "request-step-identity",
            request.identity.is_some(),
            request.identity.map(|(_, at)| on_day(at)),
        ),
        (
            "request-step-built",
            ready.is_some(),
            ready.and_then(|package| package.ended_at).map(on_day),
        ),
        (
            "request-step-sent",
            request.closed_at.is_some(),
            request.closed_at.map(on_day).or(sent_how),
        ),
        (closing, closed, request.receipt_at.map(on_day)),
    ];
    let first_open = list.iter().position(|(_, done, _)| !done);
    list.into_iter()
        .enumerate()
        .map(|(place, (title, done, note))| Step {
            state: match (done, first_open == Some(place)) {
                (true, _) => "done",
                (false, true) => "now",
                (false, false) => "todo",
            },
            title: Phrase::new(title),
            note,
        })
        .collect()
}

/// The last step of a request that ends without a copy.
const fn ended_without(state: RequestState) -> Option<&'static str> {
    match state {
        RequestState::Refused => Some("request-step-refused"),
        RequestState::Withdrawn => Some("request-step-withdrawn"),
        _ => None,
    }
}

fn done(title: &'static str, note: Option<Phrase>) -> Step {
    Step {
        state: "done",
        title: Phrase::new(title),
        note,
    }
}

/// What the copy holds and what the record holds, if that is not the same any more.
fn changed(package: &Package, now: &Holdings, disc_sealed: bool) -> Option<Phrase> {
    let held = package.holds.as_ref()?;
    let kept = package
        .kept
        .as_ref()
        .map(|kept| kept.record_sha256.as_str());
    held.may_leave(&now.sha256, kept, Leaving::Now).err()?;
    let next = if disc_sealed {
        Phrase::new("request-changed-sealed")
    } else if package.fetched_at.is_some() {
        Phrase::new("request-changed-next-taken")
    } else {
        Phrase::new("request-changed-next")
    };
    let counts = |holds: &Holdings| (holds.studies, holds.images, holds.articles);
    if counts(held) == counts(now) {
        return Some(Phrase::new("request-changed-others").with("next", next));
    }
    Some(
        Phrase::new("request-changed-text")
            .with("images", images(held))
            .with("articles", articles(held))
            .with("images-now", images(now))
            .with("articles-now", articles(now))
            .with("next", next),
    )
}

/// A copy that is built holds what it held then.
fn parts(now: &Holdings, package: Option<&Package>) -> Vec<Part> {
    let holds = package.and_then(|p| p.holds.as_ref()).unwrap_or(now);
    PackagePart::ALL
        .iter()
        .map(|part| {
            let progress =
                package.and_then(|p| p.progress.iter().find(|(known, ..)| known == part));
            let ready = package.is_some_and(|p| p.state == PackageState::Ready);
            let (done, total) =
                progress.map_or((0, 0), |(_, done, total)| (signed(*done), signed(*total)));
            let (kind, state) = if ready || (total > 0 && done >= total) {
                ("done", Phrase::new("request-part-done"))
            } else if done > 0 {
                (
                    "progress",
                    Phrase::new("request-part-count")
                        .with("done", done)
                        .with("total", total),
                )
            } else {
                ("waiting", Phrase::new("request-part-waiting"))
            };
            Part {
                title: Phrase::new(format!("package-part-{part}")),
                sub: how_much(*part, holds),
                done: if ready { total.max(1) } else { done },
                total: total.max(1),
                kind,
                state,
            }
        })
        .collect()
}

fn how_much(part: PackagePart, holds: &Holdings) -> Option<Phrase> {
    Some(match part {
        PackagePart::Images => images(holds),
        PackagePart::CustodyHistory => articles(holds),
        PackagePart::Communications => {
            Phrase::new("request-part-entries").with("n", signed(holds.communications))
        }
        _ => return None,
    })
}

fn images(holds: &Holdings) -> Phrase {
    let images = Phrase::new("request-part-images").with("n", signed(holds.images));
    if holds.studies == 0 {
        return images;
    }
    let studies = Phrase::new("request-part-studies").with("n", signed(holds.studies));
    Phrase::new("request-part-images-studies")
        .with("images", images)
        .with("studies", studies)
}

fn articles(holds: &Holdings) -> Phrase {
    Phrase::new("request-part-articles").with("n", signed(holds.articles))
}

fn contents_note(building: Option<&Package>, ready: Option<&Package>) -> Phrase {
    match (building, ready) {
        (None, Some(package)) => Phrase::new("request-contents-note")
            .with("files", signed(package.files.0))
            .with("size", Arg::Bytes(package.files.1)),
        _ => Phrase::new("request-preview-note"),
    }
}

fn package_view(request: &Request, package: &Package) -> PackageView {
    let downloads = [Carrier::Disc, Carrier::EncryptedFile, Carrier::Folder]
        .into_iter()
        .filter_map(|carrier| {
            package
                .carriers
                .iter()
                .find(|sealed| sealed.carrier == carrier)
        })
        .map(|sealed| Download {
            href: format!("{DOWNLOADS}{}/{}", request.reference, sealed.carrier),
            label: Phrase::new(format!("request-download-{}", sealed.carrier)),
            note: Phrase::new(format!("request-download-{}-note", sealed.carrier))
                .with("size", Arg::Bytes(sealed.bytes)),
            icon: match sealed.carrier {
                Carrier::Disc => "disc",
                Carrier::EncryptedFile => "lock",
                Carrier::Folder => "layers",
            },
        })
        .collect();
    PackageView {
        built_at: package.ended_at.unwrap_or(package.started_at).micros(),
        downloads,
        taken_out: package.fetched_at.is_some(),
        kept: package.kept.as_ref().map(|kept| Kept {
            at: kept.at.micros(),
            reason: Told::of(
                kept.reason
                    .as_ref()
                    .map(|reason| reason.as_str().to_owned()),
            ),
        }),
        passphrase_shown_at: package.passphrase_shown_at.map(Timestamp::micros),
        signer: package.signer_sha256.clone().unwrap_or_default(),
        manifest: package.manifest_sha256.clone().unwrap_or_default(),
    }
}

fn disc_view(request: &Request, disc: &DiscStanding, in_hand: Option<&DiscStanding>) -> Disc {
    let code = disc.label.to_string();
    Disc {
        is_current: disc.is_current,
        packed: disc.holder.kind == HolderKind::Parcel,
        spoiled: disc.is_current
            && in_hand.is_some_and(|other| disc.is_in_hand() && other.label != disc.label),
        label_href: format!("{}/discs/{code}/label", links::request(request.reference)),
        code,
        shipment: disc
            .shipment
            .as_ref()
            .map(|(_, reference, ..)| reference.to_string()),
    }
}

fn extension(request: &Request) -> Option<ExtensionForm> {
    let rule = request.laws.extension()?;
    request.extension.is_none().then(|| ExtensionForm {
        up_to: i64::from(rule.up_to_days),
        within: i64::from(rule.notice_within_days),
        days: String::new(),
        sent: String::new(),
    })
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
