//! Accepting a database that was put back from before.
//!
//! The journal's key has signed more than that database holds. Going on under the same name would
//! be a second history; so the journal goes on under another name, by an act of two people.

use crate::access::{Actor, DutyName};
use crate::custody::label_register::BATCH_LIMIT;
use crate::label::SERIALS;
use crate::refusal::Refusal;

/// Entries that may have followed the last one that was signed: some hours of work.
const UNSIGNED: u64 = 1_000;

/// How many numbers of a series, and labels of a class, may have been given in entries that are
/// lost, of which so many were signed. A parcel with such a number may be on its way, and such a
/// label on a film. Of labels at most a tenth of those there are.
pub fn may_have_been_given(lost: u64) -> (u32, u32) {
    let lost = u32::try_from(lost.saturating_add(UNSIGNED)).unwrap_or(u32::MAX);
    (lost, lost.saturating_mul(BATCH_LIMIT).min(SERIALS / 10))
}

/// May these two accept it together? One keeps the appliance running, the other reads its
/// journal: whoever put the copy back is not alone in saying that it was right.
pub fn may_accept(first: &Actor, second: &Actor) -> Result<(), Refusal> {
    if first.id() == second.id() {
        return Err(Refusal::SamePerson);
    }
    let held = |person: &Actor, duty| person.duties().contains(&duty);
    if held(first, DutyName::Operator) && held(second, DutyName::Auditor) {
        Ok(())
    } else {
        Err(Refusal::DutyNotHeld)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn person(last: char, duties: &[DutyName]) -> Actor {
        let id = format!("01JCZ00000000000000000000{last}").parse().unwrap();
        Actor::person(id, duties.iter().copied())
    }

    #[test]
    fn as_many_numbers_are_skipped_as_there_can_have_been() {
        assert_eq!(may_have_been_given(3), (1_003, 300_900));
        assert_eq!(may_have_been_given(u64::MAX), (u32::MAX, 10_000_000));
    }

    #[test]
    fn it_takes_who_runs_the_appliance_and_somebody_else_who_reads_its_journal() {
        let both = [DutyName::Operator, DutyName::Auditor];
        let alex = person('A', &both);
        let marc = person('B', &[DutyName::Auditor]);
        assert_eq!(may_accept(&alex, &marc), Ok(()));
        assert_eq!(may_accept(&alex, &person('C', &both)), Ok(()));
        assert_eq!(may_accept(&alex, &alex), Err(Refusal::SamePerson));
        assert_eq!(may_accept(&marc, &alex), Err(Refusal::DutyNotHeld));
        let sophie = person('D', &[DutyName::Imaging]);
        assert_eq!(may_accept(&alex, &sophie), Err(Refusal::DutyNotHeld));
    }
}
