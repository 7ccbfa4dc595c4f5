//! What an issuer answers: the JWK Set, the token endpoint with the grant `client_credentials`
//! (RFC 6749 §4.4, §5), and where both are (RFC 8414).

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::form;
use super::http::{Request, Response};
use super::issuer::State;

pub(super) const JWKS: &str = "/jwks";
pub(super) const TOKEN: &str = "/token";
const METADATA: &str = "/.well-known/openid-configuration";

const OK: &str = "200 OK";
const BAD_REQUEST: &str = "400 Bad Request";

/// Answers a request.
pub(super) fn answer(state: &State, request: &Request) -> Response {
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", JWKS) => Response::new(OK, state.jwks()),
        ("GET", METADATA) => Response::new(OK, metadata(state)),
        ("POST", TOKEN) => token(state, request),
        (_, JWKS | METADATA | TOKEN) => Response::new("405 Method Not Allowed", "{}".to_owned()),
        _ => Response::new("404 Not Found", "{}".to_owned()),
    }
}

fn metadata(state: &State) -> String {
    let issuer = state.url();
    json!({
        "issuer": issuer,
        "jwks_uri": format!("{issuer}{JWKS}"),
        "token_endpoint": format!("{issuer}{TOKEN}"),
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "id_token_signing_alg_values_supported": ["ES256"],
    })
    .to_string()
}

fn token(state: &State, request: &Request) -> Response {
    let fields = form::fields(&request.body);
    let Some(grant) = fields.get("grant_type") else {
        return refused("invalid_request");
    };
    if grant != "client_credentials" {
        return refused("unsupported_grant_type");
    }
    let known = claimed(request, &fields).into_iter().find(|(id, secret)| state.knows(id, secret));
    let Some((client, _)) = known else {
        let body = json!({ "error": "invalid_client" }).to_string();
        let field = Some(("WWW-Authenticate", "Basic realm=\"kerbside\""));
        return Response { status: "401 Unauthorized", field, body };
    };
    let scope = fields.get("scope").map(String::as_str).unwrap_or_default();
    match state.sign(&client, scope) {
        Ok(token) => {
            let seconds = state.lifetime().as_secs();
            let mut body = json!({
                "access_token": token, "token_type": "Bearer", "expires_in": seconds,
            });
            if let (false, Some(members)) = (scope.is_empty(), body.as_object_mut()) {
                members.insert("scope".to_owned(), json!(scope));
            }
            Response::new(OK, body.to_string())
        }
        Err(error) => {
            let body = json!({ "error": "server_error", "error_description": error.to_string() });
            Response::new("500 Internal Server Error", body.to_string())
        }
    }
}

fn refused(error: &str) -> Response {
    Response::new(BAD_REQUEST, json!({ "error": error }).to_string())
}

/// Who the client says it is. Both parts are form-encoded (RFC 6749 §2.3.1), which not every client
/// does: they are tried as they are too.
fn claimed(request: &Request, fields: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let mut claimed = Vec::new();
    let basic = request.fields.get("authorization").and_then(|it| it.split_once(' '));
    if let Some((_, encoded)) = basic.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic")) {
        let decoded = STANDARD.decode(encoded.trim()).unwrap_or_default();
        let text = String::from_utf8_lossy(&decoded).into_owned();
        if let Some((id, secret)) = text.split_once(':') {
            claimed.push((id.to_owned(), secret.to_owned()));
            claimed.push((form::decoded(id), form::decoded(secret)));
        }
    }
    if let (Some(id), Some(secret)) = (fields.get("client_id"), fields.get("client_secret")) {
        claimed.push((id.clone(), secret.clone()));
    }
    claimed
}
