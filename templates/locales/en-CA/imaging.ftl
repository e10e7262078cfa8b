# Imaging: studies received, comparison, attaching to a case.

## List
studies-list = List of studies received
studies-views = Studies by state
studies-unassigned = To attach
studies-attached = Attached
studies-page = { $n ->
    [one] { $n } study on this page, newest first
   *[other] { $n } studies on this page, newest first
}
studies-none = No study to attach
studies-none-text = Images sent over the network are listed here as soon as they arrive. Everything that arrived has its case.
studies-none-attached = No study attached
studies-none-attached-text = A study moves here once a person has confirmed which case it belongs to.
studies-see-unassigned = See studies to attach
study-col-study = Study
study-col-modality = Modality
study-col-images = Images
study-col-source = Source
study-col-received = Received on
study-col-case = Case
study-col-state = State
study-state-unassigned = To attach
study-state-reading = Contents not read yet
study-state-unreadable = Contents unreadable
study-state-attached = Attached
study-state-conflict = Check
study-not-read-yet = Study without an identity read
study-no-description = No description

## A study
study-title = Study received
study-heading = Study received: { $source }
study-received-at = Received on { $at }
study-n-images = { $n ->
    [one] { $n } image
   *[other] { $n } images
}
study-in-case = Attached to case { $no }
study-just-attached = { $n ->
    [one] { $n } image attached to case { $no }.
   *[other] { $n } images attached to case { $no }.
}
study-unreadable = None of this study’s images could be read
study-unreadable-next = The files are kept as received. Ask the sending establishment to send them again; if they still cannot be read, tell the appliance’s administrator.
study-several = The images name more than one person
study-several-text = The study cannot be attached and its images are kept as received. Call the sending establishment: it must say whose images these are and send them again, one study per person.
study-conflicts = { $n ->
    [one] One image kept apart
   *[other] { $n } images kept apart
}
study-conflicts-text = Another image with the same identifier arrived with different contents. The first stays in place, the second is kept beside it. Ask the sending establishment which one is right.
study-foreign = { $n ->
    [one] One image of another person, kept apart
   *[other] { $n } images of another person, kept apart
}
study-foreign-text = What arrived after the study was attached names somebody else than the images that were compared. It is neither in the case nor in its copies. Call the sending establishment: it must say whom this is about.
study-damaged = { $n ->
    [one] One image is damaged in the vault or no longer in it
   *[other] { $n } images are damaged in the vault or no longer in it
}
study-damaged-text = Have { $source } send the study again. An image that is received again takes the place of the damaged one.
study-whose = Which case does it belong to?
study-case-no = Case number
study-case-help = For example 2026-0421
study-compare = Compare
study-blocked-several = These images name more than one person: none of them can be attached.
study-blocked-unread = The contents have not been read yet: there is nothing to compare. This page updates by itself.
study-blocked-unreadable = The contents cannot be read: there is nothing to compare.
study-series = Series
series-no = Series { $no }
series-without-no = Series without a number
image-place = Image { $place } of { $of }
image-no-thumbnail = No preview
study-no-image = No image
study-no-image-text = Everything that arrived under this study is kept apart.
study-patient = Identity received
study-not-read-text = The identity is shown as soon as the contents of the images have been read.
study-unreadable-text = The identity could not be read.
study-silent = Absent
study-reception = Reception
study-reading = Contents
study-read = Read
study-n-unreadable = { $n ->
    [one] { $n } image unreadable
   *[other] { $n } images unreadable
}
study-associations = Associations
study-from-address = from { $address }
study-n-earlier = { $n ->
    [one] and one more, earlier
   *[other] and { $n } more, earlier
}
study-institution = Establishment
study-description = Description
study-date = Date of exam
study-conflicts-label = Kept apart
study-no-conflict = None
study-not-for-diagnosis = Reduced previews: not for primary diagnosis.

