# Privacy: access requests, copies of the record, register of communications.

## List
requests-title = Requests
requests-tabs = Requests by state
requests-open = To answer
requests-answered = Closed
request-log = Log a request
request-col-due = Due
request-col-request = Request
request-col-person = Person
request-col-case = Case
request-col-received = Received on
request-col-state = State
request-col-act = Open
request-open = Open
requests-empty-open-title = No request is waiting
requests-empty-open-text = Access requests that come by mail, e-mail, telephone or at the counter are logged here with their due date.
requests-empty-answered-title = No request closed yet
requests-empty-answered-text = A request comes here once its copy has left, it was withdrawn, or access was refused.
requests-page = { $n ->
    [one] { $n } request on this page
   *[other] { $n } requests on this page
}
request-days-left = { $n ->
    [0] Last day
    [one] { $n } day left
   *[other] { $n } days left
}
request-deemed-refused-days = { $n ->
    [one] Deemed refused for { $n } day
   *[other] Deemed refused for { $n } days
}
request-answered-in-time = Answered in time
request-answered-late = Answered late

## Words of closed lists
request-kind-access_request = Copy of the record
request-state-logged = Logged
request-state-building = Being built
request-state-outdated = Copy to be prepared again
request-state-sealed-outdated = Changed since sealing
request-state-not-built = Copy not built
request-state-ready = Copy ready
request-state-dispatched = Shipped
request-state-answered = Answered
request-channel-mail = By mail
request-channel-email = By e-mail
request-channel-phone = By telephone
request-channel-counter = At the counter
request-requester-patient = The person concerned
request-requester-representative = Somebody who represents them
request-capacity-parent = Holder of parental authority
request-capacity-tutor = Tutor
request-capacity-mandatary = Mandatary
request-capacity-counsel = Lawyer or notary
request-identity-photo_document = Photo identity document, seen
request-identity-health_card = Health insurance card, seen
request-identity-enclosed_copy = Copy enclosed with the request, seen then destroyed
request-identity-called_back = Called back at a number known before the request, three facts confirmed
request-carrier-disc = Disc that any computer reads
request-carrier-encrypted_file = Encrypted file
request-carrier-folder = Folder of files
request-method-courier = By courier
request-method-handed_over = Handed over in person
request-method-encrypted_file = Encrypted file, passphrase by another channel
law-qc_r22_1 = Act R-22.1
law-qc_p39_1 = Act P-39.1
law-ca_pipeda = PIPEDA
law-section = { $law }, s. { $section }
recourse-cai = Commission d’accès à l’information
recourse-privacy_commissioner = Privacy Commissioner of Canada
package-part-images = Images, with their index
package-part-documents = Pages of the record
package-part-custody_history = Custody history of films and media
package-part-communications = Communications made so far
package-part-signature = Fingerprints and signature
package-part-disc_image = Disc image
package-part-encrypted_file = Encrypted file
package-fault-cut_off = The build was cut off because the appliance stopped. Nothing is lost: build the copy again.
package-fault-disk_full = Storage is full. Free some space or call technical support, then build the copy again.
package-fault-object_damaged = An image of the record is missing or altered in the vault. Call technical support before going on.
package-fault-tool_failed = The program that makes the index or the disc image did not answer. Call technical support.
package-fault-too_large = The record is larger than one copy can be. Call technical support.
package-fault-other = The copy could not be built. Build it again; if it fails again, call technical support.

