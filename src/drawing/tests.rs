//! What the subset takes, what it makes of it, and that it refuses everything else.
#![allow(clippy::unwrap_used, reason = "a test that fails should stop")]

use kurbo::{PathEl, Shape as _};

use super::{Anchor, Drawing, Ink, Shape, Text};

/// A drawing of 100 × 50 units around some elements, which stand on line 2.
fn file(inner: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 50\">\n{inner}\n</svg>")
}

fn drawn(inner: &str, show: &[&str]) -> Vec<Ink> {
    let show: Vec<String> = show.iter().map(|name| (*name).to_owned()).collect();
    let drawing = Drawing::parse(&file(inner), "a.svg").unwrap();
    let inks = drawing.showing(&show).unwrap();
    inks.into_iter().cloned().collect()
}

fn shape(inner: &str) -> Shape {
    match drawn(inner, &[]).remove(0) {
        Ink::Shape(shape) => shape,
        Ink::Text(text) => panic!("{text:?}"),
    }
}

fn text(inner: &str) -> Text {
    match drawn(inner, &[]).remove(0) {
        Ink::Text(text) => text,
        Ink::Shape(shape) => panic!("{shape:?}"),
    }
}

fn refused(svg: &str) -> String {
    Drawing::parse(svg, "a.svg").unwrap_err().to_string()
}

#[test]
fn every_shape_stands_where_it_should() {
    let boxes = [
        ("<path d=\"M10 10h20v5z\"/>", [10.0, 10.0, 30.0, 15.0]),
        (
            "<path d=\"M10 20a10 10 0 0 1 20 0z\"/>",
            [10.0, 10.0, 30.0, 20.0],
        ),
        (
            "<rect x=\"1\" y=\"2\" width=\"3\" height=\"4\"/>",
            [1.0, 2.0, 4.0, 6.0],
        ),
        (
            "<rect width=\"8\" height=\"4\" rx=\"2\"/>",
            [0.0, 0.0, 8.0, 4.0],
        ),
        (
            "<circle cx=\"10\" cy=\"20\" r=\"5\"/>",
            [5.0, 15.0, 15.0, 25.0],
        ),
        (
            "<ellipse cx=\"10\" cy=\"20\" rx=\"5\" ry=\"2\"/>",
            [5.0, 18.0, 15.0, 22.0],
        ),
        ("<polygon points=\"1,1 9,1 9,9\"/>", [1.0, 1.0, 9.0, 9.0]),
        ("<polyline points=\"1 1 9 1 9 9\"/>", [1.0, 1.0, 9.0, 9.0]),
        (
            "<line x1=\"1\" y1=\"2\" x2=\"3\" y2=\"4\" stroke=\"red\"/>",
            [1.0, 2.0, 3.0, 4.0],
        ),
        (
            "<g transform=\"translate(50 0) scale(2)\"><rect x=\"1\" y=\"1\" width=\"2\" height=\"3\"/></g>",
            [52.0, 2.0, 56.0, 8.0],
        ),
    ];
    for (inner, expected) in boxes {
        let found = shape(inner).path.bounding_box();
        let found = [found.x0, found.y0, found.x1, found.y1];
        for (found, expected) in found.into_iter().zip(expected) {
            assert!(
                (found - expected).abs() < 0.01,
                "{inner}: {found} {expected}"
            );
        }
    }
    let close = |inner: &str| shape(inner).path.elements().last() == Some(&PathEl::ClosePath);
    assert!(close("<polygon points=\"1,1 9,1 9,9\"/>"));
    assert!(!close("<polyline points=\"1,1 9,1 9,9\"/>"));
}

#[test]
fn the_corner_of_the_view_box_is_where_the_drawing_begins() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"10 20 30 40\" width=\"60mm\" \
               height=\"80mm\"><rect x=\"10\" y=\"20\" width=\"30\" height=\"40\"/></svg>";
    let drawing = Drawing::parse(svg, "a.svg").unwrap();
    assert_eq!((drawing.width, drawing.height), (30.0, 40.0));
    let inks = drawing.showing(&[]).unwrap();
    let [Ink::Shape(shape)] = inks.as_slice() else {
        panic!("{inks:?}")
    };
    assert_eq!(shape.path.bounding_box().origin(), (0.0, 0.0).into());
}

