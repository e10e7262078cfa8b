//! Runs of the appliance's own jobs.

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
    /// Who runs the jobs now: one row, renewed while it lives.
    job_leader (name) {
        name -> Text,
        holder -> Text,
        until -> BigInt,
    }
}
