//! The async runtime of a command: how many threads it has. What runs on it is each command's own.

/// A runtime for the commands that serve: as many blocking threads as there can be
/// DICOM associations and pages at work at once.
pub(super) fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(128)
        .build()
}