#[test]
fn paint_is_black_until_said_otherwise_and_groups_pass_it_on() {
    assert_eq!(
        shape("<circle cx=\"9\" cy=\"9\" r=\"1\"/>").fill,
        Some([0; 3])
    );
    let inner = "<g fill=\"none\" stroke=\"#0080ff\" stroke-width=\"2\" stroke-linejoin=\"round\">\
                 <g transform=\"rotate(90) scale(2)\">\
                 <circle cx=\"9\" cy=\"-9\" r=\"1\" stroke-linecap=\"square\"/></g></g>";
    let shape = shape(inner);
    let stroke = shape.stroke.unwrap();
    assert_eq!(shape.fill, None);
    assert_eq!(stroke.colour, [0, 128, 255]);
    assert_eq!(stroke.join, kurbo::Join::Round);
    assert_eq!(stroke.cap, kurbo::Cap::Square);
    assert!((stroke.width - 4.0).abs() < 1e-9);
}

#[test]
fn text_is_plain_and_moves_with_its_group() {
    let text = text(
        "<g transform=\"translate(10 10) scale(2)\"><text x=\"1\" y=\"2\" font-size=\"3\" \
         font-weight=\"bold\" text-anchor=\"end\" fill=\"#123456\">\n disc &lt;L4\n </text></g>",
    );
    assert_eq!(text.says, "disc <L4");
    assert_eq!(text.at, (12.0, 14.0).into());
    assert_eq!((text.size, text.bold), (6.0, true));
    assert_eq!(text.anchor, Anchor::End);
    assert_eq!(text.colour, [0x12, 0x34, 0x56]);
}

const MARKED: &str = "<rect width=\"9\" height=\"9\"/>\
     <g id=\"mark:L4-L5:left\"><circle cx=\"9\" cy=\"9\" r=\"1\"/></g>\
     <g id=\"mark:L4-L5:right\"><circle cx=\"9\" cy=\"9\" r=\"2\"/><text font-size=\"2\" y=\"9\">x</text></g>\
     <g id=\"frame\"><rect width=\"5\" height=\"5\"/></g>";

#[test]
fn a_mark_is_drawn_only_where_it_is_shown() {
    assert_eq!(drawn(MARKED, &[]).len(), 2);
    assert_eq!(drawn(MARKED, &["L4-L5:left"]).len(), 3);
    assert_eq!(drawn(MARKED, &["L4-L5:right"]).len(), 4);
    assert_eq!(drawn(MARKED, &["L4-L5:right", "L4-L5:left"]).len(), 5);
}

#[test]
fn a_mark_that_is_not_there_is_refused() {
    let drawing = Drawing::parse(&file(MARKED), "a.svg").unwrap();
    let show = ["L4-L5:left".to_owned(), "L4-L5:rihgt".to_owned()];
    let says = drawing.showing(&show).unwrap_err().to_string();
    assert_eq!(
        says,
        "the drawing has no mark `L4-L5:rihgt`\n  hint: did you mean `L4-L5:right`?"
    );
    // A group that is no mark cannot be shown or hidden.
    assert!(drawing.showing(&["frame".to_owned()]).is_err());
}

