//! Strips: pieces of a column that are never cut, and how they fill pages.

use super::pages::{Bookmark, Item, Page, Reads};
use crate::document::NodeId;

/// A piece of the column that is never cut: a line, a table row, a signature block.
#[derive(Debug, Clone)]
pub(super) struct Strip {
    /// The block it belongs to, for messages.
    pub node: NodeId,
    /// Space above it, dropped at the top of a page.
    pub before: f32,
    /// Its height.
    pub height: f32,
    /// No page ends between this strip and the next.
    pub glue: bool,
    /// Begins a page.
    pub new_page: bool,
    /// Index into [`Flow::heads`]: the table head to repeat if a page begins here.
    pub head: Option<usize>,
    /// Placed from the strip's top left corner.
    pub items: Vec<Item>,
    /// Level, title and distance from the strip's top of the headings in it.
    pub bookmarks: Vec<(u8, String, f32)>,
}

/// Strips in order.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub strips: Vec<Strip>,
    /// Table heads that may have to be repeated.
    pub heads: Vec<Strip>,
    after: f32,
}

impl Flow {
    /// Adds a strip; of two spaces that meet the greater counts.
    pub(super) fn push(&mut self, mut strip: Strip) {
        strip.before = strip.before.max(self.after);
        self.after = 0.0;
        self.strips.push(strip);
    }

    /// Asks for space below the last strip.
    pub(super) fn space(&mut self, after: f32) {
        self.after = self.after.max(after);
    }

    /// Stacks everything into one strip that is never cut. `inset` moves it right and down.
    pub(super) fn into_strip(self, node: NodeId, inset: f32) -> Strip {
        let mut whole = Strip {
            node,
            before: 0.0,
            height: inset,
            glue: false,
            new_page: false,
            head: None,
            items: Vec::new(),
            bookmarks: Vec::new(),
        };
        for (index, mut strip) in self.strips.into_iter().enumerate() {
            if index > 0 {
                whole.height += strip.before;
            }
            strip.shift(inset, whole.height);
            whole.height += strip.height;
            whole.items.append(&mut strip.items);
            whole.bookmarks.append(&mut strip.bookmarks);
        }
        whole.height += inset;
        whole
    }

    /// Fills pages of a height: breaks as late as allowed.
    ///
    /// # Errors
    /// The node that is taller than a page.
    pub(super) fn paginate(&self, height: f32) -> Result<Vec<PageSlice>, NodeId> {
        let mut pages = Vec::new();
        let mut start = 0;
        while start < self.strips.len() {
            let end = self
                .page_end(start, height)
                .ok_or_else(|| self.tallest(start))?;
            let head = self.strips[start].head;
            pages.push(PageSlice { start, end, head });
            start = end;
        }
        Ok(pages)
    }

    /// One past the last strip of a page that begins with `start`.
    fn page_end(&self, start: usize, height: f32) -> Option<usize> {
        let mut y = self.strips[start]
            .head
            .map_or(0.0, |head| self.heads[head].height);
        let mut best = None;
        for (index, strip) in self.strips.iter().enumerate().skip(start) {
            if index > start {
                if strip.new_page {
                    return Some(index);
                }
                y += strip.before;
            }
            y += strip.height;
            if y > height + 0.01 {
                return best;
            }
            if !strip.glue {
                best = Some(index + 1);
            }
        }
        Some(self.strips.len())
    }

    /// The tallest of the strips that must stay together from `start` on.
    fn tallest(&self, start: usize) -> NodeId {
        let strips = &self.strips[start..];
        let chain = strips.iter().take_while(|strip| strip.glue).count() + 1;
        let by_height = |a: &&Strip, b: &&Strip| a.height.total_cmp(&b.height);
        strips[..chain.min(strips.len())]
            .iter()
            .max_by(by_height)
            .map_or(strips[0].node, |strip| strip.node)
    }

    /// Places the strips of one page below what is on it already. They are taken: each
    /// stands on one page.
    pub(super) fn place(
        &mut self,
        slice: &PageSlice,
        (x, top): (f32, f32),
        number: usize,
        page: &mut Page,
    ) -> Vec<Bookmark> {
        let mut bookmarks = Vec::new();
        let mut y = top;
        if let Some(head) = slice.head.map(|head| &self.heads[head]) {
            let mut head = head.clone();
            head.shift(x, y);
            y += head.height;
            page.add(head.items.into_iter().map(|item| Item {
                reads: Reads::Decoration,
                ..item
            }));
        }
        for (index, strip) in self.strips[slice.start..slice.end].iter_mut().enumerate() {
            if index > 0 {
                y += strip.before;
            }
            strip.shift(x, y);
            y += strip.height;
            page.add(std::mem::take(&mut strip.items));
            bookmarks.extend(std::mem::take(&mut strip.bookmarks).into_iter().map(
                |(level, title, y)| Bookmark {
                    level,
                    title,
                    page: number,
                    y,
                },
            ));
        }
        bookmarks
    }
}

/// Which strips stand on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PageSlice {
    start: usize,
    end: usize,
    head: Option<usize>,
}

impl Strip {
    pub(super) fn shift(&mut self, dx: f32, dy: f32) {
        for item in &mut self.items {
            item.mark.shift(dx, dy);
        }
        for (_, _, y) in &mut self.bookmarks {
            *y += dy;
        }
    }
}
