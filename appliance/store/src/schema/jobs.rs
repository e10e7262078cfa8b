//! Runs of the appliance's own jobs, and who does what now.

diesel::table! {
    /// One run. The latest row of a job is its persistent last run.
    job_run (id) {
        id -> Text,
        job -> Text,
        scheduled_for -> BigInt,
        started_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        outcome -> Text,
        detail -> Nullable<Text>,
    }
}

diesel::table! {
    /// Who does a piece of work now, until when by the database's own clock.
    work_claim (kind, subject) {
        kind -> Text,
        subject -> Text,
        instance -> Text,
        claim_number -> BigInt,
        until -> BigInt,
    }
}
