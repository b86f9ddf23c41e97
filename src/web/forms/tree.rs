//! What was typed, as the tree that a case file becomes. Every value's place is its field.

use std::collections::BTreeMap;

use super::fields::{self, Field, GROUPS, Group, Kind as FieldKind};
use crate::case::{Case, Facility, Format, Person};
use crate::error::{Place, Problems};
use crate::source::{Entry, Kind, Value, join};

/// What was typed, by the name of the field. Names that no field has are passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed(BTreeMap<String, Vec<String>>);

impl Typed {
    /// How many entries of a list a page may send.
    pub(super) const ENTRIES: usize = 40;

    /// From the pairs of a request.
    pub(super) fn of(pairs: Vec<(String, String)>) -> Self {
        let mut typed: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            typed.entry(name).or_default().push(value);
        }
        Self(typed)
    }

    /// The last value of a field, without space around it; empty if there is none.
    pub(super) fn one(&self, name: &str) -> &str {
        self.0
            .get(name)
            .and_then(|values| values.last())
            .map_or("", |value| value.trim())
    }

    /// All values of a field that are not empty.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        let values = self.0.get(name).into_iter().flatten();
        let values = values.map(|value| value.trim().to_owned());
        values.filter(|value| !value.is_empty()).collect()
    }

    /// Puts one value in place of those of a field.
    pub(super) fn put(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), vec![value.to_owned()]);
    }

    /// Puts what is chosen of a list into the order that it had, new choices last: a page sends
    /// them in its own order, which would make another form of the same choices.
    pub(super) fn in_order_of(&mut self, earlier: &Self) {
        for name in ["procedure.factors", "procedure.anaesthesia"] {
            let (Some(now), Some(then)) = (self.0.get_mut(name), earlier.0.get(name)) else {
                continue;
            };
            let place = |value: &String| then.iter().position(|it| it == value);
            now.sort_by_key(|value| place(value).unwrap_or(usize::MAX));
        }
    }

    /// Takes fields out that are no part of a case.
    pub(super) fn forget(&mut self, names: &[&str]) {
        self.0.retain(|name, _| !names.contains(&name.as_str()));
    }

    /// Add-ons that are planned or possible, by id of the pack.
    pub(super) fn add_ons(&self) -> Vec<(String, String)> {
        let named = self.0.keys().filter_map(|name| {
            let id = name.strip_prefix("procedure.add_ons.")?;
            let status = self.one(name);
            (!status.is_empty()).then(|| (id.to_owned(), status.to_owned()))
        });
        named.collect()
    }

    /// How many entries of a list have something in them, counted to the last such one.
    pub(super) fn entries(&self, group: &Group) -> usize {
        let filled = |index: &usize| {
            let mut names = group
                .fields
                .iter()
                .map(|field| name_of(group, *index, field));
            names.any(|name| !self.one(&name).is_empty())
        };
        (0..Self::ENTRIES)
            .rev()
            .find(filled)
            .map_or(0, |index| index + 1)
    }

    /// The case that was typed.
    ///
    /// # Errors
    /// All that is wrong with it; the place of a problem is the name of a field.
    pub(super) fn case(
        &self,
        facility: Option<&Facility>,
        directory: &[Person],
    ) -> Result<Case, Problems> {
        let mut typed = self.clone();
        typed.look_up(directory);
        let root = typed.tree(facility.is_none());
        let mut case = Case::from_value(&root, Format::Json, facility)?;
        let choices = fields::CHOICES.iter().map(|(path, _)| *path);
        for path in fields::all().map(|field| field.path).chain(choices) {
            case.places.name(path);
        }
        Ok(case)
    }

    /// Role and contact of a surgeon whom the directory knows, where nothing else is typed.
    fn look_up(&mut self, directory: &[Person]) {
        let name = self.one("surgeon.name").to_owned();
        let Some(known) = directory.iter().find(|known| known.name == name) else {
            return;
        };
        for (path, value) in [
            ("surgeon.role", &known.role),
            ("surgeon.contact", &known.contact),
        ] {
            if self.one(path).is_empty()
                && let Some(value) = value
            {
                self.put(path, value);
            }
        }
    }

    fn tree(&self, needs_facility: bool) -> Value {
        let mut root = Branch::default();
        let mut tables: Vec<&str> = vec!["patient", "surgeon", "procedure"];
        if needs_facility {
            tables.push("facility");
        }
        for field in fields::all() {
            self.put_field(&mut root, field, field.path);
        }
        for name in tables {
            root.table(name);
        }
        self.keys(&mut root);
        self.procedure(&mut root);
        for group in &GROUPS {
            self.group(&mut root, group);
        }
        root.value("")
    }

    /// Where a table is there, the keys that it cannot be without, filled in or not.
    fn keys(&self, root: &mut Branch) {
        for field in fields::all().filter(|field| field.key) {
            let Some((table, key)) = field.path.split_once('.') else {
                continue;
            };
            if let Some(table) = root.tables.get_mut(table)
                && !table.has(key)
            {
                table.put(key, text("", field.path));
            }
        }
    }

    fn procedure(&self, root: &mut Branch) {
        let procedure = root.table("procedure");
        let path = "procedure.pack";
        procedure.put("pack", text(self.one(path), path));
        for key in ["side", "approach", "position"] {
            let path = join("procedure", key);
            if !self.one(&path).is_empty() {
                procedure.put(key, text(self.one(&path), &path));
            }
        }
        for key in ["levels", "anaesthesia", "factors"] {
            let path = join("procedure", key);
            let values = self.all(&path);
            if !values.is_empty() {
                procedure.put(key, list(&values, &path));
            }
        }
        if !self.one("procedure.revision").is_empty() {
            procedure.put("revision", flag("procedure.revision"));
        }
        let add_ons: Vec<Value> = self.add_ons().iter().map(add_on).collect();
        if !add_ons.is_empty() {
            let kind = Kind::List(add_ons);
            procedure.put("add_ons", at(kind, "procedure.add_ons"));
        }
    }

    fn group(&self, root: &mut Branch, group: &Group) {
        let mut entries = Vec::new();
        for index in 0..self.entries(group) {
            let path = format!("{}.{index}", group.path);
            let mut entry = Branch::default();
            for field in group.fields {
                let name = name_of(group, index, field);
                if field.key || !self.one(&name).is_empty() {
                    entry.put(field.path, self.value(field, &name));
                }
            }
            // A line left empty between others is no entry.
            let filled = group
                .fields
                .iter()
                .any(|field| !self.one(&name_of(group, index, field)).is_empty());
            if filled {
                entries.push(entry.value(&path));
            }
        }
        if !entries.is_empty() {
            root.put(group.path, at(Kind::List(entries), group.path));
        }
    }

    fn put_field(&self, root: &mut Branch, field: &Field, name: &str) {
        if self.one(name).is_empty() {
            return;
        }
        let value = self.value(field, name);
        match field.path.split_once('.') {
            Some((table, key)) => root.table(table).put(key, value),
            None => root.put(field.path, value),
        }
    }

    fn value(&self, field: &Field, name: &str) -> Value {
        let typed = self.one(name);
        match field.kind {
            FieldKind::Flag => flag(name),
            FieldKind::Lines => {
                let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
                let lines: Vec<String> = lines.map(str::to_owned).collect();
                list(&lines, name)
            }
            _ => text(typed, name),
        }
    }
}

