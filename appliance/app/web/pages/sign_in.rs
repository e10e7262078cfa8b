//! The sign-in page: also what is shown after signing out, and when a session has ended.

use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::Page;

/// `GET /sign-in` and every refused attempt. The form posts `username`, `password`,
/// `one_time_code` and `back` to `/sign-in`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignIn {
    /// Why the last attempt did not open a session; use the functions below.
    pub refusal: Option<Phrase>,
    /// What happened before, when nothing was refused: [`Self::SIGNED_OUT`], [`Self::EXPIRED`].
    pub notice: Option<Phrase>,
    /// The user name of the last attempt, kept in the field. Never the password.
    pub username: String,
    /// Where to go afterwards, a local path checked by the route.
    pub back: Option<String>,
    /// A one-time code is asked for.
    pub second_factor: bool,
    /// How the staff directory stood when it was last asked; use [`Self::directory`].
    pub directory: Phrase,
}

impl SignIn {
    /// Notice after signing out.
    pub const SIGNED_OUT: &'static str = "signed-out";
    /// Notice when the session has ended by itself.
    pub const EXPIRED: &'static str = "sign-in-expired";
    /// Notice when it had ended before a form was sent, which is kept.
    pub const KEPT: &'static str = "sign-in-kept";

    /// The first visit.
    pub fn first(second_factor: bool, directory: Phrase) -> Self {
        Self {
            refusal: None,
            notice: None,
            username: String::new(),
            back: None,
            second_factor,
            directory,
        }
    }

    /// Whether the directory answered when it was last asked, and how many seconds ago that was; none
    /// if it was not asked yet. An age below a minute is not said.
    pub fn directory(standing: Option<(bool, i64)>) -> Phrase {
        match standing {
            None => Phrase::new("directory-not-asked"),
            Some((true, ..60)) => Phrase::new("directory-reached"),
            Some((false, ..60)) => Phrase::new("directory-not-reached"),
            Some((true, age)) => {
                Phrase::new("directory-reached-ago").with("age", Arg::Seconds(age))
            }
            Some((false, age)) => {
                Phrase::new("directory-not-reached-ago").with("age", Arg::Seconds(age))
            }
        }
    }

    /// Name or password is wrong; the page does not say which. After too many tries at a
    /// person under other names, the right password is answered so too: for how long, in
    /// seconds.
    pub fn wrong(window_seconds: i64) -> Phrase {
        Phrase::new("sign-in-failed").with("wait", Arg::Seconds(window_seconds))
    }

    /// A label or a card was read where the name belongs.
    pub fn scanned() -> Phrase {
        Phrase::new("sign-in-scanned")
    }

    /// The one-time code is wrong or used.
    pub fn wrong_code() -> Phrase {
        Phrase::new("sign-in-code-failed")
    }

    /// Throttled: how long to wait, in seconds, and whom to call. Said in whole minutes, rounded
    /// up: whoever waits as long as the page says is heard.
    pub fn too_many(wait_seconds: i64, help_phone: &str) -> Phrase {
        let minutes = wait_seconds.max(1).div_euclid(60) + i64::from(wait_seconds % 60 != 0);
        Phrase::new("sign-in-too-many")
            .with("wait", Arg::Seconds(minutes.max(1) * 60))
            .with("phone", help_phone)
    }

    /// Known to the directory, but no duty of ours.
    pub fn no_duty(desk_phone: &str) -> Phrase {
        Phrase::new("sign-in-no-duty").with("phone", desk_phone)
    }

    /// The directory does not answer.
    pub fn directory_down() -> Phrase {
        Phrase::new("sign-in-directory-down")
    }
}

impl Page for SignIn {
    const FILE: &'static str = "front/sign_in.html";
    const NAME: &'static str = "sign-in-title";

    fn samples() -> Vec<Self> {
        let first = Self::first(false, Self::directory(Some((true, 3))));
        let standing = |standing| Self::first(false, Self::directory(standing));
        let refused = |refusal| Self {
            refusal: Some(refusal),
            username: "ntremblay".into(),
            ..first.clone()
        };
        let noticed = |key| Self {
            notice: Some(Phrase::new(key)),
            ..first.clone()
        };
        vec![
            first.clone(),
            refused(Self::wrong(15 * 60)),
            Self {
                second_factor: true,
                back: Some("/shipments/2026-0902".into()),
                ..refused(Self::wrong_code())
            },
            refused(Self::too_many(13 * 60 + 5, "4357")),
            refused(Self::no_duty("4360")),
            Self {
                directory: Self::directory(Some((false, 0))),
                ..refused(Self::directory_down())
            },
            noticed(Self::SIGNED_OUT),
            noticed(Self::EXPIRED),
            standing(None),
            standing(Some((true, 25 * 60))),
            standing(Some((false, 4 * 60))),
        ]
    }
}
