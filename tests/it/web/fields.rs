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
