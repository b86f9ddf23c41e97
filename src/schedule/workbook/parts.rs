//! Parts of a workbook: how they are read, and which of them holds a sheet.

use std::io::BufReader;

use quick_xml::Reader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;

use crate::schedule::Source;

/// A workbook as the parts it consists of.
pub(super) type Zip<'a> = ZipArchive<&'a mut (dyn Source + 'a)>;
/// A part that is being read.
pub(super) type Part<'z, 'a> = Reader<BufReader<ZipFile<'z, &'a mut (dyn Source + 'a)>>>;

/// Opens a part, in the way that the cells are read. Case of its name does not matter.
pub(super) fn open<'z, 'a>(zip: &'z mut Zip<'a>, path: &str) -> Option<Part<'z, 'a>> {
    let plain = |name: &str| name.replace('\\', "/").to_ascii_lowercase();
    let wanted = plain(path);
    let is_it = |at: &usize| {
        let name = zip.name_for_index(*at).and_then(Result::ok);
        name.is_some_and(|name| plain(&name) == wanted)
    };
    let at = (0..zip.len()).rev().find(is_it)?;
    let mut part = Reader::from_reader(BufReader::new(zip.by_index(at).ok()?));
    let config = part.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    Some(part)
}

/// All attributes, as they are written.
pub(super) fn attributes<'a>(element: &'a BytesStart<'_>) -> impl Iterator<Item = Attribute<'a>> {
    let mut all = element.attributes();
    all.with_checks(false);
    all.map_while(Result::ok)
}

/// The value of one; a prefix of its name does not matter.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = attributes(element).find(|it| it.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}

/// Whether an attribute that says yes or no, and yes if it is left out, says yes.
pub(super) fn is_on(value: Option<&str>) -> bool {
    !matches!(value, Some("0" | "false"))
}

/// Row and column of a cell's name, from 0: those of `B3` are 2 and 1.
pub(super) fn place(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|it: char| it.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    let mut column: u32 = 0;
    for letter in letters.bytes() {
        let letter = letter.to_ascii_uppercase();
        let number = letter.is_ascii_uppercase().then(|| letter - b'A' + 1)?;
        column = column.checked_mul(26)?.checked_add(number.into())?;
    }
    Some((
        row.parse::<u32>().ok()?.checked_sub(1)?,
        column.checked_sub(1)?,
    ))
}

/// The part that holds a sheet, and the parts that hold the texts and the styles of all sheets.
pub(super) struct Paths {
    pub(super) sheet: String,
    pub(super) texts: String,
    pub(super) styles: String,
}

impl Paths {
    /// Those of a sheet by its number among the sheets, from 0.
    pub(super) fn of(zip: &mut Zip<'_>, number: usize) -> Option<Self> {
        let book = first(zip, "_rels/.rels", "Relationship", |it| {
            let kind = attribute(it, "Type")?;
            let is_book = kind.ends_with("/relationships/officeDocument");
            is_book.then(|| attribute(it, "Target")).flatten()
        })?;
        let (folder, name) = book.split_at(book.rfind('/').map_or(0, |at| at + 1));
        let folder = folder.strip_prefix('/').unwrap_or(folder);
        let mut before = 0;
        let id = first(zip, &format!("{folder}{name}"), "sheet", |it| {
            before += 1;
            (before == number + 1)
                .then(|| attribute(it, "id"))
                .flatten()
        })?;
        let relations = format!("{folder}_rels/{name}.rels");
        let target = first(zip, &relations, "Relationship", |it| {
            let is_it = attribute(it, "Id")? == id;
            is_it.then(|| attribute(it, "Target")).flatten()
        })?;
        let sheet = match target.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None => format!("{folder}{target}"),
        };
        let texts = format!("{folder}sharedStrings.xml");
        let styles = format!("{folder}styles.xml");
        Some(Self {
            sheet,
            texts,
            styles,
        })
    }
}

/// What the first element of a name says that says it.
fn first(
    zip: &mut Zip<'_>,
    path: &str,
    name: &str,
    mut says: impl FnMut(&BytesStart<'_>) -> Option<String>,
) -> Option<String> {
    let mut part = open(zip, path)?;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match part.read_event_into(&mut buffer).ok()? {
            Event::Start(it) if it.local_name().as_ref() == name => {
                if let Some(found) = says(&it) {
                    return Some(found);
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}
