//! Fields of the page, as a browser sends them.

/// Fields as a browser sends them.
pub(super) fn encoded(fields: &[(&str, &str)]) -> String {
    let plain = |text: &str| -> String {
        let letters = text.bytes().map(|it| match it {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                (it as char).to_string()
            }
            other => format!("%{other:02X}"),
        });
        letters.collect()
    };
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{}={}", plain(name), plain(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// A whole case, as fields.
pub(super) const CASE: [(&str, &str); 11] = [
    ("operation", "Foraminotomy"),
    ("procedure.pack", "foraminotomy"),
    ("procedure.side", "left"),
    ("procedure.levels", "L4–L5"),
    ("patient.family_name", "Okafor"),
    ("patient.given_names", "Maya"),
    ("patient.date_of_birth", "1961-03-14"),
    ("patient.record_number", "00412907"),
    ("surgeon.name", "Dr. Ines Albrecht"),
    ("procedure.indication", "Pain in the left leg."),
    ("facility.name", "Harbour Spine Centre"),
];

/// The case with some fields otherwise.
pub(super) fn case<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = CASE.to_vec();
    for (name, value) in other {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

/// Fields and files as a browser sends them together, parted by `x1`; `of` is the field of the files.
pub(super) fn with_files(fields: &[(&str, &str)], of: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut part = |head: &str, content: &[u8]| {
        let head = format!("--x1\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        body.extend([head.as_bytes(), content, b"\r\n"].concat());
    };
    for (name, value) in fields {
        part(&format!("name=\"{name}\""), value.as_bytes());
    }
    for (name, bytes) in files {
        part(&format!("name=\"{of}\"; filename=\"{name}\""), bytes);
    }
    body.extend(b"--x1--\r\n");
    body
}

/// Name and value of every field of the page of a draft, as a browser without a script sends
/// them back.
pub(super) fn fields(page: &str) -> Vec<(String, String)> {
    let from = page.find("<form class=\"side\"").unwrap();
    let form = &page[from..from + page[from..].find("</form>").unwrap()];
    // What stands there for browsers without scripts comes second and says the same.
    let mut rest = form;
    let mut fields = Vec::new();
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').unwrap();
        let tag = &rest[..end];
        let name = attribute(tag, "name");
        if tag.starts_with("input") {
            let choice = ["checkbox", "radio"]
                .iter()
                .any(|it| attribute(tag, "type") == *it);
            if !choice || tag.contains(" checked") {
                fields.push((name, attribute(tag, "value")));
            }
        } else if tag.starts_with("textarea") {
            let text = &rest[end + 1..rest.find("</textarea>").unwrap()];
            fields.push((name, plain(text)));
        } else if tag.starts_with("select") {
            let options = &rest[..rest.find("</select>").unwrap()];
            let chosen = options.split("<option").find(|it| it.contains(" selected"));
            let value = chosen.map_or(String::new(), |it| attribute(it, "value"));
            fields.push((name, value));
        }
    }
    fields.retain(|(name, _)| !["", "csrf"].contains(&name.as_str()));
    fields
}

fn attribute(tag: &str, name: &str) -> String {
    let value = tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest);
    value.map_or(String::new(), |it| plain(it.split('"').next().unwrap()))
}

fn plain(text: &str) -> String {
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x3D;", "="),
        ("&#x60;", "`"),
        ("&amp;", "&"),
    ];
    let mut text = text.to_owned();
    for (sign, plain) in signs {
        text = text.replace(sign, plain);
    }
    text
}
