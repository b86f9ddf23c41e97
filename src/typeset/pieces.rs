//! Pages by what forms of a kind share and what is the patient's own.

use super::code::CodeText;
use super::mould::{Place, places};
use super::pages::{Item, Pages, Reads};

/// The pieces of some pages. What stands at the same place of several pages, such as the
/// patient's name in a running header, is one own piece.
#[derive(Debug)]
pub struct Pieces<'a> {
    /// By page, in reading order.
    pub pages: Vec<Vec<PagePiece<'a>>>,
    /// The own pieces by number.
    pub own: Vec<&'a [Item]>,
    /// Where what each of them consists of stands.
    pub(super) places: Vec<Vec<Place>>,
    /// What own codes say, each once.
    pub(super) codes: Vec<CodeText>,
}

/// Items of a page that stand one after the other.
#[derive(Debug, Clone, Copy)]
pub enum PagePiece<'a> {
    /// What all forms of the kind have.
    Shared(&'a [Item]),
    /// The number of an own piece.
    Own(usize),
}

impl Pages {
    /// The pieces that the pages consist of.
    pub fn pieces(&self) -> Pieces<'_> {
        let mut pieces = Pieces {
            pages: Vec::with_capacity(self.pages.len()),
            own: Vec::new(),
            places: Vec::new(),
            codes: Vec::new(),
        };
        for page in &self.pages {
            let of_page = page.by_piece().map(|(own, items)| match own {
                true => {
                    let places = places(items, self, &mut pieces.codes);
                    PagePiece::Own(pieces.number(items, places))
                }
                false => PagePiece::Shared(items),
            });
            let of_page = of_page.collect();
            pieces.pages.push(of_page);
        }
        pieces
    }
}

impl<'a> Pieces<'a> {
    /// The number of an own piece. Only what is not read aloud can be the same on several
    /// pages: tags know their content by its page.
    fn number(&mut self, items: &'a [Item], places: Vec<Place>) -> usize {
        let runs = |item: &Item| matches!(item.reads, Reads::Header | Reads::Footer);
        let known = items
            .iter()
            .all(runs)
            .then(|| self.places.iter().position(|known| *known == places));
        known.flatten().unwrap_or_else(|| {
            self.own.push(items);
            self.places.push(places);
            self.own.len() - 1
        })
    }

    /// By page: the numbers of its own pieces.
    pub(super) fn own_of_pages(&self) -> Vec<Vec<usize>> {
        let own = |piece: &PagePiece<'_>| match piece {
            PagePiece::Own(number) => Some(*number),
            PagePiece::Shared(_) => None,
        };
        let page = |pieces: &Vec<PagePiece<'_>>| pieces.iter().filter_map(own).collect();
        self.pages.iter().map(page).collect()
    }
}
