//! What the types of a pack cannot say.

use super::hidden_figures::holds_a_figure;
use super::pack::{Kind, Pack};
use super::read_toml;
use super::risk::Estimate;
use super::site::vertebra;
use super::when::When;
use crate::error::{Problem, Problems, choose};
use crate::source::{Format, Places, Value, join};

impl Pack {
    /// Reads a pack, that of an id where one is given. `file` is for messages, `packs`
    /// are the ids that other packs have.
    ///
    /// # Errors
    /// What the types do not take, or else everything that they cannot say.
    pub(super) fn read(
        source: &str,
        id: Option<&str>,
        file: &str,
        packs: &[&str],
    ) -> Result<Self, Problems> {
        let pack: Self = read_toml(source, file)?;
        let mut faults = Faults {
            packs,
            found: Vec::new(),
        };
        faults.of(&pack, id);
        if faults.found.is_empty() {
            return Ok(pack);
        }
        let places = Places::of(&Value::parse(source, file, Format::Toml)?);
        let problems = faults.found.into_iter().map(|fault| {
            Problem::new(format!("`{}`: {}", as_written(&fault.path), fault.says))
                .at(places.get(&fault.path).cloned())
                .hint(fault.hint)
        });
        Err(Problems(problems.collect()))
    }
}

/// A path as the other messages have it: `risks[3].id` for `risks.3.id`.
pub(super) fn as_written(path: &str) -> String {
    let mut written = String::new();
    for step in path.split('.') {
        if step.parse::<usize>().is_ok() {
            written.push_str(&format!("[{step}]"));
        } else {
            if !written.is_empty() {
                written.push('.');
            }
            written.push_str(step);
        }
    }
    written
}

/// What texts may have the case fill in.
const VARIABLES: [&str; 7] = [
    "level", "limbs", "nerve", "on_side", "region", "side", "surgeon",
];

struct Fault {
    path: String,
    says: String,
    hint: String,
}

struct Faults<'a> {
    packs: &'a [&'a str],
    found: Vec<Fault>,
}

