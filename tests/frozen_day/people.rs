//! Who is who: a second case of somebody on file, which turns out to be somebody else's after all,
//! and then not.

use doublelock_testkit::people::NADIA;

use crate::day::{Day, form_of};

pub(crate) async fn finds_out_who_is_who(day: &mut Day) {
    let mut nadia = day.signs_in(NADIA).await;
    let again = [
        ("family-name", "Belanger Roy"),
        ("given-names", "Elodie"),
        ("birth-date", "1984-02-29"),
        ("sex", "F"),
        ("language", "fr"),
    ];
    let asked = day.sends(&mut nadia, "/cases/new", "/cases", &again).await;
    day.shows("case-likely", &asked);
    let html = asked.text();
    let mark = "name=\"person\" type=\"submit\" value=\"";
    let at = html.find(mark).unwrap() + mark.len();
    let person = html[at..].split('"').next().unwrap().to_owned();
    day.pause();
    let form = form_of(&asked, "/cases");
    let opened = nadia.submit(&form, &[("person", &person)]).await.unwrap();
    day.shows("case-opened-again", &opened);

    let id = opened.path.split(['/', '?']).nth(2).unwrap().to_owned();
    let page = format!("/cases/{id}/person");
    day.looks(&mut nadia, "person", &page).await;
    let act = |what: &str| format!("{page}/{what}");
    let apart = day
        .sends(&mut nadia, &page, &act("separate"), &[("cases", &id)])
        .await;
    day.shows("person-separated", &apart);
    let linked = day.sends(&mut nadia, &page, &act("link"), &[]).await;
    day.shows("person-linked", &linked);
    let unlinked = day.sends(&mut nadia, &page, &act("unlink"), &[]).await;
    day.shows("person-unlinked", &unlinked);
    let found = day
        .sends(&mut nadia, "/find", "/find", &[("q", "belan elo")])
        .await;
    day.shows("find-a-name", &found);
}
