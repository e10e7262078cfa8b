//! `DOCS/CHAINE.HTM` and `DOCS/ACCES.HTM`: where the articles were, and what was communicated.

use std::fmt::Write as _;

use super::html::{Frame, escape, page, part, table, title};
use crate::contents::{Article, Bilingual, CustodyLine, DisclosureLine, Language};

/// An article and its lines, oldest first.
struct History<'c> {
    label: &'c str,
    what: Option<&'c Bilingual>,
    lines: Vec<&'c CustodyLine>,
}

/// Sorted by label. A line of an article that nobody listed has its place too.
fn by_article<'c>(articles: &'c [Article], lines: &'c [CustodyLine]) -> Vec<History<'c>> {
    let mut sorted: Vec<&CustodyLine> = lines.iter().collect();
    // Stable: the lines of an article stay in their order.
    sorted.sort_by_key(|line| &line.item);
    sorted
        .chunk_by(|one, other| one.item == other.item)
        .filter_map(|lines| {
            let label = lines.first()?.item.as_str();
            let article = articles.iter().find(|article| article.label == label);
            Some(History {
                label,
                what: article.map(|article| &article.what),
                lines: lines.to_vec(),
            })
        })
        .collect()
}

/// `DOCS/CHAINE.HTM`.
pub(crate) fn custody(articles: &[Article], lines: &[CustodyLine], first: Language) -> String {
    let frame = Frame {
        first,
        title: &Bilingual::new(
            "Parcours de vos films et disques",
            "Where your films and discs have been",
        ),
        wide: true,
    };
    page(&frame, |language| {
        let (none, unnamed, columns) = language.say(
            (
                "Aucun film ni support physique n’a été inscrit.",
                "Article",
                ["Date et heure", "Événement", "Emplacement", "Par"],
            ),
            (
                "No film or physical medium was registered.",
                "Item",
                ["Date and time", "Event", "Location", "By"],
            ),
        );
        let mut text = back(language) + &title(language, frame.title.text(language));
        let histories = by_article(articles, lines);
        if histories.is_empty() {
            let _ = writeln!(text, "<p>{none}</p>");
        }
        for (history, number) in histories.iter().zip(1..) {
            let what = history.what.map_or(unnamed, |what| what.text(language));
            let (what, label, id) = (escape(what), escape(history.label), part(language));
            let _ = writeln!(
                text,
                "<h2 id=\"{id}-a{number}\">{what} <span class=\"nb\">{label}</span></h2>"
            );
            text += &table(
                &columns,
                history.lines.iter().map(|line| {
                    vec![
                        line.at.clone(),
                        line.event.text(language).to_owned(),
                        line.place.text(language).to_owned(),
                        line.by.clone(),
                    ]
                }),
            );
        }
        text
    })
}

fn back(language: Language) -> String {
    format!(
        "<p class=\"back\"><a href=\"../INDEX.HTM#{}-doc\">{}</a></p>\n",
        part(language),
        language.say("Retour à vos documents", "Back to your documents"),
    )
}

