//! A layout and its partials, compiled.
//!
//! To compile takes longer than to fill, so shipped partials that a layout does not call
//! are left alone. A site's own are all compiled: a fault in one is said before it is used.

use std::collections::BTreeMap;

use handlebars::template::{DecoratorTemplate, Parameter, TemplateElement};
use handlebars::{Template, TemplateError};

use super::parts::parts;
use super::{place, strict};
use crate::error::{Problem, Problems};
use crate::library::Files;

/// A layout with the partials that it calls.
pub(super) struct Compiled {
    /// By name.
    pub templates: BTreeMap<String, Template>,
    /// The text of the layout and of all partials, for the form id.
    pub source: String,
}

/// Compiles a layout.
///
/// # Errors
/// There is no such layout, or templates are not valid: all of them, in the order of their
/// names.
pub(super) fn compile(name: &str, files: &Files) -> Result<Compiled, Problems> {
    let mut sources = BTreeMap::new();
    let mut source = String::new();
    let mut wanted = vec![name.to_owned()];
    for partial in files.names("templates/layouts/partials", "hbs") {
        let path = format!("templates/layouts/partials/{partial}.hbs");
        let (text, file) = files.text(&path)?;
        source.push_str(&text);
        if files.is_changed(&path, &text) {
            wanted.push(partial.clone());
        }
        sources.insert(partial, (text, file));
    }
    let (text, file) = files.text(&format!("templates/layouts/{name}.hbs"))?;
    source.push_str(&text);
    sources.insert(name.to_owned(), (text, file));
    let mut templates = BTreeMap::new();
    let mut problems = BTreeMap::new();
    while let Some(name) = wanted.pop() {
        let Some((text, file)) = sources.remove(&name) else {
            continue;
        };
        match template(&text, &file) {
            Ok(template) => {
                match calls(&template) {
                    Some(calls) => wanted.extend(calls),
                    None => wanted.extend(sources.keys().cloned()),
                }
                templates.insert(name, template);
            }
            Err(faults) => {
                problems.insert(name, faults);
            }
        }
    }
    if problems.is_empty() {
        return Ok(Compiled { templates, source });
    }
    Err(Problems(problems.into_values().flatten().collect()))
}

fn template(text: &str, file: &str) -> Result<Template, Vec<Problem>> {
    let template = in_parts(text, file).map_err(|error| {
        let (line, column) = error.pos().unwrap_or((1, 1));
        let problem = Problem::new(format!("the template is not valid: {}", error.reason()));
        vec![problem.at(Some(place(file, line, column)))]
    })?;
    let faults = strict::faults(&template, file);
    match faults.is_empty() {
        true => Ok(template),
        false => Err(faults),
    }
}

/// Compiles a text part by part: the engine counts lines anew from the top for all that it
/// meets, so that a text of twice the length takes four times as long.
fn in_parts(text: &str, file: &str) -> Result<Template, TemplateError> {
    let mut whole = Template::default();
    whole.name = Some(file.to_owned());
    for part in parts(text) {
        if let Some(TemplateElement::RawString(text)) = whole.elements.last_mut()
            && part.plain
        {
            text.push_str(part.text);
            continue;
        }
        // Where something is wrong, the engine says where in the whole.
        let Ok(mut compiled) = Template::compile(part.text) else {
            return Template::compile_with_name(text, file.to_owned());
        };
        move_down(&mut compiled, part.line);
        join(&mut whole, compiled);
    }
    Ok(whole)
}

/// Puts a template some lines further down.
fn move_down(template: &mut Template, lines: usize) {
    for place in &mut template.mapping {
        place.0 += lines;
    }
    for element in &mut template.elements {
        let inner = match element {
            TemplateElement::HelperBlock(block) => [&mut block.template, &mut block.inverse],
            TemplateElement::DecoratorBlock(block) | TemplateElement::PartialBlock(block) => {
                [&mut block.template, &mut None]
            }
            _ => continue,
        };
        for inner in inner.into_iter().flatten() {
            move_down(inner, lines);
        }
    }
}

