# Custody of films and parcels: scan station, items, shipments, archive, labels.

## Items
item-kind-film_jacket = Film jacket
item-kind-sub_jacket = Sub-jacket
item-kind-film_sheet = Film
item-kind-film_set = Film set
item-kind-optical_disc = Disc
item-kind-usb = USB stick
item-kind-memory_card = Memory card
item-kind-hard_disk = Hard disk
item-kind-paper_record = Paper document
item-kind-pathology_slide = Slide
item-kind-slide_tray = Slide tray
item-kind-paraffin_block = Paraffin block
item-kind-photo_print = Photo print
item-kind-teaching_copy = Teaching copy
item-kind-other = Other item
condition-intact = Intact
condition-scratched = Scratched
condition-bent = Bent
condition-torn = Torn
condition-cracked = Cracked
condition-broken = Broken
condition-wet = Wet
condition-stained = Stained
condition-faded = Faded
condition-stuck = Films stuck together
condition-mouldy = Mouldy
condition-incomplete = Incomplete
condition-unreadable_label = Unreadable label
condition-damaged = Damaged
held-person = In the hands of { $name }
held-location = Location: { $name }
held-looked-for = Not found, should be at { $name }
held-parcel = In the parcel of shipment { $name }
held-carrier = With the carrier: { $name }
held-recipient = Handed to the recipient: { $name }
held-requester = Handed over in person, request { $name }
held-destroyed = Destroyed
held-withdrawn = Registration taken back, nothing in its place
held-nobody = Not registered yet

## Line outcomes
outcome-expected = Expected
outcome-next = Scan it
outcome-received = Received
outcome-damaged = Damaged
outcome-missing = Missing
outcome-extra = Extra
outcome-packed = Packed
outcome-outgrown = Out of date
planned-open = To scan
planned-next = Next
planned-scanned = Done
planned-missing = Missing
planned-left = Left in place

## Scan station
station-title = Scan station
station-job-ready = Scan station
station-job-ask = Receive a parcel
station-job-back = Parcel that left
station-job-receive = Receive a parcel
station-job-archive = Store access
station-job-ship = Dispatch a parcel
station-facts-shipment = Shipment { $no } · { $party }
station-facts-visit = Until { $time }
station-list = Items of this job
station-expected = Expected parcels
station-none-expected = No parcel is announced.
station-choose = This one
station-kinds = What the articles are
station-nothing-out = Nothing was taken out of the parcel yet.
station-answers = Three answers
answer-receive = Receive without announcement
answer-receive-text = The parcel is recorded now, with this number. Its sender and its case come later.
answer-back-intact = Came back, seal intact
answer-back-intact-text = It is our seal, whole. All that left is in it.
answer-back-intact-hint = Seal intact card
answer-back-opened = Came back, seal broken
answer-back-opened-text = Broken, another one, or none. Each item is found one by one.
answer-back-opened-hint = Seal broken card
answer-not-back = It did not come back
answer-not-back-text = I wanted to know where it stands. Nothing is recorded.
answer-not-back-hint = Done card
answer-receive-hint = Or the “Receive” card
answer-announced = It is an announced parcel: choose
answer-announced-text = { $n ->
    [0] No parcel is expected.
    [one] { $n } parcel expected. This number becomes its own.
   *[other] { $n } parcels expected. This number becomes that of the one you choose.
}
answer-announced-hint = Or touch it in the list
answer-drop = It is not a waybill
answer-drop-text = The reading is put aside. You scan something else.
answer-drop-hint = Or the “Undo last” card
answer-receive-bare = Receive without announcement or number
answer-receive-bare-text = Brought by hand, or without a barcode. Its sender and its case come later.
answer-receive-bare-hint = Or the “Receive” card once more
answer-announced-bare = It is an announced parcel: choose
answer-announced-bare-text = { $n ->
    [0] No parcel is expected.
    [one] { $n } parcel expected. Its waybill is missing or cannot be read.
   *[other] { $n } parcels expected. Its waybill is missing or cannot be read.
}
answer-announced-bare-hint = Or touch it in the list
answer-drop-bare = Leave
answer-drop-bare-text = Nothing is recorded.
answer-drop-bare-hint = Or the “Undo last” card
station-parcel = Shipment { $no } · { $n ->
    [0] nothing out yet
    [one] { $n } item
   *[other] { $n } items
}
station-parcel-eta = expected on { $date }
station-cards = Command cards
station-cards-note = Scan the card or press the button. Nothing is erased: what is corrected stays on record.
station-counted-receive = { $n ->
    [one] item received
   *[other] items received
}
station-counted-ship = { $n ->
    [one] item packed
   *[other] items packed
}
station-counted-archive = { $n ->
    [one] item scanned
   *[other] items scanned
}
station-counted-ready = { $n ->
    [one] item
   *[other] items
}
station-more-item = Open the item’s page
station-more-shipment = Open the shipment’s page
station-more-visit = Open the store access
station-more-enter = Open a store access with two people
card-RECEIVE = Receive
card-PUTAWAY = Put away
card-RETRIEVE = Retrieve
card-SHIP = Dispatch
card-SEALINTACT = Seal intact
card-SEALBROKEN = Seal broken
card-DONE = Done
card-MISSING = Missing
card-EXTRA = Extra
card-DAMAGED = Damaged
card-LINK = Other site’s label
card-UNDOLAST = Undo last
card-REPRINT = Replace label
card-HELP = Help
card-KINDFILM = Film
card-KINDJACKET = Jacket
card-KINDFILMSET = Film set
card-KINDDISC = Disc
card-KINDUSB = USB stick
card-KINDPAPER = Paper
card-KINDSLIDE = Slide
card-KINDBLOCK = Block
card-KINDOTHER = Other article

## Words of the station
station-word-ready = Ready
station-word-help = Help
station-word-found = Found
station-word-started = Started
station-word-received = Received
station-word-extra = Extra
station-word-damaged = Damaged
station-word-missing = Missing
station-word-short = Short
station-word-check = Check
station-word-linked = Linked
station-word-undone = Undone
station-word-shelf = Shelf
station-word-put-away = Put away
station-word-retrieved = Retrieved
station-word-packed = Packed
station-word-sealed = Sealed
station-word-set-down = Set down
station-word-dispatched = Dispatched
station-word-relabelled = Replaced
station-word-confirmed = Confirmed
station-word-came-back = Came back
station-word-seal-seen = Seal seen
station-word-done = Done
station-word-refused = Refused
station-word-unannounced = Not announced

