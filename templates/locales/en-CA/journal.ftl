# The verifiable ledger: the list, one entry, the proof, the export.

journal-title = Verifiable ledger
journal-entry-title = Ledger entry
journal-count = { $n ->
    [0] no entry
    [one] { $n } entry
   *[other] { $n } entries
}
journal-export = Download the ledger
journal-latest = Entries, newest first
journal-col-no = Number
journal-col-at = Recorded at
journal-col-act = Act
journal-col-duty = Duty
journal-col-purpose = Purpose
journal-col-actor = By whom
journal-col-subjects = On what
journal-no-subject = nothing in particular
journal-pager = { $from } to { $to }, newest first
journal-empty = No entry
journal-empty-text = The first will show as soon as somebody acts.
journal-word-other = other: { $word }
journal-broken-what = Stop work on this ledger and call the administrator at { $phone }. Nothing was changed by the verification.

journal-standing = How the ledger stands
journal-never = Never
journal-not-verified = Not verified yet
journal-verified-at = Last verification
journal-checkpoint = Checkpoint
journal-checkpoint-size = { $n ->
    [one] covers { $n } entry
   *[other] covers { $n } entries
}
journal-since = { $n ->
    [0] no entry since
    [one] { $n } entry since
   *[other] { $n } entries since
}
journal-note = Signed checkpoint
journal-note-help = Print it or copy it somewhere else: any later tampering with what it covers will show.

journal-stranger = Verify without us
journal-stranger-1 = Download the ledger, take the file to any computer and run the independent program.
journal-stranger-2 = It computes every fingerprint again, checks the signatures and names the first altered entry. With --checkpoint FILE, it also checks a checkpoint kept elsewhere.
journal-how = The command and the key
journal-key = Verifying key
journal-key-help = Compare it with a copy kept outside the appliance: a key that came with the file proves nothing by itself.
journal-export-contents = The file holds the entries and their proofs without the details of the acts: no personal information. The export is itself an entry of the ledger.

journal-times = { $n } times

journal-entry = Entry { $no }
journal-before = Previous
journal-after = Next
journal-covered = Covered by the checkpoint
journal-not-covered = Not covered yet
journal-not-covered-help = This entry is newer than the last checkpoint. The next one will cover it.
journal-says = What the entry says
journal-unread = This version of the appliance cannot read this entry. Here it is as it stands.
journal-unreadable = Unreadable entry
journal-leaf = Leaf
journal-leaf-help = The leaf holds no personal information: codes, opaque identifiers and the cryptographic commitment to the details.
journal-proof = Proof of inclusion
journal-proof-help = Combining the fingerprint of leaf { $no } with its neighbours, bottom to top, gives the signed root of the ledger of { $size } entries.
journal-leaf-hash = Fingerprint of the leaf
journal-path = Neighbouring fingerprints
journal-path-empty = None: the leaf is the root.

## Duties of the appliance itself
duty-clockwork = Appliance, jobs
duty-front_door = Appliance, front door
duty-reception = Appliance, DICOM receiver

## Purposes
purpose-case_work = Case work
purpose-shipment = Shipments
purpose-archive = Archive
purpose-import = Receiving images
purpose-erasure = Erasure
purpose-copy_request = Copy request
purpose-audit = Audit
purpose-maintenance = Maintenance
purpose-sign_in = Sign-in

## The list
journal-filter = Search the journal
journal-filter-who = By whom
journal-filter-anybody = Anybody
journal-filter-act = Act
journal-filter-anything = Any act
journal-filter-about = Number or label
journal-filter-record = On
journal-filter-from = From
journal-filter-until = To
journal-filter-show = Show
journal-filter-all = The whole journal
journal-list-export = Download this list
journal-list-export-note = A table of 10,000 entries at most, from those shown on. That it was downloaded is in the journal itself.
journal-none-here = Nothing of the kind among the 20,000 entries looked at
journal-none-such = No entry of this kind
journal-none-such-text = Widen the dates, or show the whole journal.
journal-wrong-date = This date does not exist. Write it YYYY-MM-DD, for example 2026-03-01.
journal-wrong-about = Nothing has this number or label.
journal-wrong-choice = This is not in the list. Choose again.
journal-table-no = Number
journal-table-at = Recorded
journal-table-who = By whom
journal-table-act = Act
journal-table-subjects = On what
journal-table-duty = Duty
journal-table-purpose = Reason
journal-table-cut = This table ends here: what is older than entry { $no } is not in it.
subject-person = Staff
subject-session = Session
subject-patient = Person
subject-case = Case
subject-item = Item
subject-place = Place
subject-shipment = Shipment
subject-visit = Store access
subject-exception = Discrepancy
subject-batch = Label batch
subject-label = Label
subject-intake = Reception
subject-study = Study
subject-instance = Image
subject-request = Request
subject-package = Copy
subject-disclosure = Communication
subject-run = Job
