//! Zips as the library makes them for our two writers, read from memory: whole, changed byte by byte,
//! and beyond what 32 bits can count.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{AesSalt, CompressionMethod, ZipWriter};

use super::heads::list;
use super::*;

fn options(sealed: bool) -> SimpleFileOptions {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .unix_permissions(0o644);
    if sealed {
        options.with_aes_encryption_and_salt(b"mot", AesSalt::Aes256([7; 16]))
    } else {
        options
    }
}

/// A zip that starts at a place of an empty sparse source; the bytes from there on.
fn written_at(start: u64, sealed: bool, large: bool) -> Vec<u8> {
    let mut zip = ZipWriter::new(Behind {
        start,
        bytes: Cursor::new(Vec::new()),
    });
    for (name, bytes) in [
        ("A.TXT", &[1; 200][..]),
        ("DOCS/B.TXT", b"short"),
        ("DOCS/C", b""),
    ] {
        let options = options(sealed).large_file(large);
        zip.start_file(name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().bytes.into_inner()
}

/// A place to write that behaves as if much had been written before.
struct Behind {
    start: u64,
    bytes: Cursor<Vec<u8>>,
}

impl Write for Behind {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Behind {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => SeekFrom::Start(at - self.start),
            other => other,
        };
        Ok(self.start + self.bytes.seek(to)?)
    }
}

#[test]
fn no_byte_outside_of_the_files_changes_unnoticed() {
    for sealed in [true, false] {
        let mut bytes = written_at(0, sealed, false);
        let whole = Walked::through(&mut Cursor::new(&bytes)).unwrap();
        assert_eq!(whole.heads.len(), 3);
        let contents: Vec<(usize, usize)> = whole
            .heads
            .iter()
            .map(|head| {
                let start = usize::try_from(head.start).unwrap() + head.local().len();
                (start, start + usize::try_from(head.packed).unwrap())
            })
            .collect();
        for place in 0..bytes.len() {
            if contents
                .iter()
                .any(|&(start, end)| (start..end).contains(&place))
            {
                continue;
            }
            for bit in 0..8 {
                bytes[place] ^= 1 << bit;
                let said = Walked::through(&mut Cursor::new(&bytes));
                assert!(said.is_err(), "bit {bit} of byte {place}");
                bytes[place] ^= 1 << bit;
            }
        }
        for end in 0..bytes.len() {
            assert!(Walked::through(&mut Cursor::new(&bytes[..end])).is_err());
        }
    }
}

#[test]
fn beyond_four_gigabytes_places_are_listed_in_64_bits() {
    for sealed in [true, false] {
        let before_list = Walked::through(&mut Cursor::new(written_at(0, sealed, false)))
            .unwrap()
            .heads
            .iter()
            .map(|head| head.local().len() as u64 + head.packed)
            .sum::<u64>();
        // The list itself may start at the last place that 32 bits can count.
        let last = LARGE - before_list;
        for start in [last - 1, last, last + 1, LARGE - 1, LARGE, 5_000_000_000] {
            let bytes = written_at(start, sealed, false);
            // The same zip at the start of a file, for what its heads say.
            let mut heads = Walked::through(&mut Cursor::new(written_at(0, sealed, false)))
                .unwrap()
                .heads;
            let mut end = start;
            for head in &mut heads {
                head.start += start;
                end = head.start + head.local().len() as u64 + head.packed;
            }
            let found = &bytes[usize::try_from(end - start).unwrap()..];
            assert!(found == list(&heads, end), "from {start}");
        }
    }
}

#[test]
fn files_above_four_gigabytes_have_64_bit_sizes() {
    for sealed in [true, false] {
        let mut bytes = written_at(0, sealed, true);
        // The library was told that the file would be large; it is made so here.
        let size = 6_000_000_000;
        let packed = size + if sealed { SEALING_BYTES } else { 0 };
        let sizes = [size.to_le_bytes(), packed.to_le_bytes()].concat();
        let extra = LOCAL_BYTES + "A.TXT".len() + 4;
        bytes[extra..extra + 16].copy_from_slice(&sizes);
        let (head, next) = read_head(&mut Cursor::new(&bytes), 0, packed + 200)
            .unwrap()
            .unwrap();
        assert_eq!((head.size, head.packed), (size, packed));
        assert_eq!(next, head.local().len() as u64 + packed);
        let place = |needle: &[u8]| bytes.windows(needle.len()).position(|w| w == needle);
        let line = place(b"PK\x01\x02").unwrap();
        let mut listed = bytes[line..line + 46 + 5 + 20 + if sealed { 11 } else { 0 }].to_vec();
        listed[46 + 5 + 4..46 + 5 + 20].copy_from_slice(&sizes);
        assert!(list(&[head], next).starts_with(&listed));
    }
}

/// A source whose files are all zeros: only what stands around them is there.
struct Sparse {
    pieces: Vec<(u64, Vec<u8>)>,
    length: u64,
    at: u64,
}

impl Sparse {
    /// A zip of plain files with these names and sizes, as our writer would give it.
    fn zip(files: &[(String, u64)]) -> Self {
        let (mut pieces, mut heads, mut place) = (Vec::new(), Vec::new(), 0);
        for (name, size) in files {
            let head = Head {
                name: name.clone(),
                size: *size,
                packed: *size,
                start: place,
                is_sealed: false,
                sum: 0,
                date: Date::FIRST,
            };
            pieces.push((place, head.local()));
            place += head.local().len() as u64 + size;
            heads.push(head);
        }
        let list = list(&heads, place);
        let length = place + list.len() as u64;
        pieces.push((place, list));
        Self {
            pieces,
            length,
            at: 0,
        }
    }
}

impl Read for Sparse {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.length - self.at).unwrap_or(usize::MAX);
        let count = left.min(buffer.len());
        buffer[..count].fill(0);
        let from = self.pieces.partition_point(|(start, _)| *start <= self.at);
        for (start, bytes) in &self.pieces[from.saturating_sub(1)..] {
            if *start >= self.at + count as u64 {
                break;
            }
            for (place, byte) in (*start..).zip(bytes) {
                let inside = place.checked_sub(self.at).filter(|at| *at < count as u64);
                if let Some(at) = inside {
                    buffer[usize::try_from(at).unwrap()] = *byte;
                }
            }
        }
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Sparse {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(back) => self.length.checked_add_signed(back).unwrap(),
            SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
        };
        Ok(self.at)
    }
}