## What the station says, and its note
station-said-welcome = Scan a waybill or a label
station-said-welcome-note = The station knows our labels, those of known hospitals, and carriers’ waybills.
station-said-help = Here is what you can scan now
station-said-help-note = What to do is written beside the field. “Undo last” takes the last scan back; “Done” leaves the job and loses nothing.
station-said-layout-right = The reader types as it should
station-said-layout-right-note = The reader’s keyboard layout is right. Carry on.
station-said-layout-wrong = The reader types with the wrong keyboard layout
station-said-layout-wrong-note = Nothing was recorded. Scan the maker’s “Reader setup” card, then the test card again.
station-said-unreadable = Code cannot be read
station-said-unreadable-note = Nothing was recorded. Scan the label again or type the 12 characters.
station-said-unknown-code = Code not recognized: { $code }
station-said-unknown-code-note = Nothing was recorded. If it is another site’s label on the last item, scan the “Other site’s label” card, then this code.
station-said-unknown-card = Unknown card: { $code }
station-said-unknown-card-note = Nothing was recorded. This card is not of this version; print a new sheet of cards.
station-said-card-not-here = This card does nothing at this step
station-said-card-not-here-note = Nothing was recorded. Follow the line below, or scan the “Help” card.
station-said-never-issued = Label never printed here: { $code }
station-said-never-issued-note = Nothing was recorded. Take a label from our roll and tell the coordinator.
station-said-void-label = { $code } was replaced. Use { $other }
station-said-void-label-note = Nothing was recorded. Scan the label that replaces it. Void since { $at }
station-said-retired-label = { $code } is no longer in use
station-said-retired-label-note = Nothing was recorded. This label has been void since { $at } and no other replaces it.
station-said-shelf-while-retrieving = You are taking items out
station-said-shelf-while-retrieving-note = Nothing was recorded. Scan an item. To put one away, scan the “Put away” card first.
station-said-label-of-no-use = { $code } is not scanned here
station-said-label-of-no-use-note = Nothing was recorded. It is the label of a person, a key or a container.
station-said-unused-label = { $code } is on no item
station-said-unused-label-note = Nothing was recorded. To register a new item, scan the waybill of its parcel first.
station-said-finish-first = Finish the present job first
station-said-finish-first-note = Nothing was recorded. This code belongs to another shipment. Set that parcel aside, or scan “Done” if nothing has been received yet.
station-said-place-not-here = A location is not scanned at this step
station-said-place-not-here-note = Nothing was recorded. Follow the line below.
station-said-item-not-here = An item is not scanned at this step
station-said-item-not-here-note = Nothing was recorded. { $item } { $code }. { $held }.
station-said-item-found = { $held }
station-said-item-found-note = { $item } { $code }
station-said-item-looked-for = { $item } { $code }: not found so far
station-said-item-looked-for-note = Nothing was recorded. It was not in its place. If it is in front of you, open its page, then its discrepancy, and scan its label there.
station-said-place-found = { $place }
station-said-place-found-note = { $count ->
    [0] No independent barrier in front of this location.
    [one] { $count } independent barrier in front of this location.
   *[other] { $count } independent barriers in front of this location.
}
station-said-set-down = { $count ->
    [one] { $count } item set down. Location: { $place }
   *[other] { $count } items set down. Location: { $place }
}
station-said-set-down-note = What you held is here now.
station-said-shipment-found = Shipment { $code }, already handed to the carrier
station-said-shipment-found-note = Recipient: { $place }
station-said-shipment-over = Shipment { $place } is already received
station-said-shipment-over-note = Nothing was recorded. Open the shipment’s page to see its lines.
station-said-shipment-cancelled = Shipment { $place } is cancelled and does not leave
station-said-shipment-cancelled-note = Nothing was recorded. Throw this sheet away. What answers the request has a sheet of its own.
station-said-ask-waybill = Scan the waybill of the parcel
station-said-ask-waybill-note = Look at the outside of the parcel first. If it is damaged, keep the wrapping.
station-said-not-announced = Waybill { $code }: no shipment expects it
station-said-not-announced-note = Nothing is recorded yet. Leave the parcel closed and answer the question. Does it bring back something lent? Scan the label of the item.
station-said-not-announced-unlike = { $code } does not look like a carrier’s number, and no shipment expects it
station-said-not-announced-unlike-note = Nothing is recorded yet. Is it the waybill? Answer the question.
station-said-number-of-before = { $code } was used before: shipment { $place }
station-said-number-of-before-note = Nothing is recorded yet. Is it another parcel, or an old label on the box? Answer the question.
station-said-ask-which = Which of the expected parcels is it?
station-said-ask-which-note = Nothing is recorded yet. Touch it in the list, or type its shipment number.
station-said-not-awaited = Shipment { $place } is not expected
station-said-not-awaited-note = Nothing was recorded. Choose a parcel of the list, or answer otherwise.
station-said-reading-dropped = { $code }: reading put aside
station-said-reading-dropped-note = Nothing was recorded. Scan the right code.
station-said-no-question = Nothing is asked
station-said-no-question-note = The answer before was taken already. Nothing more was recorded; follow what is written below.
station-said-arrived-unannounced = Shipment { $code }, not announced
station-said-arrived-unannounced-note = The parcel is recorded. First say what the articles are (a card or a button), then stick a new label on each and scan it.
station-said-waybill-noted = { $count ->
    [one] { $count } article to receive
   *[other] { $count } articles to receive
}
station-said-waybill-noted-note = Shipment { $code } from { $place }, which came under number { $other }. Stick a new label on each article and scan it.
station-said-kind-set = What follows: { $item }
station-said-kind-set-note = Now scan the new label on the article.
station-said-kind-first = First say what it is
station-said-kind-first-note = Nothing was recorded. Scan the card of its kind, or touch the button: film, disc, paper… Then scan the label again.
station-said-nothing-taken-out = Nothing was taken out of this parcel yet
station-said-nothing-taken-out-note = Nothing was recorded. Scan its articles before the place; the “Done” card keeps it for later. Empty, or received by mistake? Cancel it on the shipment’s page.
station-said-item-received-unannounced = { $item } { $code }
station-said-item-received-unannounced-note = Received. The article is in your hands until the place.
station-said-receive-done-unannounced = { $count ->
    [one] { $count } article received without announcement
   *[other] { $count } articles received without announcement
}
station-said-receive-done-unannounced-note = Shipment { $code }. Place: { $place }. Who sent it and which case it belongs to is still to be said: the shipment’s page.
station-said-ask-sheet = Scan the sheet of the shipment
station-said-ask-sheet-note = It is printed when the shipment is prepared; its code begins with DH.
station-said-no-visit = No store access is open for you
station-said-no-visit-note = Nothing was recorded. Open a store access with a second person first.
station-said-receive-started = { $count ->
    [one] { $count } item to receive
   *[other] { $count } items to receive
}
station-said-receive-started-note = Shipment { $code } from { $place }. Put a new label on each item and scan it.
station-said-item-received = { $item } { $code }
station-said-item-received-note = Received: { $done } of { $total }. The item is in your hands until the location is scanned.
station-said-item-returned = { $item } { $code }: back
station-said-item-returned-note = { $total ->
    [0] The item is in your hands until its location.
   *[other] Received: { $done } of { $total }. The item is in your hands until its location.
}
station-said-returned-extra = { $item } { $code }: back, not announced
station-said-returned-extra-note = Recorded as extra in this parcel. The item stays of its case; it is in your hands until its location.
station-said-item-away = { $held }
station-said-item-away-note = { $item } { $code }. If it is back: scan the waybill of its parcel first, or the Receive card.
station-said-return-started = { $count ->
    [one] { $count } item to find
   *[other] { $count } items to find
}
station-said-return-started-note = Shipment { $code }: return from { $place }. Scan the label that each item bears.
station-said-return-noted = { $count ->
    [one] { $count } item to find
   *[other] { $count } items to find
}
station-said-return-noted-note = Shipment { $code }: return from { $place }, under number { $other }. Scan the label that each item bears.
station-said-left-not-announced = { $item } { $code } is not announced in this parcel
station-said-left-not-announced-note = Nothing was recorded. { $held }. If it was in this parcel, scan the Extra card, then its label.
station-said-awaited-in-another = { $code } is awaited in shipment { $place }
station-said-awaited-in-another-note = Nothing was recorded. Finish this parcel, or leave it with the Done card; then scan the item: its return begins. A parcel recorded for nothing is cancelled on its page.
station-said-awaits-ours = This parcel brings back items that have their label
station-said-awaits-ours-note = Nothing was recorded. Scan the label that the item bears. If it is none of ours: the Extra card, then this new label.
station-said-partly-back = Items of shipment { $code } came back in another parcel
station-said-partly-back-note = Nothing was recorded. Recipient: { $place }. It was opened: what is here is received item by item.
station-said-found-started = { $count ->
    [one] { $count } item is missing from this shipment
   *[other] { $count } items are missing from this shipment
}
station-said-found-started-note = Shipment { $code } from { $place }. On what was found, stick a new label and scan it.
station-said-item-turned-up = { $item } { $code }: found
station-said-item-turned-up-note = It was missing from the shipment. The discrepancy is settled; the item is in your hands until its place.
station-said-found-done = Laid down: { $place }
station-said-found-done-note = { $count ->
    [0] Nothing is missing from shipment { $code } any more.
    [one] { $count } item is still missing from shipment { $code }.
   *[other] { $count } items are still missing from shipment { $code }.
}
station-said-which-missing = Items of different kinds are missing
station-said-which-missing-note = Nothing was recorded. Scan the Done card, open the discrepancy of the one that was found and press Found.
station-said-not-missing = This item is not missing any more
station-said-not-missing-note = Nothing was recorded. A colleague may have received it. Open the page of the shipment, or scan the Done card.
station-said-found-first = First scan the item that was found
station-said-found-first-note = Nothing was recorded. The Done card leaves this shipment.
station-said-item-damaged = { $item } { $code }, damaged
station-said-item-damaged-note = Recorded as damaged. Take a photo and keep the wrapping.
station-said-item-extra = { $item } { $code }, not announced
station-said-item-extra-note = Recorded as extra. Set it aside: the coordinator must say which case it is from.
station-said-already-scanned = { $code } is already recorded
station-said-already-scanned-note = Nothing more was recorded. { $held }.
station-said-all-received = All announced items are received
station-said-all-received-note = Nothing was recorded. If this item is extra, scan the “Extra” card, then its label.
station-said-held-elsewhere = { $item } { $code } is recorded elsewhere
station-said-held-elsewhere-note = Nothing was recorded. { $held }.
station-said-read-twice = { $item } { $code }: just read already
station-said-read-twice-note = Nothing more was recorded. Go on with the next item.
station-said-damaged-armed = Scan the damaged item
station-said-damaged-armed-note = One still to receive or one received from this parcel. “Undo last” cancels.
station-said-extra-armed = Scan the extra item
station-said-extra-armed-note = Put a new label on it. “Undo last” cancels.
station-said-link-armed = Scan the other site’s label
station-said-link-armed-note = It will be linked to the last item received. “Undo last” cancels.
station-said-link-needs-item = No item to link to
station-said-link-needs-item-note = Nothing was recorded. Receive the item that carries this label first.
station-said-linked = { $code }, linked to { $other }
station-said-linked-note = Another site’s label. From now on it leads to this item. Carry on.
station-said-foreign-known = Another site’s label, linked to { $other }
station-said-foreign-known-note = Nothing was recorded. { $held }. Scan our label instead.
station-said-short = { $count ->
    [one] { $count } item short
   *[other] { $count } items short
}
station-said-short-note = Scan it now, or scan the “Missing” card. Nothing has been set down yet.
station-said-marked-missing = { $count ->
    [one] { $count } item missing
   *[other] { $count } items missing
}
station-said-marked-missing-note = Recorded. Now scan the location where you set down what arrived.
station-said-seal-was-intact = Sender’s seal intact
station-said-seal-was-intact-note = Recorded before opening. Open the parcel and scan the first item.
station-said-seal-was-not-intact = Sender’s seal broken, absent or another
station-said-seal-was-not-intact-note = Recorded, with a discrepancy that you follow. Keep the packaging and the seal, photograph them, then scan what is in the parcel.
station-said-seal-unsaid = Of the seal, nothing more than what was said before
station-said-seal-unsaid-note = The last answer does not count any more. The register keeps the scan and its correction.
station-said-seal-after-opening = The parcel is open already
station-said-seal-after-opening-note = Nothing was recorded: a seal is intact before opening, or nobody saw it. If it was not, the “Seal broken” card still says so.
station-said-nothing-missing = Nothing is missing
station-said-nothing-missing-note = Nothing was recorded. Scan the location to finish.
station-said-receive-done = Shipment { $code } received, complete
station-said-receive-done-note = Received: { $done } of { $total }. Location: { $place }
station-said-receive-done-exceptions = { $count ->
    [one] Shipment { $code } received with { $count } discrepancy
   *[other] Shipment { $code } received with { $count } discrepancies
}
station-said-receive-done-exceptions-note = Received: { $done } of { $total }. Location: { $place }. Tell the coordinator.
station-said-not-a-resting-place = Nothing is set down here: { $place }
station-said-not-a-resting-place-note = Nothing was recorded. Scan a shelf, the dock or a workbench.
station-said-archive-needs-visit = The archive opens for two people
station-said-archive-needs-visit-note = Nothing was recorded. What is under double lock moves and changes its label only during a store access.
station-said-place-first = Scan the location first
station-said-place-first-note = Nothing was lost. The received items wait for their location.
station-said-job-left = Job left
station-said-job-left-note = Everything that was recorded stays recorded.
station-said-not-seen = “Undo last” would take back { $code }, which this screen did not show
station-said-not-seen-note = Nothing is taken back yet. Scan “Undo last” again to do so.
station-said-not-seen-other = “Undo last” would take back what this screen did not show
station-said-not-seen-other-note = Nothing is taken back yet. Look at how the work stands, then scan “Undo last” again.
station-stands-ready = Waiting for a scan
station-stands-ask = Waiting for an answer
station-stands-receive = Receiving, nothing is lost
station-stands-archive = Store access under way, nothing is lost
station-stands-ship = Packing, nothing is lost
station-last-at = Last scan at { $at }
station-last = Last scan at { $at }: { $what }
station-said-nothing-to-undo = Nothing to undo
station-said-nothing-to-undo-note = No scan of this job can be taken back.
station-said-undone = Last scan taken back
station-said-undone-note = The register keeps the scan and its correction.
station-said-move-undone = { $code } is back where it was
station-said-move-undone-note = The register keeps the scan and its correction.
station-said-packing-undone = { $code } is out of the parcel
station-said-packing-undone-note = It is where it was before, or in your hands if it had come in this parcel.
station-said-nothing-inside = Nothing is in this parcel
station-said-nothing-inside-note = Nothing was recorded. An empty parcel does not leave: cancel the shipment on its page, or scan what is found.
station-said-reception-undone = Reception of { $code } taken back
station-said-reception-undone-note = The article is no longer received. The register keeps the scan and its correction.
station-said-damage-undone = { $code } counts as it did before
station-said-damage-undone-note = It is no longer recorded as damaged. The register keeps the scan and its correction.
station-said-missing-undone = { $count ->
    [one] { $count } article is expected again
   *[other] { $count } articles are expected again
}
station-said-missing-undone-note = Nothing in this parcel is declared missing any more. Go on scanning.
station-said-number-restored = It was not shipment { $place }
station-said-number-restored-note = It has number { $code } again. Scan the parcel that you have in your hands once more.
station-said-archive-started = Scans in the archive
station-said-archive-started-note = The store access is open for two people.
station-said-retrieve-mode = Retrieving
station-said-retrieve-mode-note = Each scanned item passes into your hands.
station-said-put-away-mode = Putting away
station-said-put-away-mode-note = Scan a shelf, then its items.
station-said-shelf-set = { $place }
station-said-shelf-set-note = { $count ->
    [one] { $count } independent barrier. Scan the items to put there.
   *[other] { $count } independent barriers. Scan the items to put there.
}
station-said-shelf-first = Scan a shelf first
station-said-shelf-first-note = Nothing was recorded. The item waits.
station-said-not-this-archive = Another archive: { $place }
station-said-not-this-archive-note = Nothing was recorded. This store access does not open that location.
station-said-barriers-too-few = { $count ->
    [0] { $place } has no independent barrier
    [one] { $place } has only one independent barrier
   *[other] { $place } has { $count } barriers, but not independent ones
}
station-said-barriers-too-few-note = Nothing was recorded. The archive needs two barriers. Choose a locked cabinet.
station-said-visit-expired = Time is over
station-said-visit-expired-note = No more scans are accepted. Return both keys and reconcile.
station-said-already-there = { $item } { $code } is already here
station-said-already-there-note = Nothing more was recorded. { $held }.
station-said-unidentified = { $item } { $code }: case unknown
station-said-unidentified-note = Nothing was recorded. The coordinator must say which case it is from before it goes to the archive.
station-said-item-put-away = { $item } { $code }
station-said-item-put-away-note = Location: { $place }. Recorded for both people.
station-said-item-put-away-unplanned = { $item } { $code }, not planned
station-said-item-put-away-unplanned-note = Location: { $place }. It was not planned: the visit closes with a discrepancy unless you take it back (“Undo last”).
station-said-item-retrieved-unplanned = { $item } { $code }, not planned
station-said-item-retrieved-unplanned-note = Taken from: { $place }. It was not planned: the visit closes with a discrepancy unless you put it back (“Undo last”).
station-said-item-retrieved = { $item } { $code }
station-said-item-retrieved-note = Retrieved from { $place }. The item is in your hands now.
station-said-ship-started = { $count ->
    [one] { $count } item to pack
   *[other] { $count } items to pack
}
station-said-ship-started-note = Shipment { $code }. Recipient: { $place }
station-said-ship-packed = All is packed; the seal is left
station-said-ship-packed-note = Shipment { $code }. Recipient: { $place }
station-said-ship-sealed = Parcel sealed, waiting for the waybill
station-said-ship-sealed-note = Shipment { $code }. Recipient: { $place }
station-said-ship-outgrown = The copy on a disc of this shipment is out of date
station-said-ship-outgrown-note = The record has changed, or another copy took its place. Shipment { $code }. Recipient: { $place }
station-said-dispatched-outgrown = { $code }
station-said-dispatched-outgrown-note = Shipment { $place }, handed to the carrier. The copy on a disc was out of date: the register of communications says so. Tell the privacy officer.
station-said-item-packed = { $item } { $code }
station-said-item-packed-note = Packed: { $done } of { $total }.
station-said-not-in-list = { $item } { $code } is not of this shipment
station-said-not-in-list-note = Nothing was recorded. Take it out of the parcel. { $held }.
station-said-not-all-packed = { $count ->
    [one] { $count } item is not in the parcel yet
   *[other] { $count } items are not in the parcel yet
}
station-said-not-all-packed-note = Nothing was recorded. Scan every item before the seal.
station-said-seal-broken = Seal { $code } removed
station-said-seal-broken-note = The parcel is open and this seal is not used again. Take out what does not belong with “Undo last”, or seal it again with a new seal.
station-said-already-sealed = The parcel is already sealed
station-said-already-sealed-note = Nothing was recorded. Only the waybill is left to scan. To open the parcel again, scan the card “Undo last”.
station-said-seal-used = This seal was used before
station-said-seal-used-note = Nothing was recorded. It is on shipment { $place }. A seal is applied once only.
station-said-sealed = Seal { $code }
station-said-sealed-note = The contents do not change any more. Now scan the waybill.
station-said-seal-first = Seal the parcel first
station-said-seal-first-note = Nothing was recorded. Apply a seal and scan it, then the waybill.
station-said-not-a-waybill = This code is not a tracking number: { $code }
station-said-not-a-waybill-note = Nothing was recorded. Scan the barcode of the waybill.
station-said-waybill-unlike = { $code } does not look like a carrier’s number
station-said-waybill-unlike-note = Nothing was recorded. If it is the waybill, scan it once more; if not, scan the right code.
station-said-waybill-of-before = { $code } is the number of shipment { $place }, which has ended
station-said-waybill-of-before-note = Nothing was recorded. An old label on the box? Scan the new waybill. If this is the right one, scan it once more.
station-said-waybill-came-back = The shipment came back under this number, { $code }
station-said-waybill-came-back-note = Nothing was recorded. Stick a new waybill on it and scan that. If it does leave under this number again, scan it once more.
station-said-waybill-differs = This is not the planned waybill
station-said-waybill-differs-note = Nothing was recorded. The shipment was prepared with number { $other }.
station-said-waybill-used = This number belongs to shipment { $place }
station-said-waybill-used-note = Nothing was recorded. Check the waybill.
station-said-dispatched = { $code }
station-said-dispatched-note = Shipment { $place }, handed to the carrier. The recipient has yet to confirm.
station-said-rule-refused = Nothing was recorded
station-said-rule-refused-note = Somebody else was faster, or the state has changed. Check the item and scan again.
station-said-ask-worn = Scan the worn label
station-said-ask-worn-note = “Done” cancels.
station-said-ask-new = { $item } { $code }
station-said-ask-new-note = Put a new label from our roll on it and scan it. The old one will be void.
station-said-relabelled = { $code } replaces { $other }
station-said-relabelled-note = The old label is void; it still leads to the item.
station-said-receipt-confirmed = { $place } has shipment { $code }
station-said-receipt-confirmed-note = Receipt confirmed. File the signed slip.
station-said-receipt-already-confirmed = Receipt of shipment { $code } was confirmed before
station-said-receipt-already-confirmed-note = Nothing more was recorded. Recipient: { $place }. The parcel is in front of you? Page of the shipment: “Confirmed by mistake”.
station-said-slip-too-early = Shipment { $code } has not left
station-said-slip-too-early-note = Nothing was recorded. This is the slip that the recipient signs: put it into the parcel.
station-said-slip-of-one-that-came-back = Shipment { $code } came back
station-said-slip-of-one-that-came-back-note = Nothing was recorded. This acknowledgement is from before it came back. Show it to whoever looks after the shipment.
station-said-ask-came-back = Shipment { $code } is with the carrier
station-said-ask-came-back-note = Recipient: { $place }. Look at the seal before you open anything.
station-said-came-back = Shipment { $code } came back, sealed
station-said-came-back-note = Recorded: all is in it. To send it again, stick a new waybill on it and scan that. To open it: the Undo card.
station-said-came-back-opened = { $count ->
    [one] { $count } item to find in shipment { $code }
   *[other] { $count } items to find in shipment { $code }
}
station-said-came-back-opened-note = Recorded, with a discrepancy about the seal. Keep the packaging and the seal. Scan each item in the parcel; if any is not there, the Missing card.
station-said-item-found-inside = { $item } { $code }
station-said-item-found-inside-note = { $count ->
    [0] It is in there. All is found.
    [one] It is in there. { $count } more item to find.
   *[other] It is in there. { $count } more items to find.
}
station-said-marked-not-back = { $count ->
    [one] { $count } item missing
   *[other] { $count } items missing
}
station-said-marked-not-back-note = Recorded: a discrepancy is open for each. Found: scan it here; later on, open its discrepancy.

