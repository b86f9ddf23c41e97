//! The store: what lies there besides the files of forms.

use super::Verified;
use crate::archive::Inner;
use crate::error::Problem;

impl Inner {
    pub(super) async fn verify_objects(&mut self, verified: &mut Verified) -> Result<(), Problem> {
        let (shards, mut foreign) = self.store.shards(&self.outside).await?;
        for digits in shards {
            let (objects, others) = self.store.shard(&digits).await?;
            foreign.extend(others);
            let known = self.index.hashes(&digits).await?;
            for hash in objects {
                if known.binary_search(&hash).is_err() {
                    verified.note(None, format!(
                        "object {hash} belongs to no form: a run that was broken off left it, or \
                         one that is under way"
                    ));
                }
            }
        }
        for path in foreign {
            verified.note(
                None,
                format!("{path} is no file of an archive", path = path.0),
            );
        }
        Ok(())
    }
}