## Log
request-new-title = Log a request
request-new-intro = The date of receipt starts the clock. The date of entry is recorded by itself and does not count.
request-new-what = The request
request-new-who = Who asks
request-new-where = Where to answer
request-field-case = Case number
request-field-case-help = For example 2026-0421.
request-field-channel = Received
request-field-received = Received on
request-field-received-help = YYYY-MM-DD, the date of the receipt stamp. Entered today, { $today }.
request-field-requester = The request comes from
request-field-representative = Name of the representative
request-field-representative-help = Only if somebody represents the person.
request-field-capacity = Acting as
request-field-authority = I have seen the paper that authorizes them
request-field-authority-help = It is seen, never kept.
request-field-identity = Identity
request-field-identity-help = The copy does not leave before.
request-identity-not-yet = Not checked yet
request-capacity-choose = Choose
request-field-carrier = Form asked for
request-field-carrier-disc-help = Not encrypted, so only when the person asks for it.
request-field-carrier-encrypted-help = The passphrase is given by another channel.
request-field-street = Number and street
request-field-locality = City and province
request-field-postal = Postal code
request-field-country = Country
request-field-country-help = Two letters: CA, US, FR.
request-save = Log the request
request-cancel = Back to the requests
request-clock-preview-title = Time limits
request-clock-preview = The answer is due within { $n } days of receipt ({ $law }). Québec law gives no extension; without an answer, the request is deemed refused.

## Errors of the form
request-case-unknown = Case { $case } does not exist. Check the number on the letter or ask the coordination desk.
request-received-future = This date is in the future. Enter the day the request arrived.
request-received-old = This date is before 1990. Check the year.
request-received-not-a-date = This date does not exist or is not in the expected form. Write it YYYY-MM-DD, for example 2026-03-01.
request-needed-case = Enter the case number.
request-needed-received = Enter the day the request arrived.
request-needed-identity = Choose what was seen.
request-needed-channel = Choose how the request arrived.
request-needed-requester = Choose whom the request comes from.
request-needed-representative = Enter the name of the representative.
request-needed-capacity = Choose in what capacity they act.
request-needed-authority = Tick the box once the paper was seen, or wait until it is.
request-needed-carrier = Choose the form asked for.
request-needed-street = Enter the number and street.
request-needed-locality = Enter the city and province.
request-needed-country = Enter the two letters of the country, for example CA.
request-too-long = This text is too long: { $limit } characters at most.
request-characters = This text holds characters that cannot be kept. Type it on the keyboard.
request-choice = This value is not offered. Choose one from the list.
request-extension-days = Enter a number of days that the law allows.
request-notice-before = The notice cannot be earlier than the request. Check the date.


