# Jobs of the appliance and its status.

jobs-facts = The appliance runs them by itself, and catches up on those a stop made it miss.
jobs-list = Jobs
jobs-history = Runs
jobs-col-job = Job
jobs-col-next = Next
jobs-col-last = Last
jobs-col-end = Result
jobs-col-act = Action
jobs-col-began = Began
jobs-col-for = Due at
jobs-col-took = Took
jobs-no-next = none planned
jobs-no-run = never
jobs-to-come = To come
jobs-empty = No run yet
jobs-empty-text = Jobs will show here from their first run on.

job-checkpoint = Sign a checkpoint
job-checkpoint-what = Signs the size and the root of the ledger.
job-verify = Verify the ledger
job-verify-what = Computes every fingerprint again and checks every signature: of what is new and, once a week, of everything.
job-overdue = Mark what is late
job-overdue-what = Marks the parcels and requests whose due date has passed.
job-compare = Compare the tables with the ledger
job-compare-what = Makes the records touched since the day before, and a seventh of the others, again from the ledger and compares every row.
job-remove = Remove condemned objects
job-remove-what = Removes from the vault what was replaced, shown once or erased, and names each object in the ledger.
job-reread = Read the vault again
job-reread-what = Reads what nobody has read for 20 days and compares each object with the fingerprint in the ledger.
job-run = Run now
job-minutes = Every { $n } minutes.
job-every-minute = Every minute.
job-hourly = Every hour, at minute { $minute }.
job-daily = Every day at { $time } (UTC).
job-cron = By the cron schedule { $cron } (UTC).
job-ran = { $job }: done.
job-run-failed = { $job }: failed. The result is shown below.
job-run-going = { $job }: running. You can leave this page.

run-running = Running
run-done = Done
run-failed = Failed
run-cut_off = Cut off by a stop
run-nothing-new = No entry since the previous one
run-signed = { $n ->
    [one] covers { $n } entry
   *[other] covers { $n } entries
}
run-verified = { $n ->
    [one] { $n } entry, no alteration found
   *[other] { $n } entries, no alteration found
}
run-broken = Verification stopped at entry { $at }
run-compared = { $n ->
    [one] { $n } row agrees with the ledger
   *[other] { $n } rows agree with the ledger
}
run-differs = { $n ->
    [one] { $n } row does not say what the ledger says. Call technical support.
   *[other] { $n } rows do not say what the ledger says. Call technical support.
}
run-removed = { $n ->
    [one] { $n } object removed
   *[other] { $n } objects removed
}
run-reread = { $n ->
    [one] { $n } object read again, as it was stored
   *[other] { $n } objects read again, as they were stored
}
run-damaged = { $n ->
    [one] { $n } object damaged or missing
   *[other] { $n } objects damaged or missing
}
run-late = Objects read again: { $read }; objects left: { $left }. At this pace the vault will not be read within 30 days. Raise “storage.reread_rate”.
run-marked = Parcels: { $parcels }; requests: { $requests }
run-fault-not_found = A record that was expected does not exist. Call technical support.
run-fault-refused = A rule was against it. Call technical support.
run-fault-busy = The database was busy. The job runs again at its time.
run-fault-gone = The database did not answer. The job runs again at its time.
run-fault-full = There was no room left to write. Free some space.
run-fault-read_only = The database refused to be written to. Check the permissions of the data directory.
run-fault-erased = A record was erased while the job ran. The job resumes at its time.
run-fault-keys = The keyring does not open. Check the master key and the keyring file.
run-fault-claim_lost = Another instance of the appliance took this work over.
run-fault-altered = A record is not what the ledger says. Run the comparison of the tables and call technical support.
run-fault-ledger_broken = The ledger contradicts itself. Run the verification and call technical support.
run-fault-backend = The database refused a command. The cause is in the machine’s log.
run-fault-corrupt = Stored data does not have the expected form. Call technical support.
run-fault-vault = The vault could not be read or changed. Check its disk and its permissions.
run-fault-other = The cause is in the machine’s log.

appliance-state = Appliance status
appliance-directory = Staff directory
appliance-directory-yes = Reached
appliance-directory-no = Not responding
appliance-room = Room in the vault
appliance-free = { $free } free
appliance-floor = Reserve: { $floor }. Below it, nothing more is taken in.
appliance-room-unknown = Not measured
appliance-checkpoint = Last checkpoint
appliance-verified = Last successful verification
appliance-broken = The latest verification stopped
appliance-waiting = Images to describe
appliance-objects = { $n ->
    [0] none waiting
    [one] { $n } waiting
   *[other] { $n } waiting
}
appliance-version = Version
appliance-never = Never
appliance-clock = Clock of the machine
appliance-clock-ahead = { $by } ahead
appliance-clock-behind = { $by } behind
appliance-clock-what = Check the machine’s clock, then restart the appliance.
appliance-log = Write-ahead log of the database
appliance-log-n = { $size }
appliance-log-what = A reading that takes long keeps it from being emptied. If this goes on for more than an hour, restart the appliance.
appliance-unknown = Objects without a record
appliance-unknown-n = { $n ->
    [one] { $n } object
   *[other] { $n } objects
}
appliance-unknown-what = Found in the vault at the last start. Nothing was removed: compare with the latest backup.
appliance-damaged = Damaged objects
appliance-damaged-n = { $n ->
    [one] { $n } object
   *[other] { $n } objects
}
appliance-damaged-what = They are no longer in the vault as they were stored. The list is on the page of the jobs.

damaged-list = Damaged objects
damaged-col-what = Object
damaged-col-since = Found
damaged-col-mend = What to do
object-image = Image
object-package = Record copy
object-passphrase = Passphrase of a copy
object-signer = Key that signs copies
object-mend-image = Have the study sent again, or put the file from a backup in its place in the vault.
object-mend-package = Have the copy built again. If the request has its answer already, put the file from a backup in its place in the vault.
object-mend-passphrase = Have the copy built again. If the request has its answer already, put the file from a backup in its place in the vault.
object-mend-signer = Put the file from a backup in its place in the vault. No copy is signed until then.
damaged-first = Only the first { $n } are shown.
