//! Views through templates into files. The one place that knows the template engine.

use super::view::{self, Source};
use super::{DocumentInput, RenderedFile, Summary, markdown};
use crate::cohort::file_stems;
use crate::diagnostics::{Diagnostic, codes};
use crate::model::Program;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior};
use std::borrow::Cow;

/// By name, as a project would name its own.
const TEMPLATES: &[(&str, &str)] = &[
    ("base.html.j2", include_str!("../../templates/base.html.j2")),
    ("parts.html.j2", include_str!("../../templates/parts.html.j2")),
    ("persona.html.j2", include_str!("../../templates/persona.html.j2")),
    ("persona.md.j2", include_str!("../../templates/persona.md.j2")),
    ("journey.html.j2", include_str!("../../templates/journey.html.j2")),
    ("insights.html.j2", include_str!("../../templates/insights.html.j2")),
    ("insights.md.j2", include_str!("../../templates/insights.md.j2")),
    ("insights_index.html.j2", include_str!("../../templates/insights_index.html.j2")),
    ("index.html.j2", include_str!("../../templates/index.html.j2")),
    ("data.html.j2", include_str!("../../templates/data.html.j2")),
    ("data.md.j2", include_str!("../../templates/data.md.j2")),
];

/// Steps that one page may take: thousands of rules fit, an endless loop does not.
const FUEL: u64 = 10_000_000;
const MARKDOWN: AutoEscape = AutoEscape::Custom(Cow::Borrowed("markdown"));

/// All documents of a run.
pub fn render(input: &DocumentInput) -> Result<Vec<RenderedFile>, Vec<Diagnostic>> {
    let summary = input.summary;
    let stems = stems(input.program, summary);
    let source = Source {
        program: input.program,
        catalog: input.catalog,
        summary,
        stems: &stems,
        lang: input.lang,
    };
    let environment = environment().map_err(|e| vec![failed(&e)])?;
    let mut files = Vec::new();
    let mut diagnostics = Vec::new();
    let mut add = |template: &str, path: String, content: Result<String, Error>| match content {
        Ok(content) => files.push(RenderedFile { path: path.into(), content }),
        Err(error) => {
            diagnostics.push(failed(&error).note(format!("while writing `{path}` by `{template}`")))
        }
    };
    for (index, stem) in stems.iter().enumerate() {
        let cohort = &input.program.cohorts[index];
        let (Some(stem), Some(figures)) = (stem, summary.cohorts.get(&cohort.name)) else { continue };
        let page = Value::from(Serde(view::page(&source, index, figures)));
        for (template, ending) in [("persona.md.j2", "md"), ("persona.html.j2", "html")] {
            add(template, format!("personas/{stem}.{ending}"), filled(&environment, template, &page));
        }
    }
    let data = Value::from(Serde(view::data(&source)));
    for (template, ending) in [("data.md.j2", "md"), ("data.html.j2", "html")] {
        add(template, format!("personas/data.{ending}"), filled(&environment, template, &data));
    }
    let index = Value::from(Serde(view::index(&source)));
    let template = "index.html.j2";
    add(template, "personas/index.html".to_owned(), filled(&environment, template, &index));
    if diagnostics.is_empty() { Ok(files) } else { Err(diagnostics) }
}

/// File names of those cohorts that have figures, by the program's cohorts.
fn stems(program: &Program, summary: &Summary) -> Vec<Option<String>> {
    let named = |name: &str| summary.cohorts.get(name).is_some();
    let names: Vec<&str> = program.cohorts.iter().map(|c| c.name.as_str()).filter(|n| named(n)).collect();
    let mut stems = file_stems(names).into_iter();
    program.cohorts.iter().map(|c| if named(&c.name) { stems.next() } else { None }).collect()
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    environment.set_syntax(syntax);
    environment.set_auto_escape_callback(|name| match name {
        name if name.ends_with(".html.j2") => AutoEscape::Html,
        name if name.ends_with(".md.j2") => MARKDOWN,
        _ => AutoEscape::None,
    });
    environment.set_formatter(|out, state, value| {
        if *state.auto_escape() == MARKDOWN && !value.is_safe() {
            let text = value.to_string();
            return out.write_str(&markdown::escape(&text)).map_err(Error::from);
        }
        minijinja::escape_formatter(out, state, value)
    });
    environment.add_filter("bar", |length: Option<f64>| Value::from_safe_string(markdown::bar(length)));
    for (name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    Ok(environment)
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

fn failed(error: &Error) -> Diagnostic {
    let place = match (error.name(), error.line()) {
        (Some(name), Some(line)) => format!(" (`{name}`, line {line})"),
        (Some(name), None) => format!(" (`{name}`)"),
        _ => String::new(),
    };
    let what = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    Diagnostic::new(&codes::TEMPLATE, format!("a document's template does not render: {what}{place}"))
        .help("use the templates that come with personac, or mend the place that is named")
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    #[test]
    fn a_broken_template_is_a_finding_with_its_place() {
        let mut environment = environment().expect("the templates read");
        environment.add_template("own.md.j2", "fine\n{{ no.such.name }}").expect("it reads");
        let error = filled(&environment, "own.md.j2", &context! {}).expect_err("nothing has that name");
        let found = failed(&error);
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
        let mut environment = environment().expect("the templates read");
        environment.add_template("a.md.j2", "{{ x }}{{ 0.25|bar }}").expect("it reads");
        environment.add_template("a.html.j2", "{{ x }}").expect("it reads");
        let view = context! { x => "<b>*" };
        assert_eq!(filled(&environment, "a.md.j2", &view).expect("it renders"), "\\<b\\>\\*███░░░░░░░\n");
        assert_eq!(filled(&environment, "a.html.j2", &view).expect("it renders"), "&lt;b&gt;*\n");
    }
}
