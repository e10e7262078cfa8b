//! Promise: no two files use each other, not even in a ring of several: every file can be read
//! with only those below it in mind.
//!
//! A file uses another if it names something that is written there. A name that a module passes
//! on (`pub use`) counts for the file where it is written, so a folder may have a facade. A method
//! that is called on `self` counts for the file where it is written for that type; one that is called
//! on anything else is not seen, since only the compiler knows its type. Nor are paths in attributes.
//! What is for tests only is left out.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree, Visibility};

/// The sources of each of our crates.
const CRATES: [&str; 12] = [
    "appliance/app",
    "appliance/confine/src",
    "appliance/directory/src",
    "appliance/domain/src",
    "appliance/edge/src",
    "appliance/imaging/src",
    "appliance/ledger/src",
    "appliance/paper/src",
    "appliance/recordcopy/src",
    "appliance/store/src",
    "appliance/vault/src",
    "appliance/verify/src",
];

/// Names that a module passes on, of at most so many modules one after the other.
const FACADES: usize = 8;

/// The names from the root of a crate to something in it.
type Names = Vec<String>;

/// A name that a file brings in.
struct Import {
    /// Others see it through this module.
    passed_on: bool,
    path: Names,
    /// As it is called here; `*` for everything.
    called: String,
}

/// What stands in a file.
#[derive(Default)]
struct Source {
    defined: BTreeSet<String>,
    imports: Vec<Import>,
    /// Paths of two names or more, outside of imports.
    paths: BTreeSet<Names>,
    /// Methods by type, and those that are called on `self`.
    methods: BTreeSet<(String, String)>,
    called_on_self: BTreeSet<(String, String)>,
    /// What a type lends its methods from: `Unit` looks through `Sight`.
    derefs: BTreeMap<String, String>,
    /// The type whose methods are being read.
    of: Option<String>,
}

/// The files of a crate, by module.
struct Crate(BTreeMap<Names, Source>);

/// The last name of a type that has one.
fn name_of(of: &syn::Type) -> Option<String> {
    match of {
        syn::Type::Path(of) => of.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let cfg = attribute.path().is_ident("cfg");
        cfg && attribute
            .parse_args::<syn::Path>()
            .is_ok_and(|of| of.is_ident("test"))
    })
}

impl Source {
    fn parse(text: &str) -> Self {
        let mut source = Self::default();
        source.visit_file(&syn::parse_file(text).unwrap());
        source
    }