## What to do now
station-next-anything = Scan a waybill, a label or a card
station-next-anything-help = A label alone says where its item is.
station-next-answer = What do you have in your hands?
station-next-answer-help = 1, 2 or 3 and Enter, a card, or a finger. Nothing is chosen by itself.
station-next-seal-verdict = Did the parcel come back?
station-next-seal-verdict-help = 1, 2 or 3 then Enter, a card, or your finger.
station-next-item-inside = Scan an item in the parcel
station-next-item-inside-help = What is not in it: the Missing card.
station-next-waybill-or-answer = Scan the parcel’s waybill
station-next-waybill-or-answer-help = It has none? 1, 2 or 3 and Enter, or touch the answer.
station-next-announced-parcel = Choose the announced parcel
station-next-announced-parcel-help = Touch it in the list, or type its shipment number.
station-next-kind = Say what the articles are
station-next-kind-help = Card or button: film, disc, paper… It holds until the next card.
station-next-first-item = Scan the first article
station-next-first-item-help = New label, stuck and read.
station-next-item-or-place = Scan the next article, or the place
station-next-item-or-place-help = The place once the parcel is empty.
station-next-worn-label = Scan the worn label
station-next-worn-label-help = Or type its 12 characters.
station-next-new-label = Scan the new label
station-next-new-label-help = From our roll, stuck on the item.
station-next-next-item = Scan the next item
station-next-next-item-help = New label, stuck on and read. Then the location.
station-next-returned-item = Scan the label of the item that is back
station-next-returned-item-help = The one that it bears. Then the location.
station-next-found-item = Scan the item that was found
station-next-found-item-help = A new label, stuck on and read. Then the place.
station-in-hands = { $n ->
    [one] { $n } item is in your hands: to lay it down, scan the place.
   *[other] { $n } items are in your hands: to lay them down, scan the place.
}
station-next-damaged-item = Scan the damaged item
station-next-damaged-item-help = Then take a photo.
station-next-extra-item = Scan the extra item
station-next-extra-item-help = With a new label.
station-next-foreign-label = Scan the other site’s label
station-next-foreign-label-help = It will be linked to the last item.
station-next-place = Scan the location
station-next-place-help = The dock or the bench where you set everything down.
station-next-short-or-missing = Scan what is short, or the “Missing” card
station-next-short-or-missing-help = Look again in the parcel and the wrapping.
station-next-shelf = Scan a shelf
station-next-shelf-help = Behind two independent barriers.
station-next-item-for-shelf = Scan an item for this shelf
station-next-item-for-shelf-help = Another shelf changes the location.
station-next-item-to-retrieve = Scan an item to retrieve
station-next-item-to-retrieve-help = It passes into your hands.
station-next-item-to-pack = Scan an item to pack
station-next-item-to-pack-help = Only items of the list are accepted.
station-next-seal = Scan a seal
station-next-seal-help = Close the parcel first.
station-next-waybill = Scan the waybill
station-next-waybill-help = The parcel leaves with the carrier.
station-next-hold = Do not hand this parcel over yet
station-next-hold-help = The copy on this disc is out of date. See the privacy officer before the parcel leaves.
station-next-set-aside = Do not pack this disc
station-next-set-aside-help = The copy on this disc is out of date. See the privacy officer.
station-next-take-out = Take the disc out, card “Undo last”
station-next-take-out-help = The copy on this disc is out of date. See the privacy officer.
station-question-left = Number { $code } is left without an answer: nothing of it was recorded.
station-unread = { $unread ->
    [one] { $unread } code read after it was not taken: scan it again.
   *[other] { $unread } codes read after it were not taken: scan them again.
}

