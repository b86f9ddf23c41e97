//! Signs that stand on pages many times: each is written once, as a form XObject.

use lopdf::{Document, Object, ObjectId, Stream, dictionary};

use super::canvas::Canvas;
use super::fields::upright;
use crate::typeset::{Mark, Pages, Path, Rect};

/// Every sign of the pages, once, in the order of its first use.
#[derive(Debug)]
pub(super) struct Signs(Vec<Sign>);

#[derive(Debug)]
struct Sign {
    /// The path without its colours, which the page sets.
    bytes: Vec<u8>,
    bounds: Rect,
}

impl Signs {
    pub(super) fn of(pages: &Pages) -> Self {
        let mut signs: Vec<Sign> = Vec::new();
        for item in pages.pages.iter().flat_map(|page| &page.items) {
            let Mark::Signs { sign, .. } = &item.mark else {
                continue;
            };
            let bytes = encode(sign);
            if !signs.iter().any(|known| known.bytes == bytes) {
                let bounds = sign.bounds();
                signs.push(Sign { bytes, bounds });
            }
        }
        Self(signs)
    }

    /// Its resource name.
    pub(super) fn name(&self, sign: &Path) -> Option<String> {
        let bytes = encode(sign);
        let index = self.0.iter().position(|known| known.bytes == bytes)?;
        Some(name(index))
    }

    /// Puts them where every page finds them.
    pub(super) fn add(&self, file: &mut Document, page_ids: &[ObjectId]) -> lopdf::Result<()> {
        let Some(page) = page_ids.first().filter(|_| !self.0.is_empty()) else {
            return Ok(());
        };
        let resources = file.get_dictionary(*page)?.get(b"Resources")?;
        let resources = resources.as_reference()?;
        // printpdf gives all pages the same dictionary of XObjects.
        let shared = file.get_dictionary(resources)?.get(b"XObject")?;
        let shared = shared.as_reference()?;
        for (index, sign) in self.0.iter().enumerate() {
            let form = dictionary! {
                "Type" => "XObject",
                "Subtype" => "Form",
                "BBox" => upright(sign.bounds, 0.0).to_vec(),
                "Resources" => dictionary! {},
            };
            let id = file.add_object(Stream::new(form, sign.bytes.clone()));
            let shared = file.get_object_mut(shared).and_then(Object::as_dict_mut)?;
            shared.set(name(index), id);
        }
        Ok(())
    }
}

fn name(index: usize) -> String {
    format!("Sign{index}")
}

fn encode(sign: &Path) -> Vec<u8> {
    let mut canvas = Canvas::new(0.0, Vec::new());
    canvas.shape(sign);
    canvas.out
}
