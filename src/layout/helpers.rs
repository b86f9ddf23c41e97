//! The helpers of layouts. Each refuses a name that the consent does not have.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonTruthy, JsonValue, Output,
    RenderContext, RenderError, RenderErrorReason, Renderable, ScopedJson,
};

use super::marks;

/// Helpers of the engine that would let a misspelt name pass, or that no layout needs.
const WITHDRAWN: &[&str] = &["lookup", "raw", "log", "gt", "gte", "lt", "lte", "len"];

/// `compared` becomes true once a layout compares what is a patient's own.
pub(super) fn register(engine: &mut Handlebars<'static>, compared: &Arc<AtomicBool>) {
    for name in WITHDRAWN {
        engine.unregister_helper(name);
    }
    engine.register_helper("if", Box::new(Condition { holds: true }));
    engine.register_helper("unless", Box::new(Condition { holds: false }));
    engine.register_helper(
        "eq",
        Box::new(Comparison {
            wanted: true,
            compared: compared.clone(),
        }),
    );
    engine.register_helper(
        "ne",
        Box::new(Comparison {
            wanted: false,
            compared: compared.clone(),
        }),
    );
    engine.register_helper(
        "and",
        Box::new(Test(|values| {
            values.iter().all(|value| value.is_truthy(false))
        })),
    );
    engine.register_helper(
        "or",
        Box::new(Test(|values| {
            values.iter().any(|value| value.is_truthy(false))
        })),
    );
    engine.register_helper(
        "not",
        Box::new(Test(|values| {
            values.iter().all(|value| !value.is_truthy(false))
        })),
    );
}

/// `{{#if}}` and `{{#unless}}`.
struct Condition {
    holds: bool,
}

impl HelperDef for Condition {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        engine: &'reg Handlebars<'reg>,
        context: &'rc Context,
        state: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let values = known(helper)?;
        let value = values
            .first()
            .ok_or(RenderErrorReason::ParamNotFoundForIndex("if", 0))?;
        let branch = if value.is_truthy(false) == self.holds {
            helper.template()
        } else {
            helper.inverse()
        };
        match branch {
            Some(template) => template.render(engine, context, state, out),
            None => Ok(()),
        }
    }
}

/// A subexpression that is true or false.
struct Test(fn(&[&JsonValue]) -> bool);

impl HelperDef for Test {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let values = known(helper)?;
        Ok(ScopedJson::Derived(JsonValue::Bool((self.0)(&values))))
    }
}

/// Whether all values are the same, marks aside.
struct Comparison {
    wanted: bool,
    compared: Arc<AtomicBool>,
}

impl HelperDef for Comparison {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let values: Vec<Cow<'_, JsonValue>> = known(helper)?
            .into_iter()
            .map(|value| match value {
                JsonValue::String(text) if marks::is_marked(text) => {
                    self.compared.store(true, Ordering::Relaxed);
                    Cow::Owned(JsonValue::String(marks::without(text)))
                }
                value => Cow::Borrowed(value),
            })
            .collect();
        let same = values.windows(2).all(|two| two[0] == two[1]);
        Ok(ScopedJson::Derived(JsonValue::Bool(same == self.wanted)))
    }
}

/// The values of all parameters, or the error of the first name that does not exist.
fn known<'h>(helper: &'h Helper<'_>) -> Result<Vec<&'h JsonValue>, RenderError> {
    helper
        .params()
        .iter()
        .map(|param| {
            if param.is_value_missing() {
                Err(RenderError::strict_error(param.relative_path()))
            } else {
                Ok(param.value())
            }
        })
        .collect()
}
