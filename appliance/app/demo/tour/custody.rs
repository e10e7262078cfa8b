//! Films: received, put away under double lock, found again; a disc shipped.

use anyhow::{Context as _, ensure};

use super::answers::{labels_in, page_is};
use super::privacy::Disc;
use super::under_way::Tour;
use crate::demo::browser::{Answer, Browser};
use crate::demo::people::{KARIM, NADIA};

/// Tracking number of the films' parcel.
const WAYBILL: &str = "1Z999AA10123456784";
/// Tracking number of the disc's parcel.
const WAYBILL_OUT: &str = "1Z999AA10987654321";
/// Films announced and received.
const FILMS: usize = 5;

/// Types a code into the station as a reader does: the page's own form, one code.
async fn scan(browser: &mut Browser, code: &str) -> anyhow::Result<Answer> {
    let page = browser.get("/station").await?;
    let form = page
        .form("/station/scan")
        .context("the station has no field")?;
    let answer = browser.submit(&form, &[("scan", code)]).await?;
    page_is(&answer, 200, "the station")?;
    let words = answer.words();
    ensure!(
        !answer.text().contains("say-stop"),
        "the station refused {code}: {}",
        words.chars().take(500).collect::<String>()
    );
    Ok(answer)
}

/// Labels of a fresh roll.
async fn roll(browser: &mut Browser, class: &str, count: usize) -> anyhow::Result<Vec<String>> {
    let page = browser.get("/labels").await?;
    let form = page.form("/labels").context("no form for labels")?;
    let answer = browser
        .submit(&form, &[("class", class), ("count", &count.to_string())])
        .await?;
    page_is(&answer, 200, "the new labels")?;
    let labels = labels_in(&answer, class.chars().next().unwrap_or('I'));
    ensure!(
        labels.len() == count,
        "{} labels instead of {count}",
        labels.len()
    );
    Ok(labels)
}

/// The label of a place, by its name.
async fn place(browser: &mut Browser, name: &str) -> anyhow::Result<String> {
    let page = browser.get("/archive").await?;
    let words = page.words().replace('\u{a0}', " ");
    let at = words
        .find(name)
        .with_context(|| format!("no place {name}"))?;
    let after = &words[at..];
    let start = after.find("DL ").context("the place shows no label")?;
    Ok(after[start..]
        .chars()
        .take(15)
        .filter(|c| *c != ' ')
        .collect())
}

/// A parcel with five films: announced, then received in seven scans.
pub(super) async fn receive(
    tour: &mut Tour<'_>,
    nadia: &mut Browser,
    case: &str,
) -> anyhow::Result<Vec<String>> {
    let today = tour
        .running
        .office
        .now()
        .date_in(tour.centre.config.centre.zone)
        .to_string();
    let page = nadia.get("/shipments/announce").await?;
    let form = page
        .form("/shipments/announce")
        .context("no form to announce")?;
    let count = FILMS.to_string();
    let fields = [
        ("case", case),
        ("sender", "Clinique radiologique du Fjord"),
        ("carrier", "Express Boréal"),
        ("waybill", WAYBILL),
        ("eta", &today),
        ("count[film_sheet]", &count),
    ];
    let answer = nadia.submit(&form, &fields).await?;
    page_is(&answer, 200, "the announced parcel")?;
    tour.done("colis de 5 films annoncé", "parcel of 5 films announced");

    let films = roll(nadia, "I", FILMS).await?;
    let dock = place(nadia, "Quai de réception").await?;
    let mut scans = 0;
    for code in std::iter::once(WAYBILL.to_owned())
        .chain(films.iter().cloned())
        .chain([dock])
    {
        scan(nadia, &code).await?;
        scans += 1;
    }
    ensure!(scans == 7, "{scans} scans instead of 7");
    for film in &films {
        item(nadia, film).await?;
    }
    tour.done(
        "5 films reçus en 7 lectures, rien de tapé",
        "5 films received in 7 scans, nothing typed",
    );
    Ok(films)
}

/// The page of an article, found by its label.
async fn item(browser: &mut Browser, label: &str) -> anyhow::Result<Answer> {
    let page = browser.get("/find").await?;
    let field = page.form("/find").context("the scan-or-find field")?;
    let answer = browser.submit(&field, &[("q", label)]).await?;
    page_is(&answer, 200, "the article")?;
    ensure!(
        labels_in(&answer, 'I').contains(&label.to_owned()),
        "the page of {label} does not show it"
    );
    Ok(answer)
}

