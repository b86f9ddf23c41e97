//! The text of a template cut into parts that mean together what it means as a whole.

/// A part of a text.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub text: &'a str,
    /// How many lines are before it.
    pub line: usize,
    /// Whether there is nothing in it but text that is printed as it stands.
    pub plain: bool,
}

/// Cuts a text between two lines, outside all blocks, where a line ends and the next begins
/// with something that is printed: white space around tags has a meaning of its own.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut line = 0;
    let mut cut = |end: usize, plain: bool| {
        if end > start {
            let part = &text[start..end];
            parts.push(Part {
                text: part,
                line,
                plain,
            });
            line += part.matches('\n').count();
            start = end;
        }
    };
    // What reaches over lines, or keeps a tag from being one.
    let special = ["{{{{", "{{~", "~}}", "\\"];
    if !special.iter().any(|special| text.contains(special)) {
        let mut depth = 0_i32;
        let mut at = 0;
        while let Some(tag) = text[at..].find("{{").map(|tag| at + tag) {
            if depth == 0 {
                let mut lines = lines_begin(text, at, tag);
                if let Some(first) = lines.next() {
                    cut(first, false);
                    cut(lines.last().unwrap_or(first), true);
                }
            }
            let (length, deeper) = measure(&text[tag..]);
            depth += deeper;
            at = tag + length;
        }
    }
    cut(text.len(), false);
    parts
}

/// Where lines begin in a stretch without tags, and the line before ends there as well.
fn lines_begin(text: &str, from: usize, to: usize) -> impl Iterator<Item = usize> {
    let breaks = text[from..to].match_indices('\n');
    breaks
        .map(move |(at, _)| from + at + 1)
        .filter(move |begin| {
            let before = text[from..begin - 1].chars().next_back();
            let after = text[*begin..].chars().next();
            let printed = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
            printed(before) && printed(after)
        })
}

/// The length of the tag that a text begins with, and how much deeper in blocks its end is.
fn measure(text: &str) -> (usize, i32) {
    let end = if text.starts_with("{{!--") {
        "--}}"
    } else {
        "}}"
    };
    let length = text.find(end).map_or(text.len(), |at| at + end.len());
    let deeper = match text[2..].trim_start().chars().next() {
        Some('#') => 1,
        Some('/') => -1,
        _ => 0,
    };
    (length, deeper)
}