## Items
items-title = Items
items-heading = Items
items-facts = Scan a label, ours or another site’s, to know where an item is.
items-labels = Labels
items-station = Open the station
items-views = Where the items are
items-view-all = All
items-view-hands = In hand
items-view-to-put-away = To put away
items-view-under-way = Under way
items-view-unidentified = To identify
items-view-looked-for = Not found
items-list = List of items
items-filter-form = Filter the items
items-filter-case = Case or label
items-filter-any-kind = Any
items-filter-since = Not seen for
items-filter-any-time = Any time
items-since-1 = More than one day
items-since-7 = More than 7 days
items-since-30 = More than 30 days
items-since-90 = More than 90 days
items-filter = Filter
items-filters = Filters:
items-filters-clear = Remove all
items-in-place = In { $name }
items-total = { $n ->
    [0] No item
    [one] { $n } item
   *[other] { $n } items
}
items-total-more = More than { $n } items
items-page-oldest = { $n ->
    [one] { $n } item on this page, seen longest ago first
   *[other] { $n } items on this page, those seen longest ago first
}
items-none-so = No item matches these filters
items-none-so-text = Remove one of them, or all.
items-none-here = Nothing here
items-none-here-text = All items are in another view.
items-case-unread = This is neither a case number (2026-0421) nor a label. To search for a person, use the field at the top.
items-case-unknown = This case does not exist. Check the number.
items-page = { $n ->
    [one] { $n } item on this page, latest seen first
   *[other] { $n } items on this page, latest seen first
}
items-page-empty = The items that were left have been seen since: they are at the top of the list.
items-none = No items
items-none-text = Items appear here as soon as they are received at the scan station.
col-item = Item
col-case = Case
col-where = Where
col-seen = Seen
item-title = Item
tag-archive = Under double lock
tag-location = Outside the archive
tag-person = In known hands
tag-parcel = Packed
tag-carrier = With the carrier
tag-recipient = With the recipient
tag-requester = Handed over in person
tag-destroyed = Destroyed
tag-withdrawn = Registration taken back
item-unidentified = To identify
item-unidentified-title = Nobody has said which case this item is from
item-unidentified-text = It belongs to no case and does not go to the archive. Keep it apart: the coordination desk says where it is from.
item-looked-for-title = This item was not found in its place
item-looked-for-text = If it is in front of you, open the discrepancy and scan its label there.
item-whose = Say its case
item-whose-correct = Correct its case
item-owner = Owner: { $who }
item-case = Case { $no }
item-label = Print label
item-timeline = Chain of custody
item-proven = { $n ->
    [one] { $n } proof of { $of }
   *[other] { $n } proofs of { $of }
}
item-where = Where is it?
item-barriers = { $n ->
    [0] No independent barrier.
    [one] { $n } independent barrier.
   *[other] { $n } independent barriers.
}
item-last-seen = Last seen: { $at }
item-facts = Facts
item-kind = Kind
item-condition = Condition
item-external = Other sites’ labels
item-external-none = None
barrier-door_lock = Door lock
barrier-cabinet_lock = Cabinet lock
barrier-safe_lock = Safe lock
barrier-badge_reader = Access card reader
event-registered = Registered and labelled
event-received = Received
event-set_down = Set down
event-put_away = Put away in the archive
event-retrieved = Retrieved from the archive
event-packed = Packed
event-dispatched = Handed to the carrier
event-came_back = Came back undelivered
event-returned = Came back in a parcel
event-receipt_confirmed = Receipt confirmed by the recipient
event-handed_over = Handed over in person
event-destroyed = Destroyed
event-condition_reported = Condition reported
event-external_id_linked = Other site’s label linked
event-relabelled = Label replaced
event-found = Found again
event-identified = Case of the item said
event-described = Described
event-corrected = Scan corrected
event-parcel = See the shipment
event-visit = See the visit
held-carrier-unsaid = With a carrier whom nobody named
event-by = By { $who }
event-by-two = By { $who }, with { $with }
event-condition = Condition: { $what }
event-was-corrected = Corrected by a later entry
event-proof = Proof of entry no. { $n }
proof-fingerprint = Fingerprint
proof-path = Path
proof-path-text = { $n ->
    [one] { $n } fingerprint to the checkpoint of { $size } entries
   *[other] { $n } fingerprints to the checkpoint of { $size } entries
}
proof-signed = Checkpoint signed on
proof-note = This proof can be verified without the server, with the program doublelock-verify.
proof-not-yet = The next signed checkpoint will cover this entry.

