//! Promise: a list says how much it holds, goes on to its end, is made shorter by what people look for, and none of that
//! puts what was typed into an address.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use doublelock_domain::time::Span;
use doublelock_testkit::appliance;
use doublelock_testkit::browser::Answer;
use doublelock_testkit::clerk::{Clerk, codes, words};
use doublelock_testkit::people::{KARIM, NADIA};

/// Labels of the articles on a page, in their order.
fn listed(page: &Answer) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for link in page.links("/items/DI") {
        let code = link.trim_start_matches("/items/").to_owned();
        if !all.contains(&code) {
            all.push(code);
        }
    }
    all
}

/// Walks a list from its first page to its last.
async fn walks(clerk: &mut Clerk, from: &str) -> Vec<String> {
    let (mut all, mut next) = (Vec::new(), Some(from.to_owned()));
    while let Some(path) = next {
        let shown = clerk.sees(&path).await;
        all.extend(listed(&shown));
        next = next_of(&shown);
    }
    all
}

/// The address of the next page of a list, if there is one.
fn next_of(shown: &Answer) -> Option<String> {
    let html = shown.text();
    let (before, _) = html.split_once("rel=\"next\"")?;
    let (_, link) = before.rsplit_once("href=\"")?;
    Some(link.split('"').next().unwrap().replace("&amp;", "&"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_article_stands_once_in_a_list_whichever_end_it_is_read_from() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    // Seen at one moment, and at others.
    let (mut labels, _) = nadia.receives("EB44710083", 65).await;
    for waybill in ["EB44710091", "EB44710101", "EB44710111"] {
        labels.extend(nadia.receives(waybill, 2).await.0);
    }
    let newest = walks(&mut nadia, "/items").await;
    let mut oldest = walks(&mut nadia, "/items?order=oldest").await;
    let once: BTreeSet<&String> = newest.iter().collect();
    assert_eq!((newest.len(), once.len()), (71, 71));
    assert!(labels.iter().all(|label| once.contains(label)));
    oldest.reverse();
    assert_eq!(newest, oldest);
    let first = words(&nadia.sees("/items").await);
    for says in ["71 articles", "60 articles sur cette page"] {
        assert!(first.contains(says), "{first}");
    }
    assert!(first.contains("À ranger 71"), "{first}");
    app.close().await;
}

/// While an article is in her hand, it is listed there.
async fn is_listed_in_hand(nadia: &mut Clerk) {
    nadia.announces("2026-0001", "EB44710121", "2").await;
    let more = nadia.prints("I", "2").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in ["EB44710121", &more[0]] {
        nadia.scans(code).await.is("ok");
    }
    let hands = nadia.sees("/items?view=hands").await;
    assert_eq!(listed(&hands), [more[0].clone()]);
    assert!(words(&hands).contains("En main 1"), "{}", hands.words());
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("DXUNDOLAST").await.is("ok");
    nadia.scans("DXDONE").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_made_shorter_by_where_of_which_case_and_what() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (first, _) = nadia.receives("EB44710083", 2).await;
    let (second, _) = nadia.receives("EB44710091", 3).await;
    is_listed_in_hand(&mut nadia).await;
    // One of them turns out to be a disc, one goes into the archive.
    nadia.page = nadia.browser.get("/station").await.unwrap();
    let shelf = nadia.place("Tablette 1-A").await;
    let path = format!("/items/{}/describe", second[1]);
    let form = nadia.sees(&path).await.form(&path).unwrap();
    nadia
        .browser
        .submit(&form, &[("kind", "optical_disc")])
        .await
        .unwrap();
    nadia.enters_the_archive(NADIA, KARIM).await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in [&shelf, &first[0]] {
        nadia.scans(code).await.is("ok");
    }

    let all = nadia.sees("/items").await;
    assert!(words(&all).contains("À ranger 4"), "{}", all.words());
    let to_do = nadia.sees("/items?view=to-put-away").await;
    assert!(!listed(&to_do).contains(&first[0]) && listed(&to_do).len() == 4);
    let hands = nadia.sees("/items?view=hands").await;
    assert!(words(&hands).contains("Rien ici") && listed(&hands).is_empty());
    let discs = nadia.sees("/items?kind=optical_disc").await;
    assert_eq!(listed(&discs), [second[1].clone()]);

    // A view keeps what is asked for; a place stands for itself.
    assert!(
        discs
            .text()
            .contains("href=\"/items?view=to-put-away&amp;kind=optical_disc\"")
    );
    assert!(words(&discs).contains("À ranger 1"), "{}", discs.words());
    // A case number is typed; what can be taken off again says so.
    let form = to_do.form("/items").unwrap();
    let of_case = nadia
        .browser
        .submit(&form, &[("case", "2026-0001")])
        .await
        .unwrap();
    assert_eq!(of_case.path, "/items?view=to-put-away&case=2026-0001");
    assert_eq!(listed(&of_case), [first[1].clone()]);
    assert!(words(&of_case).contains("1 article"), "{}", of_case.words());
    let without = of_case.text();
    assert!(without.contains("class=\"chip\" href=\"/items?view=to-put-away\""));
    // Whoever reads a list has read whom it names.
    let read = app.entries_of("list.read").pop().unwrap();
    assert_eq!(read.payload["list"], "items");
    // A label leads to its article.
    let label = nadia
        .browser
        .submit(&form, &[("case", &first[0])])
        .await
        .unwrap();
    assert_eq!(label.path, format!("/items/{}", first[0]));
    // What is neither is said, and stands in no address.
    for (typed, says) in [
        ("Lemieux, Ève", "Ce n’est ni un numéro de dossier"),
        ("2026-0999", "Ce dossier n’existe pas"),
    ] {
        let told = nadia
            .browser
            .submit(&form, &[("case", typed)])
            .await
            .unwrap();
        assert_eq!((told.status.as_u16(), told.path.as_str()), (422, "/items"));
        assert!(words(&told).contains(says), "{}", told.words());
    }
    let nobody = nadia.sees("/items?case=2026-0999").await;
    assert!(listed(&nobody).is_empty());

    // A place shows what lies in it, and so does the cabinet that it stands in.
    let places = nadia.sees("/places").await.text();
    let of_place = |name: &str| {
        let at = places.find(&format!("{name}<")).unwrap();
        let link = places[..at].rfind("/places/").unwrap();
        places[link..].split('"').next().unwrap().to_owned()
    };
    for name in ["Tablette 1-A", "Armoire 1"] {
        let shown = nadia.sees(&of_place(name)).await;
        assert_eq!(listed(&shown), [first[0].clone()], "{name}");
        assert!(words(&shown).contains("1 article"));
    }
    let shown = nadia.sees(&of_place("Tablette 1-B")).await;
    assert!(words(&shown).contains("Rien n’y est déposé"));
    let id = of_place("Tablette 1-A").replace("/places/", "");
    let inside = nadia.sees(&format!("/items?place={id}")).await;
    assert_eq!(listed(&inside), [first[0].clone()]);
    assert_eq!(codes(&inside.text(), "DI").len(), 1);
    let nowhere = nadia
        .browser
        .get("/items?place=01JCZ0000000000000000000ND")
        .await;
    assert_eq!(nowhere.unwrap().status.as_u16(), 404);

    // What nobody saw for a week.
    app.clock.advance(Span::hours(24 * 8));
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let unseen = nadia.sees("/items?since=7&order=oldest").await;
    assert_eq!(listed(&unseen).len(), 5);
    assert!(listed(&nadia.sees("/items?since=30").await).is_empty());
    app.close().await;
}

/// Walks a list of links of one kind from its first page to its last; each link as often as it stands.
async fn walks_links(clerk: &mut Clerk, from: &str, kind: &str) -> Vec<String> {
    let (mut all, mut next) = (Vec::new(), Some(from.to_owned()));
    while let Some(path) = next {
        let shown = clerk.sees(&path).await;
        let mut links = shown.links(kind);
        links.dedup();
        all.extend(links.into_iter().filter(|link| !link.contains('?')));
        next = next_of(&shown);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_parcel_stands_once_in_its_view_and_each_view_says_how_many() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    for n in 0..63 {
        let shown = nadia
            .sees(&format!("/shipments/announce?case={case}"))
            .await;
        let form = shown.form("/shipments/announce").unwrap();
        // Three days, so that what is expected on one of them goes over the end of a page.
        let (waybill, eta) = (format!("EB447100{n:02}"), format!("2026-11-2{}", 3 + n % 3));
        let parcel = [
            ("sender", "Clinique du Fjord"),
            ("carrier", "Express Boréal"),
            ("waybill", waybill.as_str()),
            ("eta", eta.as_str()),
            ("count[film_sheet]", "1"),
        ];
        nadia.browser.submit(&form, &parcel).await.unwrap();
    }
    let quay = nadia.place("Quai de réception").await;
    // One of them came, with nothing in it; two came that nobody had announced.
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in [
        "EB44710000",
        "DXMISSING",
        &quay,
        "RR471200885CA",
        "1",
        "DXDONE",
        "EB4471009011",
        "1",
        "DXDONE",
    ] {
        nadia.scans(code).await;
    }
    let expected = walks_links(&mut nadia, "/shipments", "/shipments/2026-").await;
    let once: BTreeSet<&String> = expected.iter().collect();
    assert_eq!((expected.len(), once.len()), (64, 64));
    let due =
        app.sql("SELECT reference FROM shipment WHERE state = 'announced' ORDER BY late_from, id");
    let due: Vec<String> = due
        .unwrap()
        .concat()
        .iter()
        .map(|no| format!("/shipments/{no}"))
        .collect();
    assert_eq!(expected[2..], due);
    // What is here already stands first.
    let states = app
        .sql("SELECT reference FROM shipment WHERE state = 'arrived'")
        .unwrap();
    let here: BTreeSet<String> = states
        .concat()
        .iter()
        .map(|no| format!("/shipments/{no}"))
        .collect();
    assert_eq!(here, expected[..2].iter().cloned().collect());
    let all = walks_links(&mut nadia, "/shipments?view=all", "/shipments/2026-").await;
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 65);
    assert_eq!(all.len(), 65);
    assert!(all.windows(2).all(|two| two[0] > two[1]), "newest first");
    let first = words(&nadia.sees("/shipments").await);
    for says in ["Attendus 64", "Avec écarts 3", "64 envois"] {
        assert!(first.contains(says), "{says}: {first}");
    }
    let unbalanced = nadia.sees("/shipments?view=unbalanced").await;
    let links = unbalanced.links("/shipments/2026-");
    assert_eq!(
        links,
        [1, 64, 65].map(|n| format!("/shipments/2026-00{n:02}"))
    );
    assert!(words(&unbalanced).contains("3 envois"));
    let nonsense = nadia.sees("/shipments?after=nonsense").await;
    assert!(words(&nonsense).contains("64 envois"));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_settled_is_listed_to_its_end() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "102").await;
    let mut labels = nadia.prints("I", "100").await;
    labels.extend(nadia.prints("I", "2").await);
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in ["EB44710083", &labels[0], &quay, "DXMISSING"] {
        nadia.scans(code).await;
    }
    let open = words(&nadia.sees("/exceptions").await);
    assert!(open.contains("101 écarts"), "{open}");
    let open = walks_links(&mut nadia, "/exceptions", "/exceptions/0").await;
    assert_eq!(open.iter().collect::<BTreeSet<_>>().len(), 101);
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await;
    for label in &labels[1..] {
        nadia.scans(label).await.is("ok");
    }
    nadia.scans(&quay).await;
    let closed = walks_links(&mut nadia, "/exceptions?view=closed", "/exceptions/0").await;
    assert_eq!(closed.iter().collect::<BTreeSet<_>>().len(), 101);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_in_the_other_language_is_the_same_list() {
    let app = appliance!();
    let mut clerk = Clerk::at_the_station(&app, NADIA).await;
    let nadia = &mut clerk.browser;
    let page = nadia.get("/shipments?view=to-send").await.unwrap();
    let to = "/language/en?back=/shipments%3Fview%3Dto-send";
    assert!(page.text().contains(to), "{}", page.text());
    let english = nadia.get(to).await.unwrap();
    assert!(english.path.starts_with("/shipments"));
    assert!(
        english.words().contains("To dispatch"),
        "{}",
        english.words()
    );
    // What is no word of ours in an address leads nowhere, and is not carried on.
    for odd in [
        "/shipments?view=all&q=Belanger",
        "/shipments?Belanger",
        "/shipments?view=a.b",
    ] {
        let page = nadia.get(odd).await.unwrap();
        assert!(
            page.text().contains("/language/fr?back=/shipments\""),
            "{odd}"
        );
    }
    let odd = nadia.get("/shipments?view=%3Cb%3E").await.unwrap();
    assert!(odd.text().contains("/language/fr?back=/shipments\""));
    app.close().await;
}