## The request
request-title = Copy of the record
request-heading = Copy of the record for { $who }
request-no = Request
request-case = Case
request-letter = Letter
request-communications = Communications
request-build = Build the copy
request-rebuild = Build again
request-refresh = Refresh
request-logged-notice = Request logged.
request-logged-late-notice = Request logged. It was entered after its due date: it is deemed refused already. Answer without waiting.
request-build-notice = The build has started.
request-identity-notice = Identity confirmed.
request-extension-notice = Extension recorded.
request-delivered-notice = The answer is in the register of communications.
request-receipt-notice = Receipt confirmed.
request-disc-notice = Disc registered. Print its label, then pack it.
request-late-title = Deemed refused since { $date }
request-late-text = The law takes silence as a refusal. Answer all the same, without waiting; the person may turn to: { $recourse }, within { $days } days.
request-late-text-open = The law takes silence as a refusal. Answer all the same, without waiting; the person may turn to: { $recourse }.
request-fault-title = The copy was not built
request-contents = Contents of the copy
request-contents-note = { $files ->
    [one] { $files } file, { $size }
   *[other] { $files } files, { $size }
}
request-preview-note = The whole record, but for images kept apart
request-part = Part
request-progress = Progress
request-part-state = State
request-part-done = Ready
request-part-waiting = Waiting
request-part-count = { $done } of { $total }
request-part-images = { $n ->
    [0] No image
    [one] { $n } image
   *[other] { $n } images
}
request-part-studies = { $n ->
    [one] { $n } study
   *[other] { $n } studies
}
request-part-articles = { $n ->
    [0] No item
    [one] { $n } item
   *[other] { $n } items
}
request-part-entries = { $n ->
    [0] None
    [one] { $n } entry
   *[other] { $n } entries
}
request-building-note = You may leave this page; the build goes on. After an interruption, start it again from here.
request-built-note = Built { $at }, with the images read back and a fingerprint for every file.
request-package = Copy ready
request-download-disc = Download the disc image
request-download-disc-note = ISO, { $size }. Not encrypted: burn it here, then erase it from this computer.
request-download-encrypted_file = Download the encrypted file
request-download-encrypted_file-note = AES-256 zip, { $size }.
request-download-folder = Download the folder of files
request-download-folder-note = Zip, not encrypted, { $size }. To copy onto a USB stick handed over in person.
request-passphrase-show = Show the passphrase
request-passphrase-once = It is shown once. Give it by telephone or in person, never with the file.
request-passphrase-shown = Passphrase shown { $at }.
request-passphrase-lost = If it is lost, prepare the copy again.
request-passphrase-lost-answered = If it is lost, log a new request: another copy has a passphrase of its own.
request-download = Download the copy
request-identity-choose = Choose…
request-fingerprint = Signer’s fingerprint
request-fingerprint-help = To be given by another channel to whoever wants to verify the copy.
request-manifest = Fingerprint of the list of files
request-deliver = Deliver
request-deliver-courier = By courier
request-deliver-courier-text = Burn the disc image, label the disc, then pack it at the scan station. The answer is recorded by itself when the parcel leaves.
request-disc = Label a disc
request-disc-labelled = Disc labelled
request-disc-ship = Prepare the shipment
request-disc-courier = Courier
request-disc-label = Print the label
request-disc-in-shipment = Shipment { $no }
request-disc-shipment = Shipment { $no }: pack it at the scan station.
request-shipment-notice = Shipment prepared. Pack the disc at the scan station.
request-step-on = { $date }
request-part-images-studies = { $images }, { $studies }
request-deliver-person = In person
request-deliver-person-text = Seen with their identity before you: correct the name if somebody else takes it.
request-deliver-person-act = Record the handover
request-deliver-file = Encrypted file
request-deliver-file-text = The file has left: an e-mail address or the name of a service. The passphrase leaves by another channel.
request-deliver-file-act = Record the sending of the file
request-changed-title = The record has changed since the copy was prepared
request-changed-text = The copy: { $images } · { $articles }. The record now: { $images-now } · { $articles-now }. { $next }
request-changed-others = As many images and articles as before, but no longer the same ones. { $next }
request-changed-next = Prepare the copy again before you hand it over, or say why it is the answer all the same.
request-changed-next-taken = If it was handed over already, record that first, further down. Otherwise prepare it again before you hand it over.
request-changed-sealed = A disc is sealed in its parcel. Say why this copy is the answer all the same, or have the parcel reopened at the scan station (card “Undo last”) to prepare it again. If it leaves before that, the journal says that the record had changed.
request-deliver-changed = The copy no longer says what the record holds.
request-deliver-inside = Nothing of this copy has left the vault yet: download it first.
request-deliver-packed = A disc is in its parcel. To answer otherwise, take it out at the scan station (card “Undo last”).
request-deliver-sealed = A disc is sealed in its parcel. The answer is recorded when the parcel leaves. If it does not, it is opened again at the scan station with the card “Undo last”.
request-earlier = Handed over before this change
request-earlier-text = If this copy left before the record changed, record it here. The journal will say that the record had changed.
request-deliver-passphrase = Show the passphrase first: without it nobody opens the file.
request-deliver-blocked = The identity is not confirmed yet.
request-receipt = Confirm receipt
request-receipt-text = To be confirmed once the person says that they have the copy.
request-identity-card = Identity
request-identity-confirm = Confirm the identity
request-identity-seen = What was seen
request-clock = Legal time limit
request-clock-left = { $n ->
    [one] day left
   *[other] days left
}
request-clock-late = { $n ->
    [one] day late
   *[other] days late
}
request-clock-received = Received
request-clock-entered = Entered
request-clock-rule = Rule
request-clock-rule-days = { $n } days after receipt of the request
request-clock-source = Source
request-clock-extension = Extension
request-clock-extension-none = The law gives none
request-clock-extension-open = Once, { $n } days at most
request-clock-extension-taken = Taken: { $n } days
request-clock-silence = No answer
request-clock-silence-text = Deemed refusal; recourse: { $recourse }
request-clock-how = How the date is computed
request-clock-day = { $day ->
    [one] Day { $day } of { $days }
   *[other] Day { $day } of { $days }
}
request-clock-due = Answer due by { $date }, end of day.
request-clock-answered = Answered on { $date }.
request-clock-read = Text of the law: { $source }
request-how-received = Received on { $date }: counting starts from this day.
request-how-entry = Entered on { $date }: this day does not count.
request-how-law = { $law }: { $days } days, that is { $date }.
request-how-strictest = The strictest law rules: { $law }, { $date }.
request-how-extended = Notice of extension sent on { $sent }: { $days } more days, that is { $date }.
request-how-day-off = Nobody works on this day, and the law that sets it does not move it: aim for { $date }.
request-steps = Steps
request-step-received = Received
request-step-identity = Identity confirmed
request-step-built = Copy built
request-step-sent = Handed over or sent
request-step-sent-disc = Disc labelled and sealed, by courier, or handed over
request-step-sent-encrypted_file = Encrypted file, passphrase by another way
request-step-sent-folder = Folder of files, handed over
request-step-answered = Answered
request-step-closed = Receipt confirmed
request-step-logged-on = { $date }, { $how }
request-extension-card = Extension
request-extension-help = { $n } days at most; the notice must leave within { $within } days of receipt, with the reasons and the recourse.
request-extension-field-days = Days added
request-extension-field-sent = Notice sent on
request-extension-save = Record the extension
request-party = Who asks
request-party-patient = The person concerned
request-party-address = Answer to
request-party-carrier = Form asked for

