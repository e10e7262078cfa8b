//! The plain zip: the package's files as they are, to fill a folder on a stick.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Writes every file under `folder` into a zip at `destination`, in order of name,
/// stored and dated 1980-01-01: the same folder gives the same bytes.
pub(super) fn write_plain_zip(folder: &Path, destination: &Path) -> io::Result<()> {
    let mut paths = Vec::new();
    list(folder, "", &mut paths)?;
    paths.sort_unstable();
    let mut zip = ZipWriter::new(BufWriter::new(File::create_new(destination)?));
    for path in paths {
        let file = File::open(folder.join(&path))?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .unix_permissions(0o644)
            .large_file(file.metadata()?.len() >= u64::from(u32::MAX));
        zip.start_file(path, options).map_err(io::Error::other)?;
        io::copy(&mut BufReader::new(file), &mut zip)?;
    }
    zip.finish().map_err(io::Error::other)?.flush()
}

/// Depth is that of the builder's own layout; links are not followed.
fn list(root: &Path, below: &str, found: &mut Vec<String>) -> io::Result<()> {
    for entry in std::fs::read_dir(root.join(below))? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = if below.is_empty() {
            name
        } else {
            format!("{below}/{name}")
        };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            list(root, &path, found)?;
        } else if kind.is_file() {
            found.push(path);
        }
    }
    Ok(())
}
