# Coordination: cases and their patients.

## List
cases-title = Cases
cases-list = List of cases
cases-search-form = Search for a person or a case
cases-search = Name, number or label
cases-search-do = Search
cases-total = { $n ->
    [0] No case
    [one] { $n } case
   *[other] { $n } cases
}
cases-total-more = More than { $n } cases
case-col-born = Born
cases-page = { $n ->
    [one] { $n } case on this page, newest first
   *[other] { $n } cases on this page, newest first
}
cases-empty-title = No cases
cases-empty-text = Cases are listed here, newest first, as soon as one has been opened.
case-open = Open a case
case-col-no = Case
case-col-patient = Patient
case-col-opened = Opened on
case-col-state = State
case-state-collecting = Collecting

## New case
case-new-title = New case
case-patient = Patient
case-family-name = Family name
case-given-names = Given names
case-name = Name
case-birth-date = Date of birth
case-date-help = YYYY-MM-DD, for example 1984-02-29
case-sex = Sex
case-sex-help = As in the health insurance record. It is used to check the images received.
case-hospital-number = Hospital file number
case-hospital-number-help = It means nothing without the establishment that issued it.
case-hospital-issuer = Issuing establishment
case-language = Language of correspondence
case-question = Question asked
case-question-help = What the person wants to know, in their own words.
case-cancel = Cancel
case-missing-family-name = Enter the family name.
case-missing-given-names = Enter at least one given name.
case-missing-birth-date = Enter the date of birth.
case-missing-sex = Choose the sex in the health insurance record, or “Not recorded”.
case-missing-language = Choose the language of correspondence.
case-missing-hospital-number = Enter the file number, or remove the issuing establishment.
case-missing-hospital-issuer = Enter the establishment that issued this number: without it, the number names nobody.

## Words of closed lists
sex-F = Female
sex-M = Male
sex-O = Other
sex-U = Not recorded
written-fr = French
written-en = English

## A case
case-title = Case
case-heading = Case { $no }
case-born = Born { $date }
case-opened-on = Opened on { $date }
case-just-opened = Case opened. Now announce the parcels you expect.
case-corrected = Corrected. The journal keeps what stood before.
case-correct = Correct
case-correct-title = Correct a case
case-correct-now = What stands there now
case-correct-heading = Correct case { $no }
case-correct-text = The person’s record is corrected with this case.
case-correct-others = { $n ->
    [one] The person’s record is corrected with this case; it serves { $n } other case as well.
   *[other] The person’s record is corrected with this case; it serves { $n } other cases as well.
}
case-announce = Announce a parcel
case-studies = Attached studies
case-no-study = No study attached
case-no-study-text = Images received appear here once imaging has attached them to this case.
case-items = Items
case-no-item = No items
case-no-item-text = Films and media appear here once they have been received at the scan station.
case-shipments = Shipments
case-col-item = Item
case-col-kind = Kind
case-col-holder = Where it is
case-col-seen = Last seen
case-col-shipment = Shipment
case-col-direction = Direction
case-col-party = Correspondent
case-col-items = Items
case-not-recorded = Not recorded
case-no-question = No question has been entered yet.
case-reading-logged = This viewing is written in the log.
case-openings = Who opened this record
case-openings-times = { $n } times in a row
case-openings-note = This time included. Older ones are in the ledger; a record copy gives them all.

## Shipments as the case sees them

## Is this person on file?
likely-title = Is this person already on file?
likely-crumb = On file?
likely-nothing-yet = Nothing has been recorded yet. Compare, then answer.
likely-typed = What you entered
likely-same = It is this person
likely-same-text = The new case is added to theirs.
likely-number-only = Same number, another person
likely-number-only-text = Both name and birth date differ: the number was entered wrongly, or was given twice. Check it on the hospital’s paper.
likely-nobody-title = { $n ->
    [one] It is not this person
   *[other] It is none of these people
}
likely-nobody = Open for another person
likely-nobody-text = A new record is made for them.
likely-correct = Correct what was entered

## The person a case is about
case-also-known = Also on file as
case-others = Other cases
case-person = Everything on file about this person
person-title = Record of the person
person-crumb = Person
person-of-case = Case { $no }
person-record = Record
person-record-linked = Linked record
person-cases = { $n ->
    [one] Case
   *[other] Cases
}
person-cases-list = Cases of this record
person-col-entered = Name entered when opened
person-entered-first = That of the record
person-separate-legend = Cases of another person?
person-separate-help = Check them. A new record is made under the name entered when they were opened; their images, items and requests follow.
person-separate = Separate the checked cases
person-missing-cases = Check at least one case to separate.
person-unlink = Unlink
person-unlink-text = This record is another person’s.
person-likely = Similar records
person-maybe = The same person?
person-nobody = No similar record
person-nobody-text = Nobody else is on file under a similar name and birth date.
person-this = This record
person-that = The other record
person-link = Link the two records
person-link-text = They are the same person. Both records stay as they are.
person-said-linked = The two records are linked.
person-said-unlinked = The records are no longer linked.
person-said-separated = The checked cases have a record of their own.
person-likely-not-yet = The names on file are still being read after the start. Reload this page in a minute.

## Items to identify
unidentified-title = Items to identify
unidentified-facts = Found in a parcel and not announced. They do not go to the archive and belong to no case until somebody has said so.
unidentified-list = { $n ->
    [one] { $n } item
   *[other] { $n } items
}
unidentified-parcel = Parcel
unidentified-since = Found on
unidentified-act = Action
unidentified-none = No item to identify
unidentified-none-text = What comes out of a parcel without being announced is shown here.
whose-title = Which case is this item from?
whose-known = Filed
whose-found = Where it was found
whose-sender = Sender
whose-born = Date of birth
whose-from-parcel = Case this parcel was announced for
whose-from-rest = Case of the rest of the parcel
whose-from-search = Case you looked for
whose-from-now = Case it is filed in
whose-is-it = The item belongs to this case.
whose-look = Compare name and date of birth with what is written on the item.
whose-not-here = Lay it down first: it is filed neither in a hand nor in a parcel.
whose-say = File in case { $no }
whose-say-whole = File all { $n } articles of the parcel in case { $no }
whose-whole = Parcel not announced
whose-whole-n = { $n } articles without a case
whose-other = Another case
whose-number = Case number
whose-number-help = The person is shown before anything is recorded.
whose-search = Look for this case
whose-said = Recorded: the item belongs to case { $no }. It can go to the archive.
