//! What Handlebars allows and a consent form must not.

use handlebars::Template;
use handlebars::template::{HelperTemplate, Parameter, TemplateElement};

use crate::error::{Place, Problem};

/// Raw output, and blocks that hide a missing list behind `{{else}}`.
pub(crate) fn faults(template: &Template, file: &str) -> Vec<Problem> {
    let mut faults = Vec::new();
    walk(template, file, &mut faults);
    faults
}

fn walk(template: &Template, file: &str, faults: &mut Vec<Problem>) {
    for (element, mapping) in template.elements.iter().zip(&template.mapping) {
        let mut fault = |says: &str, hint: &str| {
            let place = Place {
                file: file.into(),
                line: mapping.0 as u32,
                column: mapping.1 as u32,
            };
            faults.push(Problem::new(says).at(Some(place)).hint(hint));
        };
        match element {
            TemplateElement::HtmlExpression(_) => fault(
                "a layout may not print anything raw",
                "write {{name}} with two braces, so that text stays text",
            ),
            TemplateElement::HelperBlock(block) => {
                if hides_missing(block) {
                    fault(
                        "{{else}} in this block would hide a misspelt name",
                        "put {{#if list}} around it and write {{else}} there",
                    );
                }
                for inner in block.template.iter().chain(&block.inverse) {
                    walk(inner, file, faults);
                }
            }
            TemplateElement::DecoratorBlock(block) | TemplateElement::PartialBlock(block) => {
                if let Some(inner) = &block.template {
                    walk(inner, file, faults);
                }
            }
            _ => {}
        }
    }
}

fn hides_missing(block: &HelperTemplate) -> bool {
    let listing = matches!(&block.name, Parameter::Name(name) if name == "each" || name == "with");
    listing && block.inverse.is_some()
}
