//! A copy on its way out of the vault.

use super::*;

const SESSION: &str = "__Host-session";

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_broke_off_goes_on_where_it_stopped() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Lavoie", "Jean");
    ground
        .attaches_images(&app, case, "Lavoie", "Jean", 2)
        .await;
    let mut marc = Officer::of(&app).await;
    let identity = [("identity", "health_card")];
    let no = number_of(&marc.logs(&case.to_string(), "2026-11-20", &identity).await);
    marc.builds(&app, &no).await;
    let address = format!("/packages/{no}/disc");
    let whole = marc.browser.get(&address).await.unwrap();
    let (length, tag) = (whole.body.len(), whole.headers["etag"].clone());
    assert_eq!(whole.headers["accept-ranges"], "bytes");
    assert!(length > 200_000, "{length}");

    let broken_off = 150_001;
    let range = format!("bytes={broken_off}-");
    let headers = [("range", range.as_str()), ("if-range", tag.as_str())];
    let rest = marc.browser.get_with(&address, &headers).await.unwrap();
    assert_eq!(rest.status.as_u16(), 206);
    assert_eq!(
        rest.headers["content-range"],
        format!("bytes {broken_off}-{}/{length}", length - 1)
    );
    assert!(rest.body == whole.body[broken_off..]);
    // A copy that was built anew meanwhile begins anew.
    let headers = [("range", range.as_str()), ("if-range", "\"another\"")];
    let again = marc.browser.get_with(&address, &headers).await.unwrap();
    assert_eq!((again.status.as_u16(), again.body.len()), (200, length));
    // Beyond the end there is nothing.
    let beyond = format!("bytes={length}-");
    let headers = [("range", beyond.as_str())];
    let nothing = marc.browser.get_with(&address, &headers).await.unwrap();
    assert_eq!(nothing.status.as_u16(), 416);
    assert_eq!(
        nothing.headers["content-range"],
        format!("bytes */{length}")
    );
    // Each time it was taken is in the journal.
    let entries = app.entries();
    let taken = entries
        .iter()
        .filter(|e| e.act == "package.fetched")
        .count();
    assert_eq!(taken, 3, "and where nothing was sent, nothing was taken");
    app.close().await;
}

/// A phantom's image with more rows and columns, all black below it.
fn enlarged(file: &[u8], side: u16) -> Vec<u8> {
    let mut large = file.to_vec();
    for element in [0x0010_u16, 0x0011] {
        let head = [&[0x28, 0][..], &element.to_le_bytes(), b"US\x02\0"].concat();
        let at = large.windows(8).position(|part| part == head).unwrap() + 8;
        large[at..at + 2].copy_from_slice(&side.to_le_bytes());
    }
    let head = b"\xE0\x7F\x10\0OW\0\0";
    let at = large.windows(8).position(|part| part == head).unwrap() + 8;
    let length = u32::from(side) * u32::from(side) * 2;
    large[at..at + 4].copy_from_slice(&length.to_le_bytes());
    large.resize(at + 4 + usize::try_from(length).unwrap(), 0);
    large
}

/// Downloads of a copy of some forty megabytes that nobody reads: they hold no place that anybody
/// else needs, neither in the database nor at the door, and nobody has more than three of them.
#[tokio::test(flavor = "multi_thread")]
async fn downloads_that_nobody_reads_keep_nobody_waiting() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Lavoie", "Jean");
    let files = records::files("Lavoie", "Lavoie^Jean", 5);
    let large: Vec<Vec<u8>> = files.iter().map(|file| enlarged(file, 2048)).collect();
    ground.sends_files(&app, &large).await;
    ground.attaches_sent(&app, case, "Lavoie").await;
    let mut marc = Officer::of(&app).await;
    let identity = [("identity", "health_card")];
    let no = number_of(&marc.logs(&case.to_string(), "2026-11-20", &identity).await);
    marc.builds(&app, &no).await;
    let cookie = format!("{SESSION}={}", marc.browser.cookie(SESSION).unwrap());
    let mut stuck = Vec::new();
    for place in 1..=12 {
        let wire = app.wire().at(100 + place);
        let path = format!("/packages/{no}/disc");
        stuck.push(wire.asks_and_never_reads(&path, &cookie).await);
    }
    let taken = || {
        let entries = app.entries();
        let taken = entries.iter().filter(|e| e.act == "package.fetched");
        taken.count()
    };
    for _ in 0..400 {
        if taken() == 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    let refused = (marc.browser.get(&format!("/packages/{no}/folder")).await).unwrap();
    assert_eq!(refused.status.as_u16(), 409);
    let words = refused.words();
    assert!(words.contains("Trois de vos téléchargements"), "{words}");
    assert_eq!(taken(), 3);
    // Pages are shown, acts are written, images arrive.
    for _ in 0..20 {
        let page = marc.browser.get(&format!("/requests/{no}")).await.unwrap();
        assert_eq!(page.status.as_u16(), 200);
    }
    ground.opens_case(&app, "Gagnon", "Luc");
    ground.sends(&app, "Gagnon", "Gagnon^Luc", 2).await;
    // No look at an older state is held for them.
    let mut emptied = false;
    for _ in 0..20 {
        // Somebody else may look at this very moment.
        emptied |= app.office().store.empty_log().is_ok();
    }
    assert!(emptied);
    drop(stuck);
    // Given up, they are nobody's any more.
    let mut again = 409;
    for _ in 0..400 {
        let answer = marc.browser.get(&format!("/packages/{no}/folder")).await;
        again = answer.unwrap().status.as_u16();
        if again == 200 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert_eq!(again, 200);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_no_byte_of_a_copy_has_not_taken_it_out() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Lavoie", "Jean");
    let mut marc = Officer::of(&app).await;
    let identity = [("identity", "health_card")];
    let no = number_of(&marc.logs(&case.to_string(), "2026-11-20", &identity).await);
    marc.builds(&app, &no).await;
    let address = format!("/packages/{no}/disc");
    let cookie = format!("{SESSION}={}", marc.browser.cookie(SESSION).unwrap());
    let head = [("cookie", cookie.as_str())];
    let head = app.wire().ask("HEAD", &address, &head, "").await;
    assert_eq!(head.status, 200);
    let beyond = [("range", "bytes=999999999999-")];
    let beyond = marc.browser.get_with(&address, &beyond).await.unwrap();
    assert_eq!(beyond.status.as_u16(), 416);
    // Nor what the vault does not give.
    let forms = "SELECT object_id FROM package_carrier WHERE carrier = 'disc'";
    let object = app.sql(forms).unwrap().concat().remove(0);
    let vault = app.office().config.storage.data.join("vault/objects");
    let file = find(&vault, &object).unwrap();
    let aside = file.with_extension("aside");
    std::fs::rename(&file, &aside).unwrap();
    let missing = marc.browser.get(&address).await.unwrap();
    assert_eq!(missing.status.as_u16(), 500);
    std::fs::rename(&aside, &file).unwrap();
    assert!(app.entries_of("package.fetched").is_empty());
    let page = marc.browser.get(&format!("/requests/{no}")).await.unwrap();
    assert!(page.form(&format!("/requests/{no}/deliver")).is_none());
    marc.downloads(&app, &no, "disc").await;
    assert_eq!(app.entries_of("package.fetched").len(), 1);
    app.close().await;
}
