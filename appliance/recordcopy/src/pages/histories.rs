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
