//! The promise: one working day over every desk is written in the journal, and shown on every
//! page, as it was when this day was frozen: whoever rebuilds the records from the inside out
//! changes nothing that people see. Nothing of it, nor of a night in which everything fails, names
//! anybody in the log or lies in clear.
//!
//! The day is lived through HTTP and DICOM, as people and machines do; `tests/output/day/acts.txt`
//! holds its journal, `tests/output/day/pages` what its pages say to a person. Ids, labels,
//! fingerprints and other draws of chance are numbered by first appearance ([`plain`]), so another
//! order of drawing changes nothing here.
//!
//! | module | what it is |
//! |---|---|
//! | [`day`] | the appliance of the day, who is in, which pages were looked at |
//! | [`reading`], [`plain`] | a page as a person reads it; names of chance made plain |
//! | [`acts`] | the journal, one line an entry |
//! | [`door`], [`custody`], [`archive`], [`imaging`], [`privacy`], [`house`], [`people`] | the day itself |
//! | [`faults`] | the night after it, when everything fails |
//! | [`canary`] | what the log of all of it may not say, and what may lie nowhere in clear |
//! | [`evening`] | every page once more, and the account of which routes were looked at |

#![expect(clippy::unwrap_used, reason = "tests")]

mod acts;
mod archive;
mod canary;
mod custody;
mod day;
mod door;
mod evening;
mod faults;
mod house;
mod imaging;
mod people;
mod plain;
mod privacy;
mod reading;

use std::str::FromStr as _;

use doublelock_testkit::{Config, Log, appliance};

use day::Day;

/// Nothing runs by itself while the clock is moved: the jobs of the day are run by hand.
fn jobs_by_hand(config: &mut Config) {
    let new_year = cron::Schedule::from_str("0 0 8 1 1 *").unwrap();
    config.jobs.checkpoint = new_year.clone();
    config.jobs.verify = new_year.clone();
    config.jobs.overdue = new_year.clone();
    config.jobs.compare = new_year.clone();
    config.jobs.remove = new_year.clone();
    config.jobs.reread = new_year;
}

/// What the log says of the night: each fault was there, and was caught.
const FAULTS: &[&str] = &[
    "a directory server does not serve server=0 failure=no answer in time",
    "a directory server does not serve server=0 failure=no connection",
    "a request could not be served",
    "object refused address=127.0.0.1 reason=the data set is torn",
    "object refused address=127.0.0.1 reason=the pixel data do not fit",
    "image 1 could not be read",
    "Not a directory",
    "the vault's disk is full",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_working_day_over_every_desk_reads_as_it_did() {
    let log = Log::of_this_process();
    let mut day = Day::begins(appliance!(jobs_by_hand));
    door::morning(&mut day).await;
    let cases = custody::opens_two_cases(&mut day).await;
    let films = custody::receives_a_parcel(&mut day, &cases).await;
    custody::sets_up_places(&mut day).await;
    archive::puts_films_away(&mut day, &films).await;
    let out = archive::takes_films_out(&mut day, &cases, &films).await;
    custody::sends_a_parcel(&mut day, &out).await;
    imaging::receives_studies(&mut day, &cases).await;
    let requests = privacy::logs_requests(&mut day, &cases).await;
    privacy::answers_with_a_disc(&mut day, &requests).await;
    privacy::answers_with_a_file(&mut day, &requests).await;
    privacy::fails_to_build(&mut day, &requests).await;
    day = Box::pin(day.starts_again(privacy::another_law)).await;
    privacy::prolongs_a_request(&mut day, &cases).await;
    house::signs_and_exports_the_journal(&mut day).await;
    house::ends_sessions(&mut day).await;
    archive::lets_a_visit_run_out(&mut day).await;
    house::has_its_troubles(&mut day).await;
    evening::looks_at_everything(&mut day, &cases, &films, &requests).await;
    people::finds_out_who_is_who(&mut day).await;
    custody::receives_what_nobody_announced(&mut day, &cases, &films).await;
    house::a_month_later(&mut day, &requests).await;
    day.is_as_it_was();
    faults::the_directory_fails(&mut day).await;
    faults::the_database_is_locked(&mut day, &cases).await;
    faults::images_cannot_be_read(&mut day).await;
    faults::a_copy_has_no_room(&mut day, &requests).await;
    day = Box::pin(day.starts_again(faults::full_disk)).await;
    faults::the_disk_is_full(&mut day, &requests).await;
    canary::nothing_lies_in_clear(&day.app);
    Box::pin(day.app.close()).await;
    canary::the_log_names_nobody(&log, FAULTS);
}
