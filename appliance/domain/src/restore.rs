//! Accepting a database that was put back from before.
//!
//! The journal's key has signed more than that database holds. Going on under the same name would
//! be a second history; so the journal goes on under another name, by an act of two people.

use crate::access::{Actor, DutyName};
use crate::refusal::Refusal;

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
