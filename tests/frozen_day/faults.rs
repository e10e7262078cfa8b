//! The night after the day: everything that can fail does, with names in hand. No page and no entry
//! of it is frozen; what is looked at afterwards is what the log says ([`crate::canary`]).

use std::path::Path;

use doublelock_directory::demo::Conduct;
use doublelock_domain::time::Span;
use doublelock_imaging::phantom;
use doublelock_imaging::scu::{self, Answer, Outgoing};
use doublelock_store::DatabaseUrl;
use doublelock_testkit::Config;
use doublelock_testkit::people::{MARC, NADIA, SOPHIE};

use crate::custody::Cases;
use crate::day::Day;
use crate::imaging::{elodie, peer};
use crate::privacy::Requests;

/// More than any disk has. A disk that is really full, which refuses cases too, is in `tests/faults.rs`.
const NOBODY_HAS: u64 = 1 << 60;

/// Somebody whom only the night knows.
pub(crate) const NIGHT: [&str; 3] = ["Zorgluwitz", "Odile", "1931-07-09"];

/// What the sender of this file was told; none if the association did not last.
async fn sends(day: &Day, file: &[u8]) -> Option<Answer> {
    day.pause();
    let object = Outgoing::from_part10(file).unwrap();
    let told = scu::store(&peer(&day.app, "STORESCU"), vec![object]).await;
    told.ok()?.pop()
}

/// The directory hangs, then closes each connection: nobody comes in, nobody stays in.
pub(crate) async fn the_directory_fails(day: &mut Day) {
    let mut nadia = day.signs_in(NADIA).await;
    let mut nobody = day.app.browser();
    for conduct in [Conduct::Hang, Conduct::Drop] {
        day.app.centre.directory.conduct(conduct);
        day.pause();
        let out = nobody.sign_in("Zorgluwitz", "nuit-Zorgluwitz").await;
        assert_eq!(out.unwrap().status.as_u16(), 503, "{conduct:?}");
        day.app.later(Span::minutes(5));
        let asked_again = nadia.get("/cases").await.unwrap();
        assert_eq!(asked_again.status.as_u16(), 503, "{conduct:?}");
    }
    day.app.centre.directory.conduct(Conduct::Serve);
    // It is asked again before long.
    day.app.later(Span::minutes(5));
}

/// Somebody else writes and does not end.
pub(crate) async fn the_database_is_locked(day: &mut Day, cases: &Cases) {
    let DatabaseUrl::Sqlite(file) = day.app.centre.config.storage.database.clone() else {
        return;
    };
    let mut nadia = day.signs_in(NADIA).await;
    let page = nadia.get("/cases/new").await.unwrap();
    let form = page.form("/cases").unwrap();
    let [family, given, born] = NIGHT;
    let held = doublelock_testkit::hold(&file);
    let fields = [
        ("family-name", family),
        ("given-names", given),
        ("birth-date", born),
        ("sex", "F"),
        ("language", "fr"),
    ];
    let refused = nadia.submit(&form, &fields).await.unwrap();
    assert_eq!(refused.status.as_u16(), 503, "{}", refused.words());
    let unseen = nadia.get(&format!("/cases/{}", cases.elodie)).await;
    assert_eq!(unseen.unwrap().status.as_u16(), 503);
    drop(held);
}

/// Images that are none: cut off, with words where numbers belong, and with pixels that are not there.
pub(crate) async fn images_cannot_be_read(day: &mut Day) {
    let files = phantom::study(b"night", &elodie(), 4).unwrap();
    let cut = &files[0][..files[0].len() / 2];
    sends(day, cut).await;
    let mut words = files[1].clone();
    let name = b"BELANGER ROY^ELODIE";
    let at = words.windows(name.len()).position(|part| part == name);
    // The length of the name runs into what follows.
    words[at.unwrap() - 2] = 0xFF;
    sends(day, &words).await;
    // Kept as it came; the child that describes it cannot draw it.
    let mut large = files[2].clone();
    for element in [0x10_u8, 0x11] {
        let head = [0x28, 0, element, 0, b'U', b'S', 2, 0];
        let at = large.windows(8).position(|part| part == head).unwrap() + 8;
        large[at..at + 2].copy_from_slice(&u16::MAX.to_le_bytes());
    }
    sends(day, &large).await;
    sends(day, &files[3]).await;
    crate::imaging::described(&day.app).await;
    let mut sophie = day.signs_in(SOPHIE).await;
    let list = sophie.get("/studies").await.unwrap();
    for study in list.links("/studies/0") {
        sophie.get(&study).await.unwrap();
    }
}

/// The officer asks for a copy, and its build ends, however it does.
async fn has_a_copy_built(day: &mut Day, requests: &Requests) {
    let mut marc = day.signs_in(MARC).await;
    let page = format!("/requests/{}", requests.forgotten);
    let act = format!("{page}/build");
    day.sends(&mut marc, &page, &act, &[]).await;
    let copies = day.app.office().copies.clone();
    let idle = move || copies.wait_idle(std::time::Duration::from_mins(1));
    assert!(tokio::task::spawn_blocking(idle).await.unwrap());
}

/// Where a copy is put together stands a file.
pub(crate) async fn a_copy_has_no_room(day: &mut Day, requests: &Requests) {
    let work = day.app.office().config.storage.data.join("packages/work");
    let aside = work.with_extension("aside");
    std::fs::rename(&work, &aside).unwrap();
    std::fs::write(&work, b"").unwrap();
    has_a_copy_built(day, requests).await;
    removes(&work);
    std::fs::rename(&aside, &work).unwrap();
    let failed = day.last("package.failed");
    assert!(!failed.subjects.is_empty());
}

#[expect(
    clippy::disallowed_methods,
    reason = "a file of the test's own, past the appliance"
)]
fn removes(file: &Path) {
    std::fs::remove_file(file).unwrap();
}

/// No disk has the room that is to be left free.
pub(crate) fn full_disk(config: &mut Config) {
    config.storage.floor_bytes = NOBODY_HAS;
}

pub(crate) async fn the_disk_is_full(day: &mut Day, requests: &Requests) {
    has_a_copy_built(day, requests).await;
    let file = phantom::study(b"full", &elodie(), 1).unwrap().remove(0);
    let Some(Answer::Status(told)) = sends(day, &file).await else {
        panic!("the sender is told");
    };
    assert_eq!(told & 0xFF00, 0xA700, "{told:04X}");
}
