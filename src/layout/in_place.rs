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
    let block = Template::compile(&format!("{{{{#{NAME}}}}}{{{{/{NAME}}}}}"));
    let block = block
        .ok()
        .and_then(|block| block.elements.into_iter().next());
    if let Some(block) = block {
        let putter = Putter { block, partials };
        putter.walk(template, &mut vec![name.to_owned()]);
    }
}

struct Putter<'a> {
    /// Calls the helper, with nothing in it.
    block: TemplateElement,
    partials: &'a BTreeMap<String, Template>,
}

impl Putter<'_> {
    fn walk(&self, template: &mut Template, within: &mut Vec<String>) {
        for element in &mut template.elements {
            match element {
                TemplateElement::PartialExpression(call) => {
                    if let Some(filled) = self.called(call, within) {
                        *element = filled;
                    }
                }
                TemplateElement::HelperBlock(block) => {
                    for inner in block.template.iter_mut().chain(&mut block.inverse) {
                        self.walk(inner, within);
                    }
                }
                _ => {}
            }
        }
    }

    fn called(
        &self,
        call: &DecoratorTemplate,
        within: &mut Vec<String>,
    ) -> Option<TemplateElement> {
        let Parameter::Name(name) = &call.name else {
            return None;
        };
        let plain = call.params.is_empty() && call.hash.is_empty() && call.indent.is_none();
        if !plain || within.contains(name) {
            return None;
        }
        let mut partial = self.partials.get(name)?.clone();
        within.push(name.clone());
        self.walk(&mut partial, within);
        within.pop();
        let mut element = self.block.clone();
        if let TemplateElement::HelperBlock(block) = &mut element {
            block.template = Some(partial);
        }
        Some(element)
    }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What the engine makes of a layout, with its partials in place or as it would itself.
    fn filled(layout: &str, in_place: bool) -> Result<String, String> {
        let partials = [
            ("item", "<li>{{@index}} {{name}}{{> mark}}</li>\n"),
            ("mark", "{{#if @root.all}} of {{@root.all}}{{/if}}"),
            ("named", "{{label}}: {{name}}"),
            ("round", "{{> round}}"),
            ("there", "{{> back}}"),
            ("back", "{{> there}}"),
        ];
        let compile = |(name, text): &(&str, &str)| {
            let template = Template::compile_with_name(text, (*name).to_owned());
            ((*name).to_owned(), template.expect("a template"))
        };
        let mut all: BTreeMap<String, Template> = partials.iter().map(compile).collect();
        let (_, mut template) = compile(&("layout", layout));
        if in_place {
            put(&mut template, "layout", &all);
        }
        all.insert("layout".into(), template);
        let mut engine = crate::layout::engine(&Default::default());
        for (name, template) in all {
            engine.register_template(&name, template);
        }
        let data = json!({ "all": 2, "name": "outer", "list": [{ "name": "a" }, { "name": "b" }] });
        let place = |error: handlebars::RenderError| {
            format!("{:?} {:?}", error.template_name, error.line_no)
        };
        engine.render("layout", &data).map_err(place)
    }

    #[test]
    fn a_layout_says_the_same_with_its_partials_in_place() {
        for layout in [
            "{{#each list}}{{> item}}{{/each}}",
            "{{> named label=\"x\"}} {{#each list}}{{> named label=../name}}{{/each}}",
            "{{#each list}}{{#if name}}\n  {{> mark}}\n{{/if}}{{/each}}",
            "\n{{> named}}",
            "{{> nowhere}}",
            "{{> round}}",
        ] {
            assert_eq!(filled(layout, true), filled(layout, false), "{layout}");
        }
    }

    #[test]
    fn a_fault_names_the_partial_that_it_is_in() {
        let fault = filled("\n{{> named}}", true).expect_err("no label");
        assert_eq!(fault, "Some(\"named\") Some(1)");
    }
}
