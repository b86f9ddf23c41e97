//! Who answers for the content.

use super::{Finding, unless};
use crate::library::Status;
use crate::rules::judge::Judge;

/// Every file of content has author and version, and the site has approved it.
pub(super) fn content_approved(judge: &Judge<'_>) -> Finding {
    let content = &judge.scene.consent.content;
    let bare = content
        .iter()
        .find(|record| record.version.trim().is_empty() || record.author.trim().is_empty());
    if let Some(record) = bare {
        return Finding::Breach(format!("`{}` has no version or author", record.id));
    }
    let drafts: Vec<&str> = content
        .iter()
        .filter(|record| record.status == Status::Draft)
        .map(|record| record.id.as_str())
        .collect();
    if drafts.is_empty() {
        return Finding::Holds;
    }
    let why = format!("not approved by this site: {}", drafts.join(", "));
    if judge.scene.require_approved {
        Finding::Breach(why)
    } else {
        Finding::Warning(why)
    }
}

pub(super) fn review_current(judge: &Judge<'_>) -> Finding {
    let content = &judge.scene.consent.content;
    let due: Vec<&str> = content
        .iter()
        .filter(|record| {
            let due = record.next_review.as_ref().map(|date| date.iso);
            due.is_some_and(|due| due < judge.scene.today)
        })
        .map(|record| record.id.as_str())
        .collect();
    if due.is_empty() {
        return Finding::Holds;
    }
    let why = format!("the day of review has passed: {}", due.join(", "));
    if judge.scene.require_approved {
        Finding::Breach(why)
    } else {
        Finding::Warning(why)
    }
}

/// A hash of every file of content, and the form's own, from its text.
pub(super) fn hashes_recorded(judge: &Judge<'_>) -> Finding {
    let consent = judge.scene.consent;
    let unhashed = consent
        .content
        .iter()
        .find(|record| record.sha256.len() != 64);
    unless(
        if consent.form_id.is_empty() || consent.content_version.is_empty() {
            Some("the form has no id or content version".into())
        } else {
            unhashed.map(|record| format!("`{}` has no hash", record.id))
        },
    )
}

/// What the site has changed is named: content, and rules that it has weakened.
pub(super) fn local_changes_named(judge: &Judge<'_>) -> Finding {
    let scene = judge.scene;
    if !scene.weakened.is_empty() {
        return Finding::Warning(format!(
            "the site has taken out or weakened rules of the shipped profile: {}",
            scene.weakened.join(", ")
        ));
    }
    let content = scene
        .consent
        .content
        .iter()
        .filter(|record| record.changed_here);
    let mut own: Vec<String> = content
        .map(|record| format!("{} {}", record.id, record.version))
        .collect();
    own.extend(scene.changed_files.iter().cloned());
    if own.is_empty() {
        Finding::NotApplicable("all content is as it was shipped".into())
    } else {
        Finding::Warning(format!("changed or added by the site: {}", own.join(", ")))
    }
}