#[test]
fn a_zip_unpacks_to_as_much_as_it_may_and_not_to_a_byte_more() {
    let half = 10_737_418_240;
    let files = |more| [("A".to_owned(), half), ("B".to_owned(), half + more)];
    let most = Walked::through(&mut Sparse::zip(&files(0))).unwrap();
    assert_eq!(most.heads.len(), 2);
    let refused = Walked::through(&mut Sparse::zip(&files(1)));
    let Err(VerifyError::Hostile(why)) = refused else {
        panic!("it was taken");
    };
    assert!(why.contains("20 GiB"), "{why}");
}

#[test]
fn a_zip_has_as_many_files_as_it_may_and_not_one_more() {
    let files =
        |count| -> Vec<(String, u64)> { (0..count).map(|n| (format!("F{n:07}"), 0)).collect() };
    let most = Walked::through(&mut Sparse::zip(&files(ZIP_MAX_ENTRIES))).unwrap();
    assert_eq!(most.heads.len(), 20_000);
    let refused = Walked::through(&mut Sparse::zip(&files(ZIP_MAX_ENTRIES + 1)));
    let Err(VerifyError::Hostile(why)) = refused else {
        panic!("it was taken");
    };
    assert!(why.contains("too many"), "{why}");
}

#[test]
fn the_longest_name_is_read_with_all_that_can_stand_behind_it() {
    let longest = ["LONGNAME.EXT"; 8].join("/");
    assert!(is_path(&longest));
    // A size of 64 bits, and sealed: the longest head that there is.
    let size = 6_000_000_000;
    let head = Head {
        name: longest.clone(),
        size,
        packed: size + SEALING_BYTES,
        start: 0,
        is_sealed: true,
        sum: 7,
        date: Date::FIRST,
    };
    let local = head.local();
    let end = local.len() as u64 + head.packed;
    let mut source = Sparse {
        pieces: vec![(0, local)],
        length: end,
        at: 0,
    };
    let (found, next) = read_head(&mut source, 0, end).unwrap().unwrap();
    assert_eq!((found, next), (head, end));
    // One byte less, and the file is cut off.
    assert!(read_head(&mut source, 0, end - 1).is_err());
}

#[test]
fn a_source_is_a_zip_from_its_mark_and_its_smallest_length_on() {
    let small = [&LOCAL[..], &[0; 94]].concat();
    assert!(Walked::is_one(&mut Cursor::new(&small)).unwrap());
    assert!(!Walked::is_one(&mut Cursor::new(&small[..97])).unwrap());
    assert!(!Walked::is_one(&mut Cursor::new(&[7; 98])).unwrap());
}

#[test]
fn a_date_is_packed_to_two_seconds() {
    // 2026-11-21 19:30:58 UTC: (2026 - 1980) * 512 + 11 * 32 + 21, 19 * 2048 + 30 * 32 + 29.
    let date = Some(Date {
        time: 39_901,
        day: 23_925,
    });
    assert_eq!(Date::at(1_795_289_458), date);
    assert_eq!(Date::at(1_795_289_459), date);
    // The first second and the last that a zip can say.
    assert_eq!(Date::at(315_532_799), None);
    assert_eq!(Date::at(315_532_800), Some(Date::FIRST));
    assert_eq!(Date::FIRST, Date { time: 0, day: 33 });
    let last = Date {
        time: 49_021,
        day: 65_439,
    };
    assert_eq!(Date::at(4_354_819_199), Some(last));
    assert_eq!(Date::at(4_354_819_200), None);
}

#[test]
fn sealed_files_below_twenty_bytes_have_no_sum() {
    for size in [0, 19, 20, 21] {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("A.TXT", options(true)).unwrap();
        zip.write_all(&vec![7; size]).unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        let walked = Walked::through(&mut Cursor::new(&bytes));
        assert!(walked.is_ok(), "{size}");
        assert_eq!(bytes[14..18] == [0; 4], size < 20, "{size}");
    }
}
