//! Views through templates into files. The one place that knows the template engine.

use super::templates::{EMBEDDED, ENDING, Makes, OwnTemplate, SCRIPT};
use super::view::{self, Place, Source};
use super::{DocumentInput, Lang, Members, RenderedFile, Summary, charts, csv, markdown, style};
use crate::cohort::file_stems;
use crate::diagnostics::{Diagnostic, codes};
use crate::model::Program;
use crate::source::Span;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, context};
use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

/// Steps that one page may take: thousands of rules fit, an endless loop does not.
const FUEL: u64 = 10_000_000;
const MARKDOWN: AutoEscape = AutoEscape::Custom(Cow::Borrowed("markdown"));
const CSV: AutoEscape = AutoEscape::Custom(Cow::Borrowed("csv"));

/// All documents: the pages, and what the project's own templates make.
pub fn render(input: &DocumentInput) -> Result<Vec<RenderedFile>, Vec<Diagnostic>> {
    let summary = input.summary;
    let stems = stems(input.program, summary);
    let alone = standing_alone(input, &stems);
    let site = view::places(&alone);
    let source = Source { site: &site, ..alone };
    let mut press = Press::new(input)?;
    let mut pages: Vec<(&str, Value)> = Vec::new();
    for (index, stem) in stems.iter().enumerate() {
        let cohort = &input.program.cohorts[index];
        let (Some(stem), Some(figures)) = (stem, summary.cohorts.get(&cohort.name)) else { continue };
        let page = Value::from(Serde(view::page(&source, index, figures)));
        press.page("persona", &format!("personas/{stem}"), &page);
        pages.push((stem, page));
    }
    let whole: Vec<(Place, Value)> =
        site.iter().filter_map(|&place| Some((place, whole(&source, place)?))).collect();
    for (place, page) in &whole {
        press.page(place.template(), &format!("personas/{}", place.stem()), page);
    }
    if site.contains(&Place::History) {
        press.histories(&source, "personas/history");
    }
    press.own(input, &pages, &whole);
    if press.diagnostics.is_empty() { Ok(press.files) } else { Err(press.diagnostics) }
}

/// What pages are made from, of a site that no page leads through yet.
fn standing_alone<'a>(input: &DocumentInput<'a>, stems: &'a [Option<String>]) -> Source<'a> {
    Source {
        program: input.program,
        catalog: input.catalog,
        summary: input.summary,
        spec_hash: input.spec_hash,
        stems,
        lang: input.lang,
        site: &[],
    }
}

/// A page and a Markdown file for each cohort of a history, and an index.
pub fn render_history(input: &DocumentInput) -> Result<Vec<RenderedFile>, Vec<Diagnostic>> {
    let summary = input.summary;
    let stems = stems(input.program, summary);
    let source = standing_alone(input, &stems);
    let mut press = Press::new(input)?;
    press.histories(&source, "history");
    if let Some(index) = whole(&source, Place::History) {
        press.page(Place::History.template(), "history/index", &index);
    }
    if press.diagnostics.is_empty() { Ok(press.files) } else { Err(press.diagnostics) }
}

/// The data of a page about the whole project.
fn whole(source: &Source, place: Place) -> Option<Value> {
    Some(match place {
        Place::Overview => Value::from(Serde(view::index(source))),
        Place::Overlaps => Value::from(Serde(view::overlaps(source))),
        Place::Journeys => Value::from(Serde(view::journeys(source))),
        Place::History => Value::from(Serde(view::history_index(source)?)),
        Place::Changes => Value::from(Serde(view::changes(source)?)),
        Place::Data => Value::from(Serde(view::data(source))),
    })
}