    fn import(&mut self, passed_on: bool, before: &[String], tree: &UseTree) {
        let mut keep = |mut path: Names, last: Option<String>, called: Option<String>| {
            path.extend(last.filter(|name| name != "self"));
            let called = called.or_else(|| path.last().cloned()).unwrap_or_default();
            self.imports.push(Import {
                passed_on,
                path,
                called,
            });
        };
        match tree {
            UseTree::Path(path) => {
                let before = [before, &[path.ident.to_string()]].concat();
                self.import(passed_on, &before, &path.tree);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(passed_on, before, tree);
                }
            }
            UseTree::Name(name) => keep(before.to_vec(), Some(name.ident.to_string()), None),
            UseTree::Rename(as_) => keep(
                before.to_vec(),
                Some(as_.ident.to_string()),
                Some(as_.rename.to_string()),
            ),
            UseTree::Glob(_) => keep(before.to_vec(), None, Some("*".to_owned())),
        }
    }

    /// Paths in what a macro is given: it is not parsed, but its words are there.
    fn words_of_macro(&mut self, tokens: TokenStream) {
        let (mut path, mut colons) = (Names::new(), 0);
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.keep_path(std::mem::take(&mut path));
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(sign) if sign.as_char() == ':' => colons += 1,
                other => {
                    self.keep_path(std::mem::take(&mut path));
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.words_of_macro(group.stream());
                    }
                }
            }
        }
        self.keep_path(path);
    }

    fn keep_path(&mut self, path: Names) {
        if path.len() > 1 {
            self.paths.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for Source {
    fn visit_item(&mut self, item: &'ast Item) {
        if let Item::Impl(item) = item
            && !is_for_tests(&item.attrs)
        {
            self.of = name_of(&item.self_ty);
            let target = item.items.iter().find_map(|item| match item {
                syn::ImplItem::Type(target) if target.ident == "Target" => name_of(&target.ty),
                _ => None,
            });
            if let (Some(of), Some(target)) = (&self.of, target) {
                self.derefs.insert(of.clone(), target);
            }
            let methods = item.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
                _ => None,
            });
            if let Some(of) = &self.of {
                let methods = methods.map(|method| (of.clone(), method));
                self.methods.extend(methods);
            }
            visit::visit_item_impl(self, item);
            self.of = None;
            return;
        }
        let (attributes, name) = match item {
            Item::Const(item) => (&item.attrs, Some(&item.ident)),
            Item::Enum(item) => (&item.attrs, Some(&item.ident)),
            Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
            Item::Impl(item) => (&item.attrs, None),
            Item::Macro(item) => (&item.attrs, item.ident.as_ref()),
            Item::Mod(item) => (&item.attrs, None),
            Item::Static(item) => (&item.attrs, Some(&item.ident)),
            Item::Struct(item) => (&item.attrs, Some(&item.ident)),
            Item::Trait(item) => (&item.attrs, Some(&item.ident)),
            Item::Type(item) => (&item.attrs, Some(&item.ident)),
            Item::Use(item) => (&item.attrs, None),
            _ => return visit::visit_item(self, item),
        };
        if is_for_tests(attributes) {
            return;
        }
        self.defined.extend(name.map(ToString::to_string));
        if let Item::Use(item) = item {
            let passed_on = !matches!(item.vis, Visibility::Inherited);
            self.import(passed_on, &[], &item.tree);
        } else {
            visit::visit_item(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.keep_path(
            path.segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect(),
        );
        visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if let syn::Expr::Path(on) = &*call.receiver
            && on.path.is_ident("self")
            && let Some(of) = &self.of
        {
            let called = (of.clone(), call.method.to_string());
            self.called_on_self.insert(called);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.words_of_macro(called.tokens.clone());
        visit::visit_macro(self, called);
    }
}

impl Crate {
    fn read(folder: &Path) -> Self {
        let mut modules = BTreeMap::new();
        let mut folders = vec![folder.to_path_buf()];
        while let Some(at) = folders.pop() {
            for entry in fs::read_dir(at).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                if path.is_dir() {
                    if !["tests", "benches", "bin"].contains(&name.as_str()) {
                        folders.push(path);
                    }
                } else if path.extension().is_some_and(|found| found == "rs")
                    && !["tests.rs", "main.rs"].contains(&name.as_str())
                {
                    let source = Source::parse(&fs::read_to_string(&path).unwrap());
                    modules.insert(module(&path, folder), source);
                }
            }
        }
        Self(modules)
    }

    /// The path from the root of the crate, if it is of this crate.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<Names> {
        let first = path.first()?.as_str();
        let up = path.iter().take_while(|name| *name == "super").count();
        match first {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([module, &path[1..]].concat()),
            "super" => {
                let above = module.get(..module.len().checked_sub(up)?)?;
                Some([above, &path[up..]].concat())
            }
            _ => {
                let child = [module, &path[..1]].concat();
                self.0.contains_key(&child).then(|| [module, path].concat())
            }
        }
    }

    /// The module in which that is written.
    fn home(&self, path: &[String], facades: usize) -> Option<Names> {
        let module = (0..=path.len())
            .rev()
            .map(|end| path[..end].to_vec())
            .find(|module| self.0.contains_key(module))?;
        let rest = &path[module.len()..];
        let source = &self.0[&module];
        let (Some(name), true) = (rest.first(), facades > 0) else {
            return Some(module);
        };
        if source.defined.contains(name) {
            return Some(module);
        }
        for import in &source.imports {
            let Some(target) = self.absolute(&module, &import.path) else {
                continue;
            };
            if import.called == *name {
                let target = [&target[..], &rest[1..]].concat();
                return self.home(&target, facades - 1).or(Some(module));
            }
            let everything = [&target[..], rest].concat();
            if import.called == "*"
                && let Some(home) = self.home(&everything, facades - 1)
                && self.0[&home].defined.contains(name)
            {
                return Some(home);
            }
        }
        Some(module)
    }

    /// Which modules a module uses.
    fn used_by(&self, module: &Names) -> BTreeSet<Names> {
        let source = &self.0[module];
        let imported = source
            .imports
            .iter()
            .filter(|import| !import.passed_on)
            .filter_map(|import| self.absolute(module, &import.path));
        let called: BTreeMap<&str, &Names> = source
            .imports
            .iter()
            .map(|import| (import.called.as_str(), &import.path))
            .collect();
        let named = source.paths.iter().filter_map(|path| {
            let known = called.get(path[0].as_str());
            let path = match known {
                Some(import) => [&import[..], &path[1..]].concat(),
                None => path.clone(),
            };
            self.absolute(module, &path)
        });
        imported
            .chain(named)
            .filter_map(|path| self.home(&path, FACADES))
            .chain(self.methods_called_by(module))
            .filter(|used| used != module)
            .collect()
    }

    /// Where the methods are written that a module calls on `self`: of its type, or of what that
    /// dereferences to.
    fn methods_called_by(&self, module: &Names) -> Vec<Names> {
        let lent: BTreeMap<&String, &String> =
            self.0.values().flat_map(|source| &source.derefs).collect();
        let homes = |of: &String, method: &String| -> Vec<Names> {
            let called = (of.clone(), method.clone());
            let has = |(_, source): &(&Names, &Source)| source.methods.contains(&called);
            let homes = self.0.iter().filter(has);
            homes.map(|(module, _)| module.clone()).collect()
        };
        let mut all = Vec::new();
        for (of, method) in &self.0[module].called_on_self {
            let own = homes(of, method);
            let from = lent.get(of).filter(|_| own.is_empty());
            all.extend(from.map_or(own, |lender| homes(lender, method)));
        }
        all
    }

    /// One ring of modules, if there is any.
    fn ring(&self) -> Option<Vec<Names>> {
        let mut uses: BTreeMap<&Names, BTreeSet<Names>> = self
            .0
            .keys()
            .map(|module| (module, self.used_by(module)))
            .collect();
        // Whoever uses nobody that is left is in no ring.
        loop {
            let left: BTreeSet<Names> = uses.keys().map(|module| (*module).clone()).collect();
            let before = uses.len();
            uses.retain(|_, used| used.iter().any(|used| left.contains(used)));
            if uses.len() == before {
                break;
            }
        }
        // From any of the rest one comes to a ring.
        let mut way: Vec<Names> = vec![(*uses.keys().next()?).clone()];
        loop {
            let next = uses[&way[way.len() - 1]]
                .iter()
                .find(|used| uses.contains_key(used))?;
            if let Some(begins) = way.iter().position(|seen| seen == next) {
                return Some(way.split_off(begins));
            }
            way.push(next.clone());
        }
    }
}

/// `custody/station/mod.rs` and `custody/station.rs` are `custody::station`.
fn module(file: &Path, folder: &Path) -> Names {
    let path = file.strip_prefix(folder).unwrap().with_extension("");
    let mut names: Names = path
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    if names
        .last()
        .is_some_and(|last| last == "mod" || last == "lib")
    {
        names.pop();
    }
    names
}

#[test]
fn no_file_uses_another_that_uses_it() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut files = 0;
    for folder in CRATES {
        let found = Crate::read(&root.join(folder));
        files += found.0.len();
        if let Some(ring) = found.ring() {
            let ring: Vec<String> = ring.iter().map(|module| module.join("::")).collect();
            panic!("in {folder} these use each other in a ring: {ring:?}");
        }
    }
    assert!(files > 300, "the walk found only {files} files");
}

