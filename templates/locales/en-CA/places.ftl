# The centre’s locations: the list, adding one, one of them.

nav-places = Locations
places-title = Locations
places-facts = Where films are received, laid and put away. Each has its label.
places-to-set-up = The centre is not set up yet
places-to-set-up-text = Add the locations from the largest to the smallest: a room, the cabinet in it, its shelves. Then print their labels and stick them on. Missing:
place-need-dock = a receiving dock, to receive parcels;
place-need-bench = a workbench, where shipments and discs are prepared;
place-need-archive = a shelf of the archive behind two independent barriers, for instance a locked cabinet in a locked room.
places-none-yet = Add the first one with the form.
place-added = Location added. Print its label and stick it on.
place-renamed = Location renamed. Its label still has the old name: print it again.
place-retired = Location retired. Its label no longer acts; its history stays.
place-begins = an archive begins here
place-barrier-of = { $lock }: { $name }
place-independent = { $n ->
    [0] No independent barrier
    [one] { $n } independent barrier
   *[other] { $n } independent barriers
}

place-add = Add a location
place-add-do = Add the location
place-name = Name
place-name-help = As staff say it. It is printed on the label.
place-kind = Kind
place-choose = Choose
place-parent = Is in
place-parent-help = The location that contains it.
place-parent-none = No other location
place-lock = Lock
place-lock-help = The one to be opened to get there, besides those of the location that contains it.
place-lock-none = None
place-key = Key
place-key-help = Two locks that one key opens count as one barrier.
place-key-new = A key that opens this lock only
place-archive-begins = An archive begins here
place-archive-begins-help = Items enter and leave it under double lock only.
place-wrong-name = The name is missing.
place-wrong-kind = Choose the kind of location.
place-wrong-parent = A location of this kind can’t be there. Choose another.
place-wrong-lock = Choose a lock from the list.
place-wrong-key = Choose a key from the list.
place-wrong-archive = An archive begins with a room, a cage, a cabinet or a safe that is not in an archive already.
place-name-characters = A label can’t show this name. Use Latin letters, figures and common punctuation.

place-title = Location
place-print = Print label
place-keys = Keys of its lock
place-contents = Contents
place-contents-all = All items in this location
place-empty = Nothing lies there
place-empty-text = What is scanned into it is shown here.
place-locks = Label and barriers
place-rename = Rename
place-rename-help = The history keeps both names.
place-rename-do = Rename the location
place-retire = Retire
place-retire-help = An empty location that the centre no longer uses. Its label stops acting; nothing is erased.
place-retire-do = Retire the location

refusal-place-holds = { $n ->
    [one] Nothing was recorded: { $n } item is still there. Move it first.
   *[other] Nothing was recorded: { $n } items are still there. Move them first.
}
refusal-place-contains = { $n ->
    [one] Nothing was recorded: { $n } location is still in it. Retire it first.
   *[other] Nothing was recorded: { $n } locations are still in it. Retire them first.
}
refusal-no-workbench = The centre has no workbench yet. The custody desk has to add it on the Locations page.