/// What is printed, and what went wrong.
struct Press<'a> {
    environment: Environment<'static>,
    own: &'a [OwnTemplate],
    files: Vec<RenderedFile>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Press<'a> {
    /// Every template that does not read is a finding of its own.
    fn new(input: &DocumentInput<'a>) -> Result<Press<'a>, Vec<Diagnostic>> {
        let mut environment = environment(input.members.cloned()).map_err(|e| vec![failed(&e, input.own)])?;
        let mut diagnostics = Vec::new();
        for template in input.own {
            if let Err(error) = environment.add_template_owned(template.name.clone(), template.text.clone()) {
                diagnostics.push(failed(&error, input.own));
            }
        }
        if !diagnostics.is_empty() {
            return Err(diagnostics);
        }
        let script = script(&environment, input.lang).map_err(|e| vec![failed(&e, input.own)])?;
        environment.add_global("script_hash", style::hash(&script));
        environment.add_global("script", script);
        Ok(Press { environment, own: input.own, files: Vec::new(), diagnostics })
    }

    fn print(&mut self, template: &str, path: PathBuf, view: &Value) {
        match filled(&self.environment, template, view) {
            Ok(content) => self.files.push(RenderedFile { path, content }),
            Err(error) => self.diagnostics.push(
                failed(&error, self.own).note(format!("while writing `{}` by `{template}`", path.display())),
            ),
        }
    }

    /// The Markdown file and the HTML file of a page.
    fn page(&mut self, template: &str, path: &str, view: &Value) {
        for ending in ["md", "html"] {
            let path = PathBuf::from(format!("{path}.{ending}"));
            self.print(&format!("{template}.{ending}.j2"), path, view);
        }
    }

    /// The histories of all cohorts that have one.
    fn histories(&mut self, source: &Source, folder: &str) {
        for (index, stem) in source.stems.iter().enumerate() {
            let (Some(stem), Some(page)) = (stem, view::history_page(source, index)) else { continue };
            self.page("history", &format!("{folder}/{stem}"), &Value::from(Serde(page)));
        }
    }

    /// The files of the project's own templates.
    fn own(&mut self, input: &DocumentInput, pages: &[(&str, Value)], whole: &[(Place, Value)]) {
        let summary = Value::from(Serde(input.summary));
        // A page that is not made is none.
        let of = |wanted: Place| {
            let found = whole.iter().find(|(place, _)| *place == wanted);
            found.map_or_else(|| Value::from(()), |(_, page)| page.clone())
        };
        let index = of(Place::Overview);
        let places = [Place::Data, Place::Overlaps, Place::Journeys, Place::Changes];
        let [data, overlaps, journeys, changes] = &places.map(of);
        for template in self.own.iter().filter(|template| !template.is_passed_over(input)) {
            match template.makes() {
                Makes::Page | Makes::Part => {}
                Makes::Once(path) => {
                    let pages: Vec<Value> = pages.iter().map(|(_, page)| page.clone()).collect();
                    let everything = context! {
                        pages, data, overlaps, journeys, changes, summary => &summary, ..index.clone()
                    };
                    self.print(&template.name, path, &everything);
                }
                Makes::Each(folder, ending) => {
                    for (stem, page) in pages {
                        let page = context! { summary => &summary, ..page.clone() };
                        self.print(&template.name, folder.join(format!("{stem}.{ending}")), &page);
                    }
                }
            }
        }
    }
}

/// File names of those cohorts that have figures, by the program's cohorts.
fn stems(program: &Program, summary: &Summary) -> Vec<Option<String>> {
    let named = |name: &str| summary.cohorts.get(name).is_some();
    let names: Vec<&str> = program.cohorts.iter().map(|c| c.name.as_str()).filter(|n| named(n)).collect();
    let mut stems = file_stems(names).into_iter();
    program.cohorts.iter().map(|c| if named(&c.name) { stems.next() } else { None }).collect()
}

fn environment(members: Option<Arc<dyn Members>>) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    // Errors say which part of a line they are about.
    environment.set_debug(true);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    environment.set_syntax(syntax);
    environment.set_auto_escape_callback(escaped);
    environment.set_formatter(|out, state, value| {
        if value.is_safe() {
            return minijinja::escape_formatter(out, state, value);
        }
        match state.auto_escape() {
            AutoEscape::Custom(name) if *name == "markdown" => {
                out.write_str(&markdown::escape(&value.to_string())).map_err(Error::from)
            }
            AutoEscape::Custom(name) if *name == "csv" => {
                out.write_str(&csv::cell(value)).map_err(Error::from)
            }
            _ => minijinja::escape_formatter(out, state, value),
        }
    });
    environment.add_function("members", move |name: &str| members_of(members.as_deref(), name));
    environment.add_filter("meter", |length: Option<f64>| {
        Value::from_safe_string(length.map(charts::share_bar).unwrap_or_default())
    });
    environment.add_filter("bar", |length: Option<f64>| Value::from_safe_string(markdown::bar(length)));
    for (name, text) in EMBEDDED {
        environment.add_template(name, text)?;
    }
    Ok(environment)
}

/// What a value must not break out of: by what the file is that a template makes.
fn escaped(template: &str) -> AutoEscape {
    let made = template.strip_suffix(ENDING).unwrap_or(template);
    match made.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" | "htm" | "xml" | "svg" => AutoEscape::Html,
        "md" => MARKDOWN,
        "json" | "ndjson" | "yaml" | "yml" | "js" => AutoEscape::Json,
        "csv" | "tsv" => CSV,
        _ => AutoEscape::None,
    }
}