impl Faults<'_> {
    fn note(&mut self, path: String, says: impl Into<String>, hint: impl Into<String>) {
        let (says, hint) = (says.into(), hint.into());
        self.found.push(Fault { path, says, hint });
    }

    fn of(&mut self, pack: &Pack, id: Option<&str>) {
        if id.is_some_and(|id| pack.id != id) {
            let says = format!("the pack calls itself `{}`", pack.id);
            self.note("id".into(), says, "the id is the name of the file");
        }
        for (key, end) in [
            ("highest", &pack.site.highest),
            ("lowest", &pack.site.lowest),
        ] {
            if end.as_deref().is_some_and(|end| vertebra(end).is_none()) {
                let says = "this is no vertebra";
                self.note(format!("site.{key}"), says, "name one, such as `C2`");
            }
        }
        self.variables(pack);
        self.names(pack);
        self.risks(pack);
        self.no_hidden_figures(pack);
        for (index, benefit) in pack.benefits.iter().enumerate() {
            let path = format!("benefits.{index}");
            self.figures(pack, &path, &benefit.estimates);
            self.words(&path, "says", &benefit.says);
        }
        for (index, factor) in pack.factors.iter().enumerate() {
            for (at, source) in factor.sources.iter().enumerate() {
                self.source(pack, &format!("factors.{index}.sources.{at}"), source);
            }
        }
        for (index, include) in pack.includes.iter().enumerate() {
            self.pack(&format!("includes.{index}.module"), &include.module);
        }
        for (index, module) in pack.anaesthesia.iter().enumerate() {
            self.pack(&format!("anaesthesia.{index}"), module);
        }
        for (index, alternative) in pack.alternatives.iter().enumerate() {
            if let Some(other) = &alternative.pack {
                self.pack(&format!("alternatives.{index}.pack"), other);
            }
        }
        for (path, when) in conditions(pack) {
            for (key, ids) in [
                ("add-on", &when.add_on),
                ("no-add-on", &when.no_add_on),
                ("anaesthesia", &when.anaesthesia),
            ] {
                for id in ids {
                    self.pack(&format!("{path}.when.{key}"), id);
                }
            }
            if let (Some(from), Some(to)) = (when.age_from, when.age_to)
                && from > to
            {
                let says = "no age is at least `age-from` and at most `age-to`";
                let hint = "what can never hold is never printed; swap the two";
                self.note(format!("{path}.when.age-from"), says, hint);
            }
        }
    }

    /// What a pack is called, who answers for it, and ids that tell its entries apart.
    fn names(&mut self, pack: &Pack) {
        for (path, text) in [
            ("name", &pack.name),
            ("lay-name", &pack.lay_name),
            ("review.author", &pack.review.author),
        ] {
            if text.trim().is_empty() {
                self.note(path.into(), "there are no words", "the form prints it");
            }
        }
        let version: Vec<&str> = pack.review.version.split('.').collect();
        if version.len() != 3 || version.iter().any(|part| part.parse::<u32>().is_err()) {
            let says = "this is no version";
            self.note(
                "review.version".into(),
                says,
                "write three numbers, such as `0.1.0`",
            );
        }
        for (id, source) in &pack.sources {
            if source.cite.trim().is_empty() || !(1900..=2200).contains(&source.year) {
                let says = "a source needs a citation and a year";
                self.note(format!("sources.{id}"), says, "let a reader find it");
            }
        }
        let all = |list: Vec<&String>| list.into_iter().cloned().collect::<Vec<String>>();
        self.ids(
            "benefits",
            &all(pack.benefits.iter().map(|one| &one.id).collect()),
        );
        self.ids(
            "approaches",
            &all(pack.approaches.iter().map(|one| &one.id).collect()),
        );
        self.ids(
            "risks",
            &all(pack.risks.iter().map(|one| &one.id).collect()),
        );
        self.ids(
            "alternatives",
            &all(pack.alternatives.iter().map(|one| &one.id).collect()),
        );
        self.ids(
            "choices",
            &all(pack.choices.iter().map(|one| &one.id).collect()),
        );
        for (index, choice) in pack.choices.iter().enumerate() {
            let path = format!("choices.{index}.options");
            self.ids(
                &path,
                &all(choice.options.iter().map(|one| &one.id).collect()),
            );
            if choice.options.len() < 2 {
                let hint = "who may choose has two answers at least";
                self.note(path, "there is nothing to choose", hint);
            }
        }
        let none = |id: &str| id == "no-treatment";
        if pack.kind == Kind::Procedure && !pack.alternatives.iter().any(|one| none(&one.id)) {
            let says = "there is no alternative `no-treatment`";
            let hint = "a patient must be told what happens without the operation";
            self.note("alternatives".into(), says, hint);
        }
    }

    /// Ids are lower-case letters, digits and hyphens, each once in its list.
    fn ids(&mut self, list: &str, ids: &[String]) {
        for (index, id) in ids.iter().enumerate() {
            let path = format!("{list}.{index}.id");
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if id.is_empty() || !id.chars().all(plain) {
                let hint = "write lower-case letters, digits and hyphens";
                self.note(path, format!("`{id}` is no id"), hint);
            } else if ids[..index].contains(id) {
                let what = list.split('.').next().unwrap_or(list).trim_end_matches('s');
                let says = format!("the {what} `{id}` stands twice");
                let hint = match list {
                    "risks" => "one entry a harm; use `estimates` for more figures",
                    _ => "one entry each",
                };
                self.note(path, says, hint);
            }
        }
    }

    /// Figures in any words that a patient reads have no source there.
    fn no_hidden_figures(&mut self, pack: &Pack) {
        // Strings, numbers and lists always serialize.
        let values = serde_json::to_value(pack).unwrap_or_default();
        let mut texts = Vec::new();
        collect("", &values, &mut texts);
        for (path, text) in texts {
            let key = path.rsplit('.').next().unwrap_or_default();
            let risk_or_benefit = path.starts_with("risks.") || path.starts_with("benefits.");
            let lay = ["says", "benefits", "risks", "lasting"].contains(&key);
            if lay && !risk_or_benefit && holds_a_figure(text) {
                let says = "a figure in the words has no source";
                let hint = "put it under the `estimates` of a risk or benefit, with its source";
                self.note(path, says, hint);
            }
        }
    }

    /// Names in texts that no case can fill in; found now and not in the first case that
    /// uses the text.
    fn variables(&mut self, pack: &Pack) {
        // Strings, numbers and lists always serialize.
        let values = serde_json::to_value(pack).unwrap_or_default();
        let mut texts = Vec::new();
        collect("", &values, &mut texts);
        for (path, text) in texts {
            for name in text.split("{{").skip(1) {
                let name = name.split("}}").next().unwrap_or_default().trim();
                if !VARIABLES.contains(&name) {
                    let says = format!("no case can fill in `{{{{{name}}}}}`");
                    self.note(path.clone(), says, choose(name, &VARIABLES));
                }
            }
        }
    }

    fn risks(&mut self, pack: &Pack) {
        for (index, risk) in pack.risks.iter().enumerate() {
            let path = format!("risks.{index}");
            self.figures(pack, &path, &risk.estimates);
            for (key, text) in [
                ("name", &risk.name),
                ("says", &risk.says),
                ("lasting", &risk.lasting),
            ] {
                self.words(&path, key, text);
            }
        }
    }

    fn figures(&mut self, pack: &Pack, path: &str, estimates: &[Estimate]) {
        for (index, estimate) in estimates.iter().enumerate() {
            let path = format!("{path}.estimates.{index}");
            self.source(pack, &format!("{path}.source"), &estimate.source);
            if !estimate.is_sound() {
                self.note(
                    path.clone(),
                    "the figure is not low ≤ typical ≤ high within 0 and `per`",
                    "give `typical`, `low` or `high` as events in `per` people, at least one of them",
                );
            }
            for (key, text) in [
                ("horizon", &estimate.horizon),
                ("population", &estimate.population),
            ] {
                if text.trim().is_empty() {
                    let says = "a figure without it cannot be printed";
                    self.note(format!("{path}.{key}"), says, "say it in lay words");
                }
            }
        }
    }

    /// A risk or benefit whose words are missing, or hide a figure that has no source.
    fn words(&mut self, path: &str, key: &str, text: &str) {
        if text.trim().is_empty() {
            let says = "there are no words";
            self.note(format!("{path}.{key}"), says, "say it in lay words");
        } else if holds_a_figure(text) {
            let says = "a figure in the words has no source";
            let hint = "put it under `estimates`, with its source; a figure without a source cannot be printed";
            self.note(format!("{path}.{key}"), says, hint);
        }
    }

    fn source(&mut self, pack: &Pack, path: &str, source: &str) {
        if !pack.sources.contains_key(source) {
            let says = format!("names the source `{source}`, which is not under [sources]");
            let hint = "add it there; a figure without a source cannot be printed";
            self.note(path.to_owned(), says, hint);
        }
    }

    fn pack(&mut self, path: &str, id: &str) {
        if !self.packs.contains(&id) {
            let says = format!("there is no pack `{id}`");
            self.note(path.to_owned(), says, choose(id, self.packs));
        }
    }
}

