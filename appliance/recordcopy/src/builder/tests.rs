//! How much a package takes, and sources that falter.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::contents::Bilingual;

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn layout(&self, most: usize) -> Layout<'_> {
        Layout {
            root: self.folder.path(),
            modified: UNIX_EPOCH,
            files: Vec::new(),
            most,
        }
    }
}

fn document(kind: DocumentKind) -> Document<'static> {
    Document {
        id: "01JD".to_owned(),
        title: Bilingual {
            fr: "Avis".to_owned(),
            en: "Opinion".to_owned(),
        },
        kind,
        media_type: "text/plain".to_owned(),
        body: Box::new(&b"Lu."[..]),
    }
}

#[test]
fn a_package_takes_so_many_files_and_no_more() {
    let desk = Desk::new();
    let mut layout = desk.layout(2);
    let three = (0..3).map(|_| document(DocumentKind::Piece)).collect();
    assert!(matches!(
        layout.documents(three),
        Err(BuildError::TooManyFiles)
    ));
    let written: Vec<&str> = layout.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        written,
        ["DOCS/PIECES/P0000001.TXT", "DOCS/PIECES/P0000002.TXT"]
    );
    let more = layout.put("README.TXT", Category::Guide, OURS, &mut &b"Lisez"[..]);
    assert!(matches!(more, Err(BuildError::TooManyFiles)));
    assert!(!desk.folder.path().join("README.TXT").exists());
    let image = ImageObject {
        study_uid: "1.2".to_owned(),
        series_uid: "1.2.3".to_owned(),
        origin: "01JE".to_owned(),
        object: Box::new(&b"pixels"[..]),
    };
    let one = std::iter::once(Ok(image));
    assert!(matches!(layout.images(one), Err(BuildError::TooManyFiles)));
}

#[test]
fn a_package_is_built_for_so_many_files_as_a_verifier_reads() {
    let desk = Desk::new();
    assert_eq!(MAX_FILES, 200_000);
    let mut layout = desk.layout(MAX_FILES);
    let filler = entry("A", Category::Guide, OURS, b"");
    layout.files = vec![filler; MAX_FILES - 1];
    let mut put = |path: &str| layout.put(path, Category::Guide, OURS, &mut io::empty());
    assert!(put("LAST").is_ok());
    assert!(matches!(put("MORE"), Err(BuildError::TooManyFiles)));
}

#[test]
fn opinions_are_numbered_as_far_as_a_name_holds_the_number() {
    let desk = Desk::new();
    let mut layout = desk.layout(MAX_FILES);
    let many = (0..10_000).map(|_| document(DocumentKind::Opinion));
    let refused = layout.documents(many.collect());
    assert!(matches!(refused, Err(BuildError::TooManyFiles)));
    assert_eq!(layout.files.len(), 9_999);
    assert_eq!(layout.files.last().unwrap().path, "DOCS/RAPP9999.TXT");
    for file in &layout.files {
        assert!(names::is_path(&file.path), "{}", file.path);
    }
}

/// Gives one byte at a time, and is interrupted before each.
struct Falters(Vec<u8>, bool);

impl Read for Falters {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let Some(byte) = self.0.pop() else {
            return Ok(0);
        };
        buffer[0] = byte;
        Ok(1)
    }
}

/// Cannot be read.
struct Fails;
impl Read for Fails {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
}

#[test]
fn a_source_that_is_interrupted_is_read_on_and_one_that_fails_is_named_by_its_number() {
    let desk = Desk::new();
    let mut layout = desk.layout(MAX_FILES);
    let mut source = Falters(b"321".to_vec(), false);
    layout
        .put("A.TXT", Category::Guide, OURS, &mut source)
        .unwrap();
    assert_eq!(fs::read(desk.folder.path().join("A.TXT")).unwrap(), b"123");
    assert_eq!(layout.files[0].size, 3);
    assert_eq!(layout.files[0].sha256, hex(&openssl::sha::sha256(b"123")));

    let mut bad = document(DocumentKind::Piece);
    bad.body = Box::new(Fails);
    let refused = layout.documents(vec![document(DocumentKind::Piece), bad]);
    assert!(matches!(refused, Err(BuildError::Document(2, _))));
}

#[test]
fn every_file_and_folder_of_a_copy_is_of_its_date() {
    let desk = Desk::new();
    let mut layout = desk.layout(MAX_FILES);
    layout.modified = UNIX_EPOCH + Duration::from_secs(1_795_000_000);
    layout
        .put(
            "LEDGER/VERIFY.TXT",
            Category::Guide,
            OURS,
            &mut &b"Lisez"[..],
        )
        .unwrap();
    layout.date(layout.root).unwrap();
    for path in ["", "LEDGER", "LEDGER/VERIFY.TXT"] {
        let found = fs::metadata(desk.folder.path().join(path)).unwrap();
        assert_eq!(found.modified().unwrap(), layout.modified, "{path}");
    }
}