/// Adds what follows to a template; text that goes on is one text.
fn join(template: &mut Template, mut next: Template) {
    if let (Some(TemplateElement::RawString(text)), Some(TemplateElement::RawString(more))) =
        (template.elements.last_mut(), next.elements.first())
    {
        text.push_str(more);
        next.elements.remove(0);
        next.mapping.remove(0);
    }
    template.elements.append(&mut next.elements);
    template.mapping.append(&mut next.mapping);
}

/// The names of the partials that a template calls; `None` if it finds out a name only when
/// it is filled.
fn calls(template: &Template) -> Option<Vec<String>> {
    let mut names = Vec::new();
    gather(template, &mut names).then_some(names)
}

/// Gathers the names of partials; whether all are known.
fn gather(template: &Template, names: &mut Vec<String>) -> bool {
    let inner = |inner: &Option<Template>, names: &mut Vec<String>| {
        inner.as_ref().is_none_or(|inner| gather(inner, names))
    };
    let partial = |call: &DecoratorTemplate, names: &mut Vec<String>| {
        match &call.name {
            Parameter::Name(name) => names.push(name.clone()),
            _ => return false,
        }
        inner(&call.template, names)
    };
    template.elements.iter().all(|element| match element {
        TemplateElement::PartialExpression(call) | TemplateElement::PartialBlock(call) => {
            partial(call, names)
        }
        TemplateElement::HelperBlock(block) => {
            inner(&block.template, names) && inner(&block.inverse, names)
        }
        TemplateElement::DecoratorBlock(block) => inner(&block.template, names),
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::library::shipped_files;

    fn assert_same(text: &str) -> Result<(), TestCaseError> {
        let whole = Template::compile_with_name(text, "a.hbs".to_owned());
        match (in_parts(text, "a.hbs"), whole) {
            (Ok(parts), Ok(whole)) => prop_assert_eq!(parts, whole, "{}", text),
            (Err(parts), Err(whole)) => {
                prop_assert_eq!(parts.pos(), whole.pos(), "{}", text);
                prop_assert_eq!(parts.reason().to_string(), whole.reason().to_string());
            }
            (parts, whole) => prop_assert!(false, "{text:?}: {parts:?} instead of {whole:?}"),
        }
        Ok(())
    }

    #[test]
    fn shipped_layouts_are_the_same_in_parts() {
        let layouts = shipped_files().filter(|(path, _)| path.ends_with(".hbs"));
        let texts: Vec<_> = layouts
            .map(|(_, bytes)| String::from_utf8_lossy(bytes))
            .collect();
        assert!(texts.len() > 20);
        for text in &texts {
            assert_same(text).expect("the same");
        }
        let many = texts.iter().filter(|text| parts(text).len() > 2).count();
        assert!(many > 10, "{many}");
    }

    const TOKENS: [&str; 40] = [
        "<p>",
        "</p>",
        "<td>x</td>",
        "\n",
        "\n",
        "\n",
        "</p>\n<p>",
        "</p>\n<p>",
        "</li>\n",
        " ",
        "  ",
        "\t",
        "\r\n",
        "é·",
        "{",
        "}",
        "{{a}}",
        "{{a.b}}",
        "{{ a }}",
        "{{~a}}",
        "{{a~}}",
        "{{{a}}}",
        "{{&a}}",
        "{{#if a}}",
        "{{#if a}}",
        "{{ #each b}}",
        "{{/if}}",
        "{{/if}}",
        "{{/each}}",
        "{{else}}",
        "{{else if b}}",
        "{{> part}}",
        "{{> (a b)}}",
        "{{#> part}}",
        "{{/part}}",
        "{{!-- c }} \n d --}}",
        "{{! c }}",
        "\\{{a}}",
        "{{{{raw}}}} {{a}} {{{{/raw}}}}",
        "{{a \"}}\"}}",
    ];

    proptest! {
        #[test]
        fn any_text_is_the_same_in_parts(
            tokens in proptest::collection::vec(proptest::sample::select(&TOKENS[..]), 0..24)
        ) {
            assert_same(&tokens.concat())?;
        }
    }
}
