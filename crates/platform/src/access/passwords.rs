//! Passwords: what is asked of them, and argon2id on threads of its own.

use std::collections::HashSet;
use std::sync::Arc;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

use crate::clock::Random;
use crate::problem::Problem;
use crate::settings::Accounts;

/// The longest password, in bytes: long enough for any sentence, short enough to hash.
const LONGEST: usize = 1024;

/// Hashes and checks passwords, at most one per core at a time: each costs memory.
pub(super) struct Passwords {
    argon2: Argon2<'static>,
    minimum: usize,
    random: Arc<dyn Random>,
    turns: Arc<Semaphore>,
    /// Checked when there is no account, so that an unknown name takes as long as a known one.
    nobody: String,
}

impl Passwords {
    pub(super) fn new(settings: &Accounts, random: Arc<dyn Random>) -> Result<Self, Problem> {
        let params = Params::new(
            settings.password_memory_kib,
            settings.password_passes,
            settings.password_lanes,
            None,
        )
        .map_err(|error| Problem::internal(format!("argon2: {error}")))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let nobody = hash(&argon2, &*random, "nobody's password")?;
        Ok(Self {
            argon2,
            minimum: settings.password_minimum,
            random,
            turns: Arc::new(Semaphore::new(cores)),
            nobody,
        })
    }

    /// Whether `password` may be chosen for the account `login`.
    ///
    /// # Errors
    /// 422 `password_too_short`, `password_too_long`, `password_too_simple`,
    /// `password_is_login`.
    pub(super) fn check(&self, password: &SecretString, login: &str) -> Result<(), Problem> {
        let password = password.expose_secret();
        let refused = |code: &'static str, words: &'static str, detail: String| {
            let problem = Problem::unprocessable(code, "password", detail).words(words);
            Err(problem.arg("minimum", self.minimum).arg("most", LONGEST))
        };
        if password.chars().count() < self.minimum {
            let minimum = self.minimum;
            let detail = format!("A password needs at least {minimum} characters.");
            return refused("password_too_short", "why-password-short", detail);
        }
        if password.len() > LONGEST {
            let detail = format!("A password may have at most {LONGEST} bytes.");
            return refused("password_too_long", "why-password-long", detail);
        }
        if password.chars().collect::<HashSet<_>>().len() < 5 {
            return refused(
                "password_too_simple",
                "why-password-simple",
                "A password needs at least five different characters.".to_owned(),
            );
        }
        let folded = licentia_core::names::fold_login(password);
        if folded.contains(&licentia_core::names::fold_login(login)) && login.chars().count() > 3 {
            let detail = "A password must not contain the log-in name.".to_owned();
            return refused("password_is_login", "why-password-login", detail);
        }
        Ok(())
    }

    /// The password's argon2id hash as a PHC string.
    pub(super) async fn hash(&self, password: SecretString) -> Result<String, Problem> {
        let (argon2, random) = (self.argon2.clone(), self.random.clone());
        self.work(move || hash(&argon2, &*random, password.expose_secret())).await?
    }

    /// Whether `password` is the one of `stored`. Without one, nobody's is checked and the
    /// answer is no.
    pub(super) async fn matches(
        &self,
        password: SecretString,
        stored: Option<String>,
    ) -> Result<bool, Problem> {
        let argon2 = self.argon2.clone();
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.clone());
        let right = self
            .work(move || {
                let password = password.expose_secret().as_bytes();
                password.len() <= LONGEST && argon2.verify_password(password, &*stored).is_ok()
            })
            .await?;
        Ok(right && known)
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| Problem::unavailable("stopping"))?;
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        })
        .await
        .map_err(|error| Problem::internal(format!("hashing a password: {error}")))
    }
}

fn hash(argon2: &Argon2<'_>, random: &dyn Random, password: &str) -> Result<String, Problem> {
    let mut salt = [0; 16];
    random.fill(&mut salt);
    argon2
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| Problem::internal(format!("argon2: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;
    use crate::settings::{Overrides, Settings};

    fn passwords() -> Passwords {
        let mut settings = Settings::load(None, Overrides::default()).unwrap().accounts;
        settings.password_memory_kib = 64;
        settings.password_passes = 1;
        Passwords::new(&settings, Arc::new(SystemRandom)).unwrap()
    }

    #[test]
    fn each_refused_password_has_its_reason() {
        let passwords = passwords();
        for (password, code) in [
            ("", "password_too_short"),
            ("elva tecken", "password_too_short"),
            ("aaaabbbbaaaabbbb", "password_too_simple"),
            ("Anna.Berg is me", "password_is_login"),
            (&"long enough ".repeat(100), "password_too_long"),
        ] {
            let problem = passwords.check(&password.into(), "anna.berg").unwrap_err();
            assert_eq!(problem.code, code, "{password}");
            assert_eq!(problem.status, 422);
        }
        for password in ["correct horse battery", "åäöåäöåäöüéß", "tolvtecken12"] {
            passwords.check(&password.into(), "anna.berg").unwrap();
        }
    }

    #[tokio::test]
    async fn only_the_right_password_matches_and_hashes_are_salted() {
        let passwords = passwords();
        let one = passwords.hash("correct horse battery".into()).await.unwrap();
        let two = passwords.hash("correct horse battery".into()).await.unwrap();
        assert_ne!(one, two);
        assert!(one.starts_with("$argon2id$v=19$"));
        let tries = [
            ("correct horse battery", Some(one.clone()), true),
            ("correct horse batterx", Some(one), false),
            ("nobody's password", None, false),
            ("x", Some("no hash at all".to_owned()), false),
        ];
        for (password, stored, matches) in tries {
            let answer = passwords.matches(password.into(), stored).await.unwrap();
            assert_eq!(answer, matches, "{password}");
        }
    }
}