/// `DOCS/ACCES.HTM`.
pub(crate) fn disclosures(lines: &[DisclosureLine], first: Language) -> String {
    let frame = Frame {
        first,
        title: &Bilingual::new("Communications", "Communications"),
        wide: true,
    };
    page(&frame, |language| {
        let (none, columns) = language.say(
            (
                "Aucune communication n’a été inscrite.",
                [
                    "Date et heure",
                    "Nature",
                    "Destinataire",
                    "Éléments",
                    "Fin",
                    "Fondement",
                    "Moyen",
                ],
            ),
            (
                "No communication was recorded.",
                [
                    "Date and time",
                    "Kind",
                    "Recipient",
                    "Items",
                    "Purpose",
                    "Authority",
                    "Means",
                ],
            ),
        );
        let mut text = back(language) + &title(language, frame.title.text(language));
        if lines.is_empty() {
            let _ = writeln!(text, "<p>{none}</p>");
            return text;
        }
        text += &table(
            &columns,
            lines.iter().map(|line| {
                let words = [
                    &line.class,
                    &line.recipient,
                    &line.items,
                    &line.purpose,
                    &line.authority,
                    &line.method,
                ];
                let words = words.map(|words| words.text(language).to_owned());
                std::iter::once(line.at.clone()).chain(words).collect()
            }),
        );
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contents::Keeper;

    const FRENCH_BACK: &str =
        "<p class=\"back\"><a href=\"../INDEX.HTM#fr-doc\">Retour à vos documents</a></p>\n";
    const ENGLISH_BACK: &str =
        "<p class=\"back\"><a href=\"../INDEX.HTM#en-doc\">Back to your documents</a></p>\n";

    fn moved(at: &str, item: &str) -> CustodyLine {
        CustodyLine {
            at: at.to_owned(),
            item: item.to_owned(),
            event: Bilingual::new("Reçu", "Received"),
            place: Bilingual::new("Voûte", "Vault"),
            by: "N. <Roy>".to_owned(),
        }
    }

    fn article(label: &str, what: (&str, &str)) -> Article {
        Article {
            label: label.to_owned(),
            what: Bilingual::new(what.0, what.1),
            keeper: Keeper::Service,
            place: Bilingual::new("Voûte", "Vault"),
        }
    }

    #[test]
    fn the_lines_of_an_article_stand_together_in_their_order_under_what_that_article_is() {
        let articles = [
            article("DI 2", ("film", "film")),
            article("DI 1", ("disque", "disc")),
        ];
        let lines = [
            moved("1", "DI 2"),
            moved("4", "DI 1"),
            moved("2", "DI 3"),
            moved("3", "DI 1"),
        ];
        let histories = by_article(&articles, &lines);
        let seen: Vec<_> = histories
            .iter()
            .map(|history| {
                let at = history.lines.iter().map(|line| line.at.as_str());
                (
                    history.label,
                    history.what.map(|what| what.en.as_str()),
                    at.collect::<String>(),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("DI 1", Some("disc"), "43".to_owned()),
                ("DI 2", Some("film"), "1".to_owned()),
                ("DI 3", None, "2".to_owned()),
            ]
        );
    }

    #[test]
    fn the_page_of_articles_leads_back_and_has_a_table_for_each_article() {
        let articles = [article("DI 1", ("disque", "disc"))];
        let lines = [
            moved("2026-03-01 10:15", "DI 1"),
            moved("2026-03-02 09:00", "DI 2"),
        ];
        let page = custody(&articles, &lines, Language::French);
        let french = format!(
            "<section class=\"part\" id=\"fr\" lang=\"fr-CA\" aria-labelledby=\"fr-t\">\n{FRENCH_BACK}\
             <h1 id=\"fr-t\">Parcours de vos films et disques</h1>\n\
             <h2 id=\"fr-a1\">disque <span class=\"nb\">DI 1</span></h2>\n\
             <div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Date et heure</th>\
             <th scope=\"col\">Événement</th><th scope=\"col\">Emplacement</th>\
             <th scope=\"col\">Par</th></tr></thead>\n<tbody>\n\
             <tr><td>2026-03-01 10:15</td><td>Reçu</td><td>Voûte</td><td>N. &lt;Roy&gt;</td></tr>\n\
             </tbody>\n</table></div>\n\
             <h2 id=\"fr-a2\">Article <span class=\"nb\">DI 2</span></h2>\n"
        );
        assert!(page.contains(&french), "{page}");
        let english = format!(
            "{ENGLISH_BACK}<h1 id=\"en-t\">Where your films and discs have been</h1>\n\
             <h2 id=\"en-a1\">disc <span class=\"nb\">DI 1</span></h2>\n"
        );
        assert!(page.contains(&english), "{page}");
        assert!(page.contains("<h2 id=\"en-a2\">Item <span class=\"nb\">DI 2</span></h2>\n"));
        let none = "<p>Aucun film ni support physique n’a été inscrit.</p>";
        assert!(!page.contains(none));
        assert!(custody(&articles, &[], Language::French).contains(none));
    }

    #[test]
    fn the_page_of_communications_leads_back_and_gives_each_its_row_under_the_headings() {
        let line = DisclosureLine {
            at: "2026-03-02 09:00".to_owned(),
            class: Bilingual::new("Nature 1", "Kind 1"),
            recipient: Bilingual::new("Dre Roy", "Dr. Roy"),
            items: Bilingual::new("Éléments 1", "Items 1"),
            purpose: Bilingual::new("Fin 1", "Purpose 1"),
            authority: Bilingual::new("Fondement 1", "Authority 1"),
            method: Bilingual::new("Moyen 1", "Means 1"),
        };
        let page = disclosures(&[line.clone(), line], Language::English);
        let cells = |name: &str, cells: [&str; 7]| -> String {
            cells
                .iter()
                .map(|cell| format!("<{name}>{cell}</{}>", &name[..2]))
                .collect()
        };
        for (back, title, headings, row) in [
            (
                ENGLISH_BACK,
                "<h1 id=\"en-t\">Communications</h1>\n",
                [
                    "Date and time",
                    "Kind",
                    "Recipient",
                    "Items",
                    "Purpose",
                    "Authority",
                    "Means",
                ],
                [
                    "2026-03-02 09:00",
                    "Kind 1",
                    "Dr. Roy",
                    "Items 1",
                    "Purpose 1",
                    "Authority 1",
                    "Means 1",
                ],
            ),
            (
                FRENCH_BACK,
                "<h1 id=\"fr-t\">Communications</h1>\n",
                [
                    "Date et heure",
                    "Nature",
                    "Destinataire",
                    "Éléments",
                    "Fin",
                    "Fondement",
                    "Moyen",
                ],
                [
                    "2026-03-02 09:00",
                    "Nature 1",
                    "Dre Roy",
                    "Éléments 1",
                    "Fin 1",
                    "Fondement 1",
                    "Moyen 1",
                ],
            ),
        ] {
            let headings = cells("th scope=\"col\"", headings);
            let row = format!("<tr>{}</tr>\n", cells("td", row));
            let part = format!(
                "{back}{title}<div class=\"scroll\"><table>\n<thead><tr>{headings}</tr></thead>\n\
                 <tbody>\n{row}{row}</tbody>\n</table></div>\n</section>"
            );
            assert!(page.contains(&part), "{page}");
        }
        assert!(!page.contains("No communication was recorded."));
    }

    #[test]
    fn an_empty_list_of_communications_claims_nothing_about_who_read_the_record() {
        let page = disclosures(&[], Language::French);
        assert!(page.contains("Aucune communication n’a été inscrite."));
        assert!(page.contains("No communication was recorded."));
        for claim in ["accès", "Accès", "access", "Access"] {
            assert!(!page.contains(claim), "{claim}");
        }
    }
}
