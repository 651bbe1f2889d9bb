//! Tokens, and what each may do. Where nobody made any, every token may do everything.

use std::collections::BTreeMap;
use std::sync::Mutex;

/// Permissions by token: `write` where it is true, else `read`.
#[derive(Debug, Default)]
pub(crate) struct Tokens(Mutex<BTreeMap<String, BTreeMap<String, bool>>>);

impl Tokens {
    /// Makes a token.
    pub(crate) fn grant(&self, token: &str, permissions: BTreeMap<String, bool>) {
        self.0.lock().unwrap().insert(token.to_owned(), permissions);
    }

    /// Ends the token, as the end of its job does.
    pub(crate) fn revoke(&self, token: &str) {
        self.0.lock().unwrap().insert(token.to_owned(), BTreeMap::new());
    }

    /// Every token.
    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().keys().cloned().collect()
    }

    /// Whether the token has one of the permissions.
    pub(crate) fn may(&self, token: &str, permissions: &[&str], writes: bool) -> bool {
        let tokens = self.0.lock().unwrap();
        if tokens.is_empty() {
            return true;
        }
        let has = |name: &&str| tokens.get(token)?.get(*name).copied();
        permissions.iter().filter_map(has).any(|may_write| may_write || !writes)
    }
}

/// What an operation needs: one of these permissions, as GitHub's pages on permissions say.
pub(super) fn needed(template: &str) -> &'static [&'static str] {
    let is_about = |part: &str| template.split('/').any(|it| it == part);
    if template == "/user" {
        &[]
    } else if is_about("issues") {
        &["issues", "pull-requests"]
    } else if is_about("pulls") {
        &["pull-requests"]
    } else if is_about("check-runs") {
        &["checks"]
    } else {
        &["statuses"]
    }
}