/// The name of a field of an entry.
pub(super) fn name_of(group: &Group, index: usize, field: &Field) -> String {
    format!("{}.{index}.{}", group.path, field.path)
}

fn add_on((pack, status): &(String, String)) -> Value {
    let path = "procedure.add_ons";
    let mut entry = Branch::default();
    entry.put("pack", text(pack, path));
    entry.put("status", text(status, path));
    entry.value(path)
}

/// A table that is being put together.
#[derive(Default)]
struct Branch {
    entries: Vec<Entry>,
    tables: BTreeMap<String, Branch>,
}

impl Branch {
    fn table(&mut self, name: &str) -> &mut Self {
        self.tables.entry(name.to_owned()).or_default()
    }

    fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(known, ..)| known == key)
    }

    fn put(&mut self, key: &str, value: Value) {
        self.entries
            .push((key.to_owned().into(), value.place.clone(), value));
    }

    fn value(mut self, path: &str) -> Value {
        for (name, table) in std::mem::take(&mut self.tables) {
            let value = table.value(&join(path, &name));
            self.put(&name, value);
        }
        at(Kind::Table(self.entries), path)
    }
}

fn at(kind: Kind, path: &str) -> Value {
    let place = Place::named(path);
    Value { kind, place }
}

fn text(text: &str, path: &str) -> Value {
    at(Kind::Text(text.to_owned()), path)
}

fn flag(path: &str) -> Value {
    at(Kind::Bool(true), path)
}

fn list(values: &[String], path: &str) -> Value {
    let items = values.iter().map(|value| text(value, path));
    at(Kind::List(items.collect()), path)
}
