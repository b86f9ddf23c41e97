//! Pages: Handlebars templates of `templates/web`, filled as strictly as layouts are.
//!
//! Every value is escaped, raw output is refused when the program starts, and a name that the
//! data does not have is an error and not an empty place.

use handlebars::{Handlebars, Template};
use serde::Serialize;
use serde_json::{Value, json};

use super::answer::{Answer, Refusal, html};
use super::session::Session;
use super::users::Role;
use crate::error::{Place, Problem, Problems};
use crate::layout::strictly;
use crate::library::Files;

/// Where the templates stand.
const FOLDER: &str = "templates/web";

/// A way through the page, shown at the top for those who may go it.
struct Way {
    path: &'static str,
    label: &'static str,
    may: fn(Role) -> bool,
    /// It is there only where there is an archive.
    archive: bool,
}

/// Every flow has one.
const WAYS: [Way; 4] = [
    Way {
        path: "/forms",
        label: "Make a form",
        may: Role::makes_forms,
        archive: false,
    },
    Way {
        path: "/days",
        label: "Make a day",
        may: Role::makes_forms,
        archive: false,
    },
    Way {
        path: "/find",
        label: "Find",
        may: |_| true,
        archive: true,
    },
    Way {
        path: "/scans",
        label: "File scans",
        may: Role::files_scans,
        archive: true,
    },
];

/// The compiled templates.
#[derive(Debug)]
pub(super) struct Pages {
    engine: Handlebars<'static>,
    /// The hospital's name, for the head of each page.
    facility: String,
    /// Whether there is anything to sign out of.
    named_users: bool,
    /// Whether there is anything to find.
    archive: bool,
}

impl Pages {
    /// Compiles all of them.
    ///
    /// # Errors
    /// One is not valid, or prints something raw.
    pub(super) fn load(
        files: &Files,
        facility: &str,
        named: bool,
        archive: bool,
    ) -> Result<Self, Problems> {
        let mut engine = strictly::engine();
        let mut problems = Vec::new();
        for name in files.names(FOLDER, "hbs") {
            let (text, file) = files.text(&format!("{FOLDER}/{name}.hbs"))?;
            match Template::compile_with_name(&text, file.clone()) {
                Ok(template) => {
                    problems.extend(strictly::faults(&template, &file));
                    engine.register_template(&name, template);
                }
                Err(error) => {
                    let (line, column) = error.pos().unwrap_or((1, 1));
                    let place = Place {
                        file: file.into(),
                        line: line as u32,
                        column: column as u32,
                    };
                    let says = format!("the page is not valid: {}", error.reason());
                    problems.push(Problem::new(says).at(Some(place)));
                }
            }
        }
        if !problems.is_empty() {
            return Err(Problems(problems));
        }
        Ok(Self {
            engine,
            facility: facility.to_owned(),
            named_users: named,
            archive,
        })
    }

    /// A page for somebody, or for nobody yet. `here` is the way that it belongs to.
    ///
    /// # Errors
    /// The template asks for what the data does not have: a fault of the program or the site.
    pub(super) fn page(
        &self,
        name: &str,
        title: &str,
        here: &str,
        session: Option<&Session>,
        data: &impl Serialize,
    ) -> Answer {
        let mut data = serde_json::to_value(data).map_err(|_| Refusal::broken())?;
        data["frame"] = self.frame(title, here, session);
        self.fill(name, &data).map(html)
    }

    /// A piece of a page, as text.
    ///
    /// # Errors
    /// As [`page`](Self::page).
    pub(super) fn fill(&self, name: &str, data: &Value) -> Result<String, Refusal> {
        self.engine
            .render(name, data)
            .map_err(|error| template_fault(name, &error))
    }

    fn frame(&self, title: &str, here: &str, session: Option<&Session>) -> Value {
        let ways: Vec<Value> = WAYS
            .iter()
            .filter(|way| session.is_some_and(|it| (way.may)(it.role)))
            .filter(|way| !way.archive || self.archive)
            .map(|way| json!({ "path": way.path, "label": way.label, "here": way.path == here }))
            .collect();
        json!({
            "title": title,
            "facility": self.facility,
            "ways": ways,
            "csrf": session.map_or("", |session| session.csrf.as_str()),
            "actor": session.map_or("", |session| session.actor.as_str()),
            "can_leave": self.named_users && session.is_some(),
        })
    }
}

/// Says on standard error where a template is wrong; its values are not repeated.
#[expect(
    clippy::print_stderr,
    reason = "the log of the server, which names nobody"
)]
fn template_fault(name: &str, error: &handlebars::RenderError) -> Refusal {
    eprintln!(
        "{FOLDER}/{name}.hbs cannot be filled near line {}",
        error.line_no.unwrap_or_default()
    );
    Refusal::broken()
}
