//! The code of the house, read by a parser: what each file uses, what it calls, which literals it holds. Tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Item, Lit, UseTree, Visibility};

/// A path as it is written, without type arguments: `crate`, `report`, `csv`.
pub(super) type Names = Vec<String>;

/// A name that a `use` brings in.
#[derive(Clone)]
pub(super) struct Use {
    /// What it names, `["*"]` last for all names of a module.
    pub(super) path: Names,
    /// The name that it has here.
    pub(super) name: String,
    /// Whether it is passed on to others: that alone uses nothing.
    pub(super) public: bool,
}

/// A source file.
#[derive(Clone)]
pub(super) struct Source {
    /// Its path below `src`.
    pub(super) name: String,
    /// Its module: `["input", "table"]`; the library's root is empty.
    pub(super) module: Names,
    pub(super) uses: Vec<Use>,
    /// Every other path of its code, those in macros included.
    pub(super) paths: BTreeSet<Names>,
    /// Macros that it calls.
    pub(super) macros: BTreeSet<String>,
    /// Calls whose arguments are literals or constants made of them: what is called, the arguments.
    pub(super) calls: Vec<(Names, Vec<String>)>,
    /// Literals of its code, as they are written.
    pub(super) literals: Vec<String>,
    /// Those of them that are numbers without quotes.
    pub(super) bare: BTreeSet<String>,
    /// Every word of its code.
    pub(super) words: BTreeSet<String>,
    /// Words of the closed lists that it defines.
    pub(super) listed: BTreeSet<String>,
    /// Texts that something is compared with: by `==` and `!=`, as a pattern, in macros too.
    pub(super) compared: BTreeSet<String>,
}

/// All sources but tests and the program's own `main.rs`, by their modules; they are read once.
pub(super) fn house() -> &'static BTreeMap<Names, Source> {
    static HOUSE: LazyLock<BTreeMap<Names, Source>> = LazyLock::new(read_all);
    &HOUSE
}

fn read_all() -> BTreeMap<Names, Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
            if path.is_dir() {
                if stem != "tests" {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|e| e == "rs") && stem != "tests" && path != root.join("main.rs") {
                let source = read(&root, &path);
                all.insert(source.module.clone(), source);
            }
        }
    }
    all
}

fn read(root: &Path, path: &PathBuf) -> Source {
    let name = path.strip_prefix(root).expect("below src").display().to_string().replace('\\', "/");
    let mut module: Names = name.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod" || last == "lib") {
        module.pop();
    }
    of(name, module, &std::fs::read_to_string(path).expect("a source"))
}

/// A file of a module by its text.
pub(super) fn of(name: String, module: Names, text: &str) -> Source {
    let mut source = Source {
        name,
        module,
        uses: Vec::new(),
        paths: BTreeSet::new(),
        macros: BTreeSet::new(),
        calls: Vec::new(),
        literals: Vec::new(),
        bare: BTreeSet::new(),
        words: BTreeSet::new(),
        listed: BTreeSet::new(),
        compared: BTreeSet::new(),
    };
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", source.name));
    source.visit_file(&file);
    source
}

/// Whether something is compiled for tests alone.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let words = |meta: &syn::MetaList| meta.tokens.to_string();
        attribute.path().is_ident("test")
            || (attribute.path().is_ident("cfg") && attribute.meta.require_list().is_ok_and(|list| words(list) == "test"))
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn names(path: &syn::Path) -> Names {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

impl Source {
    fn take_use(&mut self, tree: &UseTree, before: &[String], public: bool) {
        let joined = |name: &str| [before, &[name.to_owned()]].concat();
        match tree {
            UseTree::Path(path) => self.take_use(&path.tree, &joined(&path.ident.to_string()), public),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.take_use(tree, before, public)),
            UseTree::Name(name) if name.ident == "self" => {
                let name = before.last().cloned().unwrap_or_default();
                self.uses.push(Use { path: before.to_vec(), name, public });
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                self.uses.push(Use { path: joined(&name), name, public });
            }
            UseTree::Rename(rename) => {
                let path = if rename.ident == "self" { before.to_vec() } else { joined(&rename.ident.to_string()) };
                self.uses.push(Use { path, name: rename.rename.to_string(), public });
            }
            UseTree::Glob(_) => self.uses.push(Use { path: joined("*"), name: "*".to_owned(), public }),
        }
    }

    /// What stands in a macro, which is not parsed: its paths, words and literals.
    fn take_tokens(&mut self, tokens: TokenStream) {
        let mut path: Names = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    let ident = ident.to_string();
                    self.words.insert(ident.clone());
                    if colons != 2 {
                        self.end_path(&mut path);
                    }
                    path.push(ident);
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Punct(punct) if punct.as_char() == '!' => {
                    self.macros.extend(path.last().cloned());
                    self.end_path(&mut path);
                }
                TokenTree::Punct(_) => self.end_path(&mut path),
                TokenTree::Literal(literal) => {
                    self.end_path(&mut path);
                    let literal = literal.to_string();
                    self.bare.extend(Some(literal.clone()).filter(|literal| literal.starts_with(|c: char| c.is_ascii_digit())));
                    self.literals.push(literal);
                }
                TokenTree::Group(group) => {
                    let called = std::mem::take(&mut path);
                    if !called.is_empty() {
                        let arguments: Vec<String> = group.stream().to_string().split(',').map(|a| a.trim().to_owned()).collect();
                        let literal = |a: &String| a.starts_with(|c: char| c.is_ascii_digit() || c == '"' || c == '-');
                        if arguments.iter().any(literal) {
                            self.calls.push((called.clone(), arguments));
                        }
                        self.paths.insert(called);
                    }
                    self.take_tokens(group.stream());
                }
            }
        }
        self.end_path(&mut path);
    }

    /// Texts that stand beside `==`, `!=` or `=>` in a macro; all of them where it matches a pattern.
    fn take_compared(&mut self, tokens: TokenStream, all: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let sign = |at: Option<usize>, wanted: char| {
            at.and_then(|at| tokens.get(at)).is_some_and(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted))
        };
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => self.take_compared(group.stream(), all),
                TokenTree::Literal(literal) => {
                    let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) else { continue };
                    let (back, two_back) = (at.checked_sub(1), at.checked_sub(2));
                    let behind = sign(back, '=') && (sign(two_back, '=') || sign(two_back, '!'));
                    let before = sign(Some(at + 1), '=') && (sign(Some(at + 2), '=') || sign(Some(at + 2), '>'))
                        || sign(Some(at + 1), '!') && sign(Some(at + 2), '=');
                    if all || behind || before {
                        self.compared.insert(text.value());
                    }
                }
                _ => {}
            }
        }
    }

    fn end_path(&mut self, path: &mut Names) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.paths.insert(path);
        }
    }
}