/// Two people, two barriers: five films put away, reconciled, closed.
pub(super) async fn put_away(
    tour: &mut Tour<'_>,
    karim: &mut Browser,
    films: &[String],
) -> anyhow::Result<()> {
    let shelf = place(karim, "Tablette 1-A").await?;
    let page = karim.get("/archive/open").await?;
    let form = page
        .form("/archive/open")
        .context("no form to open the archive")?;
    // Others wait to be put away too: only these are planned.
    let read = [("gather.do", "add"), ("gather.scan", &films.join("\r"))];
    let page = karim.submit(&form, &read).await?;
    let form = page
        .form("/archive/open")
        .context("no form to open the archive")?;
    let planned = form
        .fields
        .iter()
        .filter(|(name, _)| name == "gather.items");
    ensure!(planned.count() == films.len(), "a film cannot be planned");
    let same = [
        ("first-username", KARIM.login),
        ("first-password", KARIM.password),
        ("second-username", KARIM.login),
        ("second-password", KARIM.password),
        ("purpose", "put_away"),
    ];
    let refused = karim.submit(&form, &same).await?;
    ensure!(
        refused.status.as_u16() >= 400,
        "one person opened the archive alone"
    );
    tour.done(
        "une seule personne n’ouvre pas les archives",
        "one person alone does not open the archive",
    );

    let two = [
        ("first-username", KARIM.login),
        ("first-password", KARIM.password),
        ("second-username", NADIA.login),
        ("second-password", NADIA.password),
        ("purpose", "put_away"),
    ];
    let visit = karim.submit(&form, &two).await?;
    page_is(&visit, 200, "the visit")?;
    let address = visit.path.split('?').next().unwrap_or_default().to_owned();
    for code in std::iter::once(&shelf).chain(films) {
        let page = karim.get(&address).await?;
        let form = page
            .form(&format!("{address}/scan"))
            .context("the visit has no field")?;
        let answer = karim.submit(&form, &[("scan", code)]).await?;
        page_is(&answer, 200, "a scan of the visit")?;
    }
    let close = format!("{address}/close");
    let page = karim.get(&close).await?;
    let form = page.form(&close).context("the visit cannot be closed")?;
    let locks = [("outer", "yes"), ("inner", "yes")];
    let alone = [&same[..4], &locks[..]].concat();
    let refused = karim.submit(&form, &alone).await?;
    ensure!(
        refused.status.as_u16() >= 400,
        "one person closed the archive alone"
    );
    let closed = karim
        .submit(&form, &[&two[..4], &locks[..]].concat())
        .await?;
    page_is(&closed, 200, "the closed visit")?;
    ensure!(
        closed.words().contains("Fermée sans écart"),
        "the visit did not close clean: {}",
        closed.words().chars().take(600).collect::<String>()
    );
    for film in films {
        let words = item(karim, film).await?.words();
        ensure!(words.contains("Tablette 1-A"), "{film} is not on its shelf");
    }
    tour.done(
        "5 films rangés sous double verrou, séance rapprochée et attestée par deux personnes",
        "5 films put away under double lock, visit reconciled and attested by two people",
    );
    Ok(())
}

/// The disc leaves: shipment sheet, disc, seal, waybill.
pub(super) async fn ship(
    tour: &mut Tour<'_>,
    nadia: &mut Browser,
    disc: &Disc,
) -> anyhow::Result<()> {
    let seal = roll(nadia, "S", 1).await?.swap_remove(0);
    let address = format!("/shipments/{}", disc.shipment);
    let page = nadia.get(&address).await?;
    page_is(&page, 200, "the shipment")?;
    let sheet = labels_in(&page, 'H')
        .into_iter()
        .next()
        .context("the shipment has no label")?;
    for code in [&sheet, &disc.label, &seal, &WAYBILL_OUT.to_owned()] {
        scan(nadia, code).await?;
    }
    let answer = nadia.get(&address).await?;
    page_is(&answer, 200, "the shipment")?;
    ensure!(
        answer.words().contains(WAYBILL_OUT),
        "the shipment does not show its waybill"
    );
    tour.done(
        "disque scellé et remis au transporteur en 4 lectures",
        "disc sealed and handed to the carrier in 4 scans",
    );
    Ok(())
}

/// One scan says where a film is, with its whole history.
pub(super) async fn where_is_it(
    tour: &mut Tour<'_>,
    nadia: &mut Browser,
    films: &[String],
) -> anyhow::Result<()> {
    let film = films.first().context("no film")?;
    let words = item(nadia, film).await?.words();
    ensure!(
        words.contains("Tablette 1-A"),
        "{film} is not where it was put"
    );
    ensure!(
        words.contains(NADIA.name) && words.contains(KARIM.name),
        "its history lacks a person"
    );
    tour.done(
        "un film retrouvé en une lecture, avec son histoire",
        "a film found by one scan, with its history",
    );
    Ok(())
}