/// Every condition of a pack with the path of what it belongs to.
pub(super) fn conditions(pack: &Pack) -> Vec<(String, &When)> {
    fn all<'a, T>(
        of: &'a [T],
        key: &'a str,
        when: impl Fn(&T) -> &When + 'a,
    ) -> impl Iterator<Item = (String, &'a When)> {
        let item = move |(index, item)| (format!("{key}.{index}"), when(item));
        of.iter().enumerate().map(item)
    }
    let mut found = Vec::new();
    found.extend(all(&pack.includes, "includes", |x| &x.when));
    found.extend(all(&pack.reasons, "reasons", |x| &x.when));
    found.extend(all(&pack.symptoms, "symptoms", |x| &x.when));
    found.extend(all(&pack.steps, "steps", |x| &x.when));
    found.extend(all(&pack.benefits, "benefits", |x| &x.when));
    found.extend(all(&pack.limits, "limits", |x| &x.when));
    found.extend(all(&pack.alternatives, "alternatives", |x| &x.when));
    found.extend(all(&pack.risks, "risks", |x| &x.when));
    found.extend(all(&pack.factors, "factors", |x| &x.when));
    found.extend(all(&pack.recovery, "recovery", |x| &x.when));
    found.extend(all(&pack.warning_signs, "warning-signs", |x| &x.when));
    found.extend(all(&pack.outlook, "outlook", |x| &x.when));
    found.extend(all(&pack.extra_procedures, "extra-procedures", |x| &x.when));
    found.extend(all(&pack.choices, "choices", |x| &x.when));
    found.extend(all(&pack.figures, "figures", |x| &x.when));
    for (index, risk) in pack.risks.iter().enumerate() {
        for (at, estimate) in risk.estimates.iter().enumerate() {
            found.push((format!("risks.{index}.estimates.{at}"), &estimate.when));
        }
    }
    for (index, benefit) in pack.benefits.iter().enumerate() {
        for (at, estimate) in benefit.estimates.iter().enumerate() {
            found.push((format!("benefits.{index}.estimates.{at}"), &estimate.when));
        }
    }
    found
}

/// Every text of a pack with its path.
fn collect<'a>(path: &str, value: &'a serde_json::Value, texts: &mut Vec<(String, &'a str)>) {
    match value {
        serde_json::Value::String(text) => texts.push((path.to_owned(), text)),
        serde_json::Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(&join(path, &index.to_string()), item, texts);
            }
        }
        serde_json::Value::Object(fields) => {
            for (key, field) in fields {
                collect(&join(path, key), field, texts);
            }
        }
        _ => {}
    }
}
