//! The closed list of acts the journal knows.
//!
//! The text form is written into leaves and can never change; add, never rename.

use crate::text_enum;

text_enum! {
    /// What was done. `area.past_participle`.
    pub enum Act {
        // ---- front door ----
        /// The appliance begins to keep its journal.
        ApplianceInstalled = "appliance.installed",
        /// A session was opened.
        SessionOpened = "session.opened",
        /// A sign-in was refused.
        SignInRefused = "session.refused",
        /// A second person proved who they are within another's session.
        PersonVouched = "person.vouched",
        /// A session was closed by its person.
        SessionClosed = "session.closed",
        /// A session was ended by the appliance (standing lost, expired, revoked).
        SessionEnded = "session.ended",
        /// An attempt to open what is not open to the person.
        AccessRefused = "access.refused",
        // ---- cases ----
        /// A case was opened.
        CaseOpened = "case.opened",
        /// What was entered for a case was set right.
        CaseCorrected = "case.corrected",
        /// A case waits for an exam.
        ExamExpected = "exam.expected",
        /// What was said of an exam that a case waits for was set right.
        ExamCorrected = "exam.corrected",
        /// Something that came is of an exam that its case waits for.
        ExamCame = "exam.came",
        /// Something that came is of no such exam after all.
        ExamCameTakenBack = "exam.came_taken_back",
        /// An exam was asked for again.
        ExamFollowed = "exam.followed",
        /// An exam is waited for no longer.
        ExamClosed = "exam.closed",
        /// Two records were found to be one person's.
        PatientsLinked = "patient.linked",
        /// A record was found to be another person's than the one it hung on.
        PatientUnlinked = "patient.unlinked",
        /// Cases were found to be another person's.
        PatientsSeparated = "patient.separated",
        /// A record was opened for reading.
        RecordOpened = "record.opened",
        /// A list that names people was read.
        ListRead = "list.read",
        // ---- custody ----
        /// A shipment was announced.
        ShipmentAnnounced = "shipment.announced",
        /// What was announced and is not there was named while receiving.
        ShipmentShort = "shipment.short",
        /// What was said to be missing is expected again.
        ShipmentShortTakenBack = "shipment.short_taken_back",
        /// A shipment's contents were reconciled on arrival.
        ShipmentReconciled = "shipment.reconciled",
        /// A shipment is past its expected arrival.
        ShipmentOverdue = "shipment.overdue",
        /// A shipment left with the carrier.
        ShipmentDispatched = "shipment.dispatched",
        /// A custody event of an article: its kind is in the payload.
        CustodyEvent = "custody.event",
        /// Labels were issued for printing.
        LabelsIssued = "label.issued",
        /// A label was voided and replaced.
        LabelVoided = "label.voided",
        /// A double-lock visit was opened by two people.
        VisitOpened = "visit.opened",
        /// A double-lock visit was extended.
        VisitExtended = "visit.extended",
        /// A double-lock visit was reconciled and closed.
        VisitClosed = "visit.closed",
        /// Places of the centre were registered.
        PlacesRegistered = "place.registered",
        /// A place of the centre was given another name.
        PlaceRenamed = "place.renamed",
        /// A place of the centre was given up.
        PlaceRetired = "place.retired",
        /// A parcel came that nobody had announced.
        ShipmentArrived = "shipment.arrived",
        /// It was said to which case such a parcel belongs.
        ShipmentIdentified = "shipment.identified",
        /// A shipment was prepared for departure.
        ShipmentPrepared = "shipment.prepared",
        /// The recipient of a shipment confirmed that they have it.
        ShipmentConfirmed = "shipment.confirmed",
        /// That the recipient of a shipment has it had been said by mistake.
        ShipmentConfirmationTakenBack = "shipment.confirmation_taken_back",
        /// The carrier says what became of a shipment.
        CarrierClaimed = "shipment.carrier_claimed",
        /// A shipment that had left is with us again.
        ShipmentCameBack = "shipment.came_back",
        /// A shipment that was announced or prepared does not take place.
        ShipmentCancelled = "shipment.cancelled",
        /// What was announced or prepared was set right.
        ShipmentCorrected = "shipment.corrected",
        /// The carrier's number of a parcel that left was set right.
        WaybillCorrected = "shipment.waybill_corrected",
        /// A planned article of a visit was accounted for without being scanned.
        VisitAccounted = "visit.accounted",
        /// The opening, the extension or the closing of a visit was refused.
        VisitRefused = "visit.refused",
        /// A scan was refused, at the station or in the archive.
        ScanRefused = "scan.refused",
        /// A seal was applied.
        SealApplied = "seal.applied",
        /// A sealed parcel was opened again before it left.
        SealBroken = "seal.broken",
        /// The seal on a parcel that came was looked at.
        SealInspected = "seal.inspected",
        /// Something does not balance.
        ExceptionOpened = "exception.opened",
        /// Somebody else answers for it.
        ExceptionAssigned = "exception.assigned",
        /// Something was done about it.
        ExceptionFollowed = "exception.followed",
        /// It has its exit.
        ExceptionClosed = "exception.closed",
        /// Its exit was said by mistake.
        ExceptionReopened = "exception.reopened",
        // ---- imaging ----
        /// Images of a study were received and stored.
        StudyReceived = "study.received",
        /// The words and the thumbnails of a study's images were read.
        StudyDescribed = "study.described",
        /// A DICOM object or association was refused.
        IntakeRefused = "intake.refused",
        /// An image whose object was damaged came again, and has a new object.
        InstanceHealed = "instance.healed",
        /// A study was attached to a case.
        StudyAttached = "study.attached",
        /// Images of a study were shown.
        StudyViewed = "study.viewed",
        // ---- privacy ----
        /// A request was logged.
        RequestLogged = "request.logged",
        /// The identity of the person who asks was confirmed.
        RequestIdentityConfirmed = "request.identity_confirmed",
        /// A notice of extension was sent.
        RequestExtended = "request.extended",
        /// What was typed of a request was set right.
        RequestCorrected = "request.corrected",
        /// A request was withdrawn: nobody waits for an answer.
        RequestWithdrawn = "request.withdrawn",
        /// Access was refused, in writing.
        RequestRefused = "request.refused",
        /// A request is past its statutory due date.
        RequestOverdue = "request.overdue",
        /// A build of a record-copy package was started.
        PackageStarted = "package.started",
        /// A build of a record-copy package failed or was cut off.
        PackageFailed = "package.failed",
        /// A record-copy package that the record outgrew is the answer all the same.
        PackageKept = "package.kept",
        /// A record-copy package was taken out of the vault for burning or sending.
        PackageFetched = "package.fetched",
        /// The passphrase of a record-copy package was shown.
        PassphraseShown = "package.passphrase_shown",
        /// A record-copy package was built.
        PackageBuilt = "package.built",
        /// An article is a disc burned from a package.
        DiscBound = "package.disc_bound",
        /// A request was answered.
        RequestAnswered = "request.answered",
        /// The recipient confirmed that the answer arrived.
        RequestReceiptConfirmed = "request.receipt_confirmed",
        /// Information was communicated to somebody.
        Disclosed = "disclosure.made",
        // ---- the appliance ----
        /// The appliance started.
        ApplianceStarted = "appliance.started",
        /// The machine's clock went back.
        ClockSteppedBack = "clock.stepped_back",
        /// A job ran.
        JobRan = "job.ran",
        /// The journal goes on from an older copy of the database, under another name.
        JournalContinued = "journal.continued",
        /// The journal was verified by the appliance.
        JournalVerified = "journal.verified",
        /// The tables that follow from the journal were compared with it.
        TablesCompared = "tables.compared",
        /// The tables that follow from the journal were made again from it.
        TablesRebuilt = "tables.rebuilt",
        // ---- the vault ----
        /// The key that signs packages was made.
        SignerMade = "signer.made",
        /// Objects are not in the vault as they were stored.
        ObjectsDamaged = "object.damaged",
        /// Objects that had been damaged are as they were stored again.
        ObjectsSound = "object.sound",
        /// Objects that had been condemned are gone from the vault.
        ObjectsDestroyed = "object.destroyed",
        /// Objects of the vault were read and held against the journal.
        VaultRead = "vault.read",
        // ---- erasure ----
        /// The keys of a record were destroyed.
        RecordErased = "record.erased",
        /// An erasure was carried to its end.
        ErasureFinished = "record.erasure_finished",
        /// Keys of records were wrapped anew, and older generations destroyed.
        KeysRotated = "keys.rotated",
        /// The journal was exported.
        JournalExported = "journal.exported",
    }
}

impl Act {
    /// Shows a record to somebody, and changes none. A record is shown far more often than it is
    /// changed: what its tables follow from is read without these.
    pub const fn only_shows(self) -> bool {
        matches!(
            self,
            Self::RecordOpened | Self::ListRead | Self::StudyViewed
        )
    }
}
