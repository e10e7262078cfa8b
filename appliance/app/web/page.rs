//! Pages: one structure per template, and the renderer that joins them.
//!
//! Everything a template can get wrong by itself (an unknown filter, function, component, parent or
//! block) fails when the renderer is built; what only shows with data is found by
//! `tests/templates.rs`, which renders every sample of every page in both languages.
//!
//! In a template, `page` is the page structure, `frame` the [`Frame`], `page_name` the catalogue key
//! of the page's title.

use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Tera};

use super::assets::{Assets, Sources};
pub use super::frame::{Count, Frame, NavEntry, NavGroup, Person, SAMPLE_NOW, Theme};
use super::i18n::{CatalogueError, Catalogues, Phrase};
use super::words;
pub use super::words::Missing;

/// A page: the data of one template.
pub trait Page: Serialize {
    /// The template, a path under `templates/`: `custody/shipment.html`.
    const FILE: &'static str;
    /// Catalogue key of the title in the browser's tab and history. Never holds a patient's name;
    /// needs no values. A template may say more in its `title` block.
    const NAME: &'static str;
    /// Fictitious examples that show every state of the page: at least one full and one empty.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

/// What is wrong with one field of a form, shown at the field and in the summary on top.
///
/// A page with a form carries them as `errors: Vec<FieldError>`; that name also puts « Erreur : »
/// at the head of the title.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldError {
    /// The `name` of the field; empty for an error of the whole form.
    pub field: &'static str,
    /// What happened and what to do, in one or two short sentences.
    pub message: Phrase,
}

impl FieldError {
    /// An error at that field.
    pub fn new(field: &'static str, message: Phrase) -> Self {
        Self { field, message }
    }
}

/// Why the renderer could not be built. The program does not start.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A catalogue is broken.
    #[error("catalogues: {0}")]
    Catalogue(#[from] CatalogueError),
    /// A template is not UTF-8.
    #[error("template {0} is not UTF-8")]
    NotText(String),
    /// Tera refused the templates; its report names file and line.
    #[error("templates: {0}")]
    Template(tera::Error),
}

/// Why a page could not be made. Shows the template's name only; the source holds Tera's report.
#[derive(Debug, thiserror::Error)]
#[error("page {file} could not be made")]
pub struct RenderError {
    /// The template.
    pub file: &'static str,
    #[source]
    source: tera::Error,
}

/// Makes pages. Built once at start-up from the embedded templates, catalogues and files.
#[derive(Clone)]
pub struct Renderer {
    tera: Arc<Tera>,
    catalogues: Arc<Catalogues>,
}

impl std::fmt::Debug for Renderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renderer")
            .field("catalogues", &self.catalogues)
            .finish_non_exhaustive()
    }
}

impl Renderer {
    /// Loads the embedded templates. `missing` says what happens to a sentence that is not in the
    /// catalogue: [`Missing::Show`] at work, [`Missing::Refuse`] in tests.
    pub fn embedded(missing: Missing) -> Result<Self, LoadError> {
        let mut tera = Tera::new();
        tera.autoescape_on([".html"]);
        let catalogues = words::register(
            &mut tera,
            Catalogues::embedded()?,
            Assets::embedded(),
            missing,
        );
        let mut sources = Vec::new();
        for (path, bytes) in Sources::ending(".html") {
            match String::from_utf8(bytes.into_owned()) {
                Ok(text) => sources.push((path, text)),
                Err(_) => return Err(LoadError::NotText(path)),
            }
        }
        tera.add_raw_templates(sources)
            .map_err(LoadError::Template)?;
        Ok(Self {
            tera: Arc::new(tera),
            catalogues,
        })
    }

    /// The whole page as HTML.
    pub fn html<P: Page>(&self, frame: &Frame, page: &P) -> Result<String, RenderError> {
        let fail = |source| RenderError {
            file: P::FILE,
            source,
        };
        let context = context(frame, page).map_err(fail)?;
        self.tera.render(P::FILE, &context).map_err(fail)
    }

    /// One block of the page, for a script that swaps it in place (the station's `said` block). The
    /// same template and data as the whole page, so both always say the same.
    pub fn block<P: Page>(
        &self,
        frame: &Frame,
        page: &P,
        block: &str,
    ) -> Result<String, RenderError> {
        let fail = |source| RenderError {
            file: P::FILE,
            source,
        };
        let context = context(frame, page).map_err(fail)?;
        self.tera
            .render_block(P::FILE, block, &context)
            .map_err(fail)
    }

    /// The catalogues, for text outside pages: label sheets, letters, file names.
    pub fn catalogues(&self) -> &Catalogues {
        &self.catalogues
    }

