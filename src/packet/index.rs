//! The index sheet: what is in the packet, where, and what is not.

use super::words::{Data, FormWords, MissingWords};
use super::{Day, Listed};
use crate::case::{Side, clean_line, fold};
use crate::document::Document;
use crate::drawing::Drawings;
use crate::error::{Problem, Problems};
use crate::generator::faces;
use crate::layout::Layout;
use crate::library::{Library, Locale, read_toml};
use crate::typeset::{Faces, Mark, Pages, Paper, Theme, typeset};

/// The name of its layout, and of its theme.
const NAME: &str = "day";
/// The most characters of a text that stand on the sheet.
const MOST: usize = 300;
/// How often it is tried to say on the index where the forms begin that come after it.
const ROUNDS: usize = 8;

/// How the index sheet looks: a layout, a theme and words, as forms have them.
#[derive(Debug)]
pub struct Sheet {
    layout: Layout,
    pub(super) locale: Locale,
    theme: Theme,
    faces: Faces,
    paper: Paper,
}

/// The index sheet, set.
pub(super) struct Index {
    pub pages: Pages,
    /// The page of the packet that each form begins with, from 1, and its copies.
    pub places: Vec<Vec<usize>>,
}

impl Sheet {
    /// Reads layout, theme, words and faces.
    ///
    /// # Errors
    /// One of them is missing or not valid.
    pub fn load(library: &Library, lang: &str, paper: Paper) -> Result<Self, Problems> {
        let files = library.files();
        let (source, file) = files.text(&format!("templates/themes/{NAME}.toml"))?;
        let theme: Theme = read_toml(&source, &file)?;
        Ok(Self {
            layout: Layout::load(NAME, files)?,
            locale: library.locale(lang)?,
            faces: faces(&theme, &file, files)?,
            theme,
            paper,
        })
    }

    /// A word of the index.
    pub(super) fn word(&self, name: &str) -> Result<&str, Problem> {
        let word = self.locale.day.get(name);
        word.map(String::as_str)
            .ok_or_else(|| self.lacks("day", name))
    }

    /// A side in a word.
    pub(super) fn side(&self, side: Side) -> Result<&str, Problem> {
        let name = match side {
            Side::Left => "side-left",
            Side::Right => "side-right",
            Side::Both => "side-both",
            Side::Midline => "side-midline",
        };
        let word = self.locale.phrases.get(name);
        word.map(String::as_str)
            .ok_or_else(|| self.lacks("phrases", name))
    }

    fn lacks(&self, table: &str, name: &str) -> Problem {
        let file = format!("templates/locales/{}.toml", self.locale.lang);
        Problem::new(format!("{file}: `{name}` is missing")).hint(format!("add it under [{table}]"))
    }

    /// Sets the index. How long it is decides where the forms begin, and that stands on it.
    ///
    /// # Errors
    /// The layout is not valid, or leaves something out.
    pub(super) fn index(&self, day: &Day) -> Result<Index, Problems> {
        let mut before = 2;
        for _ in 0..ROUNDS {
            let places = places(day, before);
            let pages = self.pages(day, &places)?;
            let needed = even(pages.pages.len());
            if needed == before {
                return Ok(Index { pages, places });
            }
            before = needed;
        }
        let problem = Problem::new("the index sheet becomes longer and shorter with its numbers");
        Err(problem
            .hint("give the column of page numbers more room")
            .into())
    }

    fn pages(&self, day: &Day, places: &[Vec<usize>]) -> Result<Pages, Problems> {
        let data = Data::of(day, places, self)?;
        let markup = self.layout.fill_with(&data)?;
        let document = Document::parse(&markup, NAME)?;
        let none = Drawings::default();
        let pages = typeset(&document, &self.theme, &self.faces, &none, self.paper)?;
        kept(&document, &pages, &data)?;
        Ok(pages)
    }

    /// Text as it can be printed: what no font has becomes a question mark, since a list
    /// of the day is no place to be refused for the name of a room.
    pub(super) fn printable(&self, text: &str) -> String {
        let text = fold(text);
        let fine = |letter: &char| {
            *letter == ' '
                || self.faces.have(*letter) && clean_line(&letter.to_string(), "").is_ok()
        };
        let shown = text.chars().take(MOST);
        let mut shown: String = shown.map(|c| if fine(&c) { c } else { '?' }).collect();
        if text.chars().nth(MOST).is_some() {
            shown.push('…');
        }
        shown
    }
}

fn even(pages: usize) -> usize {
    pages + pages % 2
}

/// The page that each copy of each form begins with, after so many pages.
fn places(day: &Day, before: usize) -> Vec<Vec<usize>> {
    let mut next = before + 1;
    let mut place = |form: &Listed| {
        let copies = (0..day.copies).map(|_| {
            let place = next;
            next += even(form.pages);
            place
        });
        copies.collect()
    };
    day.forms.iter().map(&mut place).collect()
}

/// Nothing is left out: every form, every row without one, and that there are such rows.
fn kept(document: &Document, pages: &Pages, data: &Data<'_>) -> Result<(), Problem> {
    let mut text = String::new();
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        if let Mark::Glyphs(run) = &item.mark {
            text.extend(run.text.chars().filter(|c| !c.is_whitespace()));
        }
    }
    let stands = |word: &str| {
        let word: String = word.chars().filter(|c| !c.is_whitespace()).collect();
        text.contains(&word)
    };
    let named = |id: &str| {
        let mut names = document
            .nodes
            .iter()
            .filter_map(|node| node.name.as_deref());
        names.any(|name| name == id)
    };
    let of_row = |row: u64| format!("row {row}");
    let form = |form: &FormWords<'_>| {
        let kept = stands(form.form_id) && stands(&form.record_number);
        (!kept).then(|| of_row(form.row))
    };
    let missing = |row: &MissingWords| {
        (!named(&format!("missing:{}", row.row)) || !stands(&row.reason)).then(|| of_row(row.row))
    };
    let whole = |id: &'static str, there: bool| {
        (there && !named(id)).then(|| format!("the element with the id `{id}`"))
    };
    let lost = whole("missing", !data.missing.is_empty())
        .or_else(|| whole("part", data.part.is_some()))
        .or_else(|| data.forms.iter().find_map(form))
        .or_else(|| data.missing.iter().find_map(missing));
    match lost {
        None => Ok(()),
        Some(lost) => Err(
            Problem::new(format!("the layout `{NAME}` leaves out {lost}"))
                .hint("compare it with the shipped templates/layouts/day.hbs"),
        ),
    }
}