/// A crate of these modules, for the tests of the test.
fn made_of(modules: &[(&str, &str)]) -> Crate {
    let names = |module: &str| -> Names {
        let names = module.split("::").filter(|name| !name.is_empty());
        names.map(str::to_owned).collect()
    };
    Crate(
        modules
            .iter()
            .map(|(module, text)| (names(module), Source::parse(text)))
            .collect(),
    )
}

#[test]
fn a_ring_is_found_however_it_is_written() {
    for (one, other) in [
        (
            "use crate::b::B; pub struct A;",
            "use super::a::A; pub struct B;",
        ),
        (
            "pub struct A; fn f() { crate::b::g() }",
            "fn g(_: &super::a::A) {}",
        ),
        (
            "pub struct A; use crate::b as c; fn f() { c::g() }",
            "use crate::a::{self, A as Z}; fn g() {}",
        ),
        (
            "pub struct A; fn f() { say!(crate::b::g()) }",
            "use crate::a::*; fn g() {}",
        ),
        (
            "pub struct A; fn f() { say!(1, [crate::b::g]) }",
            "use crate::A; fn g() {}",
        ),
        (
            "pub struct A; impl A { fn f(&self) { self.g() } }",
            "use crate::A; impl A { fn g(&self) {} }",
        ),
        (
            "pub struct A; impl A { fn f(&self) { self.g() } }",
            "use crate::A; struct B; impl B { fn g(&self, _: A) {} } impl Deref for A { type Target = B; }",
        ),
    ] {
        let root = "mod a; mod b; pub use a::A;";
        let found = made_of(&[("", root), ("a", one), ("b", other)]).ring();
        let ring = found.unwrap_or_else(|| panic!("{one} {other}"));
        assert_eq!(ring.len(), 2, "{one} {other}");
    }
}

#[test]
fn a_facade_is_no_ring_nor_is_what_tests_use() {
    let root = "mod a; mod b; pub use a::A; pub use b::B;";
    for (one, other) in [
        ("pub struct A;", "use crate::A; pub struct B;"),
        (
            "pub struct A; #[cfg(test)] mod tests { use crate::B; }",
            "use crate::A; pub struct B;",
        ),
        (
            "pub struct A; #[cfg(test)] use crate::B;",
            "use super::A; pub struct B;",
        ),
    ] {
        let found = made_of(&[("", root), ("a", one), ("b", other)]).ring();
        assert_eq!(found, None, "{one} {other}");
    }
}

#[test]
fn three_files_in_a_ring_are_found_through_their_folder() {
    let found = made_of(&[
        ("", "mod desk;"),
        ("desk", "mod a; mod b; pub fn shared() {} fn f() { a::f() }"),
        ("desk::a", "pub fn f() { super::b::f() }"),
        ("desk::b", "use super::shared; pub fn f() { shared() }"),
    ]);
    assert_eq!(found.ring().map(|ring| ring.len()), Some(3));
}
