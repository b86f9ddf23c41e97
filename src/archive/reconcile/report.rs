//! What is back of a form, and what a person has to do.

use super::forms::Forms;
use super::{FormBack, SheetSeen, Sight};
use crate::archive::Inner;
use crate::archive::add::{parsed, state_of};
use crate::archive::life::{State, Status};
use crate::error::Problem;

impl Inner {
    /// What is back of a form; `marked` is what came of marking it.
    pub(super) async fn form_back(
        &mut self,
        id: &str,
        marked: Result<bool, String>,
        forms: &Forms,
    ) -> Result<FormBack, Problem> {
        let history = parsed(id, &self.index.history(id).await?)?;
        let state = state_of(id, &history)?;
        let state = state.ok_or_else(|| Problem::new(format!("form {id} is not there")))?;
        let twice = forms.twice(id);
        let mut notes: Vec<String> = note(&state).into_iter().collect();
        let marked_signed = *marked.as_ref().unwrap_or(&false);
        if let Err(why) = marked {
            notes.push(format!("not marked as signed: {why}"));
        }
        let (missing, unsigned) = (state.back.missing(), state.back.unsigned());
        let doubtful = state.back.doubtful();
        let needs_attention = !missing.is_empty()
            || !twice.is_empty()
            || !unsigned.is_empty()
            || !doubtful.is_empty()
            || !notes.is_empty();
        Ok(FormBack {
            form_id: id.to_owned(),
            status: state.status.name().into(),
            pages: state.back.of,
            back: state.back.pages.keys().copied().collect(),
            missing,
            twice,
            unsigned,
            doubtful,
            marked_signed,
            notes,
            needs_attention,
        })
    }
}

impl SheetSeen {
    /// What it is, or why it was not filed.
    pub fn words(&self) -> String {
        let page = match (&self.form_id, self.page) {
            (Some(id), Some(page)) => format!("page {page} of form {id}"),
            _ => "it".to_owned(),
        };
        let why = match self.sight {
            Sight::Filed | Sight::FiledAlready => format!("{page} is filed"),
            Sight::Blank => "blank".into(),
            Sight::Unreadable => "no page code can be read on it; look at it by eye".into(),
            Sight::SeveralPages => "more than one page is on it; scan each by itself".into(),
            Sight::UnknownForm => format!("{page} belongs to no form of this archive"),
            Sight::DestroyedForm => {
                format!("{page}, which was destroyed: destroy the paper, too")
            }
            Sight::OtherContent => format!("{page} names other content than that form has"),
            Sight::NotThePage => format!("does not look like {page}, which its code names"),
            Sight::NotParted => format!("{page} is not filed"),
            Sight::Damaged => "cannot be read".into(),
        };
        match &self.note {
            Some(note) => format!("{why} ({note})"),
            None => why,
        }
    }
}

/// What a person should know of a form that does not count.
fn note(state: &State) -> Option<String> {
    Some(match state.status {
        Status::Issued | Status::Printed | Status::Signed => return None,
        Status::Superseded => format!("superseded by {}", state.superseded_by),
        status => status.name().to_owned(),
    })
}

/// Pages as people write them: `1, 3–5`.
pub fn ranges(pages: &[u16]) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut rest = pages;
    while let Some(first) = rest.first() {
        let run = rest
            .iter()
            .zip(*first..)
            .take_while(|(page, at)| *page == at)
            .count();
        let last = rest[run - 1];
        words.push(if run == 1 {
            first.to_string()
        } else {
            format!("{first}–{last}")
        });
        rest = &rest[run..];
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn pages_are_written_as_people_write_them() {
        assert_eq!(ranges(&[]), "");
        assert_eq!(ranges(&[1, 3, 4, 5, 9]), "1, 3–5, 9");
    }
}
