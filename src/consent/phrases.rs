//! Templates of packs and phrases of one language, compiled once for all forms.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{Datelike, NaiveDate};
use handlebars::template::TemplateElement;
use handlebars::{
    Context, Handlebars, RenderContext, RenderError, Renderable, StringOutput, Template, no_escape,
};

use super::model::DateWords;
use crate::error::Problem;
use crate::library::Locale;

/// Names that templates may use, and what they stand for.
pub(super) type Variables = BTreeMap<&'static str, String>;

/// Fills templates; strict: a name that is not known is an error.
#[derive(Debug)]
pub struct Phrases {
    pub(super) locale: Locale,
    engine: Handlebars<'static>,
    /// Templates that were filled before, by their text.
    compiled: RwLock<HashMap<String, Arc<Template>>>,
}

impl Phrases {
    /// The phrases of a locale.
    pub fn new(locale: Locale) -> Self {
        let mut engine = Handlebars::new();
        engine.set_strict_mode(true);
        engine.register_escape_fn(no_escape);
        Self {
            locale,
            engine,
            compiled: RwLock::default(),
        }
    }

    /// The words that phrases are made from, and the labels of the form.
    pub fn locale(&self) -> &Locale {
        &self.locale
    }

    fn render(&self, template: &str, variables: &Variables) -> Result<String, RenderError> {
        let template = self.compiled(template)?;
        if let Some(filled) = put_in(&template, variables) {
            return Ok(filled);
        }
        let context = Context::wraps(variables)?;
        let mut state = RenderContext::new(None);
        let mut out = StringOutput::new();
        template.render(&self.engine, &context, &mut state, &mut out)?;
        out.into_string().map_err(RenderError::from)
    }

    fn compiled(&self, text: &str) -> Result<Arc<Template>, RenderError> {
        // A template is put in whole or not at all, whatever becomes of a thread.
        let known = self.compiled.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(template) = known.get(text) {
            return Ok(template.clone());
        }
        drop(known);
        let template = Arc::new(Template::compile(text)?);
        let mut known = self
            .compiled
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        known.insert(text.to_owned(), template.clone());
        Ok(template)
    }

    pub(super) fn fill_with(
        &self,
        template: &str,
        variables: &Variables,
        file: &str,
    ) -> Result<String, Problem> {
        if !template.contains("{{") {
            return Ok(template.to_owned());
        }
        self.render(template, variables).map_err(|error| {
            let start: String = template.chars().take(50).collect();
            Problem::new(format!(
                "{file}: the text “{start}…” cannot be filled: {error}"
            ))
            .hint(format!(
                "known here: {}",
                variables.keys().copied().collect::<Vec<_>>().join(", ")
            ))
        })
    }

    /// A phrase of the locale.
    pub(super) fn phrase(
        &self,
        name: &str,
        variables: &[(&'static str, String)],
    ) -> Result<String, Problem> {
        let file = format!("templates/locales/{}.toml", self.locale.lang);
        let template = self.locale.phrases.get(name).ok_or_else(|| {
            Problem::new(format!("{file}: the phrase `{name}` is missing"))
                .hint("add it under [phrases]")
        })?;
        self.fill_with(template, &variables.iter().cloned().collect(), &file)
    }

    /// `A`, `A and B`, `A, B and C`.
    pub(super) fn list(&self, items: impl Iterator<Item = String>) -> Result<String, Problem> {
        let mut items: Vec<String> = items.collect();
        let Some(last) = items.pop() else {
            return Ok(String::new());
        };
        if items.is_empty() {
            return Ok(last);
        }
        self.phrase("list", &[("first", items.join(", ")), ("last", last)])
    }

    /// A date with its month as a word.
    pub(super) fn date(&self, date: NaiveDate) -> Result<DateWords, Problem> {
        let words = self.phrase(
            "date",
            &[
                ("day", date.day().to_string()),
                ("month", self.locale.months[date.month0() as usize].clone()),
                ("year", date.year().to_string()),
            ],
        )?;
        Ok(DateWords { iso: date, words })
    }

    /// A language by name; one that the locale does not know stays as it is written.
    pub(super) fn language(&self, tag: &str) -> String {
        // Words such as “PA-interpreter” are no tag and stay as they are.
        let mut parts = tag.split(['-', '_']);
        let fits = |part: &str, most: usize| {
            (2..=most).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
        };
        let primary = parts.next().unwrap_or(tag).to_lowercase();
        if !fits(&primary, 3) || !parts.all(|part| fits(part, 8)) {
            return tag.to_owned();
        }
        self.locale
            .languages
            .get(&primary)
            .cloned()
            .unwrap_or_else(|| tag.to_owned())
    }
}

/// A template that has nothing but words and names that are known, filled as the engine
/// fills it, which for most templates is much work for little.
fn put_in(template: &Template, variables: &Variables) -> Option<String> {
    let mut filled = String::new();
    for element in &template.elements {
        filled.push_str(match element {
            TemplateElement::RawString(words) => words,
            TemplateElement::Expression(name) | TemplateElement::HtmlExpression(name)
                if name.params.is_empty() && name.hash.is_empty() =>
            {
                variables.get(name.name.as_name()?)?
            }
            _ => return None,
        });
    }
    Some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words and names are put in as the engine does it; all else is left to the engine.
    #[test]
    fn what_is_put_in_is_what_the_engine_gives() {
        let variables = Variables::from([
            ("date", "3 May 1960".to_owned()),
            ("surgeon", "O’Brien & <Söhne> \"{{x}}\"".to_owned()),
            ("none", String::new()),
        ]);
        let mut engine = Handlebars::new();
        engine.set_strict_mode(true);
        engine.register_escape_fn(no_escape);
        let templates = [
            ("", true),
            ("On {{date}}.", true),
            ("{{date}}{{surgeon}}", true),
            (
                "  {{~date~}}  {{{surgeon}}} {{none}}\n{{ surgeon }}\n",
                true,
            ),
            ("a \\{{date}} {{date}}", true),
            ("{{nobody}}", false),
            ("{{this.date}}", false),
            ("{{#if date}}x{{/if}}", false),
            ("{{lookup this \"date\"}}", false),
            ("{{date \"x\"}}", false),
        ];
        for (text, plain) in templates {
            let template = Template::compile(text).expect("a template");
            let filled = || engine.render_template(text, &variables).expect("filled");
            assert_eq!(put_in(&template, &variables), plain.then(filled), "{text}");
        }
    }
}
