//! What every page needs besides its own content: language, zone, who is signed in, where we are.

use chrono_tz::Tz;
use serde::{Serialize, Serializer};

use super::locale::Locale;

/// The colours a person chose in the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the browser or the system is set.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// A count in the navigation. Counts are things to do, never totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Count {
    /// How many.
    pub n: u32,
    /// Some of them are late or need attention today.
    pub urgent: bool,
}

/// One line of the navigation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NavEntry {
    /// Catalogue key of the word.
    pub key: &'static str,
    /// Address; the line is marked as current when the frame's path is this one or below it.
    pub href: &'static str,
    /// Icon name, a file of `static/icons` without its ending.
    pub icon: &'static str,
    /// Things to do there, if any.
    pub count: Option<Count>,
}

/// Lines of the navigation under one desk's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NavGroup {
    /// Catalogue key of the desk's name; none for the first group.
    pub key: Option<&'static str>,
    /// The lines.
    pub entries: Vec<NavEntry>,
}

/// The person whose session this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Name as the staff directory writes it.
    pub name: String,
    /// Catalogue key of the chief duty: `duty-coordination`, `duty-custody`, …
    // keys: duty-*, nav-*, desk-*
    pub duty: &'static str,
    /// When the session ends at the latest, microseconds UTC.
    pub until: i64,
    /// Seconds after which it ends without a request.
    pub idle: i64,
    /// Seconds until it ends at the latest.
    pub left: i64,
    /// The navigation of that duty.
    pub nav: Vec<NavGroup>,
}

/// What every page needs besides its content. Built once per request by the route's guards.
///
/// Templates read it as `frame`; components that speak or show times declare it as `@frame`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// The reader's language.
    pub locale: Locale,
    /// The zone in which instants are shown: the site's, or the specialist's own.
    #[serde(serialize_with = "zone_name")]
    pub zone: Tz,
    /// The instant of the request, microseconds UTC, from the appliance's clock.
    pub now: i64,
    /// The path of this page without its query, `/shipments/2026-0902`: marks the current line of
    /// the navigation and is where the language switch comes back to.
    pub path: String,
    /// The query of this page, without `?`, kept by the language switch. Empty when there is none, or one that
    /// says anything else than which view of a list.
    pub query: String,
    /// This appliance shows fictitious people, cases and images.
    pub demo: bool,
    /// The colours chosen.
    pub theme: Theme,
    /// The token every form sends back.
    pub csrf: String,
    /// A number drawn for this page, which every form on it sends back: the same form sent twice
    /// does its work once.
    pub once: String,
    /// Somebody was led here by a form that had been sent before: nothing more was done.
    pub sent_before: bool,
    /// Who is signed in; none at the door and on pages anyone may read.
    pub person: Option<Person>,
    /// The hospital's own name, not translated.
    pub organisation: String,
    /// The extension of the hospital's help desk for this appliance.
    pub help_phone: String,
    /// The extension of the coordination centre.
    pub desk_phone: String,
    /// Reference number of a failed request, as the log writes it.
    pub reference: Option<String>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde's serialize_with passes a reference"
)]
fn zone_name<S: Serializer>(zone: &Tz, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(zone.name())
}

impl Frame {
    /// A frame of the demonstration hospital: a coordinator on Thursday, November 19, 2026, 10:42.
    /// For samples and tests; every person in it is fictitious.
    pub fn sample(locale: Locale) -> Self {
        Self {
            locale,
            zone: chrono_tz::America::Montreal,
            now: SAMPLE_NOW,
            path: "/".into(),
            query: String::new(),
            demo: true,
            theme: Theme::Auto,
            csrf: "sample-token".into(),
            once: "0123456789abcdef".into(),
            sent_before: false,
            person: Some(Person {
                name: "Nadia Tremblay-Roy".into(),
                duty: "duty-coordination",
                until: SAMPLE_NOW + 6 * 3_600_000_000 + 18 * 60_000_000,
                idle: 900,
                left: 6 * 3600 + 18 * 60,
                nav: sample_navigation(),
            }),
            organisation: "Hôpital du Belvédère".into(),
            help_phone: "4357".into(),
            desk_phone: "4360".into(),
            reference: Some("K7-2M4P-19".into()),
        }
    }

    /// The same frame with nobody signed in.
    #[must_use]
    pub fn signed_out(mut self) -> Self {
        self.person = None;
        self
    }
}

/// 2026-11-19 10:42 in Montréal, the hour of every sample page. Microseconds UTC.
pub const SAMPLE_NOW: i64 = 1_795_102_920_000_000;

fn sample_navigation() -> Vec<NavGroup> {
    let line = |key, href, icon, n: u32, urgent| NavEntry {
        key,
        href,
        icon,
        count: (n > 0).then_some(Count { n, urgent }),
    };
    vec![
        NavGroup {
            key: None,
            entries: vec![
                line("nav-today", "/", "today", 7, true),
                line("nav-station", "/station", "scan", 0, false),
            ],
        },
        NavGroup {
            key: Some("desk-custody"),
            entries: vec![
                line("nav-cases", "/cases", "case", 0, false),
                line("nav-items", "/items", "film", 0, false),
                line("nav-shipments", "/shipments", "truck", 3, false),
                line("nav-archive", "/archive", "locks", 0, false),
            ],
        },
        NavGroup {
            key: Some("desk-imaging"),
            entries: vec![
                line("nav-studies", "/studies", "images", 12, false),
                line("nav-discs", "/discs", "disc", 2, false),
            ],
        },
        NavGroup {
            key: Some("desk-privacy"),
            entries: vec![
                line("nav-requests", "/requests", "law", 4, false),
                line("nav-retention", "/retention", "archive", 0, false),
            ],
        },
    ]
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::web::format;

    #[test]
    fn the_sample_hour_is_the_one_its_pages_speak_of() {
        let at = format::local(SAMPLE_NOW, chrono_tz::America::Montreal).unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-19T10:42:00-05:00");
    }
}