## Shipments
shipments-title = Shipments
shipments-heading = Shipments
shipments-views = Views of the list
shipment-view-expected = Expected
shipment-view-to-send = To dispatch
shipment-view-under-way = Under way
shipment-view-unbalanced = With discrepancies
shipments-total = { $n ->
    [0] No shipment
    [one] { $n } shipment
   *[other] { $n } shipments
}
shipments-extra = { $n } extra
shipments-total-more = More than { $n } shipments
shipments-page = { $n ->
    [one] { $n } shipment on this page
   *[other] { $n } shipments on this page
}
shipments-page-empty = The remaining shipments are elsewhere now: go back to the beginning of the list.
shipment-view-all = All
shipments-list = List of shipments
shipment-prepare = Prepare a shipment
shipment-announce = Announce a parcel
shipment-receive = Receive a parcel
shipments-none = No shipment in this view
shipments-none-text = An announced parcel stays here until it is received; a prepared one until it is handed to the carrier.
col-shipment = Shipment
col-party = From or to
shipment-late = Late
shipment-sender-unsaid = Sender to be named
shipment-carrier-unsaid = To be named
shipment-direction-inbound = Inbound
shipment-direction-outbound = Outbound
shipment-direction-return = Return
shipment-state-announced = Announced
shipment-state-arrived = Here unannounced, to unpack
shipment-state-received = Received
shipment-state-received_with_exceptions = Received with discrepancies
shipment-state-begun = Receiving begun
shipment-state-settled = Received, discrepancies settled
shipment-state-draft = To pack
shipment-state-sealed = Sealed
shipment-state-in_transit = In transit
shipment-state-receipt_confirmed = Receipt confirmed
shipment-state-came_back = Came back
shipment-state-outgrown = Copy out of date
shipment-state-cancelled = Cancelled
shipment-title = Shipment
shipment-heading = Shipment { $no }
shipment-heading-exceptions = { $n ->
    [one] Shipment { $no }, received with { $n } discrepancy
   *[other] Shipment { $no }, received with { $n } discrepancies
}
shipment-confirm = Record confirmed receipt
shipment-prepared = Shipment prepared. Print its sheet and the acknowledgement, then pack at the scan station.
shipment-announced-notice = Parcel announced. It is expected at the dock.
shipment-confirmed-notice = Receipt confirmed by the recipient, recorded.
shipment-corrected-notice = Corrected. The journal keeps what stood before.
shipment-changed-notice = This shipment has changed meanwhile. Nothing was recorded.
shipment-cancelled-notice = Shipment cancelled.
shipment-cancelled-title = Cancelled
shipment-correct = Correct or cancel
shipment-correct-only = Correct
correct-title = Correct
correct-heading = Correct shipment { $no }
correct-facts = The journal keeps what stood before.
correct-announcement = What was announced
correct-arrival = Who sent it
correct-departure = What leaves
correct-waybill = Number under which it left
correct-contents-stay = Its contents do not change any more: its reception has begun. What is missing is said at the station.
correct-contents-return = This parcel brings back what left: its contents are known. What is missing is said at the station.
correct-waybill-return = Empty until its sender says it. At the station the number read on the parcel becomes it.
correct-now = What stands there now
correct-save = Correct
correct-cancel = Cancel the shipment
correct-cancel-text = Announced or prepared by mistake, does not come, or came back undelivered. There is nothing in it.
correct-why = Why
correct-cancel-do = Cancel this shipment
shipment-outgrown-title = The copy on a disc of this shipment is out of date
shipment-outgrown-text = The record has changed since, or another copy took its place. See the privacy officer, who says whether this disc leaves.
shipment-late-title = Late since { $at }
shipment-late-text = Call the carrier. Tracking number: { $no }.
shipment-unannounced-title = Nobody had announced this parcel
shipment-unannounced-receiving = It is recorded. Unpack it at the scan station, then say here who sent it and which case it belongs to.
shipment-unannounced-text = Its articles do not go to the archive before it is known which case they belong to.
shipment-unannounced-sender = It is known which case it belongs to. Who sent it is still to be said.
shipment-name-sender = Say who sent it
shipment-name-case = Say which case it belongs to
shipment-case-elsewhere = Coordination says which case it belongs to.
shipment-way = Way
shipment-step-announced = Announced
shipment-step-arrived = Came unannounced
shipment-step-expected = Expected at the dock
shipment-step-begun = Receiving begun, to be finished at the scan station
shipment-step-received = Received, complete
shipment-step-received-exceptions = Received with discrepancies
shipment-step-settled = Received, discrepancies settled
shipment-step-prepared = Prepared
shipment-step-sealed = Packed and sealed
shipment-step-dispatched = Handed to the carrier
shipment-step-confirmed = Receipt confirmed
shipment-step-cancelled = Shipment cancelled
shipment-lines = Items of the shipment
shipment-exceptions-card = Discrepancies
shipment-exceptions-settled = All settled
shipment-exceptions = { $n ->
    [one] { $n } discrepancy
   *[other] { $n } discrepancies
}
col-outcome = Outcome
col-noted = Noted
shipment-in-archive-title = Items of this shipment rest in the archive
shipment-in-archive-text = Two people take them out; then they are packed at the station.
shipment-prepare-visit = Prepare the store access
shipment-sum = The count
shipment-first-due = the first is due { $at }
shipment-story = Timeline
shipment-story-articles = { $n ->
    [one] { $what }: { $n } item
   *[other] { $what }: { $n } items
}
shipment-story-times = { $what }: { $n } times
tally-announced = announced
tally-prepared = planned
tally-equals = equals
tally-received = received
tally-packed = packed
tally-damaged = damaged
tally-missing = missing
tally-expected = expected
tally-to-pack = to pack
tally-to-find = to find
tally-extra = extra
shipment-sheet = Shipment sheet
shipment-sheet-note = Scan this code at the station: packing begins, or goes on.
shipment-sheet-print = Print the sheet’s label
shipment-carrier = Carrier
shipment-carrier-name = Carrier
shipment-waybill = Tracking number
shipment-seal = Seal
shipment-address = Address
shipment-eta = Expected
shipment-back-by = Expected back
shipment-inspected = Seal on arrival
shipment-inspected-intact = Intact
shipment-inspected-not_intact = Broken, absent or another
shipment-brought-back = Comes back in shipment
shipment-brings-back = Brings back what left in shipment
shipment-leg-eta = expected on { $on }
shipment-story-return = Return announced
manifest-title = Day manifest
manifest-heading = Manifest of { $on }
manifest-facts = To be printed and signed by the driver: it names no recipient.
manifest-before = Day before
manifest-after = Day after
manifest-count = { $n ->
    [one] { $n } parcel
   *[other] { $n } parcels
}
manifest-list = Parcels of { $carrier }
manifest-no-carrier = Carrier erased with the record
manifest-handed-over = Handed to the driver
manifest-waits = Sealed, waits for the driver
manifest-driver = Driver’s name and signature
manifest-when = Date and time
manifest-none = No parcel handed over on that day
manifest-none-text = A parcel stands here as soon as it is sealed, then on the day on which it is handed to the carrier.
manifest-to-send = Shipments to send
manifest-left-out = This day has more than 500 parcels
manifest-left-out-text = Only the first stand here. The others are in the list of shipments.
shipment-created-by = Entered by
shipment-closed-by = Handled by
shipment-none-yet = Not yet
announce-title = Announce a parcel
announce-facts = What is announced here will not have to be typed at the dock.
announce-card = The parcel
announce-case = Case number
announce-sender = Sender
parcel-missing-sender = Enter the sender.
parcel-missing-carrier = Enter the carrier.
parcel-missing-waybill = Enter the tracking number.
parcel-missing-eta = Enter the day on which the parcel is expected.
parcel-missing-recipient = Enter the recipient.
parcel-missing-address = Enter the address.
parcel-missing-why = Say why.
announce-carrier = Carrier
announce-waybill = Tracking number
announce-waybill-help = The one on the waybill. It can be scanned too.
arrival-sender = Sender
arrival-sender-help = Written on the parcel, or said by whoever brought it.
arrival-carrier-help = The company, or the person who brought it.
arrival-waybill-help = If it bears one.
announce-eta = Expected
announce-eta-help = YYYY-MM-DD
announce-contents = Announced contents
announce-contents-help = How many items of each kind? Leave empty what is not there.
announce-save = Announce the parcel
announce-no-such-case = This case does not exist or is not open to you. Check the number.
announce-nothing = Enter at least one item.
prepare-title = Prepare a shipment
prepare-facts = Choose the items, then the recipient. Packing is done at the scan station.
gather-add = Add by scanning
gather-scan = Scan a film, a jacket, a location, or type a case number
gather-scan-add = Add
gather-scan-help = A location or a case shows its list; nothing is added as a whole unless you say so. The “Undo last” card takes out the last one.
gather-chosen = Chosen
gather-chosen-none = Nothing is chosen yet.
gather-in = Add
gather-out = Take out
gather-all = { $n ->
    [one] Add this one
   *[other] Add these { $n } items
}
prepare-clear = Show what is outside the archives
prepare-offered = Outside the archives and in your hands
prepare-offered-of = What can leave
gather-rest = { $n ->
    [one] { $n } more item is not shown: scan it, or give its case or its location.
   *[other] { $n } more items are not shown: scan them, or give a case or a location.
}
gather-none-of = Nothing else to choose here.
gather-read-added = Added: { $code }, { $what }
gather-read-added-promised = Added: { $code }, { $what }. Yet shipment { $no } waits for it
gather-read-already = { $code } is chosen already
gather-read-taken-out = Taken out: { $code }
gather-read-refused = Not added: { $code }. { $why }
gather-read-refused-whole = Not added. { $why }
gather-read-parcel = { $no } is a shipment. Scan its items, one by one
gather-read-dropped = Taken out of the list. { $why }
gather-lost = Connection lost: what is in the field is not added. Press “Add” again.
gather-read-full = Not added: { $n } items are chosen, the most there can be
gather-read-unknown = Code not recognised: { $code }
gather-read-unreadable = This reading says nothing here. Scan an item, a location or a case.
gather-read-other-case = Not added: { $code } is from another case, and a shipment never holds items of two cases.
parcel-missing-items = Choose at least one item.
prepare-to = Recipient
prepare-recipient = Name of the recipient
prepare-back-by = Expected back on
prepare-back-by-help = Yyyy-mm-dd, for a loan. Empty if nothing comes back. The return is announced as the parcel leaves, with its contents.
prepare-address = Address
prepare-save = Prepare the shipment
prepare-none = Nothing is outside the archives
prepare-none-text = Type a case number to choose from what rests there: an access visit by two people takes it out before packing.