#[test]
fn whatever_is_not_in_the_subset_is_refused_with_its_place() {
    let cases = [
        ("<image/>", "a.svg:2:1: <image> cannot stand in <svg>"),
        ("<use/>", "a.svg:2:1: <use> cannot stand in <svg>"),
        ("<style/>", "a.svg:2:1: <style> cannot stand in <svg>"),
        ("<svg/>", "a.svg:2:1: <svg> cannot stand in <svg>"),
        (
            "<g><recd/></g>",
            "a.svg:2:4: <recd> cannot stand in <g>\n  hint: did you mean <rect>?",
        ),
        (
            "<x:g xmlns:x=\"y\"/>",
            "a.svg:2:1: <g> is not an element of SVG",
        ),
        ("words", "a.svg:2:1: <svg> holds only elements"),
        ("<?php ?>", "a.svg:2:1: <svg> holds only elements"),
        ("<title/>", "a.svg:2:1: <title> is empty"),
        (
            "<g style=\"fill:red\"/>",
            "a.svg:2:4: <g> has no attribute `style`",
        ),
        (
            "<g opacity=\"0.5\"/>",
            "a.svg:2:4: <g> has no attribute `opacity`",
        ),
        (
            "<circle id=\"mark:x\" r=\"1\" cx=\"9\" cy=\"9\"/>",
            "a.svg:2:9: <circle> has no attribute `id`",
        ),
        (
            "<circle transform=\"scale(2)\" r=\"1\" cx=\"9\" cy=\"9\"/>",
            "a.svg:2:9: <circle> has no attribute `transform`",
        ),
        (
            "<path d=\"M0 0h9v9\" fill-rule=\"evenodd\"/>",
            "a.svg:2:20: <path> has no attribute `fill-rule`",
        ),
        (
            "<path d=\"M0 0h9v9\" xml:space=\"preserve\"/>",
            "a.svg:2:20: <path> has no attribute `space`",
        ),
        (
            "<line x2=\"9\" stroke=\"red\" fill=\"red\"/>",
            "a.svg:2:27: <line> has no attribute `fill`",
        ),
        (
            "<text y=\"9\" font-size=\"2\" stroke=\"red\">x</text>",
            "a.svg:2:27: <text> has no attribute `stroke`",
        ),
        (
            "<g id=\"a\"/><g id=\"a\"/>",
            "a.svg:2:19: the id `a` stands twice",
        ),
        (
            "<g id=\"mark:\"><rect width=\"9\" height=\"9\"/></g>",
            "a.svg:2:8: a mark needs a name without spaces",
        ),
        (
            "<g id=\"mark:a b\"><rect width=\"9\" height=\"9\"/></g>",
            "a.svg:2:8: a mark needs a name without spaces",
        ),
        (
            "<g id=\"mark:a\"/>",
            "a.svg:2:1: nothing is drawn in this mark",
        ),
        (
            "<g id=\"mark:a\"><g id=\"mark:b\"><rect width=\"9\" height=\"9\"/></g></g>",
            "a.svg:2:23: a mark cannot stand inside another mark",
        ),
        (
            "<g transform=\"turn(5)\"/>",
            "a.svg:2:15: this is not a transform that can be undone",
        ),
        (
            "<g transform=\"scale(0)\"/>",
            "a.svg:2:15: this is not a transform that can be undone",
        ),
        ("<path/>", "a.svg:2:1: <path> needs `d`"),
        (
            "<path d=\"\"/>",
            "a.svg:2:10: the path has no line and no curve",
        ),
        (
            "<path d=\"M9 9\"/>",
            "a.svg:2:10: the path has no line and no curve",
        ),
        (
            "<path d=\"M0 0L9 x\"/>",
            "a.svg:2:17: this is not path data",
        ),
        ("<path d=\"L9 9\"/>", "a.svg:2:10: this is not path data"),
        (
            "<polygon points=\"1,1 2,x\"/>",
            "a.svg:2:24: this is not a number",
        ),
        (
            "<polygon points=\"1,1 2,2 3\"/>",
            "a.svg:2:18: `points` needs two numbers",
        ),
        (
            "<polygon points=\"1,1\"/>",
            "a.svg:2:18: `points` needs two numbers",
        ),
        ("<rect width=\"9\"/>", "a.svg:2:1: <rect> needs `height`"),
        (
            "<rect width=\"9mm\" height=\"9\"/>",
            "a.svg:2:14: `width` is not a number",
        ),
        (
            "<rect width=\"0\" height=\"9\"/>",
            "a.svg:2:14: `width` must be more than 0",
        ),
        (
            "<rect width=\"9\" height=\"2\" rx=\"2\"/>",
            "a.svg:2:32: `rx` is more than half",
        ),
        (
            "<circle cx=\"9\" cy=\"9\" r=\"-1\"/>",
            "a.svg:2:26: `r` must be more than 0",
        ),
        (
            "<rect width=\"9\" height=\"9\" fill=\"url(#x)\"/>",
            "a.svg:2:34: `fill` is neither",
        ),
        (
            "<rect width=\"9\" height=\"9\" fill=\"currentColor\"/>",
            "a.svg:2:34: `fill` is neither",
        ),
        (
            "<rect width=\"9\" height=\"9\" fill=\"#ff000080\"/>",
            "a.svg:2:34: `fill` is neither",
        ),
        (
            "<rect width=\"9\" height=\"9\" fill=\"none\"/>",
            "a.svg:2:1: the shape has neither `fill` nor `stroke`",
        ),
        (
            "<line x2=\"9\"/>",
            "a.svg:2:1: the shape has neither `fill` nor `stroke`",
        ),
        (
            "<line x1=\"9\" y1=\"9\" x2=\"9\" y2=\"9\" stroke=\"red\"/>",
            "a.svg:2:1: the shape has neither",
        ),
        ("<path d=\"M9 9h9\"/>", "a.svg:2:1: the shape has neither"),
        (
            "<g stroke-width=\"0\"/>",
            "a.svg:2:18: `stroke-width` must be more than 0",
        ),
        (
            "<g stroke-linecap=\"flat\"/>",
            "a.svg:2:20: `stroke-linecap` cannot be `flat`",
        ),
        (
            "<g stroke-linejoin=\"arcs\"/>",
            "a.svg:2:21: `stroke-linejoin` cannot be `arcs`",
        ),
        (
            "<g transform=\"scale(1 2)\"><rect x=\"2\" y=\"2\" width=\"9\" height=\"9\" stroke=\"red\"/></g>",
            "a.svg:2:27: the transform would draw the line unevenly",
        ),
        (
            "<rect width=\"101\" height=\"9\"/>",
            "a.svg:2:1: the shape reaches over the edge",
        ),
        (
            "<rect width=\"9\" height=\"9\" stroke=\"red\"/>",
            "a.svg:2:1: the shape reaches over the edge",
        ),
        (
            "<rect width=\"9\" height=\"9\"><title>x</title></rect>",
            "a.svg:2:28: <rect> holds nothing",
        ),
        (
            "<rect width=\"9\" height=\"9\"><title> </title></rect>",
            "a.svg:2:28: <rect> holds nothing",
        ),
        (
            "<text y=\"9\">x</text>",
            "a.svg:2:1: <text> needs `font-size`",
        ),
        (
            "<text y=\"9\" font-size=\"2\"> </text>",
            "a.svg:2:1: <text> is empty",
        ),
        (
            "<text y=\"9\" font-size=\"2\"><tspan>x</tspan></text>",
            "a.svg:2:27: <text> holds only plain text",
        ),
        (
            "<text y=\"9\" font-size=\"2\" font-weight=\"600\">x</text>",
            "a.svg:2:40: `font-weight` cannot be `600`",
        ),
        (
            "<text y=\"9\" font-size=\"2\" text-anchor=\"left\">x</text>",
            "a.svg:2:40: `text-anchor` cannot be `left`",
        ),
        (
            "<text y=\"9\" font-size=\"2\" fill=\"none\">x</text>",
            "a.svg:2:1: the text has no `fill`",
        ),
        (
            "<g stroke=\"red\"><text y=\"9\" font-size=\"2\">x</text></g>",
            "a.svg:2:17: text has no line along its letters",
        ),
        (
            "<g transform=\"rotate(90)\"><text font-size=\"2\">x</text></g>",
            "a.svg:2:27: text can only be moved",
        ),
        (
            "<g transform=\"scale(-1 1)\"><text font-size=\"2\">x</text></g>",
            "a.svg:2:28: text can only be moved",
        ),
    ];
    for (inner, expected) in cases {
        let says = refused(&file(inner));
        assert!(says.starts_with(expected), "{inner}: {says}");
        assert!(says.contains("\n  hint: "), "{inner}: {says}");
    }
}

