# Coordination: cases and their patients.

## List
cases-title = Cases
cases-list = List of cases
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
case-opened-on = Opened on { $date }
case-just-opened = Case opened. Now announce the parcels you expect.
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
case-direction-inbound = Inbound
case-direction-outbound = Outbound