## Archive
archive-title = Archive
archive-heading = Archive under double lock
archive-facts = Two people, two independent barriers, a purpose, an end.
archive-place-labels = Location labels
archive-visits = Store accesses
archive-no-visits = No store access
archive-no-visits-text = Each entry into the archive will be recorded here, with both people and the purpose.
archive-waiting = To put away
archive-hands = In hands
archive-hands-none = Nobody holds an item.
archive-hands-since = since { $at }
archive-hands-text = To lay down what you hold, scan the place at the station.
archive-waiting-n = { $n ->
    [0] Nothing waits outside the archive.
    [one] { $n } item waits outside the archive.
   *[other] { $n } items wait outside the archive.
}
archive-places = Locations
places-none = No location
places-none-text = The centre’s locations are registered when the appliance is set up.
col-visit = Store access
col-people = People
col-from = Since
col-place = Location
col-label = Label
col-barriers = Barriers
place-archive = Archive, double lock
place-too-few = Fewer than two barriers
place-working = Outside the archive
location-kind-site = Site
location-kind-room = Room
location-kind-cage = Cage
location-kind-cabinet = Cabinet
location-kind-safe = Safe
location-kind-shelf = Shelf
location-kind-shelf_slot = Slot
location-kind-dock = Receiving dock
location-kind-bench = Workbench
location-kind-quarantine = Quarantine
visit-state-open = Open
visit-state-expired = Time is over
visit-state-closed = Closed
visit-state-closed_with_discrepancy = Closed with a discrepancy
visit-purpose-put_away = Put items away
visit-purpose-retrieve = Retrieve items
visit-open = Open a store access
visit-open-title = Open a store access
visit-open-facts = Each person types their own password. The access lasts 30 minutes.
visit-first = First person, door lock
visit-second = Second person, cabinet lock
visit-second-who = Second person
visit-username = Your username
visit-password = Your password
visit-username-second = Username of the second person
visit-password-second = Password of the second person
visit-archive = Archive to open
visit-purpose = Why are you entering?
visit-plan = Planned items
visit-plan-none = Nothing waits outside the archive.
visit-same-person = Two different people are needed. This account belongs to the first person.
visit-wrong-password = Identity not confirmed. Check the username and the password.
visit-not-you = This account is not the one signed in. Type your own.
visit-no-duty = This person has no duty that opens the archive.
visit-too-many = Too many attempts. Wait a minute, then try again.
visit-directory-down = The staff directory is not responding. Try again in a minute.
visit-title = Store access
visit-no = Store access { $no }
visit-heading = Store access
visit-heading-expired = Time is over: reconcile
visit-since = Since { $time }
visit-where = { $n ->
    [one] { $place }, { $n } barrier
   *[other] { $place }, { $n } independent barriers
}
visit-extend = Extend by 15 min
visit-to-station = Scan at the station
visit-expired-title = The archive cannot reopen until this store access is reconciled
visit-expired-text = No more scans are accepted. Say what became of each planned item; both people close the locks and attest the closing.
visit-password-checked = Password checked
visit-outer = Outer barrier
visit-inner = Inner barrier
visit-lock-open = Open
visit-lock-closed = Closed
visit-time = Time
visit-time-left = Time left
visit-time-note = At the end, no more scans are accepted.
visit-scan = Scans
visit-scan-label = Scan a shelf or an item
visit-plan-list = Planned items
visit-of = { $n } of { $of }
visit-no-plan = Nothing was planned.
visit-left = Left
visit-missing = Missing
visit-unplanned = Scanned without being planned
visit-reconcile = Reconcile
visit-outer-closed = The door is locked
visit-inner-closed = The cabinet is locked
visit-all = { $n ->
    [one] Add the one that waits
   *[other] Add the { $n } that wait
}
visit-before-title = Store access { $no } to this archive is not closed
visit-before-text = Another one opens only once this one is closed.
visit-before-open = Go to that access
visit-offered = Seen last
visit-offered-of = What can be chosen
visit-clear = Show what was seen last
visit-show = Show
visit-archive-empty = This archive holds no item.
visit-without-plan = Enter without a list
visit-without-plan-help = To look for an item, for example. Each item moved will count as a discrepancy.
visit-neither-is-you = One of the two accounts must be the one signed in.
visit-username-a = Username, first person
visit-password-a = Password, first person
visit-username-b = Username, second person
visit-password-b = Password, second person
visit-back = Back to the store access
visit-back-to-scan = Back to scanning
visit-see-outcome = See how it ended
visit-extend-title = Extend the store access
visit-extend-heading = Extend by 15 minutes
visit-extend-facts = The access ends at { $now }, and at { $then } if extended. Once only, and both people must agree.
visit-extend-why = Reason for extending
visit-extend-reason = Why is more time needed?
visit-extend-reason-help = Up to { $n } characters. Do not enter a patient’s name.
visit-extend-not = This store access cannot be extended: it was already, its time is over, it is closed, or you are not one of the two people. Reconcile it.
visit-extended = Extended
visit-reconcile-title = Reconcile before closing
visit-reconcile-do = Reconcile
visit-balance = What was to happen, what happened
visit-to-settle = { $n ->
    [one] { $n } item to settle
   *[other] { $n } items to settle
}
visit-discrepancies = { $n ->
    [one] { $n } discrepancy
   *[other] { $n } discrepancies
}
visit-amiss-title = This access will close with a discrepancy
visit-amiss-text = The items concerned are below. If there is time left, put them back where they belong; the ledger keeps what happened.
visit-close-blocked = { $n ->
    [one] Possible once the item above is settled. Scan it, or say whether it was left or is missing.
   *[other] Possible once the { $n } items above are settled. Scan them, or say whether they were left or are missing.
}
visit-confirms-outer = Confirms and locks the door
visit-confirms-inner = Confirms and locks the cabinet
visit-others-note = If a person of this access can no longer come, another one whose duty opens the archive types their own account instead. The access then closes with a discrepancy: nobody attests for somebody absent.
visit-not-yours = Until its time is over, only the two people of this store access can close it.
col-check = Check
col-planned = Planned
col-found = Found
check-moved-put_away = Items put away
check-moved-retrieve = Items retrieved
check-not-scanned = { $n ->
    [one] { $n } not scanned
   *[other] { $n } not scanned
}
check-none = No discrepancy
check-amiss = { $n ->
    [one] { $n } item
   *[other] { $n } items
}
check-unplanned = Items scanned without being planned
check-unplanned-one = Not planned
check-against = Items moved against the purpose
check-against-one = Against the purpose
check-locks = Locks closed
check-locks-waiting = To be attested below
check-locks-attested = Attested
visit-against-put_away = Taken out while putting away
visit-against-retrieve = Put in while retrieving
visit-course = Progress
visit-step-people = Two people
visit-step-people-note = Two accounts, two passwords
visit-step-reconcile-note = Planned, scanned, settled
visit-step-close = Locks and closing
visit-step-close-note = Attested by both people
visit-outcome = Outcome
visit-outcome-clean = Closed without a discrepancy
visit-outcome-amiss = { $n ->
    [one] Closed with { $n } discrepancy
   *[other] Closed with { $n } discrepancies
}
visit-outcome-by-others = Closed by others than its two people
visit-attested = Attested by { $one } and { $other }
visit-what-now = What to do now
visit-next-missing = Missing item: look for it, then tell the privacy officer today.
visit-next-left = Item left where it was: plan it in another store access.
visit-next-unplanned = Item not planned: check where it is and tell the coordinator why it was moved.
visit-next-against = Item moved against the purpose: check where it is and tell the coordinator why it was moved.
visit-next-by-others = At least one person of this access did not attest the closing: ask for their account when they are back.
visit-close = Close the access

