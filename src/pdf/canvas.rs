//! The operators of page content, and the graphics state they leave behind.

use super::objects;
use crate::symbol::Symbol;
use crate::typeset::{Cap, Colour, Join, Path, Rect, Segment, Stroke};

/// A content stream as it is written.
pub(super) struct Canvas {
    /// The stream so far.
    pub out: Vec<u8>,
    /// PDF counts upwards from the lower edge.
    pub height: f32,
    /// Graphics state as it is, so that nothing is said twice.
    fill: Option<Colour>,
    stroke: Option<Colour>,
    thickness: Option<f32>,
    cap: Cap,
    join: Join,
    mitred: bool,
}

impl Canvas {
    /// A stream for a sheet of some height, written to `out`.
    pub(super) fn new(height: f32, out: Vec<u8>) -> Self {
        Self {
            out,
            height,
            fill: None,
            stroke: None,
            thickness: None,
            cap: Cap::Butt,
            join: Join::Miter,
            mitred: false,
        }
    }

    pub(super) fn fill(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            self.fill = Some(colour);
            self.colour(colour);
            self.operator("rg");
        }
    }

    /// A line with plain ends and corners.
    pub(super) fn pen(&mut self, thickness: f32, colour: Colour) {
        self.stroke(&Stroke {
            width: thickness,
            colour,
            cap: Cap::Butt,
            join: Join::Miter,
        });
    }

    fn stroke(&mut self, stroke: &Stroke) {
        if self.stroke != Some(stroke.colour) {
            self.stroke = Some(stroke.colour);
            self.colour(stroke.colour);
            self.operator("RG");
        }
        if self.thickness != Some(stroke.width) {
            self.thickness = Some(stroke.width);
            self.number(stroke.width);
            self.operator("w");
        }
        if self.cap != stroke.cap {
            self.cap = stroke.cap;
            self.operator(match stroke.cap {
                Cap::Butt => "0 J",
                Cap::Round => "1 J",
                Cap::Square => "2 J",
            });
        }
        if self.join != stroke.join {
            self.join = stroke.join;
            self.operator(match stroke.join {
                Join::Miter => "0 j",
                Join::Round => "1 j",
                Join::Bevel => "2 j",
            });
        }
    }

    /// A path with its paint.
    pub(super) fn path(&mut self, path: &Path) {
        self.paint(path);
        self.shape(path);
    }

    /// What a path is filled and drawn with.
    pub(super) fn paint(&mut self, path: &Path) {
        if let Some(fill) = path.fill {
            self.fill(fill);
        }
        if let Some(stroke) = &path.stroke {
            self.stroke(stroke);
            // PDF lets corners run out further than a path does.
            if stroke.join == Join::Miter && !self.mitred {
                self.mitred = true;
                self.operator("4 M");
            }
        }
    }

    /// A path in whatever paint is set.
    pub(super) fn shape(&mut self, path: &Path) {
        for segment in &path.segments {
            let (points, operator): (&[(f32, f32)], _) = match segment {
                Segment::Move(to) => (std::slice::from_ref(to), "m"),
                Segment::Line(to) => (std::slice::from_ref(to), "l"),
                Segment::Curve(points) => (points, "c"),
                Segment::Close => (&[], "h"),
            };
            points.iter().for_each(|point| self.point(*point));
            self.operator(operator);
        }
        self.operator(match (path.fill, path.stroke) {
            (Some(_), Some(_)) => "B",
            (Some(_), None) => "f",
            (None, Some(_)) => "S",
            (None, None) => "n",
        });
    }

    fn colour(&mut self, colour: Colour) {
        for part in colour.0 {
            self.number(part);
        }
    }

    pub(super) fn rectangle(&mut self, rect: &Rect) {
        self.point((rect.x, rect.y + rect.height));
        self.number(rect.width);
        self.number(rect.height);
        self.operator("re");
    }

    /// A code as a stencil of one dot a module, its top left corner at a place. Stencils are
    /// not smoothed, and this one is a tenth as long as the same in rectangles.
    pub(super) fn symbol(&mut self, symbol: &Symbol, (x, y): (f32, f32), module: (f32, f32)) {
        let (width, height) = (
            f32::from(symbol.columns) * module.0,
            f32::from(symbol.rows) * module.1,
        );
        self.fill(Colour([0.0; 3]));
        self.operator("q");
        self.number(width);
        self.out.extend(b"0 0 ");
        self.number(height);
        self.point((x, y + height));
        self.operator("cm");
        let (columns, rows) = (symbol.columns, symbol.rows);
        self.out.extend(b"BI/W ");
        objects::digits(columns, &mut self.out);
        self.out.extend(b"/H ");
        objects::digits(rows, &mut self.out);
        self.out.extend(b"/IM true/D[1 0]/F/AHx ID ");
        objects::hexadecimal(&symbol.bits, &mut self.out);
        self.operator(">\nEI");
        self.operator("Q");
    }

    pub(super) fn point(&mut self, (x, y): (f32, f32)) {
        self.number(x);
        self.number(self.height - y);
    }

    pub(super) fn name(&mut self, name: &str) {
        self.out.push(b'/');
        self.out.extend(name.as_bytes());
        self.out.push(b' ');
    }

    pub(super) fn operator(&mut self, operator: &str) {
        self.out.extend(operator.as_bytes());
        self.out.push(b'\n');
    }

    /// To a thousandth, without trailing zeros, and a space.
    pub(super) fn number(&mut self, number: f32) {
        self.thousandths(thousandths(number));
    }

    /// So many thousandths, without trailing zeros, and a space.
    pub(super) fn thousandths(&mut self, thousandths: i64) {
        let size = thousandths.unsigned_abs();
        let (above, whole, part) = (size / 1_000_000, size / 1000 % 1000, size % 1000);
        if thousandths < 0 {
            self.out.push(b'-');
        }
        // Hardly any length on a page is so great.
        if above > 0 {
            objects::digits(above, &mut self.out);
        }
        // A short number is put together in one place, then copied.
        let (mut text, mut length) = ([b' '; 8], 0);
        let mut put = |letter: u8| {
            text[length] = letter;
            length += 1;
        };
        let [hundreds, tens, ones] = DIGITS[whole as usize];
        if above > 0 || whole >= 100 {
            put(hundreds);
        }
        if above > 0 || whole >= 10 {
            put(tens);
        }
        put(ones);
        if part > 0 {
            let [tenths, hundredths, thousandths] = DIGITS[part as usize];
            put(b'.');
            put(tenths);
            if (hundredths, thousandths) != (b'0', b'0') {
                put(hundredths);
            }
            if thousandths != b'0' {
                put(thousandths);
            }
        }
        self.out.extend_from_slice(&text[..=length]);
    }

    /// Two bytes of a string.
    #[inline]
    pub(super) fn string(&mut self, bytes: [u8; 2]) {
        if bytes.iter().any(|byte| b"()\\\r\n".contains(byte)) {
            bytes.into_iter().for_each(|byte| self.escaped(byte));
        } else {
            self.out.extend_from_slice(&bytes);
        }
    }

    fn escaped(&mut self, byte: u8) {
        match byte {
            b'(' | b')' | b'\\' => self.out.extend([b'\\', byte]),
            // An end of line in a string would be read as a line feed.
            b'\r' => self.out.extend(b"\\r"),
            b'\n' => self.out.extend(b"\\n"),
            _ => self.out.push(byte),
        }
    }
}

/// The three digits of each number below a thousand.
const DIGITS: [[u8; 3]; 1000] = {
    let mut digits = [[0; 3]; 1000];
    let mut number = 0;
    while number < digits.len() {
        let of = number as u16;
        let (hundreds, tens, ones) = ((of / 100) as u8, (of / 10 % 10) as u8, (of % 10) as u8);
        digits[number] = [b'0' + hundreds, b'0' + tens, b'0' + ones];
        number += 1;
    }
    digits
};

/// A length as it is written.
pub(super) fn thousandths(length: f32) -> i64 {
    let exact = f64::from(length) * 1000.0;
    (exact + 0.5_f64.copysign(exact)) as i64
}
