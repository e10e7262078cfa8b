# The acts of the ledger, in a word or a few. The key is act- and the code of the act, a hyphen for the full stop.

## Front door
act-appliance-installed = Appliance put into service
act-session-opened = Session opened
act-session-refused = Sign-in refused
act-person-vouched = Second person identified
act-session-closed = Session closed by the person
act-session-ended = Session ended
act-access-refused = Access refused

## Cases
act-case-opened = Case opened
act-case-corrected = Case corrected
act-exam-expected = Exam expected
act-exam-corrected = Expected exam corrected
act-exam-came = Arrived for an expected exam
act-exam-came_taken_back = Taken off an expected exam
act-exam-followed = Expected exam asked for again
act-exam-closed = Waiting for an exam ended
act-patient-linked = Records linked
act-patient-unlinked = Records unlinked
act-patient-separated = Cases of another person separated
act-record-opened = Record consulted
act-list-read = List consulted

## Custody
act-shipment-announced = Parcel announced
act-shipment-short = Missing article declared
act-shipment-short_taken_back = Missing article expected again
act-shipment-reconciled = Parcel contents reconciled
act-shipment-overdue = Parcel marked late
act-shipment-dispatched = Shipment handed to the carrier
act-custody-event = Custody event of an item
act-label-issued = Labels issued
act-label-voided = Label replaced
act-visit-opened = Double-lock visit opened by two people
act-visit-extended = Double-lock visit extended
act-visit-closed = Double-lock visit reconciled and closed
act-place-registered = Locations registered
act-place-renamed = Location renamed
act-place-retired = Location retired
act-shipment-prepared = Shipment prepared
act-shipment-arrived = Parcel received without announcement
act-shipment-identified = Case of a parcel named
act-shipment-confirmed = Receipt confirmed by the recipient
act-shipment-confirmation_taken_back = Receipt confirmed by mistake
act-shipment-carrier_claimed = Carrier’s answer recorded
act-shipment-came_back = Shipment came back undelivered
act-shipment-cancelled = Shipment cancelled
act-shipment-corrected = Shipment corrected
act-shipment-waybill_corrected = Tracking number corrected
act-exception-opened = Discrepancy opened
act-exception-assigned = Discrepancy assigned
act-exception-followed = Discrepancy followed up
act-exception-closed = Discrepancy settled
act-exception-reopened = Discrepancy reopened
act-visit-accounted = Planned item accounted for without a scan
act-visit-refused = Step of a store access refused
act-scan-refused = Scan refused
act-seal-broken = Seal removed
act-seal-inspected = Seal of a parcel that arrived inspected
act-seal-applied = Seal applied

## Imaging
act-study-received = Images of a study received and stored
act-study-described = Description of images read
act-intake-refused = Image or association refused on arrival
act-study-attached = Study attached to a case
act-study-viewed = Images of a study shown

## Privacy
act-request-logged = Request logged
act-request-identity_confirmed = Identity of the person who asks confirmed
act-request-extended = Notice of extension sent
act-request-corrected = Request corrected
act-request-withdrawn = Request withdrawn
act-request-refused = Access to the record refused in writing
act-request-overdue = Request marked late
act-package-started = Copy of a record started
act-package-failed = Copy of a record failed or cut off
act-package-kept = Copy kept as the answer, the record having changed
act-package-fetched = Copy of a record taken out of the vault
act-package-passphrase_shown = Passphrase of a copy shown
act-package-built = Copy of a record built
act-package-disc_bound = Disc bound to a record copy
act-request-answered = Request answered
act-request-receipt_confirmed = Receipt of the answer confirmed
act-disclosure-made = Disclosure of information recorded

## Appliance
act-appliance-started = Appliance started
act-clock-stepped_back = Clock found set back
act-job-ran = Appliance job
act-journal-continued = Journal continued from an older copy
act-journal-verified = Ledger verified by the appliance
act-tables-compared = Tables compared with the ledger
act-record-erased = Record erased
act-record-erasure_finished = Erasure carried to its end
act-keys-rotated = Keys renewed
act-instance-healed = Damaged image replaced by a new transfer
act-signer-made = Key that signs copies made
act-object-damaged = Damaged objects found in the vault
act-object-sound = Objects of the vault intact again
act-object-destroyed = Condemned objects removed from the vault
act-vault-read = Vault read again
act-tables-rebuilt = Tables made again from the ledger
act-journal-exported = Ledger exported
