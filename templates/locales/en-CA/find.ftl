# The scan-or-find field, when it does not lead straight to a page.

find-title = Find
find-several = Several things have the number { $typed }.
find-nothing = Nothing answers to { $typed }, or it is not open to your duty. Nothing was recorded.
find-too-long = What was typed is too long to be a code or a number. Nothing was recorded.
find-choices = Which one?
find-kind-case = Case
find-kind-item = Item
find-kind-place = Place
find-kind-shipment = Shipment
find-kind-request = Request
find-how = What this field understands
find-how-label = A label
find-how-label-text = Scan it, or type its 12 characters, with or without spaces: DI 1234 5678 12.
find-how-number = A number
find-how-number-text = Case, shipment or request: 2026-0421.
find-how-waybill = A tracking number
find-how-waybill-text = The carrier’s, or another site’s label.
find-how-not = Need help? Coordination: { $phone }.
find-how-name = A name
find-how-name-text = For coordination: the beginning of the family or given name and, if needed, the date of birth, for example bel elo 1984-02-29.
find-people-title = People on file
find-people = People on file whose name answers to { $typed }. This search is recorded in the ledger.
find-people-reading = Some names are still being read after the start, the newest first: others may answer to { $typed }. Search again in a minute. This search is recorded in the ledger.
find-people-more = More people answer to { $typed } than this page shows. Add the given name or the date of birth.
