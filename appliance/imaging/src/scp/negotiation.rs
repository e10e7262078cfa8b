//! Judging an A-ASSOCIATE-RQ: who may associate, and what may be sent in which form.

use std::collections::HashMap;

use bytes::Bytes;
use dicom_dictionary_std::uids;
use dicom_ul::pdu::{
    AssociationAC, AssociationRQ, Pdu, PresentationContextProposed, PresentationContextResult,
    PresentationContextResultReason as Reason, UserVariableItem,
};

use super::intake::Caller;
use super::policy::{Policy, is_ae_text};
use super::rejection::Rejection;
use super::seats::Seat;
use super::wire::LONGEST_PDU;
use crate::syntax::{Encoding, PixelForm, is_storage_class};
use crate::uid::Uid;

/// The DICOM application context (PS3.7 A.2.1).
const APPLICATION_CONTEXT: &str = "1.2.840.10008.3.1.1.1";
/// Smallest maximum length of the peer in which every answer of ours fits.
const SMALLEST_MAXIMUM: u32 = 512;

/// An accepted presentation context.
#[derive(Debug, Clone)]
pub(super) struct Context {
    pub(super) sop_class: Uid,
    pub(super) transfer_syntax: Uid,
    pub(super) encoding: Encoding,
    pub(super) verification: bool,
}

/// The accepting answer and the contexts it accepts, by id; or why there is none.
pub(super) fn negotiate(
    policy: &Policy,
    caller: &Caller,
    request: &AssociationRQ,
    seat: &Seat,
) -> Result<(Pdu, HashMap<u8, Context>), Rejection> {
    admit(policy, caller, seat)?;
    if request.protocol_version & 1 == 0 {
        return Err(Rejection::ProtocolVersion);
    }
    if request.application_context_name.trim_end_matches('\0') != APPLICATION_CONTEXT {
        return Err(Rejection::ApplicationContext);
    }
    if request.user_variables.iter().any(is_too_small) {
        return Err(Rejection::BadRequest);
    }
    let mut contexts = HashMap::new();
    let mut results = Vec::with_capacity(request.presentation_contexts.len());
    let mut seen = [false; 256];
    for proposed in &request.presentation_contexts {
        let repeated = std::mem::replace(&mut seen[usize::from(proposed.id)], true);
        if repeated || proposed.id % 2 == 0 {
            return Err(Rejection::BadRequest);
        }
        let chosen = choose(policy, proposed);
        results.push(result(proposed.id, chosen.as_ref()));
        if let Ok(context) = chosen {
            contexts.insert(proposed.id, context);
        }
    }
    let answer = Pdu::AssociationAC(AssociationAC {
        protocol_version: 1,
        calling_ae_title: caller.calling_ae.clone(),
        called_ae_title: caller.called_ae.clone(),
        application_context_name: APPLICATION_CONTEXT.to_owned(),
        presentation_contexts: results,
        user_variables: vec![
            UserVariableItem::MaxLength(LONGEST_PDU),
            UserVariableItem::ImplementationClassUID(crate::IMPLEMENTATION_CLASS_UID.to_owned()),
            UserVariableItem::ImplementationVersionName(
                crate::IMPLEMENTATION_VERSION_NAME.to_owned(),
            ),
        ],
    });
    Ok((answer, contexts))
}

/// Our title first, then theirs, then room: whoever is not on the list learns nothing of how
/// busy we are.
fn admit(policy: &Policy, caller: &Caller, seat: &Seat) -> Result<(), Rejection> {
    if caller.called_ae != policy.called_ae {
        return Err(Rejection::CalledAe);
    }
    let unknown = matches!(seat, Seat::SideUnknown { .. });
    if unknown || !policy.admits(&caller.calling_ae, caller.address) {
        return Err(Rejection::CallingAe);
    }
    if matches!(seat, Seat::Table { .. }) {
        Ok(())
    } else {
        Err(Rejection::LocalLimit)
    }
}

fn is_too_small(item: &UserVariableItem) -> bool {
    matches!(item, UserVariableItem::MaxLength(length) if (1..SMALLEST_MAXIMUM).contains(length))
}

/// Takes the first transfer syntax of the sender's list that we take: senders put first the
/// form in which they hold the object, so that nothing is transcoded on the way.
fn choose(policy: &Policy, proposed: &PresentationContextProposed) -> Result<Context, Reason> {
    let class = proposed.abstract_syntax.trim_end_matches('\0');
    let verification = class == uids::VERIFICATION;
    let private = policy.private_sop_classes.iter().any(|uid| uid == class);
    if !verification && !private && !is_storage_class(class) {
        return Err(Reason::AbstractSyntaxNotSupported);
    }
    let sop_class: Uid = class
        .parse()
        .map_err(|_| Reason::AbstractSyntaxNotSupported)?;
    proposed
        .transfer_syntaxes
        .iter()
        .find_map(|syntax| {
            let syntax = syntax.trim_end_matches('\0');
            let encoding = Encoding::of(syntax)?;
            let usable = !verification || encoding.pixels == PixelForm::Native;
            let transfer_syntax = syntax.parse().ok().filter(|_| usable)?;
            let sop_class = sop_class.clone();
            Some(Context {
                sop_class,
                transfer_syntax,
                encoding,
                verification,
            })
        })
        .ok_or(Reason::TransferSyntaxesNotSupported)
}

fn result(id: u8, chosen: Result<&Context, &Reason>) -> PresentationContextResult {
    match chosen {
        Ok(context) => PresentationContextResult {
            id,
            reason: Reason::Acceptance,
            transfer_syntax: context.transfer_syntax.as_str().to_owned(),
        },
        // Not significant in a refusal (PS3.8 9.3.3.2.1), but it must be there.
        Err(reason) => PresentationContextResult {
            id,
            reason: reason.clone(),
            transfer_syntax: uids::IMPLICIT_VR_LITTLE_ENDIAN.to_owned(),
        },
    }
}

/// The AE title in 16 bytes at `at` of an A-ASSOCIATE-RQ, spaces at both ends taken off. Bytes
/// that cannot stand in a title become `?`, so that it equals none of ours.
pub(super) fn ae_title(request: &Bytes, at: usize) -> String {
    let field = request.get(at..at + 16).unwrap_or_default();
    let text: String = field
        .iter()
        .map(|byte| {
            if is_ae_text(&[*byte]) {
                char::from(*byte)
            } else {
                '?'
            }
        })
        .collect();
    text.trim_matches(' ').to_owned()
}
