use proptest::prelude::*;

use super::*;
use crate::consent::check_character;

/// The alphanumeric set of QR codes.
const QR: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

fn id(eleven: &str) -> String {
    let check = check_character(eleven).expect("of the alphabet");
    format!("{}-{}-{}{check}", &eleven[..4], &eleven[4..8], &eleven[8..])
}

fn code() -> PageCode {
    PageCode {
        form_id: id("K7QM3XWT9P2"),
        page: 3,
        pages: 16,
        content_version: "0.1.0-F2TT".into(),
    }
}

fn payload() -> String {
    code().to_payload().expect("a sound code")
}

#[test]
fn a_code_says_what_the_format_promises() {
    let payload = payload();
    let fields: Vec<&str> = payload.split(':').collect();
    let bare = code().form_id.replace('-', "");
    assert_eq!(fields[..4], ["CS1", &bare, "3/16", "0.1.0-F2TT"]);
    assert_eq!(fields[4].len(), 4);
    assert!(payload.chars().all(|c| QR.contains(c)), "{payload}");
    // Forty-seven characters are what the small symbol holds with much correction.
    assert!(payload.len() <= 47, "{payload}");
    assert_eq!(PageCode::parse(&payload), Ok(code()));
}

/// Every single character changed into every other, taken out, doubled, and every two
/// neighbours swapped.
#[test]
fn every_change_of_a_character_is_refused() {
    let payload = payload();
    let refused = |wrong: &str| assert!(PageCode::parse(wrong).is_err(), "{wrong}");
    for at in 0..payload.len() {
        let (before, after) = (&payload[..at], &payload[at + 1..]);
        for other in (0..=255_u8).map(char::from) {
            let wrong = format!("{before}{other}{after}");
            if wrong != payload {
                refused(&wrong);
            }
        }
        refused(&format!("{before}{after}"));
        for more in QR.chars() {
            refused(&format!("{before}{more}{}", &payload[at..]));
        }
        let mut swapped = payload.clone().into_bytes();
        if at > 0 && swapped[at] != swapped[at - 1] {
            swapped.swap(at, at - 1);
            refused(&String::from_utf8(swapped).expect("ASCII"));
        }
    }
    refused(&format!("{payload} "));
    refused(&format!("{payload}\n"));
}

#[test]
fn what_could_not_be_read_back_is_not_written() {
    let wrong = |change: fn(&mut PageCode)| {
        let mut code = code();
        change(&mut code);
        code.to_payload()
    };
    assert!(wrong(|code| code.page = 0).is_none());
    assert!(wrong(|code| code.page = 17).is_none());
    assert!(wrong(|code| code.pages = 1000).is_none());
    assert!(wrong(|code| code.form_id = code.form_id.replace('-', "")).is_none());
    assert!(wrong(|code| code.form_id = "K7QM-3XWT-9P20".into()).is_none());
    assert!(wrong(|code| code.content_version.clear()).is_none());
    assert!(wrong(|code| code.content_version = "1.0.0-a".into()).is_none());
    assert!(wrong(|code| code.content_version = "1:0".into()).is_none());
    assert!(wrong(|code| code.content_version = "1".repeat(38)).is_none());
    assert!(wrong(|code| code.pages = 999).is_some());
}

#[test]
fn codes_of_others_and_of_later_versions_are_told_apart() {
    for alien in ["", "CS", "https://example.org", "CSX:1", "CS0:1", "123456"] {
        assert_eq!(PageCode::parse(alien), Err(NoPageCode::Alien), "{alien}");
    }
    for later in ["CS2:", "CS12:K7QM3XWT9P2D"] {
        assert_eq!(PageCode::parse(later), Err(NoPageCode::Later), "{later}");
    }
    for damaged in ["CS1:", "CS1:K7QM3XWT9P2D:1/1:1:0000", "CS1:ÄÄÄÄÄÄ:1/1:1:00"] {
        let read = PageCode::parse(damaged);
        assert_eq!(read, Err(NoPageCode::Damaged), "{damaged}");
    }
    assert!(PageCode::parse(&payload().to_lowercase()).is_err());
}

prop_compose! {
    fn any_code()(
        eleven in "[0-9A-HJKMNP-RTV-Z]{11}",
        (page, pages) in (1..=999_u16).prop_flat_map(|pages| (1..=pages, Just(pages))),
        numbers in any::<[u32; 3]>(),
        content in "[0-9A-HJKMNP-RTV-Z]{4}",
    ) -> PageCode {
        let [major, minor, patch] = numbers;
        PageCode {
            form_id: id(&eleven),
            page,
            pages,
            content_version: format!("{major}.{minor}.{patch}-{content}"),
        }
    }
}

proptest! {
    #[test]
    fn every_page_can_be_read_back(code in any_code()) {
        let payload = code.to_payload().expect("a sound code");
        prop_assert!(payload.len() <= 67);
        prop_assert_eq!(PageCode::parse(&payload), Ok(code));
    }

    #[test]
    fn no_text_is_read_as_another_page(code in any_code(), at in 0..67_usize, byte: u8) {
        let mut payload = code.to_payload().expect("a sound code");
        let at = at % payload.len();
        let changed = char::from(byte).to_string();
        payload.replace_range(at..=at, &changed);
        let read = PageCode::parse(&payload);
        prop_assert!(read.is_err() || read == Ok(code));
    }

    #[test]
    fn any_text_is_taken(text: String) {
        let _ = PageCode::parse(&text);
    }
}
