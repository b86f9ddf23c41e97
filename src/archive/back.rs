//! Which pages of a form came back as scans, as the log says.

use std::collections::BTreeMap;

use super::log::ScannedPage;

/// The pages of one form that came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Back {
    /// How many the form has; 0 if none came back.
    pub(super) of: u16,
    /// Each page as it came back the last time.
    pub(super) pages: BTreeMap<u16, ScannedPage>,
}

impl Back {
    /// More pages. One that comes again counts as it came last; one that comes twice in the
    /// same file has the open fields of both.
    pub(super) fn add(&mut self, of: u16, pages: &[ScannedPage]) {
        self.of = of;
        let mut these: BTreeMap<u16, ScannedPage> = BTreeMap::new();
        for page in pages {
            let known = these.entry(page.page).or_insert_with(|| page.clone());
            for (all, more) in [
                (&mut known.unsigned, &page.unsigned),
                (&mut known.doubtful, &page.doubtful),
            ] {
                all.extend(more.iter().cloned());
                all.sort();
                all.dedup();
            }
        }
        self.pages.extend(these);
    }

    /// `12/15`; nothing if no page came back.
    pub(super) fn words(&self) -> String {
        match self.of {
            0 => String::new(),
            of => format!("{}/{of}", self.pages.len()),
        }
    }

    /// Pages that did not come back.
    pub(super) fn missing(&self) -> Vec<u16> {
        let all = 1..=self.of;
        all.filter(|page| !self.pages.contains_key(page)).collect()
    }

    /// Fields that have to be filled and look empty.
    pub(super) fn unsigned(&self) -> Vec<String> {
        let pages = self.pages.values();
        pages.flat_map(|page| page.unsigned.clone()).collect()
    }

    /// Fields that a person has to look at.
    pub(super) fn doubtful(&self) -> Vec<String> {
        let pages = self.pages.values();
        pages.flat_map(|page| page.doubtful.clone()).collect()
    }

    /// Both.
    pub(super) fn open_fields(&self) -> Vec<String> {
        let mut all = [self.unsigned(), self.doubtful()].concat();
        all.sort();
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(sheet: u32, page: u16, unsigned: &[&str]) -> ScannedPage {
        ScannedPage {
            sheet,
            page,
            unsigned: unsigned.iter().map(|name| (*name).to_owned()).collect(),
            doubtful: Vec::new(),
        }
    }

    #[test]
    fn a_page_counts_as_it_came_last_and_twice_in_a_file_as_the_worse() {
        let mut back = Back::default();
        assert_eq!(back.words(), "");
        back.add(3, &[page(1, 1, &[]), page(2, 3, &["patient"])]);
        assert_eq!((back.words(), back.missing()), ("2/3".into(), vec![2]));
        assert_eq!(back.unsigned(), ["patient"]);
        back.add(3, &[page(1, 3, &[]), page(2, 2, &[])]);
        assert_eq!((back.words(), back.missing()), ("3/3".into(), vec![]));
        assert!(back.open_fields().is_empty());
        back.add(3, &[page(1, 3, &["patient"]), page(2, 3, &[])]);
        assert_eq!(back.open_fields(), ["patient"]);
    }
}
