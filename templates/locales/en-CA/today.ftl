# Today: what waits for each person.

today-to-handle = { $n ->
    [0] nothing to handle
    [one] { $n } thing to handle
   *[other] { $n } things to handle
}
today-parcels-expected = { $n ->
    [one] { $n } parcel expected
   *[other] { $n } parcels expected
}
today-urgent-n = Handle first ({ $n })
today-nothing-urgent = Nothing to handle
today-nothing-urgent-text = What is late or due today will show here.
today-studies = Studies to attach
today-all-studies = All studies
today-no-studies = No study is waiting
today-no-studies-text = Studies received will show here until they are attached to a case.
today-parcels = Parcels expected
today-all-shipments = All shipments
today-shipment-word = Shipment
today-case-word = case
today-not-said = not given
today-no-parcels = No parcel expected
today-no-parcels-text = A parcel announced from a case will show here until it is received.
today-clocks = Statutory clocks
today-no-clocks = No clock is running
today-no-clocks-text = Open requests will show here, the most pressing first.
today-all-requests = All requests
today-all-jobs = All jobs

col-state = State
col-what = What
col-owner = Owner
col-due = Due
col-act = Action
col-source = Source
col-received = Received
col-images = Images
col-sender = Sender
col-carrier = Carrier
col-expected = Expected
col-items = Items
owner-you = You
owner-team = Team
ago = { $span } ago

clock-left = { $n ->
    [0] last day
    [one] { $n } day
   *[other] { $n } days
}
clock-late = { $n ->
    [one] { $n } day late
   *[other] { $n } days late
}
clock-day-of = Day { $day } of { $of }, due { $due }

archive-open = Open
archive-closed = Closed
archive-last-access = Last access
archive-no-access = None so far
archive-reconciliation = Reconciliation
archive-planned-scanned = { $planned } planned, { $scanned } scanned
archive-content = Content
archive-items = { $n ->
    [one] { $n } item
   *[other] { $n } items
}

journal = Verifiable ledger
journal-verified = Verified
journal-stopped = Verification stopped
journal-entries = Entries

act-receive-parcel = Receive a parcel
act-open-case = Open a case
act-register-request = Register a request
act-open-shipment = See the shipment
act-open-request = See the request
act-open-archive = See the archive
act-open-journal = See the ledger
act-open-jobs = See the jobs
act-ask-again = Follow up
act-open-exams = See the expected exams
act-identify = Say their case
act-open-places = Set up locations
act-reconcile = Reconcile

state-late = Late
state-due = To answer
state-to-reconcile = To reconcile
state-to-put-away = To put away
state-to-attach = To attach
state-being-read = Being read
state-unreadable = Unreadable
state-begun = Receiving begun
state-announced = Announced
state-failed = Failed
state-stopped = Stopped
state-full = Nearly full
state-wrong = Wrong
state-damaged = Damaged
state-to-ask = To follow up
state-to-identify = To identify
state-to-set-up = To set up

tile-late-shipments = { $n ->
    [one] Late parcel
   *[other] Late parcels
}
tile-oldest = oldest: { $age }
tile-parcels-expected = { $n ->
    [one] Parcel expected
   *[other] Parcels expected
}
tile-outside = { $n ->
    [one] Item outside the archive
   *[other] Items outside the archive
}
tile-exams = { $n ->
    [one] Expected exam
   *[other] Expected exams
}
tile-cases = { $n ->
    [one] Case
   *[other] Cases
}
tile-studies-waiting = { $n ->
    [one] Study to attach
   *[other] Studies to attach
}
tile-open-requests = { $n ->
    [one] Open request
   *[other] Open requests
}
tile-late-requests = { $n ->
    [one] Late request
   *[other] Late requests
}

work-parcel-from = Shipment { $no }, sender: { $from }
work-parcel-late = { $n ->
    [one] { $n } item announced. Nothing has arrived.
   *[other] { $n } items announced. Nothing has arrived.
}
work-visit = Access visit { $no }, time is over
work-items-on-table = { $n ->
    [one] { $n } item outside the archive
   *[other] { $n } items outside the archive
}
work-one-barrier = The oldest has been there for { $since }.
work-request = Request { $no }
work-job = { $job }
work-journal = Verification of the ledger
work-room = Room in the vault
work-damaged = Damaged objects in the vault
work-clock = Clock of the machine
work-exam = Expected exam: { $what }
work-exam-of = Case { $no }: follow up.
work-exam-of-from = Case { $no }, { $from }: follow up.
work-exams-more = { $n ->
    [one] { $n } more exam to follow up
   *[other] { $n } more exams to follow up
}
work-unidentified = { $n ->
    [one] { $n } item to identify
   *[other] { $n } items to identify
}
work-unidentified-text = Say which case each is from.
work-exception-of-parcel = Shipment { $no }: { $act }
work-exception-of-visit = Store access { $no }: { $act }
work-hands-yours = { $n ->
    [one] { $n } item in your hands
   *[other] { $n } items in your hands
}
work-hands-of = { $n ->
    [one] { $n } item in the hands of { $who }
   *[other] { $n } items in the hands of { $who }
}
work-hands-text = To lay them down, scan the place at the station.
state-in-hand = In hand
state-to-settle = To settle
act-open-exceptions = See the discrepancies
work-exceptions-more = { $n ->
    [one] { $n } more discrepancy to settle
   *[other] { $n } more discrepancies to settle
}
act-open-exception = See the discrepancy
act-open-station = Open the station
tile-exceptions = { $n ->
    [one] Discrepancy to settle
   *[other] Discrepancies to settle
}
work-places = Set up the centre’s locations
work-places-text = Films can be received once there is a dock, a workbench and an archive.
