//! What a visit offers whoever looks at it, and who of two people must be at the keyboard.

use super::VisitState;

/// What can be done with a visit by somebody who looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offers {
    /// Grant it more time, once, while it lasts: its own people.
    pub extend: bool,
    /// Say what became of planned articles: its own people, and anybody of the desk once it is over.
    pub settle: bool,
}

impl VisitState {
    /// What a visit in this state offers. `mine`: whoever looks is one of its two people;
    /// `expired`: its time is over; `extended`: it was granted more time before.
    pub const fn offers(self, mine: bool, expired: bool, extended: bool) -> Offers {
        let open = matches!(self, Self::Open);
        Offers {
            extend: open && mine && !expired && !extended,
            settle: open && (mine || expired),
        }
    }
}

/// Which of the two is the person of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtTheKeyboard {
    /// The first: who opens a visit is its first person.
    First,
    /// Either: both are there, one of them is at the keyboard.
    Either,
}

/// Why two people are not accepted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTogether {
    /// The first is not who is at the keyboard.
    FirstIsNotYou,
    /// They are one.
    SamePerson,
    /// Neither is who is at the keyboard.
    NeitherIsYou,
}

/// Whether the first of two people may be it: asked before the second one's password is tried.
pub fn first_is(first: &str, here: &str, who: AtTheKeyboard) -> Result<(), NotTogether> {
    if who == AtTheKeyboard::First && first != here {
        return Err(NotTogether::FirstIsNotYou);
    }
    Ok(())
}

/// Whether two people, by what the directory calls them, may act together in the session of
/// `here`.
pub fn together(
    first: &str,
    second: &str,
    here: &str,
    who: AtTheKeyboard,
) -> Result<(), NotTogether> {
    first_is(first, here, who)?;
    if first == second {
        return Err(NotTogether::SamePerson);
    }
    if first != here && second != here {
        return Err(NotTogether::NeitherIsYou);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_is_extended_by_its_own_people_once_and_settled_by_the_desk_once_it_is_over() {
        let open = VisitState::Open;
        let offers = |extend, settle| Offers { extend, settle };
        assert_eq!(open.offers(true, false, false), offers(true, true));
        assert_eq!(open.offers(true, false, true), offers(false, true));
        assert_eq!(open.offers(true, true, false), offers(false, true));
        assert_eq!(open.offers(false, false, false), offers(false, false));
        assert_eq!(open.offers(false, true, false), offers(false, true));
        for closed in [VisitState::Closed, VisitState::ClosedWithDiscrepancy] {
            assert_eq!(closed.offers(true, true, false), offers(false, false));
        }
    }

    #[test]
    fn two_different_people_act_and_one_of_them_is_at_the_keyboard() {
        use AtTheKeyboard::{Either, First};
        for (first, second, who, said) in [
            ("a", "b", First, Ok(())),
            ("b", "a", First, Err(NotTogether::FirstIsNotYou)),
            ("b", "a", Either, Ok(())),
            ("a", "a", First, Err(NotTogether::SamePerson)),
            ("b", "c", Either, Err(NotTogether::NeitherIsYou)),
        ] {
            assert_eq!(together(first, second, "a", who), said, "{first} {second}");
        }
    }
}