#[test]
fn the_file_itself_must_be_plain_svg() {
    let svg = "xmlns=\"http://www.w3.org/2000/svg\"";
    let cases = [
        ("<svg>", "a.svg:1:1: the drawing is not well-formed XML"),
        (
            "<!DOCTYPE svg><svg/>",
            "a.svg:1:1: the drawing is not well-formed XML",
        ),
        (
            "<svg viewBox=\"0 0 1 1\"/>",
            "a.svg:1:1: <svg> is not an element of SVG",
        ),
        (
            &format!("<g {svg}/>"),
            "a.svg:1:1: <g> cannot stand in a drawing",
        ),
        (&format!("<svg {svg}/>"), "a.svg:1:1: <svg> needs `viewBox`"),
        (
            &format!("<svg {svg} viewBox=\"0 0 1\"/>"),
            "a.svg:1:50: `viewBox` is not four numbers",
        ),
        (
            &format!("<svg {svg} viewBox=\"0 0 1 0\"/>"),
            "a.svg:1:50: `viewBox` is not four numbers",
        ),
        (
            &format!("<svg {svg} viewBox=\"0 0 2 1\" width=\"9\" height=\"9\"/>"),
            "a.svg:1:1: `width` and `height` have other",
        ),
        (
            &format!("<svg {svg} viewBox=\"0 0 2 1\" width=\"9\"/>"),
            "a.svg:1:1: `width` and `height` have other",
        ),
        (
            &format!("<?xml-stylesheet href=\"x\"?>\n<svg {svg} viewBox=\"0 0 2 1\"/>"),
            "a.svg:1:1: a drawing has no processing",
        ),
        (
            &format!("<svg {svg} viewBox=\"0 0 2 1\" version=\"1.1\"/>"),
            "a.svg:1:59: <svg> has no attribute `version`",
        ),
    ];
    for (svg, expected) in cases {
        let says = refused(svg);
        assert!(says.starts_with(expected), "{svg}: {says}");
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let says = refused(&file("<image/>\n<circle r=\"x\"/>\n<rect width=\"1\"/>"));
    for place in ["a.svg:2:1:", "a.svg:3:12:", "a.svg:4:1:"] {
        assert!(says.contains(place), "{says}");
    }
}
