//! The way to the host: encrypted, and through a proxy where there is one.

use std::sync::Arc;

use http::header::{ACCEPT, USER_AGENT};
use http::{HeaderValue, Uri};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client as Http;
use hyper_util::client::legacy::connect::Connect;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::rt::TokioExecutor;
use octocrab::service::middleware::auth_header::AuthHeaderLayer;
use octocrab::service::middleware::base_uri::BaseUriLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};

use super::error::ApiError;
use super::reply::one_line;
use crate::{Proxies, Token};

/// A client of the API at `base`, which must be one to which a secret may be sent.
pub(super) fn connect(base: &Uri, token: &Token, proxies: &Proxies) -> Result<Octocrab, ApiError> {
    let Some(proxy) = proxies.of(base) else {
        return octocrab(tls()?.enable_http1().build(), base, token);
    };
    if !matches!(proxy.uri().scheme_str(), Some("http" | "https")) {
        return Err(unavailable("the proxy's address starts neither with `http` nor with `https`"));
    }
    // A proxy sees the name of the host, and no more: what goes through it is encrypted up to there.
    let tunnel = Tunnel::new(proxy.uri().clone(), tls()?.enable_http1().build());
    let tunnel = match proxy.basic_auth() {
        Some(password) => tunnel.with_auth(password.clone()),
        None => tunnel,
    };
    octocrab(tls()?.enable_http1().wrap_connector(tunnel), base, token)
}

type Tls = HttpsConnectorBuilder<hyper_rustls::builderstates::WantsProtocols1>;

fn tls() -> Result<Tls, ApiError> {
    let roots = HttpsConnectorBuilder::new().with_native_roots();
    roots
        .map(HttpsConnectorBuilder::https_or_http)
        .map_err(|error| unavailable(&format!("the system's certificates can't be read: {error}")))
}

fn octocrab<C>(connector: C, base: &Uri, token: &Token) -> Result<Octocrab, ApiError>
where
    C: Connect + Clone + Send + Sync + 'static,
{
    let bearer = HeaderValue::from_str(&format!("Bearer {}", token.reveal()));
    let mut bearer = bearer.map_err(|_invalid| unavailable("the token can't be sent"))?;
    bearer.set_sensitive(true);
    let agent = HeaderValue::from_static(concat!("paceline/", env!("CARGO_PKG_VERSION")));
    let accept = HeaderValue::from_static("application/vnd.github+json");
    let headers = Arc::new(vec![(USER_AGENT, agent), (ACCEPT, accept)]);
    let http = Http::builder(TokioExecutor::new()).build::<_, OctoBody>(connector);
    let built = OctocrabBuilder::new_empty()
        .with_service(http)
        .with_layer(&ExtraHeadersLayer::new(headers))
        .with_layer(&BaseUriLayer::new(base.clone()))
        .with_layer(&AuthHeaderLayer::new(Some(bearer), base.clone(), base.clone()))
        .with_auth(AuthState::None)
        .build();
    let Ok(octocrab) = built;
    Ok(octocrab)
}

fn unavailable(text: &str) -> ApiError {
    ApiError::Unavailable(one_line(text))
}
