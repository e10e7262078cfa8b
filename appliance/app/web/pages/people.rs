//! Who is signed in, for the operator; and a person's own sessions, for that person.

use serde::Serialize;

use crate::web::i18n::Phrase;
use crate::web::page::{Page, SAMPLE_NOW};

/// `GET /people`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct People {
    /// What just happened.
    pub done: Option<Phrase>,
    /// Everybody with an open session, the latest used first.
    pub people: Vec<Somebody>,
}

/// Somebody with at least one open session.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Somebody {
    /// In addresses.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// The person who looks.
    pub own: bool,
    /// Their sessions, the latest used first.
    pub sessions: Vec<OpenSession>,
}

/// An open session.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OpenSession {
    /// Sign-in, microseconds UTC.
    pub opened: i64,
    /// Last request, microseconds UTC.
    pub seen: i64,
    /// From where.
    pub address: Option<String>,
    /// The very session that asks.
    pub this_one: bool,
}

/// `GET /sessions`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnSessions {
    /// What just happened.
    pub done: Option<Phrase>,
    /// The person's open sessions, the latest used first.
    pub sessions: Vec<OpenSession>,
}

/// How many sessions were ended.
pub fn ended(sessions: u32) -> Phrase {
    Phrase::new("sessions-ended").with("n", i64::from(sessions))
}

impl Page for People {
    const FILE: &'static str = "front/people.html";
    const NAME: &'static str = "nav-people";

    fn samples() -> Vec<Self> {
        let full = Self {
            done: None,
            people: vec![
                Somebody {
                    id: "01JCZ0000000000000000000AL".into(),
                    name: "Alex Chen".into(),
                    own: true,
                    sessions: vec![session(0, 95, Some("10.20.4.17"), true)],
                },
                Somebody {
                    id: "01JCZ0000000000000000000ND".into(),
                    name: "Nadia <b>Tremblay-Roy</b>".into(),
                    own: false,
                    sessions: vec![
                        session(2, 130, Some("10.20.4.21"), false),
                        session(9, 44, Some("2001:db8:4:17::a:20"), false),
                    ],
                },
                Somebody {
                    id: "01JCZ0000000000000000000KB".into(),
                    name: "Karim Benali".into(),
                    own: false,
                    sessions: vec![session(11, 310, None, false)],
                },
            ],
        };
        let alone = Self {
            done: Some(ended(2)),
            people: full.people[..1].to_vec(),
        };
        vec![full, alone]
    }
}

impl Page for OwnSessions {
    const FILE: &'static str = "front/own_sessions.html";
    const NAME: &'static str = "nav-own-sessions";

    fn samples() -> Vec<Self> {
        let this = session(0, 95, Some("10.20.4.17"), true);
        vec![
            Self {
                done: None,
                sessions: vec![this.clone(), session(12, 240, Some("10.20.9.3"), false)],
            },
            Self {
                done: Some(ended(1)),
                sessions: vec![this],
            },
        ]
    }
}

fn session(seen: i64, opened: i64, address: Option<&str>, this_one: bool) -> OpenSession {
    const MINUTE: i64 = 60_000_000;
    OpenSession {
        opened: SAMPLE_NOW - opened * MINUTE,
        seen: SAMPLE_NOW - seen * MINUTE,
        address: address.map(str::to_owned),
        this_one,
    }
}