## Passphrase
passphrase-title = Passphrase
passphrase-heading = Passphrase of copy { $no }
passphrase-text = Write it down or dictate it now: this page cannot be shown again. It opens the encrypted file of this copy and nothing else.
passphrase-spoken = Five groups of five digits
passphrase-back = Back to the request

## Register of communications
communications-title = Register of communications
communications-heading = Communications about { $who }
communications-note = What was communicated, to whom, for what purpose. The register writes itself and is never changed.
communications-when = Date
communications-recipient = Recipient
communications-what = Information
communications-why = Purpose and authority
communications-how = Means
communications-proof = Entry
communications-empty-title = Nothing was communicated
communications-empty-text = Every copy handed over or shipped is entered here at the moment it leaves.
communications-class-record_copy = Copy of the record
communications-request = Request { $no }
communications-purpose-copy_request = Answer to an access request
communications-files = { $n ->
    [one] { $n } file
   *[other] { $n } files
}
communications-record-kept = The record had changed since; why this copy was kept stands on the page of the request.
communications-record-changed = The record had changed since this copy was prepared.
communications-record-since = The record changed afterwards, as whoever recorded this says.
communications-tracking = Tracking { $no }
communications-entry = No. { $n }

## Letters
letter-title = Letter
letter-place = { $place }, { $date }
letter-subject = Subject: Your access request
letter-reference = Our reference: request { $no }
letter-opening = Dear Sir or Madam:
letter-received = We received your request on { $date }. We will answer in writing by { $due }.
letter-law = This time limit is { $n } days ({ $law }). If we do not answer in that time, the law takes it that access is refused, and you may turn to: { $recourse }.
letter-late = We received your request on { $date }. Our answer was due by { $due }: we did not keep that date, and we apologize. We are working on it and will answer in writing without further delay.
letter-late-law = The time limit is { $n } days ({ $law }). Since it is past, the law takes it that access is refused, and you may turn to: { $recourse }. You will have our answer all the same.
letter-copy = This is our answer to the access request that we received on { $date }. Here is the copy of your record.
letter-copy-of = We are answering your access request received on { $date }. Here is the copy of the record of { $who }.
letter-copy-late = Our answer was due by { $due }. We did not keep that date, and we apologize.
letter-refused = This is our answer to the access request that we received on { $date }. We cannot give you what you ask for, and here is why.
letter-recourse-days = You may turn to: { $recourse }, within { $n } days of this refusal.
letter-recourse = You may turn to: { $recourse }.
letter-identity = Before we give you the copy, we must confirm your identity. The document is seen, never kept.
letter-fingerprint = Your copy is signed. To check that it was not altered, compare the signer’s fingerprint with this one:
letter-call = For any question, call { $phone } and give the reference above.
letter-closing = Yours truly,
letter-signature = Protection of personal information

