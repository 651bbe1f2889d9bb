//! The proxies that the environment names.

use std::collections::BTreeMap;
use std::fmt;

use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};

/// Proxies as curl reads them: `HTTPS_PROXY`, else `ALL_PROXY`, and not for what `NO_PROXY` lists; each in
/// capitals or small letters. Never shown: an address may hold a password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    https: String,
    all: String,
    none: String,
}

impl Proxies {
    /// Those that `variables` name.
    pub(crate) fn from_variables(variables: &BTreeMap<String, String>) -> Self {
        let read = |name: &str| {
            let small = name.to_lowercase();
            let found = [name, &small].into_iter().find_map(|name| variables.get(name));
            found.cloned().unwrap_or_default()
        };
        Self { https: read("HTTPS_PROXY"), all: read("ALL_PROXY"), none: read("NO_PROXY") }
    }

    /// The one for `address`. What is not encrypted on its way through a proxy goes through none.
    pub(crate) fn of(&self, address: &Uri) -> Option<Intercept> {
        let Self { https, all, none } = self;
        let matcher = Matcher::builder().https(https).all(all).no(none).build();
        matcher.intercept(address).filter(|_| address.scheme_str() == Some("https"))
    }
}

impl fmt::Debug for Proxies {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Proxies(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(variables: &[(&str, &str)], address: &str) -> Option<String> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let proxies = Proxies::from_variables(&variables.iter().map(own).collect());
        assert_eq!(format!("{proxies:?}"), "Proxies(…)");
        proxies.of(&address.parse().unwrap()).map(|proxy| proxy.uri().to_string())
    }

    #[test]
    fn a_proxy_is_taken_for_what_is_encrypted_and_not_excepted() {
        let api = "https://api.github.com";
        let proxy = Some("http://proxy.example:3128/".to_owned());
        assert_eq!(found(&[], api), None);
        assert_eq!(found(&[("HTTPS_PROXY", "http://proxy.example:3128")], api), proxy);
        let small = [("https_proxy", "http://u:p@proxy.example:3128"), ("ALL_PROXY", "http://x")];
        assert_eq!(found(&small, api), proxy);
        assert_eq!(found(&[("all_proxy", "proxy.example:3128")], api), proxy);
        let except = [("ALL_PROXY", "http://proxy.example:3128"), ("NO_PROXY", "x.y,github.com")];
        assert_eq!(found(&except, api), None);
        assert_eq!(found(&except[..1], "http://127.0.0.1:80"), None);
    }
}
