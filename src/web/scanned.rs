//! Fields of scanned pages, in the words of whoever looks at the paper.

/// What a field that looks empty or doubtful is, such as `the date beside the signature of the
/// patient` for `patient-date`.
pub(super) fn field(name: &str) -> String {
    if let Some(choice) = name.strip_prefix("choice:") {
        return format!("the answer to “{}”", plain(choice));
    }
    for (ending, what) in [("-date", "date"), ("-time", "time"), ("-name", "name")] {
        if let Some(role) = name.strip_suffix(ending) {
            return format!("the {what} beside the signature of {}", whose(role));
        }
    }
    format!("the signature of {}", whose(name))
}

/// Several of them.
pub(super) fn fields<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(field).collect();
    names.join(", ")
}

fn whose(role: &str) -> String {
    match role {
        "confirmation" => "the confirmation on the day".to_owned(),
        "withdrawal" => "a change of mind".to_owned(),
        role => format!("the {}", plain(role)),
    }
}

fn plain(id: &str) -> String {
    id.replace('-', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_said_in_words() {
        for (name, says) in [
            ("patient", "the signature of the patient"),
            (
                "clinician-date",
                "the date beside the signature of the clinician",
            ),
            ("withdrawal", "the signature of a change of mind"),
            ("choice:blood-products", "the answer to “blood products”"),
        ] {
            assert_eq!(field(name), says);
        }
    }
}