## Inside the copy itself
copy-event-registered = Registered
copy-event-received = Received
copy-event-set_down = Set down
copy-event-put_away = Put away
copy-event-retrieved = Taken out of the archive
copy-event-packed = Packed
copy-event-dispatched = Shipped
copy-event-came_back = Came back undelivered
copy-event-returned = Came back in a parcel
copy-event-receipt_confirmed = Receipt confirmed
copy-event-handed_over = Handed over in person
copy-event-destroyed = Destroyed
copy-event-condition_reported = Condition noted
copy-event-external_id_linked = Another site’s label linked
copy-event-relabelled = Relabelled
copy-event-found = Found again
copy-event-identified = Filed in this case
copy-event-described = Described
copy-event-corrected = Entry corrected
copy-holder-person = In the hands of { $name }
copy-holder-location = { $name }
copy-holder-parcel = Parcel for { $name }
copy-holder-carrier = Courier: { $name }
copy-holder-recipient = Recipient: { $name }
copy-holder-requester = Handed over in person
copy-holder-destroyed = Destroyed
copy-holder-withdrawn = Withdrawn
copy-item-film_jacket = film jacket
copy-item-sub_jacket = sub-jacket
copy-item-film_sheet = film
copy-item-film_set = set of films
copy-item-optical_disc = disc
copy-item-usb = USB stick
copy-item-memory_card = memory card
copy-item-hard_disk = hard disk
copy-item-paper_record = paper record
copy-item-pathology_slide = pathology slide
copy-item-slide_tray = slide tray
copy-item-paraffin_block = paraffin block
copy-item-photo_print = photograph on paper
copy-item-teaching_copy = teaching copy
copy-item-other = other item
copy-apart-images = { $n ->
    [one] { $n } image kept apart
   *[other] { $n } images kept apart
}
copy-apart-conflict = Same identifier as an image of the copy, different contents. The establishment of origin must say which one is right.
copy-apart-other_patient = These images name another person. The establishment of origin must say whose they are.
copy-apart-provision = No part of the record until that is settled.
copy-sheet-title = Sheet of the record
copy-sheet-case = Case:
copy-sheet-opened = Opened on:
copy-sheet-family-name = Family name:
copy-sheet-given-names = Given names:
copy-sheet-birth-date = Date of birth:
copy-sheet-sex = Sex:
copy-sheet-hospital-number = Hospital file number:
copy-sheet-question = Question asked:
copy-sheet-studies = Studies:
copy-sheet-images = Images:
copy-sheet-none = Not stated
copy-sex-F = Female
copy-sex-M = Male
copy-sex-O = Other
copy-sex-U = Not stated
communications-altered = { $n ->
    [0] What is shown here is not what the ledger says. Nothing that is marked “altered” proves anything. Call technical support.
    [one] { $n } communication of the ledger is not shown here: the register was altered. Call technical support.
   *[other] { $n } communications of the ledger are not shown here: the register was altered. Call technical support.
}
copy-opening-class = Consultation by staff
copy-opening-method = On screen

