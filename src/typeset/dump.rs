//! Pages as text, one placed thing a line, for goldens and `--emit pages`.

use std::fmt;

use super::pages::{Mark, Pages, Reads, Rect};
use super::path::Path;

impl fmt::Display for Pages {
    /// One line for each placed thing; positions to a tenth of a point.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (width, height) = self.paper.size();
        writeln!(
            f,
            "{} {width:.1} x {height:.1} lang={}",
            self.paper.name(),
            self.lang
        )?;
        for (index, face) in self.faces.iter().enumerate() {
            writeln!(f, "face {index} {}", face.name)?;
        }
        for (index, page) in self.pages.iter().enumerate() {
            writeln!(f, "page {}", index + 1)?;
            for item in &page.items {
                let kind = match item.reads {
                    Reads::Content => " ",
                    Reads::Label => "-",
                    Reads::Header | Reads::Footer | Reads::Decoration => "~",
                };
                writeln!(f, "{kind}n{:<4} {}", item.node.0, item.mark)?;
            }
        }
        for mark in &self.bookmarks {
            writeln!(
                f,
                "bookmark {} p{} {:.1} {:?}",
                mark.level,
                mark.page + 1,
                mark.y,
                mark.title
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Glyphs(run) => write!(
                f,
                "text {:.1} {:.1} w{:.1} f{} {}pt {:?}",
                run.origin.0, run.origin.1, run.width, run.face, run.size, run.text
            ),
            Self::Rule {
                from, to, width, ..
            } => write!(
                f,
                "rule {:.1} {:.1} - {:.1} {:.1} {width}pt",
                from.0, from.1, to.0, to.1
            ),
            Self::Box {
                rect, border, fill, ..
            } => {
                write!(
                    f,
                    "box {rect} {border}pt{}",
                    if fill.is_some() { " filled" } else { "" }
                )
            }
            Self::Path(path) => write!(f, "path {} {}", path.bounds(), Drawn(path)),
            Self::Signs { sign, at } => {
                let first = at.first().copied().unwrap_or_default();
                let sign = Drawn(sign);
                write!(
                    f,
                    "signs {} from {:.1} {:.1} {sign}",
                    at.len(),
                    first.0,
                    first.1
                )
            }
            Self::Figure(rect) => write!(f, "figure {rect}"),
            Self::Code(code) => {
                let bars = code.symbol.bars.len();
                write!(
                    f,
                    "code {:?} {} {bars} bars {:?}",
                    code.of,
                    code.rect(),
                    code.says
                )
            }
            Self::Field(field) => {
                write!(
                    f,
                    "field {:?} {} {} {:?}",
                    field.kind, field.name, field.rect, field.says
                )
            }
        }
    }
}

/// What a path is drawn with.
struct Drawn<'a>(&'a Path);

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} segments", self.0.segments.len())?;
        if self.0.fill.is_some() {
            f.write_str(" filled")?;
        }
        match &self.0.stroke {
            Some(stroke) => write!(f, " {:.2}pt", stroke.width),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Rect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.1} {:.1} {:.1}x{:.1}",
            self.x, self.y, self.width, self.height
        )
    }
}
