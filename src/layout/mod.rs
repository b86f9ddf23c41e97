//! A [`Consent`] becomes [`Markup`] through a Handlebars layout, strictly.
//!
//! A name the consent does not have is an error everywhere, in `{{#if}}` too
//! (Handlebars alone would take it for false). Values are escaped, always: the
//! layout may not print anything raw.

mod compile;
mod helpers;
mod in_place;
mod marks;
mod parts;
mod strict;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use handlebars::{Context, Handlebars, RenderError};
use serde::Serialize;
use serde_json::{Value, json};

use crate::consent::Consent;
use crate::error::{Place, Problem, Problems};
use crate::library::{Files, Locale};
use crate::record_code::{self, RecordCode};

pub use marks::{Stretch, stretches};

/// What a layout gave: the form in the small HTML that `document` reads.
#[derive(Debug, Clone)]
pub struct Markup {
    /// With marks around what is the patient's own.
    pub(crate) marked: String,
    /// Whether what is the patient's own stands in text only. Otherwise it shapes the form
    /// in ways that cannot be told from what forms share: the layout compares it, or puts
    /// it into an attribute.
    pub(crate) own_is_text: bool,
}

impl Markup {
    /// As the layout gave it.
    pub fn text(&self) -> String {
        marks::without(&self.marked)
    }
}

/// A compiled layout with all partials.
#[derive(Debug)]
pub struct Layout {
    /// Its name.
    pub name: String,
    engine: Handlebars<'static>,
    /// The text of the layout and its partials, for the form id.
    pub source: String,
    /// Whether the layout has ever compared what is a patient's own.
    compared: Arc<AtomicBool>,
}

impl Layout {
    /// Compiles `templates/layouts/NAME.hbs` with what it calls of
    /// `templates/layouts/partials`.
    ///
    /// # Errors
    /// There is no such layout, or a template is not valid, also one of the site's that is
    /// not called; place and hint say where.
    pub fn load(name: &str, files: &Files) -> Result<Self, Problems> {
        let mut compiled = compile::compile(name, files)?;
        let mut layout = compiled.templates.get(name).cloned().unwrap_or_default();
        in_place::put(&mut layout, name, &compiled.templates);
        compiled.templates.insert(name.to_owned(), layout);
        let compared = Arc::new(AtomicBool::new(false));
        let mut engine = engine(&compared);
        for (name, template) in compiled.templates {
            engine.register_template(&name, template);
        }
        Ok(Self {
            name: name.to_owned(),
            engine,
            source: compiled.source,
            compared,
        })
    }

    /// Fills the layout with a consent, the words of the form, and what the bar code of the
    /// record says.
    ///
    /// # Errors
    /// A name that the consent does not have; the place is in the template. A value that the
    /// bar code needs and the case lacks.
    pub fn fill(
        &self,
        consent: &Consent,
        locale: &Locale,
        record_code: &RecordCode,
    ) -> Result<Markup, Problems> {
        let data = data(consent, locale).map_err(|error| Problem::new(error.to_string()))?;
        let data = with_codes(data, record_code)?;
        let mut marked = self.render(&Context::from(data))?;
        let in_tags = marks::out_of_tags(&mut marked);
        let compared = self.compared.load(Ordering::Relaxed);
        Ok(Markup {
            marked,
            own_is_text: !in_tags && !compared,
        })
    }

    /// Fills the layout with other data, of which nothing is a patient's own text.
    ///
    /// # Errors
    /// A name that the data does not have; the place is in the template.
    pub(crate) fn fill_with(&self, data: &impl Serialize) -> Result<Markup, Problems> {
        let data = Context::wraps(data).map_err(|error| problem(&error))?;
        Ok(Markup {
            marked: self.render(&data)?,
            own_is_text: true,
        })
    }

    fn render(&self, data: &Context) -> Result<String, Problem> {
        let filled = self.engine.render_with_context(&self.name, data);
        filled.map_err(|error| problem(&error))
    }
}

/// An engine that refuses names which the data does not have, and escapes every value.
fn engine(compared: &Arc<AtomicBool>) -> Handlebars<'static> {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    engine.register_escape_fn(escape);
    helpers::register(&mut engine, compared);
    in_place::register(&mut engine);
    engine
}

/// The same strictness for templates that are no layouts.
pub(crate) mod strictly {
    use handlebars::Handlebars;

    pub(crate) use super::strict::faults;

    /// An engine without templates.
    pub(crate) fn engine() -> Handlebars<'static> {
        super::engine(&Default::default())
    }
}

/// The consent with marks around what is the patient's own, and under `t` the labels.
fn data(consent: &Consent, locale: &Locale) -> serde_json::Result<Value> {
    let mut data = serde_json::to_value(consent)?;
    marks::mark(&mut data);
    data["t"] = serde_json::to_value(&locale.labels)?;
    Ok(data)
}

/// With the text of the record's bar code under `codes`, empty if there is none; what of it
/// is the patient's own keeps its marks.
fn with_codes(mut data: Value, record_code: &RecordCode) -> Result<Value, Problem> {
    let text = record_code.fill(|value| {
        let path = match value {
            record_code::Value::RecordNumber => "/patient/record_number",
            record_code::Value::Encounter => "/encounter/number",
            record_code::Value::FormId => "/form_id",
        };
        data.pointer(path)?.as_str().map(str::to_owned)
    })?;
    data["codes"] = json!({ "record": text });
    Ok(data)
}

fn problem(error: &RenderError) -> Problem {
    let file = error.template_name.as_deref().unwrap_or("layout");
    let place = place(
        file,
        error.line_no.unwrap_or(1),
        error.column_no.unwrap_or(1),
    );
    Problem::new(format!("the layout cannot be filled: {}", error.reason()))
        .at(Some(place))
        .hint("`render --emit consent` prints the names a layout may use; `t.…` are the labels of the locale, `codes.record` is the text of the record's bar code")
}

fn place(file: &str, line: usize, column: usize) -> Place {
    Place {
        file: file.into(),
        line: line as u32,
        column: column as u32,
    }
}

/// Text as markup reads it back, character by character.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(character),
        }
    }
    out
}
