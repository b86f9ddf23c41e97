//! The fields of a page as a browser without a script sends them back.

/// Name and value of every field of the page of a draft.
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
