//! Why an association is refused, and how that is written (PS3.8 table 9-21).

use dicom_ul::pdu::{
    AssociationRJ, AssociationRJResult, AssociationRJServiceProviderASCEReason,
    AssociationRJServiceProviderPresentationReason, AssociationRJServiceUserReason,
    AssociationRJSource, Pdu,
};

/// Why an association is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The called AE title is not ours: 1, 1, 7.
    #[error("called AE title not recognized")]
    CalledAe,
    /// The calling AE title, at this address, is not on the allow-list: 1, 1, 3.
    #[error("calling AE title not recognized")]
    CallingAe,
    /// Not the DICOM application context: 1, 1, 2.
    #[error("application context not supported")]
    ApplicationContext,
    /// Not version 1 of the upper layer protocol: 1, 2, 2.
    #[error("protocol version not supported")]
    ProtocolVersion,
    /// Too many associations, in all or from this address: 2, 3, 2.
    #[error("local limit exceeded")]
    LocalLimit,
    /// Presentation contexts that break PS3.8 9.3.2.2 (even or repeated ids, more than 128), or
    /// a maximum length too small for any answer: 1, 1, 1.
    #[error("request not acceptable")]
    BadRequest,
}

impl Rejection {
    pub(super) fn pdu(self) -> Pdu {
        use AssociationRJServiceUserReason as User;
        let source = match self {
            Self::CalledAe => AssociationRJSource::ServiceUser(User::CalledAETitleNotRecognized),
            Self::CallingAe => AssociationRJSource::ServiceUser(User::CallingAETitleNotRecognized),
            Self::ApplicationContext => {
                AssociationRJSource::ServiceUser(User::ApplicationContextNameNotSupported)
            }
            Self::BadRequest => AssociationRJSource::ServiceUser(User::NoReasonGiven),
            Self::ProtocolVersion => AssociationRJSource::ServiceProviderASCE(
                AssociationRJServiceProviderASCEReason::ProtocolVersionNotSupported,
            ),
            Self::LocalLimit => AssociationRJSource::ServiceProviderPresentation(
                AssociationRJServiceProviderPresentationReason::LocalLimitExceeded,
            ),
        };
        let result = match self {
            Self::LocalLimit => AssociationRJResult::Transient,
            _ => AssociationRJResult::Permanent,
        };
        Pdu::AssociationRJ(AssociationRJ { result, source })
    }
}