## Comparison
compare-title = Is this the same person?
compare-crumb = Compare
compare-with-case = Compared with case { $no }
compare-fields = Field by field
compare-field = Field
compare-in-study = In the study
compare-in-case-short = In the case
compare-verdict = Verdict
compare-name = Name
compare-birth_date = Birth date
compare-sex = Sex
compare-hospital_number = Number
compare-patient-id = Patient ID
compare-no-issuer = no issuing establishment
compare-none-recorded = not recorded in the case
compare-study = This study:
compare-exams = Which expected exam is it from?
compare-exams-help = If only one corresponds by kind of exam and date, it is ticked already. Check it.
compare-affirm = You confirm that this is the same person. The images received are not changed.
compare-attach = { $n ->
    [one] Same person: attach { $n } image to case { $no }
   *[other] Same person: attach { $n } images to case { $no }
}
compare-grew = Images have arrived since your comparison
compare-grew-next = { $n ->
    [one] The study now has { $n } image. Compare again, then confirm.
   *[other] The study now has { $n } images. Compare again, then confirm.
}
compare-conflicts = Not in the case: the identifier of another image of the study, with other contents.
compare-not-sure = Do not attach
compare-other-case = Enter another number
compare-nothing-attached = Nothing was attached.
compare-number-rule = A patient number counts only if it comes from the same establishment: two hospitals give the same number to two people.
compare-case-unknown = Case { $no } does not exist. Check the number.
compare-case-shape = This is not a case number. Enter the year and the number, for example 2026-0421.
compare-case-missing = Enter the case number.
concordance-match = Match
concordance-check = Check
concordance-held = Held
compare-verdict-same = Identical
compare-verdict-needs_a_look = Check
compare-verdict-different = Different
compare-verdict-not_counted = Does not count
compare-read-as = Read as: { $name }
compare-reason-family_name = The family name differs
compare-reason-family_name_part = The family name agrees only in part
compare-reason-given_names = The given name differs or is absent
compare-reason-other_script = Written in another script: cannot be compared
compare-reason-date_one_digit = One digit differs
compare-reason-date_day_and_month = Day and month are exchanged
compare-reason-date_other = Another date
compare-reason-sex = The sex differs
compare-reason-name_missing = Name absent on one side
compare-reason-accents = Accents
compare-reason-letters = Letter written differently (œ and oe, ß and ss, ø and o)
compare-reason-hyphens = Hyphen
compare-reason-apostrophes = Apostrophe
compare-reason-blanks = Space or invisible character
compare-reason-punctuation = Punctuation
compare-reason-component_order = Names in another order
compare-reason-component_border = Names divided differently
compare-reason-middle_name = Middle name added, left out or shortened
compare-reason-title = Title or suffix
compare-reason-other_name_on_file = Another name on file
compare-reason-other_writing = Agrees in another writing of the name only
compare-reason-writings_disagree = Another writing of the name differs
compare-reason-undeclared_character_set = Character set not declared
compare-reason-guessed_character_set = Character set guessed
compare-reason-damaged_characters = Characters lost on the way
compare-reason-name_too_long = Too long to be compared to its end
compare-reason-date_missing = Date absent on one side
compare-reason-date_placeholder = Placeholder, not a real date
compare-reason-date_partial = Incomplete date
compare-reason-date_written_otherwise = Same date, written differently
compare-reason-date_unreadable = Unreadable date
compare-reason-sex_missing = Sex absent on one side
compare-reason-number = Another number from the same establishment
compare-reason-number_written_otherwise = Same number, written differently
compare-reason-number_missing = Number absent on one side
compare-reason-number_without_issuer = Issuing establishment unknown
compare-reason-number_of_other_issuer = Another issuing establishment
compare-held-name = Held: the name differs from the case
compare-held-birth_date = Held: the birth date differs from the case
compare-held-sex = Held: the sex differs from the case
compare-held-differs = Held: the identity differs from the case
compare-held-differs-next = Check the case number first. If it is right, call the sending establishment; the study stays unattached, nothing is lost.
compare-held-several = Held: its images name more than one person
compare-held-several-next = Call the sending establishment: it must send one study per person. The images received are kept.
compare-held-unread = The contents of the study have not been read yet
compare-held-unread-next = Come back to the study in a minute. If nothing changes, ask the sending establishment to send it again.
compare-held-unreadable = The contents of the study cannot be read
compare-held-unreadable-next = Ask the sending establishment to send it again. The files received are kept.
compare-held-attached = This study is already attached to a case
compare-held-attached-next = Go back to the study to see which one.

## Modalities
modality-CR = Radiography (CR)
modality-CT = Computed tomography (CT)
modality-DX = Radiography (DX)
modality-KO = Key images (KO)
modality-MG = Mammography (MG)
modality-MR = Magnetic resonance (MR)
modality-NM = Nuclear medicine (NM)
modality-OT = Other (OT)
modality-PR = Presentation state (PR)
modality-PT = Positron emission tomography (PT)
modality-RF = Fluoroscopy (RF)
modality-SR = Structured report (SR)
modality-US = Ultrasound (US)
modality-XA = Angiography (XA)
