//! Whose form it is, and which.

use super::{Finding, unless};
use crate::rules::codes::wrong_code;
use crate::rules::judge::Judge;
use crate::rules::kept::not_on_every_page;

pub(super) fn identifiers_on_every_page(judge: &Judge<'_>) -> Finding {
    let missing = not_on_every_page(judge.scene.consent, judge.laid_out);
    unless(missing.first().map(|problem| problem.says.clone()))
}

pub(super) fn pages_numbered(judge: &Judge<'_>) -> Finding {
    unless(
        judge
            .laid_out
            .unnumbered_pages()
            .map(|problem| problem.says),
    )
}

pub(super) fn codes_on_every_page(judge: &Judge<'_>) -> Finding {
    let scene = judge.scene;
    unless(wrong_code(scene.consent, scene.pages).map(|problem| problem.says))
}

pub(super) fn language_of_the_form(judge: &Judge<'_>) -> Finding {
    let (wanted, found) = (&judge.scene.consent.lang, &judge.scene.pages.lang);
    unless(
        (wanted != found).then(|| {
            format!("the text is in `{wanted}`, and the file says that it is in `{found}`")
        }),
    )
}