/// A literal argument, also behind a sign, a reference or brackets.
fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => Some(match &literal.lit {
            Lit::Int(number) => number.base10_digits().to_owned(),
            Lit::Float(number) => number.base10_digits().to_owned(),
            Lit::Str(text) => text.value(),
            _ => return None,
        }),
        Expr::Unary(unary) => literal(&unary.expr),
        Expr::Reference(reference) => literal(&reference.expr),
        Expr::Paren(paren) => literal(&paren.expr),
        Expr::Cast(cast) => literal(&cast.expr),
        _ => None,
    }
}

fn text_of(literal: &Lit) -> Option<String> {
    match literal {
        Lit::Str(text) => Some(text.value()),
        _ => None,
    }
}

/// A text, also within brackets, behind a reference or in `Some`.
fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => text_of(&literal.lit),
        Expr::Reference(reference) => text(&reference.expr),
        Expr::Paren(paren) => text(&paren.expr),
        Expr::Call(call) => call.args.first().filter(|_| call.args.len() == 1).and_then(text),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for Source {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let public = !matches!(item.vis, Visibility::Inherited);
        self.take_use(&item.tree, &[], public);
    }

    // Who may see an item is no use of them.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    // Attributes hold no code of ours but what macros of the derives read.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.macros.extend(called.path.segments.last().map(|last| last.ident.to_string()));
        self.paths.insert(names(&called.path));
        let is = |name: &str| called.path.segments.last().is_some_and(|last| last.ident == name);
        if is("closed_list") {
            let before = self.literals.len();
            self.take_tokens(called.tokens.clone());
            // Of its literals, words have no blank; documentation has.
            let words = self.literals[before..].iter().map(|literal| literal.trim_matches('"').to_owned());
            let words: Vec<String> = words.filter(|word| !word.contains(' ') && !word.is_empty()).collect();
            self.listed.extend(words);
            return;
        }
        self.take_compared(called.tokens.clone(), is("matches"));
        self.take_tokens(called.tokens.clone());
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Expr::Path(path) = &*call.func {
            let arguments: Vec<String> = call.args.iter().filter_map(literal).collect();
            if !arguments.is_empty() {
                self.calls.push((names(&path.path), arguments));
            }
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        if matches!(binary.op, syn::BinOp::Eq(_) | syn::BinOp::Ne(_)) {
            self.compared.extend([&binary.left, &binary.right].into_iter().filter_map(|side| text(side)));
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_pat(&mut self, pattern: &'ast syn::Pat) {
        if let syn::Pat::Lit(literal) = pattern {
            self.compared.extend(text_of(&literal.lit));
        }
        visit::visit_pat(self, pattern);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.paths.insert(names(path));
        visit::visit_path(self, path);
    }

    fn visit_lit(&mut self, literal: &'ast Lit) {
        let (text, is_bare) = match literal {
            Lit::Int(number) => (number.to_string(), true),
            Lit::Float(number) => (number.to_string(), true),
            Lit::Str(text) => (text.value(), false),
            _ => return,
        };
        if is_bare {
            self.bare.insert(text.clone());
        }
        self.literals.push(text);
    }

    fn visit_ident(&mut self, ident: &'ast syn::Ident) {
        self.words.insert(ident.to_string());
    }
}