## Labels
labels-title = Labels
labels-heading = Labels
labels-facts = A label counts once it has been scanned; it never carries a name.
labels-places = Location labels
labels-cards = Command cards
labels-batches = Printed lately
labels-none = No labels printed
labels-none-text = Print a sheet or a roll before the first parcel arrives.
labels-issue = Print new labels
labels-class = For
labels-count = How many?
labels-count-help = From 1 to 300. A Letter sheet holds 30.
labels-print = Print
labels-wrong-count = Enter a number from 1 to 300.
label-class-I = Items
label-class-S = Seals
col-batch = Batch
col-for = For
col-count = Count
col-unused = Unused
label-batch-title = Batch of labels
label-batch-heading = { $n ->
    [one] { $n } new label
   *[other] { $n } new labels
}
label-batch-unused = { $n ->
    [one] { $n } unused of { $of }
   *[other] { $n } unused of { $of }
}
label-batch-roll = Roll (50 × 25 mm)
label-batch-sheets = Sheets (Letter)
label-batch-labels = Preview
label-paper-film = ITEM
label-paper-seal = SEAL
label-paper-sheet = SHIPMENT
label-paper-place = { $n ->
    [0] Outside the archive
    [one] { $n } barrier
   *[other] { $n } barriers
}
label-paper-return = Found? { $phone }
item-altered = { $n ->
    [0] What is shown here is not what the ledger says. Nothing that is marked “altered” proves anything. Call technical support.
    [one] { $n } event of the ledger is not shown here: the list was altered. Call technical support.
   *[other] { $n } events of the ledger are not shown here: the list was altered. Call technical support.
}
proof-altered = Altered
proof-altered-note = The ledger does not hold this event under this number.

## Discrepancies
exceptions-title = Discrepancies
exceptions-facts = What does not balance: a discrepancy stays here until somebody says how it ends.
exceptions-views = Views of the list
exception-view-open = To settle
exception-view-closed = Settled
exceptions-page-open = { $n ->
    [one] { $n } discrepancy on this page, the most pressing first
   *[other] { $n } discrepancies on this page, the most pressing first
}
exceptions-page = { $n ->
    [one] { $n } discrepancy on this page, the last settled first
   *[other] { $n } discrepancies on this page, the last settled first
}
exceptions-list = { $n ->
    [one] { $n } discrepancy to settle
   *[other] { $n } discrepancies to settle
}
exceptions-closed-list = Settled discrepancies
exceptions-first = The { $n } most pressing
exceptions-none = No discrepancy
exceptions-none-text = What is missing, arrives damaged or does not match the plan shows up here.
exception-name = Discrepancy
exception-kind-missing = Missing
exception-kind-damaged = Damaged
exception-kind-extra = Extra
exception-kind-late = Late
exception-kind-unannounced = Not announced
exception-kind-unconfirmed = Not confirmed
exception-kind-not_back = Not back
exception-kind-undelivered = Not delivered
exception-kind-signature_short = Lesser signature
exception-kind-seal_not_intact = Seal broken
exception-kind-not_found = Not found
exception-kind-left = Left in place
exception-kind-unplanned = Not planned
exception-kind-against_purpose = Wrong way
exception-title-missing = { $what }: announced, not in the parcel
exception-title-damaged = { $what }: damaged on arrival
exception-title-extra = { $what }: not announced, case unknown
exception-title-late = Parcel awaited, not arrived
exception-title-unannounced = Parcel received without announcement
exception-title-unconfirmed = Parcel left, receipt not confirmed
exception-title-not_back = Item that left, not in the parcel that came back
exception-title-undelivered = Parcel that the carrier did not hand over
exception-title-signature_short = Parcel handed over without the signature ordered
exception-title-seal_not_intact = Parcel whose seal is not intact
exception-title-not_found = { $what }: not found during the store access
exception-title-left = { $what }: planned, not moved
exception-title-unplanned = { $what }: moved without a plan
exception-title-against_purpose = { $what }: moved the other way than planned
exception-due-missing = ask the sender
exception-due-damaged = say whether it can be read
exception-due-extra = say which case it belongs to
exception-due-late = call the carrier
exception-due-unannounced = say who sent it and which case it belongs to
exception-due-unconfirmed = call the recipient, then the carrier
exception-due-not_back = look in the packaging, call the carrier
exception-due-undelivered = call the carrier
exception-due-signature_short = reach the recipient: do they have it?
exception-due-seal_not_intact = say what happened to the parcel
exception-due-not_found = search, then tell the privacy officer
exception-due-left = say why
exception-due-unplanned = say why
exception-due-against_purpose = say why
exception-step-called = Call made
exception-step-claimed = Claim sent
exception-step-searched = Search made
exception-step-noted = Other finding
exception-exit-found = Found
exception-exit-identified = Case named
exception-exit-returned = Sent back
exception-exit-arrived = Arrived
exception-exit-cancelled = Shipment cancelled
exception-exit-confirmed = Receipt confirmed
exception-exit-came_back = Parcel came back
exception-exit-corrected = Corrected, it was none
exception-exit-not_sent = Never sent, says the sender
exception-exit-accepted = Accepted as is
exception-exit-explained = Explained
exception-exit-lost = Lost
exception-event-opened = Discrepancy opened
exception-event-assigned = Given to { $who }
exception-event-released = Given back to the team
exception-event-closed = Settled: { $how }
exception-event-followed = Followed up
exception-event-reopened = Reopened
exception-overdue = Overdue
exception-as-lost = To be treated as lost
exception-as-lost-short = to be treated as lost
exception-as-lost-text = Five working days have passed. Say how it ends, and tell the privacy officer, who assesses the incident.
exception-lost-from = To be treated as lost if it is not there by the end of { $day }.
exception-lost = Lost from
exception-of-parcel = Shipment { $no }
exception-of-visit = Store access { $no }
exception-since = Since
exception-next = To do
exception-exit = Outcome
exception-ways = What can be done
exception-found = Found: receive it
exception-found-text = At the station: its label, then the place. The discrepancy is settled.
exception-whose-text = Choose the case. The discrepancy is settled.
exception-names = Say where it comes from
exception-open = Follow up or settle
exception-open-text = Note a call, a search; say how it ends.
exception-open-closed = See what was done
exception-open-closed-text = What was done, by whom, and why.
exception-give-to = Give to
exception-give = Give
exception-take = I will handle it
exception-release = Give back to the team
exception-reopen = Reopen
exception-find = Found
exception-find-label = Label of the item that was found
exception-find-help = Scan it: the item goes into your hands, the discrepancy is settled. Then lay it down at the station or put it away during a store access.
exception-find-do = I have it in hand
exception-follow = Note what was done
exception-step = What was done
exception-note = Who, what, which answer
exception-note-help = Kept with the case. No needless names.
exception-follow-do = Note
exception-follow-text = The discrepancy stays open; due at the end of the next working day.
exception-close = Settle
exception-why = Why
exception-close-do = Settle the discrepancy
exception-history = Follow-up
exception-entry = entry { $n }
exception-clock = Owner and due date
exception-said-taken = Owner recorded.
exception-said-followed = Noted. The discrepancy stays open.
exception-said-closed = Discrepancy settled.
exception-said-reopened = Discrepancy reopened.
exception-said-found = Found. The item is in your hands: at the station, scan the place where you lay it down.

