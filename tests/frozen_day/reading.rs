//! A page as a person reads it: its title, its words line by line, its fields with what they
//! hold. Addresses of links, classes and other attributes are left out; so are tokens.

use std::mem::take;

/// Elements that begin a line.
const LINES: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "header",
    "hr",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "title",
    "tr",
    "ul",
];
/// Elements of which nothing is read.
const SILENT: &[&str] = &["script", "style", "svg", "template"];
/// Stands where an inline element begins or ends, until the line is read.
const SEAM: char = '\u{1}';
/// Fields that hold chance.
const TOKENS: &[&str] = &["csrf", "nonce", "once", "seen"];

/// The words of a page.
pub(crate) fn words(html: &str) -> String {
    let mut reader = Reader::default();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        reader.text(&rest[..start]);
        let tag = &rest[start..];
        let end = end_of_tag(tag);
        rest = reader.tag(&tag[..end], &tag[end..]);
    }
    reader.text(rest);
    reader.finish()
}

/// Where the tag at the start of `html` ends; a `>` in quotes is not its end.
fn end_of_tag(html: &str) -> usize {
    let mut quoted = false;
    for (at, c) in html.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

#[derive(Default)]
struct Reader {
    lines: Vec<String>,
    line: String,
}

impl Reader {
    fn text(&mut self, html: &str) {
        self.line.push_str(&decoded(html));
    }

    fn new_line(&mut self) {
        // What `<wbr>`, zero width spaces and soft hyphens allow is not a word.
        let line = take(&mut self.line).replace(['\u{200b}', '\u{ad}'], "");
        let line = parted(&line);
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = line.trim_matches(['|', ' ']);
        if !line.is_empty() {
            self.lines.push(line.to_owned());
        }
    }

    fn finish(mut self) -> String {
        self.new_line();
        self.lines.join("\n") + "\n"
    }

    /// Reads one tag; what is to be read after it.
    fn tag<'a>(&mut self, tag: &str, after: &'a str) -> &'a str {
        let closing = tag.starts_with("</");
        let name: String = tag
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        if !closing && (SILENT.contains(&name.as_str()) || is_hidden(&name, tag)) {
            return after_element(&name, after);
        }
        if LINES.contains(&name.as_str()) {
            self.new_line();
        }
        // Colour and shape of a scan's answer.
        if let Some(state) = attribute(tag, "data-state") {
            self.line.push_str(&format!("<{state}>"));
            self.new_line();
        }
        match (name.as_str(), closing) {
            ("form", false) => {
                let method = attribute(tag, "method").unwrap_or_else(|| "get".to_owned());
                let action = attribute(tag, "action").unwrap_or_default();
                self.line.push_str(&format!("{{ {method} {action}"));
                self.new_line();
            }
            ("form", true) => {
                self.line.push('}');
                self.new_line();
            }
            ("input", _) => self.input(tag),
            ("select", false) => {
                let name = attribute(tag, "name").unwrap_or_default();
                self.line.push_str(&format!(" [{name}:"));
            }
            ("option", false) => {
                let chosen = if tag.contains(" selected") { "*" } else { "" };
                let value = attribute(tag, "value").unwrap_or_default();
                self.line.push_str(&format!(" · {chosen}{value} = "));
            }
            ("textarea", false) => {
                let name = attribute(tag, "name").unwrap_or_default();
                self.line.push_str(&format!(" [{name}: "));
            }
            ("select" | "textarea", true) => {
                self.line.push(']');
                self.new_line();
            }
            ("button", false) => {
                let field = attribute(tag, "name").map(|name| {
                    let value = attribute(tag, "value").unwrap_or_default();
                    format!("{name}: {value} = ")
                });
                self.line
                    .push_str(&format!(" ( {}", field.unwrap_or_default()));
            }
            ("button", true) => self.line.push_str(" ) "),
            ("progress", false) => {
                let (value, max) = (attribute(tag, "value"), attribute(tag, "max"));
                self.line.push_str(&format!(
                    " ▮ {} de {} ",
                    value.unwrap_or_default(),
                    max.unwrap_or_default()
                ));
            }
            ("img", _) => {
                let alt = attribute(tag, "alt").unwrap_or_default();
                self.line.push_str(&format!(" (image {alt}) "));
            }
            ("td" | "th", true) => self.line.push_str(" | "),
            ("wbr", _) => {}
            _ => self.line.push(SEAM),
        }
        after
    }

    fn input(&mut self, tag: &str) {
        let name = attribute(tag, "name").unwrap_or_default();
        if TOKENS.contains(&name.as_str()) {
            return;
        }
        let value = attribute(tag, "value").unwrap_or_default();
        let kind = attribute(tag, "type").unwrap_or_default();
        let mark = match kind.as_str() {
            "checkbox" | "radio" if tag.contains(" checked") => " (x)",
            "checkbox" | "radio" => " ( )",
            _ => "",
        };
        self.line.push_str(&format!(" [{name}: {value}]{mark} "));
        if mark.is_empty() {
            self.new_line();
        }
    }
}

/// Words of two elements stand apart, by a style that is not read here.
fn parted(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut seam = false;
    for c in line.chars() {
        if c == SEAM {
            seam = true;
            continue;
        }
        if seam && c.is_alphanumeric() && out.ends_with(char::is_alphanumeric) {
            out.push(' ');
        }
        seam = false;
        out.push(c);
    }
    out
}

/// Not shown: a hidden input is a field all the same.
fn is_hidden(name: &str, tag: &str) -> bool {
    name != "input" && (tag.contains(" hidden>") || tag.contains(" hidden "))
}

/// What comes after the end of the element of which `after` is the inside.
fn after_element<'a>(name: &str, after: &'a str) -> &'a str {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let (mut depth, mut from) = (1, 0);
    while depth > 0 {
        let inside = &after[from..];
        let Some(end) = inside.find(&close) else {
            return "";
        };
        if let Some(start) = inside.find(&open).filter(|start| *start < end) {
            depth += 1;
            from += start + open.len();
        } else {
            depth -= 1;
            from += end + close.len();
        }
    }
    &after[from..]
}

/// The value of an attribute; quotes as our templates write them.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = &tag[start..];
    Some(decoded(&value[..value.find('"')?]))
}

fn decoded(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c))
}

#[test]
fn a_page_reads_as_a_person_reads_it() {
    let html = "<!DOCTYPE html><head><title>Un titre</title><style>x</style></head><body>\
        <p class=\"a > b\">L’un <b>et</b>\n l’autre&nbsp;&lt;b&gt;<span hidden>non<span>non</span></span></p>\
        <form action=\"/x\" method=\"post\"><input name=\"csrf\" type=\"hidden\" value=\"T\">\
        <input name=\"a\" value=\"1\"><input checked name=\"b\" type=\"radio\" value=\"2\"><label>Deux</label>\
        <select name=\"c\"><option value=\"\">Rien</option><option selected value=\"d\">D</option></select>\
        <button name=\"go\" value=\"y\">Envoyer</button></form><script>y</script>\
        <table><tr><th>A<span>b</span><b>!</b></th><td>B<wbr>b</td></tr></table>";
    assert_eq!(
        words(html),
        "Un titre\nL’un et l’autre <b>\n{ post /x\n[a: 1]\n\
         [b: 2] (x) Deux [c: · = Rien · *d = D]\n( go: y = Envoyer )\n}\nA b! | Bb\n"
    );
}
