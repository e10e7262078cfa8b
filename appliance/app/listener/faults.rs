//! What a sender is told of a fault on our side.

use doublelock_imaging::scp::IntakeFault;
use doublelock_store::Error as StoreError;
use doublelock_vault::VaultError;

pub(super) fn of_vault(error: &VaultError) -> IntakeFault {
    tracing::warn!(%error, "the vault did not take an object");
    match error {
        VaultError::Full => IntakeFault::Full,
        VaultError::ReadOnly | VaultError::InUse => IntakeFault::Locked,
        _ => IntakeFault::Other,
    }
}

pub(super) fn of_store(error: &StoreError) -> IntakeFault {
    tracing::warn!(%error, "an object could not be recorded");
    match error {
        StoreError::Full => IntakeFault::Full,
        StoreError::Busy | StoreError::Gone | StoreError::ReadOnly => IntakeFault::Locked,
        _ => IntakeFault::Other,
    }
}
