# Label sheet.

label-sheet-title = Label sheet
label-sheet-heading = Label sheet, { $n } of 30, Letter size
label-sheet-how = Print at 100%, without fitting to the page. A label becomes valid once it has been scanned.
label-found = Found? { $phone }
label-demo = (DEMO)
label-film = FILM
label-jacket = JACKET
label-disc = DISC
label-paper = PAPER
label-other = ITEM
label-sheets = { $n ->
    [one] { $n } sheet
   *[other] { $n } sheets
}
label-discs = { $n ->
    [one] { $n } disc
   *[other] { $n } discs
}
label-pages = { $n ->
    [one] { $n } page
   *[other] { $n } pages
}
