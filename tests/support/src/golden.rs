//! Files in `tests/output` that people read, and that tests compare with.

use std::path::PathBuf;

/// Compares with `tests/output/NAME`; writes the file instead when
/// `DOUBLELOCK_WRITE_GOLDENS` is set (then read the change before it is kept).
pub fn compare(name: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../output")
        .join(name);
    if std::env::var_os("DOUBLELOCK_WRITE_GOLDENS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    if let Some((line, (was, is))) = lines(&kept)
        .zip(lines(text))
        .enumerate()
        .find(|(_, (was, is))| was != is)
    {
        panic!(
            "tests/output/{name} says something else from line {}:\n  kept: {was}\n  now:  {is}\n\
             If it should change: DOUBLELOCK_WRITE_GOLDENS=1, then read the difference.",
            line + 1
        );
    }
    assert_eq!(
        kept.lines().count(),
        text.lines().count(),
        "tests/output/{name} has another length"
    );
}

/// Lines, then one that stands for the end.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().chain(std::iter::once("(end of the file)"))
}
