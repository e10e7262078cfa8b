//! Which exam an address names, and on which day it is asked for.

use chrono::NaiveDate;
use doublelock_domain::access::Coordination;
use doublelock_domain::ids::{CaseId, ExamId};

use crate::web::guard::On;
use crate::web::problem::Problem;

/// The case and the exam; anything else is not there.
pub(super) fn parsed(case: &str, exam: &str) -> Result<(CaseId, ExamId), Problem> {
    let case = case.parse().map_err(|_| Problem::NotFound)?;
    let exam = exam.parse().map_err(|_| Problem::NotFound)?;
    Ok((case, exam))
}

/// The day at the site.
pub(super) fn today(on: &On<Coordination>) -> NaiveDate {
    on.office().now().date_in(on.office().config.centre.zone)
}