## Set right, closed without a copy
request-state-refused = Access refused
request-state-withdrawn = Withdrawn
request-standing-withdrawn = Withdrawn: nobody waits for an answer
request-correct = Correct
request-correct-title = Correct the request
request-correct-save = Save
request-correct-what-title = What changes
request-correct-what = The clock is reckoned anew from the day of receipt. If somebody else asks than was typed, their identity is to be confirmed again. Another case is another request: withdraw this one as logged by mistake, then log it again.
request-corrected-notice = Request corrected.
request-back = Back to the request
request-close = Withdraw or refuse
request-withdrawn-notice = Request withdrawn.
request-refused-notice = Refusal recorded. Print the letter, sign it and send it.
request-kept-notice = Recorded: this copy is the answer all the same.
request-keep-title = Send this copy all the same
request-keep-text = Your reason stays in the journal, and the register of communications will say that the record had changed.
request-keep-reason = Why is this copy the answer?
request-keep-reason-help = For example: the person asked for the images of June only.
request-keep = Keep this copy as the answer
request-left-changed = Left without a reason
request-left-changed-text = The record had changed when this copy left, and no reason had been given for that change.
request-kept = Kept as the answer { $at }, although the record had changed:
request-handed-to = Handed to
request-handed-disc = The labelled disc { $code } is handed over
request-sent-to = Sent to
request-needed-reason = Say why this copy is the answer.
request-needed-handed-to = Enter who took the copy.
request-needed-sent-to = Enter where the file was sent.
request-disc-another = Label another disc
request-disc-another-text = Only if the one before is spoiled: destroy it.
request-disc-destroy = Record its destruction
request-disc-destroyed-notice = Destruction recorded.
request-disc-replaced = Earlier copy
request-disc-replaced-text = The copy on this disc was replaced. Destroy it: it does not leave.
request-disc-replaced-packed = The copy on this disc was replaced, and it is in its parcel. Have it taken out at the scan station (card “Undo last”), then destroy it.
request-disc-spoiled = Spoiled disc
request-disc-spoiled-text = Another disc takes its place. Destroy it: it does not leave.
request-field-postal-help = In Canada: A1A 1A1. Elsewhere, as the country writes it, or nothing.
request-wrong-postal-code = This is no postal code of this country. In Canada it is written A1A 1A1.
request-needed-postal-code = Enter the postal code, for example H2X 1Y4.
request-doubt-title = Please look again
request-doubt-another = Request { $no } of the same person waits for its answer. Is this another one?
request-doubt-before-case = This request is said to have come more than three months before its case was opened. Is the date right?
request-doubt-next = If all of this is right, log the request all the same.
request-doubt-save = Log all the same
closing-title = Withdraw or refuse
closing-withdraw-title = Nobody waits for an answer
closing-withdraw-text = The request is closed, its clock stops, and a copy that was prepared is destroyed.
closing-withdraw = Withdraw the request
closing-withdrawn = Withdrawn
closing-refused = Access refused
closing-why = Reason of the withdrawal
closing-why-by_requester = Whoever asked takes it back
closing-why-duplicate = It is logged under another number too
closing-why-duplicate-of = It is logged under { $no } too
closing-why-entered_in_error = It was logged by mistake
closing-duplicate-of = Number of the other request
closing-duplicate-of-help = Only for a request that is logged twice.
closing-refuse-title = Refuse access
closing-refuse-text = A refusal is written: it names its ground, the provision of the law and the recourse ({ $recourse }). The letter is made from what you enter; a copy that was prepared is destroyed.
closing-refuse = Record the refusal
closing-ground = Ground for refusal
closing-ground-not_held = What is asked for is not held here
closing-ground-other_person = It would reveal something of another person
closing-ground-serious_harm = For the time being it would seriously harm the person’s health
closing-ground-not_entitled = Whoever asks has not shown that they may
closing-ground-proceedings = It would affect judicial proceedings
closing-ground-unknown = The words of this refusal are closed
closing-provision = Provision of the law
closing-provision-help = Law and section. The clock of this request follows { $law }.
closing-reasons = Reasons
closing-reasons-help = In words that the person understands. This text stands in the letter.
closing-sent-on = Date of the letter
closing-sent-on-help = YYYY-MM-DD. Today, { $today }.
closing-needed-why = Choose why nobody waits any more.
closing-needed-duplicate = Enter the number of the other request.
closing-no-such-request = No other request of this person that still stands has this number. Check it in the list.
closing-needed-ground = Choose the ground for refusal.
closing-needed-provision = Enter the law and the section that allow the refusal.
closing-needed-reasons = Enter the reasons: the letter cannot leave without them.
communications-received-by = { $how ->
    [encrypted_file] Sent to { $who }
   *[other] Handed to { $who }
}
closing-reason = Reason
closing-discs = Discs to destroy
closing-discs-text = Labelled for this request, they do not leave.
closing-identity-first = The identity of whoever asks is not confirmed: only that can be written to them, or confirm it first.
request-step-refused = Access refused
request-step-withdrawn = Withdrawn
request-doubt-next-correct = If all of this is right, save once more.