    /// The names of the embedded templates.
    pub fn templates() -> impl Iterator<Item = String> {
        Sources::ending(".html").map(|(path, _)| path)
    }
}

fn context<P: Page>(frame: &Frame, page: &P) -> Result<Context, tera::Error> {
    let mut context = Context::new();
    context.insert_value("frame", tera::Value::try_from_serializable(frame)?);
    context.insert_value("page", tera::Value::try_from_serializable(page)?);
    context.insert_value("page_name", tera::Value::normal_string(P::NAME));
    Ok(context)
}

/// A page as the list of all pages knows it.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    /// The page's template.
    pub file: &'static str,
    /// Catalogue key of its title.
    pub name: &'static str,
    /// Renders every sample with that frame.
    pub samples: fn(&Renderer, &Frame) -> Vec<Result<String, RenderError>>,
}

impl Listed {
    /// The entry of a page type.
    pub const fn of<P: Page>() -> Self {
        Self {
            file: P::FILE,
            name: P::NAME,
            samples: |renderer, frame| {
                P::samples()
                    .iter()
                    .map(|page| renderer.html(frame, page))
                    .collect()
            },
        }
    }
}

/// Declares the list of all pages: `list_pages![SignIn, Problem, …]` defines `fn all()`.
macro_rules! list_pages {
    ($($page:ty),* $(,)?) => {
        /// Every page there is, for the tests that render them all.
        pub fn all() -> &'static [$crate::web::page::Listed] {
            const ALL: &[$crate::web::page::Listed] =
                &[$($crate::web::page::Listed::of::<$page>()),*];
            ALL
        }
    };
}
pub(crate) use list_pages;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::web::locale::Locale;

    /// Every component once, in `tests/look/gallery.html`: a component no page uses yet is still
    /// rendered, and the accessibility run looks at it too.
    #[test]
    fn every_component_renders_and_none_is_left_out_of_the_gallery() {
        let renderer = Renderer::embedded(Missing::Refuse).unwrap();
        let source = include_str!("../../../tests/look/gallery.html");
        let station = include_str!("../../../tests/look/gallery_station.html");
        let mut tera = (*renderer.tera).clone();
        let added =
            tera.add_raw_templates([("gallery.html", source), ("gallery_station.html", station)]);
        if let Err(error) = added {
            panic!("{error}");
        }
        for name in renderer.tera.get_component_names() {
            let used = format!("<{name} ");
            let bare = format!("<{name}>");
            let listed = Renderer::templates().any(|file| {
                let bytes = Sources::get(&file).unwrap().data;
                let text = String::from_utf8_lossy(&bytes).into_owned();
                text.contains(&used) || text.contains(&bare)
            });
            assert!(
                listed
                    || source.contains(&used)
                    || station.contains(&used)
                    || source.contains(&bare),
                "component `{name}` is rendered nowhere: add it to tests/look/gallery.html"
            );
        }
        for locale in Locale::ALL {
            let mut context = Context::new();
            context.insert("frame", &Frame::sample(locale));
            context.insert("page", &errors());
            context.insert("page_name", "nav-today");
            let live = tera
                .render_block("gallery_station.html", "live", &context)
                .unwrap();
            assert!(live.contains("data-state=\"attention\"") && live.contains("class=\"slots\""));
            assert!(
                !live.contains("<main"),
                "the swapped part is what is inside <main>"
            );
            for file in ["gallery.html", "gallery_station.html"] {
                let html = match tera.render(file, &context) {
                    Ok(html) => html,
                    Err(error) => panic!("{error}"),
                };
                let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join("target/pages")
                    .join(locale.code());
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(folder.join(file), html).unwrap();
            }
        }
    }

    #[derive(Serialize)]
    struct Errors {
        errors: Vec<FieldError>,
    }

    fn errors() -> Errors {
        Errors {
            errors: vec![
                FieldError::new("received", Phrase::new("problem-check-number")),
                FieldError::new("kind", Phrase::new("problem-reload-form")),
            ],
        }
    }

    #[test]
    fn a_failed_page_names_its_template_and_not_its_data() {
        #[derive(Serialize)]
        struct Bare {
            secret: &'static str,
        }
        impl Page for Bare {
            const FILE: &'static str = "front/problem.html";
            const NAME: &'static str = "problem-title";
            fn samples() -> Vec<Self> {
                Vec::new()
            }
        }
        let renderer = Renderer::embedded(Missing::Refuse).unwrap();
        let page = Bare { secret: "Tremblay" };
        let error = renderer
            .html(&Frame::sample(Locale::FrCa), &page)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "page front/problem.html could not be made"
        );
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(!source.contains("Tremblay"), "{source}");
    }
}
