//! Partials put where they are called, once, when a layout is loaded.
//!
//! The engine gives each partial a copy of all the data at hand, every time it is called:
//! for a whole consent that takes longer than everything else about a layout. A partial
//! without arguments needs no copy; its template stands in the caller's, under its own
//! name, so that a fault still names its own file and line.

use std::collections::BTreeMap;

use handlebars::template::{DecoratorTemplate, Parameter, TemplateElement};
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, Renderable,
    Template,
};

/// The helper that fills a template in place.
const NAME: &str = "in-place";

/// Puts partials into a template, those of partials too. What has arguments, is not known
/// or calls itself is left to the engine.
pub(super) fn put(template: &mut Template, name: &str, partials: &BTreeMap<String, Template>) {
    walk(template, partials, &mut vec![name.to_owned()]);
}

fn walk(template: &mut Template, partials: &BTreeMap<String, Template>, within: &mut Vec<String>) {
    for element in &mut template.elements {
        match element {
            TemplateElement::PartialExpression(call) => {
                if let Some(filled) = called(call, partials, within) {
                    *element = filled;
                }
            }
            TemplateElement::HelperBlock(block) => {
                for inner in block.template.iter_mut().chain(&mut block.inverse) {
                    walk(inner, partials, within);
                }
            }
            _ => {}
        }
    }
}

fn called(
    call: &DecoratorTemplate,
    partials: &BTreeMap<String, Template>,
    within: &mut Vec<String>,
) -> Option<TemplateElement> {
    let Parameter::Name(name) = &call.name else {
        return None;
    };
    let plain = call.params.is_empty() && call.hash.is_empty() && call.indent.is_none();
    if !plain || within.contains(name) {
        return None;
    }
    let mut partial = partials.get(name)?.clone();
    within.push(name.clone());
    walk(&mut partial, partials, within);
    within.pop();
    let block = Template::compile(&format!("{{{{#{NAME}}}}}{{{{/{NAME}}}}}")).ok()?;
    let mut element = block.elements.into_iter().next()?;
    if let TemplateElement::HelperBlock(block) = &mut element {
        block.template = Some(partial);
    }
    Some(element)
}

pub(super) fn register(engine: &mut Handlebars<'static>) {
    engine.register_helper(NAME, Box::new(InPlace));
}

struct InPlace;

impl HelperDef for InPlace {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        engine: &'reg Handlebars<'reg>,
        data: &'rc Context,
        state: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        match helper.template() {
            Some(template) => template.render(engine, data, state, out),
            None => Ok(()),
        }
    }
}
