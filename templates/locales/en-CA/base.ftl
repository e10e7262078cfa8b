# Words shared by all pages.

## Shell
brand = Doublelock
coordination-centre = Coordination Centre
skip-to-content = Skip to content
menu-open = Menu
menu-close = Close menu
nav-label = Main navigation
crumbs-label = Breadcrumb
find-label = Scan or find a case, an item, a shipment
find-hint = Scan or search
language-other = Français
sign-out = Sign out
session-until = session until { $time }
privacy-notice-link = Privacy notice
help-line = Technical support: { $phone }
demo-label = Demonstration mode
demo-text = Demonstration: fictitious people, cases and images
title-error = Error:

## Navigation
nav-today = Today
nav-station = Scan station
nav-cases = Cases
nav-exams = Expected exams
nav-items = Items
nav-shipments = Shipments
nav-exceptions = Discrepancies
nav-archive = Archive
nav-studies = Studies received
nav-discs = Media
nav-requests = Requests
nav-retention = Retention
nav-labels = Labels
nav-journal = Verifiable ledger
nav-jobs = Appliance jobs
nav-people = Who is signed in
nav-own-sessions = My sessions
desk-custody = Coordination
desk-imaging = Imaging
desk-privacy = Privacy
desk-appliance = Appliance

## Duties
duty-coordination = Coordination
duty-custody = Film and parcel custody
duty-imaging = Medical imaging
duty-privacy = Privacy
duty-specialist = Specialist
duty-operator = Appliance operation
duty-auditor = Ledger audit
duty-none = No duty

## Forms
field-optional = (optional)
field-unsaid = Not said
errors-to-fix = { $n ->
    [one] One answer to fix
   *[other] { $n } answers to fix
}

## Lists
pager-label = Pages of the list
pager-first = To the start
pager-next = Next
filter-remove = remove this filter
step-done = (done)
step-todo = (to come)
step-refused = (refused)
clock-days-left = { $n ->
    [one] day left
   *[other] days left
}
clock-due = Answer due { $date }

## Scan station
station-leave = Leave the station
station-listening = Listening. Scan, or type a code
station-deaf = This page is not receiving scans. Click here, then scan again
station-camera = Read with the camera
station-camera-view = What the camera sees
station-camera-refused = The camera does not answer. Allow it in the browser, or type the code.
station-submit = Submit
station-of = of
station-lost = Connection lost
station-lost-what = The last scan may not be recorded
station-lost-note = Scan the last item again: if it is already recorded, the station will say so.
timer-until = Until { $time }
timer-five = 5 minutes left.
timer-one = 1 minute left.

# Words about people that a record holds sealed.
told-erased = erased (entry no. { $no })
told-missing = unreadable: call technical support
form-sent-before = This form had been sent before. Nothing more was done.
