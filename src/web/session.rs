//! Who sits before the screen: sessions, kept in memory by the hash of their cookie.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::secret::Secret;
use super::users::Role;
use crate::error::Problem;

/// How many sessions there may be; the one that was idle the longest makes room.
const MOST: usize = 256;
/// How long a session lives at most.
const LONGEST: Duration = Duration::from_secs(12 * 3600);

/// How much news of pages that nobody looks at again is kept.
const UNREAD: usize = 16;

/// Somebody at work.
#[derive(Debug)]
pub(super) struct Session {
    /// Who the log says did it.
    pub(super) actor: String,
    /// What they may do.
    pub(super) role: Role,
    /// What every request that changes something must bring back.
    pub(super) csrf: Secret,
    began: Instant,
    seen: Mutex<Instant>,
    /// What a page has to say the next time it is looked at: its path, and the words.
    news: Mutex<Vec<(String, News)>>,
}

/// What came of something that somebody asked for on a page.
#[derive(Debug, Clone, Serialize)]
pub(super) struct News {
    pub(super) says: String,
    pub(super) hint: String,
    /// It did not work.
    pub(super) failed: bool,
}

/// All of them.
#[derive(Debug)]
pub(super) struct Sessions {
    idle: Duration,
    all: Mutex<HashMap<[u8; 32], Arc<Session>>>,
}

impl Sessions {
    /// Sessions that end after so long without a request.
    pub(super) fn new(idle: Duration) -> Self {
        let all = Mutex::default();
        Self { idle, all }
    }

    /// How long a cookie is worth keeping.
    pub(super) fn lifetime(&self) -> Duration {
        LONGEST
    }

    /// Begins one; gives what its cookie says.
    ///
    /// # Errors
    /// There is no randomness.
    pub(super) fn begin(&self, actor: &str, role: Role) -> Result<Secret, Problem> {
        let (token, now) = (Secret::new()?, Instant::now());
        let session = Session {
            actor: actor.to_owned(),
            role,
            csrf: Secret::new()?,
            began: now,
            seen: Mutex::new(now),
            news: Mutex::default(),
        };
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, session| self.lives(session));
        while all.len() >= MOST {
            let oldest = all.iter().min_by_key(|(_, session)| session.seen());
            let Some(key) = oldest.map(|(key, _)| *key) else {
                break;
            };
            all.remove(&key);
        }
        all.insert(hash(token.as_str()), Arc::new(session));
        Ok(token)
    }

    /// The session of a cookie, if it still lives.
    pub(super) fn of(&self, token: &str) -> Option<Arc<Session>> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let key = hash(token);
        let session = all.get(&key)?.clone();
        if !self.lives(&session) {
            all.remove(&key);
            return None;
        }
        *session.seen.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        Some(session)
    }

    /// Ends one.
    pub(super) fn end(&self, token: &str) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&hash(token));
    }

    fn lives(&self, session: &Session) -> bool {
        session.began.elapsed() < LONGEST && session.seen().elapsed() < self.idle
    }
}

impl Session {
    /// Has a page say something the next time it is looked at: then a page that is loaded again
    /// asks for nothing twice.
    pub(super) fn tell(&self, path: &str, news: News) {
        let mut all = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(known, _)| known != path);
        if all.len() >= UNREAD {
            all.remove(0);
        }
        all.push((path.to_owned(), news));
    }

    /// What a page has to say; it is said once.
    pub(super) fn told(&self, path: &str) -> Option<News> {
        let mut all = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|(known, _)| known == path)?;
        Some(all.remove(at).1)
    }

    fn seen(&self) -> Instant {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looking a token up by its hash says nothing about other tokens, however long it takes.
fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_it_is_idle_or_ended() {
        let sessions = Sessions::new(Duration::from_millis(30));
        let token = sessions.begin("a", Role::Admin).expect("begun");
        assert!(sessions.of(token.as_str()).is_some() && sessions.of("other").is_none());
        std::thread::sleep(Duration::from_millis(40));
        assert!(sessions.of(token.as_str()).is_none());
        let token = sessions.begin("a", Role::Admin).expect("begun");
        sessions.end(token.as_str());
        assert!(sessions.of(token.as_str()).is_none());
    }

    #[test]
    fn sessions_are_bounded() {
        let sessions = Sessions::new(LONGEST);
        let first = sessions.begin("a", Role::Admin).expect("begun");
        for _ in 0..MOST {
            sessions.begin("b", Role::Admin).expect("begun");
        }
        assert!(sessions.of(first.as_str()).is_none());
        assert_eq!(sessions.all.lock().expect("lock").len(), MOST);
    }
}
