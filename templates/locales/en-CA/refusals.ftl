# Why a rule said no. The key is refusal- and the key of the refusal in the domain.
# Each sentence says what happened and what to do.

refusal-duty-not-held = Your duty does not include this act.
refusal-purpose-foreign = This reason does not go with your duty. Choose another one.
refusal-field-empty = This answer is missing.
refusal-field-too-long = This answer is longer than { $limit } characters. Shorten it.
refusal-field-characters = This answer holds characters that cannot be kept. Type it again.
refusal-field-choice = This value is not one of those offered.
refusal-not-a-date = This date does not exist or is not in the expected form. Write it as YYYY-MM-DD.
refusal-date-in-future = This date is in the future. Enter today or a past date.
refusal-received-after-entry = This date is after the day of entry. Enter the date of the receipt stamp.
refusal-date-too-old = This date is too long ago to be right. Check the year.
refusal-date-in-past = This date is past. Enter today or a date to come.
refusal-date-too-far = This date is too far away to be right. Check the year.
refusal-number-out-of-range = This number is outside what is possible. Check it.
refusal-wrong-state = This step cannot follow the present state. Open the page again to see where the work stands.
refusal-already-done = This is already done. Nothing was recorded twice.
refusal-exception-closed = This discrepancy is settled already. Nothing was recorded.
refusal-exception-open = This discrepancy is open already. Nothing was recorded.
refusal-exception-ended-by-scan = A reading or another act settled this discrepancy; it is not reopened here.
refusal-not-that-article = This is not the label of that item. Nothing was recorded. Scan the one on the item in your hand.
refusal-label-in-use = Label { $label } is already on another item. Take a new one.
refusal-record-under-way = Parts of this record are still under way: { $names }. Finish them, then try again.
refusal-same-person = Two different people are needed. Ask a second person.
refusal-barriers-too-few = { $level ->
    [0] This location has no independent barrier. Two are needed.
    [one] This location has only one independent barrier. Two are needed.
   *[other] This location has { $level } independent barriers. Two that do not depend on each other are needed.
}
refusal-held-elsewhere = This item is recorded elsewhere. See its history, then record its hand-over first.
refusal-partly-back = Some of this parcel came back in another one: it was opened. Nothing is on record. What is here is received at the station, item by item.
refusal-lent-by-nobody = Nobody has said which case these items are from: they are not lent. Say whose they are first, or leave the day empty; nothing is on record.
refusal-unidentified = Nobody has said which case this item is from. It does not go to the archive before that; nothing is on record.
refusal-already-there = This item is already at this location.
refusal-case-differs = Not packed: this item belongs to another case. Set it aside and tell the coordinator.
refusal-waybill-is-ours = This is a label of our centre, not a tracking number. Scan the carrier’s code.
refusal-promised-elsewhere = Shipment { $no } already waits for item { $label }. Cancel that shipment first if it is not to leave any more.
refusal-not-identified = Nobody said which case item { $label } is from, so it does not enter the archive. Leave it out of the list.
refusal-waybill-unlike = No carrier here writes numbers like this. Check the waybill; if it is indeed its number, save again.
refusal-waybill-in-use = Shipment { $no } has this tracking number and is not finished. Check the waybill.
refusal-shipment-begun = A part of this shipment is received or packed already. Nothing was cancelled. Finish it, or take it back at the station first.
refusal-visit-unreconciled = A store access to this archive is not closed. Close it first.
refusal-already-extended = This store access was already extended once. Close it and reconcile.
refusal-authentication-stale = One of the two people identified themselves too long ago. They must do it again.
refusal-not-of-this-visit = Only the two people of this store access can do this. To enter the archive, open another access with a second person.
refusal-locks-open = Both locks must be closed first.
refusal-visit-closed = This store access is closed. Nothing was recorded. To enter the archive, open another one.
refusal-plan-empty = Nothing is planned. Choose the items, or tick “Enter without a list”.
refusal-not-in-this-archive = Item { $label } is not in this archive. Leave it out of the list, or find out where it is.
refusal-already-archived = Item { $label } is already in the archive. Leave it out of the list.
refusal-not-at-hand = Item { $label } is not here, so it cannot be put away. Leave it out of the list and see its history.
refusal-station-busy = Your scan station is busy with another job. Finish it at the station, then scan here.
refusal-visit-expired = Time is over. No more scans are accepted. Return both keys and reconcile.
refusal-not-accounted-for = { $open ->
    [one] { $open } planned item is missing. Scan it or declare the discrepancy.
   *[other] { $open } planned items are missing. Scan them or declare the discrepancy.
}
refusal-patient-differs = Study held: the identity differs from the case’s. Check the case number, then call the sending establishment. Nothing was attached.
refusal-study-grew = Images have arrived since your comparison. Compare again, then confirm.
refusal-study-not-read = This study has not been read yet. Try again in a minute.
refusal-case-unknown = This case does not exist. Check the number.
refusal-extension-not-given = The law that applies gives no extension.
refusal-extension-taken = The one extension allowed was already taken.
refusal-extension-notice-late = The notice was sent after the time that the law gives for it. The due date stays the same.
refusal-disc-of-request = This disc answers a request for a copy. Its shipment is prepared on the page of the request, to the address of the request.
refusal-answer-came-back = The parcel of this answer came back: it is here. It leaves again under its seal, at the scan station; opened, it is no answer any more.
refusal-disc-has-shipment = This disc already has its shipment, on the page of the request. Pack it with that shipment.
refusal-disc-out-of-date = The copy on this disc is not the answer of its request any more. Take the disc out of the parcel and destroy it; the page of the request says what leaves instead.
refusal-record-changed = The record has changed since this copy was prepared. On the page of the request, prepare it again or say why it is the answer all the same; nothing is on record.
refusal-disc-not-awaited = The request of this disc is answered already, or its copy is being prepared again. Take the disc out of the parcel; if it is sealed, it does not leave: open it again first with the card “Undo last”.
refusal-disc-sealed = A disc of this copy is sealed in a parcel: another copy would make it void. Hand the parcel to the carrier, or open it again at the scan station with the card “Undo last”.
refusal-label-of-another-record = This label was used for an article of another record, with an external label or a description. Stick a new label on and scan it.
refusal-passphrase-not-shown = The passphrase of this file has not been shown yet: nobody could open it. Show it on the page of the request and send it by another way; nothing is on record.
refusal-identity-not-confirmed = The identity of the person who asks is not confirmed yet. Confirm it on the page of the request; nothing has left.
refusal-person-differs = Both name and birth date differ: these records cannot be linked. Check what was entered; nothing was changed.
refusal-already-one-person = These two records are already linked. Nothing was changed.
refusal-too-many-records = Too many records would be linked to one. Unlink some first.
refusal-not-linked = This record is no longer linked. Nothing was changed.
refusal-first-case = The record was made with this case. Check the cases of the other person instead.
refusal-names-not-read = The names on file are still being read after the start. Try again in a minute; nothing was recorded.
refusal-disc-waits = A disc of this copy was labelled already and is not packed yet. If it is spoiled, destroy it and label another from the page of the request.
refusal-disc-packed = A disc of this request is already in its parcel. Take it out at the station (card “Undo last”), then try again.
refusal-disc-awaited = This disc is the answer that is awaited. If it is spoiled, label another one first.
refusal-nothing-changed = Nothing is changed: all of it stands like this already.
refusal-changed-meanwhile = Nothing is on record: somebody else has corrected this since your page was opened. Look at what stands there now, then save again.
refusal-parcel-in-other-hands = A colleague still has items of this parcel in hand; nothing is on record. Whoever empties it last lays it down.
refusal-downloads-under-way = Three of your downloads are under way already. Wait until one of them ends, or cancel it in the browser.
refusal-copy-not-taken-out = Nothing of this copy has left the vault yet. Download it first: the disc to burn, the file or the folder.
refusal-record-unchanged = The record holds what this copy holds. There is nothing to explain: it can leave as it is.