/// `members("connected_pro")` in a template: the rows of a cohort's file.
fn members_of(members: Option<&dyn Members>, name: &str) -> Result<Value, Error> {
    let wrong = |text: String| Error::new(minijinja::ErrorKind::InvalidOperation, text);
    let members = members.ok_or_else(|| {
        wrong(format!("`members(\"{name}\")` reads rows of data: only `personac run` has them"))
    })?;
    members.rows(name).map(|rows| Value::from(Serde(rows))).map_err(wrong)
}

/// The script of all pages: the same text as stands in them, or the policy would not let it run.
fn script(environment: &Environment, lang: Lang) -> Result<String, Error> {
    let text =
        filled(environment, SCRIPT, &context! { lang => lang.tag(), t => Value::from(Serde(lang.texts())) })?;
    // Inside of its element only these could end it; in texts of a script they mean the same.
    let kept = text.replace("</script", "<\\/script").replace("<!--", "<\\!--");
    let rows: Vec<&str> = kept.lines().map(str::trim).filter(|row| !row.is_empty()).collect();
    Ok(rows.join("\n"))
}

fn filled(environment: &Environment, template: &str, view: &Value) -> Result<String, Error> {
    let text = environment.get_template(template)?.render(view)?;
    Ok(tidied(&text, template.ends_with(".md.j2")))
}

/// Blank lines that templates leave behind: none in HTML, at most one between blocks in Markdown.
fn tidied(text: &str, keep_one: bool) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut blank = true;
    for row in text.lines() {
        let row = row.trim_end();
        if row.is_empty() {
            if keep_one && !blank {
                tidy.push('\n');
            }
            blank = true;
            continue;
        }
        tidy.push_str(row);
        tidy.push('\n');
        blank = false;
    }
    let end = tidy.trim_end().len();
    tidy.truncate(end);
    tidy.push('\n');
    tidy
}

/// A template's error as a finding, with its place if the template is one of the project's own.
fn failed(error: &Error, own: &[OwnTemplate]) -> Diagnostic {
    // A template that another one includes or extends is where it went wrong.
    let mut innermost = error;
    while let Some(inner) = std::error::Error::source(innermost).and_then(|e| e.downcast_ref::<Error>()) {
        innermost = inner;
    }
    let error = if innermost.name().is_some() { innermost } else { error };
    let what = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let message = format!("a document's template does not render: {what}");
    let template = own.iter().find(|t| Some(t.name.as_str()) == error.name());
    let Some(template) = template else {
        let place = match (error.name(), error.line()) {
            (Some(name), Some(line)) => format!(" (`{name}`, line {line})"),
            (Some(name), None) => format!(" (`{name}`)"),
            _ => String::new(),
        };
        return Diagnostic::new(&codes::TEMPLATE, format!("{message}{place}")).help(
            "this template comes with personac: its data is described in `personac docs --eject`'s README",
        );
    };
    let help = "mend the place, or take the file away: then the template that comes with personac is used";
    Diagnostic::new(&codes::TEMPLATE, message).at(place(error, template), "here").help(help)
}

/// The part of the line that an error is about, else the whole line.
fn place(error: &Error, template: &OwnTemplate) -> Span {
    let text = &template.text;
    let line = error.line().unwrap_or(1).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let end = start + text[start..].lines().next().map_or(0, str::len);
    let range = error.range().filter(|r| r.start >= start && r.end <= text.len() && r.start < r.end);
    let range = range.unwrap_or(start..end);
    Span::new(template.file, range.start, range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_template_is_a_finding_with_its_place() {
        let mut environment = environment(None).expect("the templates read");
        environment.add_template("own.md.j2", "fine\n{{ no.such.name }}").expect("it reads");
        let error = filled(&environment, "own.md.j2", &context! {}).expect_err("nothing has that name");
        let found = failed(&error, &[]);
        assert_eq!(found.code.id, "E0720");
        assert!(found.message.contains("(`own.md.j2`, line 2)"), "{}", found.message);
        environment
            .add_template(
                "loop.md.j2",
                "{% for i in range(9000) %}{% for j in range(9000) %}x{% endfor %}{% endfor %}",
            )
            .expect("it reads");
        assert!(filled(&environment, "loop.md.j2", &context! {}).is_err(), "it runs out of fuel");
    }

    #[test]
    fn markdown_is_escaped_and_html_is_escaped() {
        let mut environment = environment(None).expect("the templates read");
        environment.add_template("a.md.j2", "{{ x }}{{ 0.25|bar }}").expect("it reads");
        environment.add_template("a.html.j2", "{{ x }}").expect("it reads");
        let view = context! { x => "<b>*" };
        assert_eq!(filled(&environment, "a.md.j2", &view).expect("it renders"), "\\<b\\>\\*███░░░░░░░\n");
        assert_eq!(filled(&environment, "a.html.j2", &view).expect("it renders"), "&lt;b&gt;*\n");
    }
}
