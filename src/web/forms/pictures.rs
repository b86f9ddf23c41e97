//! Pictures of pages that were drawn just now: who asks for the same page at the same time gets
//! the same picture, drawn once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use tokio::sync::OnceCell;

use crate::error::Problem;
use crate::web::answer::Refusal;
use crate::web::work::Work;

/// How many bytes of pictures are kept.
const BYTES: usize = 48 * 1024 * 1024;
/// How long one is kept. They show a patient's form.
const FRESH: Duration = Duration::from_secs(60);

/// Which form, by its hash, and which page.
type Key = ([u8; 32], usize);
/// A picture, once it is drawn; none of a page that is not there.
type Picture = OnceCell<Option<Bytes>>;

/// Pictures that were drawn just now.
#[derive(Debug, Default)]
pub(in crate::web) struct Pictures(Mutex<BTreeMap<Key, (Instant, Arc<Picture>)>>);

impl Pictures {
    /// The picture of a page of a form: as it is known, or drawn when it is its turn.
    ///
    /// # Errors
    /// Too much is going on, or it cannot be drawn.
    pub(super) async fn page(
        &self,
        key: Key,
        work: &Work,
        draw: impl FnOnce() -> Result<Option<Vec<u8>>, Problem> + Send + 'static,
    ) -> Result<Option<Bytes>, Refusal> {
        let picture = self.place(key);
        let drawn = picture.get_or_try_init(|| async {
            let bytes = work.run(draw).await??;
            Ok::<_, Refusal>(bytes.map(Bytes::from))
        });
        Ok(drawn.await?.clone())
    }

    /// Forgets those of a form.
    pub(super) fn forget(&self, form: &[u8; 32]) {
        self.all().retain(|(of, _), _| of != form);
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<Key, (Instant, Arc<Picture>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The place of a picture, among those that are not too old and not too many.
    fn place(&self, key: Key) -> Arc<Picture> {
        let mut all = self.all();
        all.retain(|_, (began, picture)| began.elapsed() < FRESH || !picture.initialized());
        let mut bytes: usize = all.values().map(|(_, picture)| size(picture)).sum();
        while bytes > BYTES {
            let drawn = all.iter().filter(|(_, (_, picture))| picture.initialized());
            let oldest = drawn.min_by_key(|(_, (began, _))| *began);
            let Some(oldest) = oldest.map(|(key, _)| *key) else {
                break;
            };
            bytes -= all.remove(&oldest).map_or(0, |(_, it)| size(&it));
        }
        let new = || (Instant::now(), Arc::default());
        all.entry(key).or_insert_with(new).1.clone()
    }
}

fn size(picture: &Picture) -> usize {
    picture.get().and_then(Option::as_ref).map_or(0, Bytes::len)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn a_page_is_drawn_once_for_all_who_ask_and_pictures_are_bounded() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let (pictures, work) = (Pictures::default(), Work::new());
        let drawn = Arc::new(AtomicUsize::new(0));
        let ask = |form: u8, size: usize| {
            let drawn = drawn.clone();
            let draw = move || {
                drawn.fetch_add(1, Ordering::Relaxed);
                Ok(Some(vec![form; size]))
            };
            pictures.page(([form; 32], 1), &work, draw)
        };
        runtime.block_on(async {
            let (one, other) = futures_util::join!(ask(1, 10), ask(1, 10));
            assert_eq!(one.expect("a picture"), other.expect("a picture"));
            assert_eq!(drawn.load(Ordering::Relaxed), 1);
            for form in 2..10 {
                let picture = ask(form, BYTES / 4).await.expect("a picture");
                assert_eq!(picture.map(|it| it[0]), Some(form));
            }
            let kept: usize = pictures.all().values().map(|(_, it)| size(it)).sum();
            assert!(kept <= BYTES + BYTES / 4, "{kept}");
            pictures.forget(&[9; 32]);
            ask(9, 1).await.expect("a picture");
            assert_eq!(drawn.load(Ordering::Relaxed), 10);
        });
    }
}
