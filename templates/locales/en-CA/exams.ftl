# Coordination: expected exams.

## An expected exam
exam-title = Expected exam
exam-form-title = Add an expected exam
exam-correct-title = Correct an expected exam
exam-form-what = The exam
exam-choose = Choose
exam-taken-help = YYYY-MM-DD, or only YYYY-MM or YYYY if the day is not known.
exam-source = Held by
exam-source-help = The hospital or clinic, or the person themselves.
exam-note-help = What tells it from another exam: follow-up, with contrast. Not the person’s name.
exam-amount = What should arrive
exam-amount-help = If you don’t know, leave blank: the first item of this exam makes it complete.
exam-amount-films = Films
exam-amount-discs = Discs
exam-amount-images = Digital images (a study)
exam-wanted = Follow up on
exam-wanted-help = YYYY-MM-DD. On that day the exam appears on the Today page if it is still missing.
exam-save-another = Save and add another
exam-now = Somebody corrected it in the meantime
exam-missing-modality = Choose the kind of exam.
exam-missing-part = Choose the body part.
exam-missing-wanted = Enter the day on which you will follow up.
exam-not-a-day = This date is not of the form YYYY-MM-DD, YYYY-MM or YYYY.
exam-twice = This exam is expected already. If there are two, say under “Other detail” what tells them apart.
exam-missing-note = Enter whom you asked and what they answered.
exam-missing-exit = Choose how the waiting ends.
exam-missing-why = Enter why.
exam-said-expected = Exam added. What comes of it is ticked as soon as it is described or attached.
exam-said-another = Exam added. Enter the next one.
exam-said-ticked = Noted. What is ticked counts for this exam.
exam-said-followed = Noted. The exam comes back to the Today page on the day chosen.
exam-said-ended = The exam is closed: it is no longer expected.
exam-said-corrected = Corrected. The ledger keeps what stood before.

## Where it stands
exam-balance = Status
exam-balance-absent = Absent
exam-balance-incomplete = Incomplete
exam-balance-complete = Complete
exam-overdue = Overdue
exam-sum-complete = { $n ->
    [one] { $n } complete
   *[other] { $n } complete
}
exam-sum-incomplete = { $n ->
    [one] { $n } incomplete
   *[other] { $n } incomplete
}
exam-sum-absent = { $n ->
    [one] { $n } absent
   *[other] { $n } absent
}
exam-sum-not_coming = { $n ->
    [one] { $n } not coming
   *[other] { $n } not coming
}
exam-films = { $n ->
    [one] { $n } film
   *[other] { $n } films
}
exam-films-of = { $of ->
    [one] { $came } of { $of } film
   *[other] { $came } of { $of } films
}
exam-discs = { $n ->
    [one] { $n } disc
   *[other] { $n } discs
}
exam-discs-of = { $of ->
    [one] { $came } of { $of } disc
   *[other] { $came } of { $of } discs
}
exam-others = { $n ->
    [one] { $n } other item
   *[other] { $n } other items
}
exam-studies = { $n ->
    [one] { $n } study
   *[other] { $n } studies
}
exam-studies-none = No study
exam-not-asked = Not specified
exam-study = Study: { $what }
exam-study-images = { $n ->
    [one] { $n } image
   *[other] { $n } images
}
exam-col-exam = Exam
exam-col-supports = Media
exam-col-images = Images
exam-col-wanted = Follow up
exam-col-balance = Status
exam-col-came = Item or study

## What is done about it
exam-correct = Correct
exam-again = Correct and wait again
exam-follow = Follow up
exam-follow-note = Who you spoke to and what they said
exam-follow-help = For example: “Ms. Roy, records, will send the disc on Monday.”
exam-follow-wanted = Follow up on
exam-follow-do = Record the follow-up
exam-came = Arrived of this exam
exam-came-short = Came
exam-came-text = Tick the items and studies of the case that belong to this exam.
exam-came-do = Save
exam-nothing-came = Nothing has come for this case yet
exam-nothing-came-text = Items received and studies attached appear here.
exam-close = Close this exam
exam-close-exit = Outcome
exam-exit-enough = Enough
exam-exit-not_coming = Not coming
exam-exit-erased = Erased
exam-exit-mistaken = Entered by mistake
exam-close-mistaken-help = Nobody was waiting for it. It leaves the list of the case; the ledger keeps it.
exam-close-enough-help = What came is enough for the specialist.
exam-close-not_coming-help = It no longer exists, cannot be had, or is not needed any more.
exam-close-do = Close
exam-event-expected = Expected
exam-event-corrected = Corrected
exam-event-followed = Followed up
exam-event-came = Came of this exam
exam-event-came_taken_back = Not of this exam
exam-event-closed = Closed
exam-event-until = follow up on { $day }

## All cases
exams-title = Expected exams
exams-facts = What is missing, in the order in which to follow up
exams-list = List of expected exams
exams-total = { $n ->
    [0] No expected exam
    [one] { $n } expected exam
   *[other] { $n } expected exams
}
exams-total-more = More than { $n } expected exams
exams-page = { $n ->
    [one] { $n } exam on this page
   *[other] { $n } exams on this page
}
exams-empty = No expected exam
exams-empty-text = The exams that a case waits for are entered on the page of the case. Those that are missing appear here.

## As the case sees them
case-next = Next step: { $what }
case-next-list = say which exams are expected
case-next-list-text = What is described or attached is then ticked by itself, and what is missing appears on the Today page.
case-next-list-do = Add an expected exam
case-next-missing = { $n ->
    [one] obtain { $n } missing exam
   *[other] obtain { $n } missing exams
}
case-next-missing-text = The first to follow up: { $what }.
case-next-missing-do = Follow up
case-next-sort = { $n ->
    [one] say which exam { $n } item or study belongs to
   *[other] say which exam { $n } items or studies belong to
}
case-next-sort-text = What is missing may be here already.
case-next-all = all that was expected is here
case-next-all-text = Nothing is missing from this case.
case-next-ended = nothing more is waited for
case-next-ended-text = What did not come does not come, or somebody said that what is here is enough.
case-next-due = Follow up on { $day }.
case-exams = Expected exams
case-no-exam = No expected exam
case-no-exam-text = Enter what the specialist will have to look at: kind of exam, body part, date, source.
case-expect = Add an expected exam
case-beside = Came, and of no expected exam so far:
case-beside-none = All that came is of an expected exam.
case-beside-say = Choose its exam