# What is seen on an item (DICOM: modality, body part, laterality, view).
seen-modality-dx = radiograph
seen-modality-ct = CT
seen-modality-mr = MRI
seen-modality-us = ultrasound
seen-modality-mg = mammogram
seen-modality-rf = fluoroscopy
seen-modality-xa = angiogram
seen-modality-nm = nuclear medicine
seen-modality-pt = PET
seen-modality-bmd = bone densitometry
seen-modality-sm = pathology
seen-modality-ot = other exam
seen-part-skull = skull
seen-part-brain = brain
seen-part-sinuses = sinuses
seen-part-face = facial bones
seen-part-neck = neck
seen-part-cspine = cervical spine
seen-part-tspine = thoracic spine
seen-part-lspine = lumbar spine
seen-part-sacrum = sacrum and coccyx
seen-part-wspine = whole spine
seen-part-chest = chest
seen-part-ribs = ribs
seen-part-breast = breast
seen-part-heart = heart
seen-part-abdomen = abdomen
seen-part-pelvis = pelvis
seen-part-clavicle = clavicle
seen-part-shoulder = shoulder
seen-part-humerus = upper arm
seen-part-elbow = elbow
seen-part-forearm = forearm
seen-part-wrist = wrist
seen-part-hand = hand
seen-part-hip = hip
seen-part-thigh = thigh
seen-part-knee = knee
seen-part-leg = lower leg
seen-part-ankle = ankle
seen-part-foot = foot
seen-part-wholebody = whole body
seen-part-other = other region
seen-side-r = right side
seen-side-l = left side
seen-side-b = both sides
seen-view-frontal = frontal view
seen-view-lateral = lateral view
seen-view-oblique = oblique view
seen-view-axial = axial view
seen-view-cc = craniocaudal view
seen-view-mlo = mediolateral oblique view
seen-view-other = other view
seen-taken = { $at }
seen-sheets = { $n ->
    [one] { $n } sheet
   *[other] { $n } sheets
}
seen-note = { $what }
seen-and = { $all }, { $one }

describe-title = Describe the item
describe-what = What is seen on it
describe-text = Say what you see. The rest can wait.
describe-exams = Which expected exam is it from?
describe-is-of = exam: { $exam }
describe-other-exam = A film belongs to one exam, and what you describe must correspond to it. Untick the exam, or clear what is not of it.
describe-exams-help = What is entered of the exam is taken for the item. If you change nothing here and only one corresponds to what you describe, it is ticked.
describe-save = Save
describe-part = Body part
describe-side = Side
describe-view = View
describe-modality = Exam
describe-taken = Date of the exam
describe-sheets = Number of sheets
describe-sheets-help = Counted one by one. Required for a film set; a film is one sheet.
describe-note = Other detail
describe-note-help = What else tells it apart: its size, an inscription. Not the person’s name.
describe-now = Somebody described or filed it in the meantime
describe-beside = Came in the same shipment, of the same case
describe-beside-text = Tick those of the same exam: they get the body part, side, exam and date that you filled in. What they are, their view, their sheets and their other details stay.
describe-note-is-a-label = This is a label and no detail. Delete it; to open that item, scan it into the field at the top.
describe-a-film-is-one-sheet = A film is one sheet. If there are several, choose “Film set”.
describe-next = Save and describe the next one
item-describe = Describe
item-described = Description saved.
parcel-missing-sheets = Count the sheets of the film set and enter their number.
parcel-missing-kind = Say what the item is.

## Why by courier
by-courier = Why by courier
by-courier-short = Why by courier
by-courier-help = What can go electronically does not go by courier.
by-courier-images = { $n ->
    [one] { $n } image of this case is here already: can it go electronically?
   *[other] { $n } images of this case are here already: can they go electronically?
}
by-courier-original = The original is needed, or goes back to its owner
by-courier-no_images = There are no images of it to send
by-courier-cannot_receive = The recipient can receive nothing electronically
by-courier-asked = The person asked for it in this form
parcel-missing-by-courier = Say why this goes by courier rather than electronically.
parcel-missing-says = Say what the carrier answers.
parcel-missing-on = Say which day it speaks of.
parcel-missing-obtained = Say how the parcel was handed over.
claim-wrong-day = A date between the parcel’s departure and today.
service-wrong-days = From 1 to { $n } working days.
shipment-state-unconfirmed = Not confirmed
service-signature = Signature ordered
service-days = Working days in transit
service-days-help = From 1 to { $n }. The next day: 1. Not confirmed by the end of the working day after, it is a discrepancy.
service-takes = { $n ->
    [one] { $n } working day in transit
   *[other] { $n } working days in transit
}
signature-none = No confirmation
signature-delivery = Delivery confirmation
signature-signature = Signature at the address
signature-adult = Signature of an adult, with identification
signature-direct = Signature of the recipient in person
carrier-says-delivered = Delivered
carrier-says-refused = Refused at the door
carrier-says-undeliverable = Returned to sender
carrier-says-misdelivered = Delivered to someone else
carrier-says-lost = Lost
claim-title = Carrier’s answer
claim-open = Carrier’s answer
claim-heading = Shipment { $no }: what the carrier answers
claim-card = What the carrier answers
claim-note = This is what it claims. The recipient has yet to confirm.
claim-says = What became of the parcel?
claim-on = Day it speaks of
claim-on-help = YYYY-MM-DD
claim-obtained = If delivered, how
claim-signed-by = Signed by, according to the carrier
claim-save = Record the answer
claim-is-no-receipt = The recipient has not confirmed yet.
shipment-claimed-notice = Carrier’s answer recorded. The recipient has yet to confirm.
shipment-not-confirmed = Confirmed by mistake
shipment-not-confirmed-notice = Receipt is not confirmed any more. The shipment is in transit again.
shipment-unconfirmed-title = Receipt not confirmed, expected before { $at }
shipment-unconfirmed-text = Call the recipient, then the carrier. Tracking number: { $no }.
shipment-back-title = This shipment came back undelivered
shipment-back-text = At the scan station it leaves again under a new waybill; opened, its items come out one by one.
shipment-unseen-title = { $n ->
    [one] { $n } item to find in this parcel
   *[other] { $n } items to find in this parcel
}
shipment-unseen-text = It came back without its seal intact. At the scan station, scan each item; what is not in it: the Missing card.
slip-card = Acknowledgement of receipt
slip-note = To be put into the parcel. The recipient signs it and sends it back; scanned at the station, it confirms receipt.
slip-print = Print the acknowledgement
slip-paper-title = Acknowledgement of receipt
slip-paper-parcel = Shipment
slip-paper-articles = { $n ->
    [one] The parcel holds { $n } item.
   *[other] The parcel holds { $n } items.
}
slip-paper-says = I have received this parcel, sealed, and what it holds.
slip-paper-back = Sign this page and send it back, or call us.
slip-paper-name = Name
slip-paper-signature = Signature
slip-paper-date = Date
