//! What shapes every form besides its consent: faces, and the edition that goes into ids.

use sha2::{Digest, Sha256};

use crate::error::{Problem, Problems};
use crate::library::{Files, Locale, hexadecimal};
use crate::typeset::{Face, Faces, Theme};

/// A hash of everything outside the consent that shapes a form, for its id: layout, theme,
/// paper, words, the program's version, and fonts that are not the shipped ones.
pub(super) fn edition(
    sources: &[&str],
    locale: &Locale,
    theme: &Theme,
    files: &Files,
) -> Result<String, Problems> {
    let words = serde_json::to_string(locale).map_err(|error| Problem::new(error.to_string()))?;
    let mut edition = [&[env!("CARGO_PKG_VERSION"), &words], sources]
        .concat()
        .join("\0");
    for path in theme
        .faces
        .values()
        .flatten()
        .map(|path| format!("fonts/{path}"))
    {
        if let Some(bytes) = files.own_font(&path)? {
            edition.push_str(&hexadecimal(&Sha256::digest(bytes)));
        }
    }
    Ok(hexadecimal(&Sha256::digest(edition)))
}

/// The faces of a theme, each file once.
pub(crate) fn faces(theme: &Theme, theme_file: &str, files: &Files) -> Result<Faces, Problems> {
    let mut paths: Vec<&str> = Vec::new();
    let mut faces = Faces {
        all: Vec::new(),
        stacks: Default::default(),
        remembered: Default::default(),
    };
    for (role, stack) in &theme.faces {
        let mut indices = Vec::new();
        for path in stack {
            let index = match paths.iter().position(|known| known == path) {
                Some(index) => index,
                None => {
                    faces.all.push(face(path, theme_file, files)?);
                    paths.push(path);
                    paths.len() - 1
                }
            };
            indices.push(index);
        }
        faces.stacks.insert(role.clone(), indices);
    }
    Ok(faces)
}

fn face(path: &str, theme_file: &str, files: &Files) -> Result<Face, Problem> {
    let bytes = files.font(&format!("fonts/{path}"))?;
    let stem = path.rsplit('/').next().unwrap_or(path);
    let name = stem.rsplit_once('.').map_or(stem, |(name, _)| name);
    Face::parse(name, bytes).ok_or_else(|| {
        Problem::new(format!(
            "{theme_file}: fonts/{path} is not a font that can be used"
        ))
        .hint("use a static TrueType or OpenType file")
    })
}
