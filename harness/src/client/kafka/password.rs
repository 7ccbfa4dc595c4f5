//! The client's side of the mechanisms without tickets: PLAIN (RFC 4616), SCRAM (RFC 5802,
//! RFC 7677) and OAUTHBEARER (RFC 7628) with a token that it is given.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256, Sha512};

/// More rounds than a broker may reasonably ask for.
const MOST_ITERATIONS: u32 = 1_000_000;

/// What a client proves itself with.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// PLAIN
    Plain {
        /// The user's name.
        user: String,
        /// The password.
        password: String,
    },
    /// SCRAM-SHA-256 or SCRAM-SHA-512
    Scram {
        /// Which.
        hash: ScramHash,
        /// The user's name.
        user: String,
        /// The password.
        password: String,
    },
    /// OAUTHBEARER
    Bearer {
        /// The token, as it was issued.
        token: String,
    },
}

/// The hash of a SCRAM mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScramHash {
    /// SCRAM-SHA-256
    Sha256,
    /// SCRAM-SHA-512
    Sha512,
}

impl Secret {
    /// The mechanism's registered name.
    pub fn mechanism(&self) -> &'static str {
        match self {
            Secret::Plain { .. } => "PLAIN",
            Secret::Scram { hash: ScramHash::Sha256, .. } => "SCRAM-SHA-256",
            Secret::Scram { hash: ScramHash::Sha512, .. } => "SCRAM-SHA-512",
            Secret::Bearer { .. } => "OAUTHBEARER",
        }
    }

    /// Begins an exchange: the first token, and what goes on with it.
    pub(super) fn start(&self, nonce: &[u8]) -> (Vec<u8>, Exchange) {
        match self {
            Secret::Plain { user, password } => {
                (format!("\0{user}\0{password}").into_bytes(), Exchange::Nothing)
            }
            Secret::Bearer { token } => {
                (format!("n,,\x01auth=Bearer {token}\x01\x01").into_bytes(), Exchange::Bearer)
            }
            Secret::Scram { hash, user, password } => {
                let name = user.replace('=', "=3D").replace(',', "=2C");
                let nonce = STANDARD.encode(nonce);
                let bare = format!("n={name},r={nonce}");
                let token = format!("n,,{bare}").into_bytes();
                let (hash, password) = (*hash, password.clone());
                (token, Exchange::ScramFirst { hash, password, bare, nonce })
            }
        }
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret({})", self.mechanism())
    }
}

/// An exchange that waits for the broker.
pub(super) enum Exchange {
    /// The broker has nothing to say.
    Nothing,
    /// It says nothing, or why the token is no good.
    Bearer,
    /// It sends salt and iterations.
    ScramFirst { hash: ScramHash, password: String, bare: String, nonce: String },
    /// It proves that it knows the password too.
    ScramFinal { signature: String },
}

/// What comes after the broker's answer.
pub(super) enum Next {
    /// Another token.
    Token(Vec<u8>, Exchange),
    /// Nothing more: both have proved themselves.
    Done,
}

impl Exchange {
    /// Takes the broker's answer.
    pub(super) fn step(self, answer: &[u8]) -> Result<Next, String> {
        match self {
            Exchange::Nothing => Ok(Next::Done),
            Exchange::Bearer if answer.is_empty() => Ok(Next::Done),
            // RFC 7628 §3.2.3: an error is acknowledged before it is final.
            Exchange::Bearer => Ok(Next::Token(vec![1], Exchange::Nothing)),
            Exchange::ScramFirst { hash, password, bare, nonce } => {
                hash.answer(&password, &bare, &nonce, &text(answer)?)
            }
            Exchange::ScramFinal { signature } => match text(answer)?.strip_prefix("v=") {
                Some(theirs) if theirs == signature => Ok(Next::Done),
                _ => Err("its proof of SCRAM is wrong: it does not know the password".to_owned()),
            },
        }
    }
}

fn text(answer: &[u8]) -> Result<String, String> {
    String::from_utf8(answer.to_vec()).map_err(|_| "its message of SCRAM is no text".to_owned())
}

impl ScramHash {
    fn answer(self, password: &str, bare: &str, nonce: &str, first: &str) -> Result<Next, String> {
        let field = |name: &str| {
            let found = first.split(',').find_map(|part| part.strip_prefix(name));
            found.ok_or_else(|| format!("its message of SCRAM lacks {name}"))
        };
        let (theirs, salt, iterations) = (field("r=")?, field("s=")?, field("i=")?);
        if !theirs.starts_with(nonce) {
            return Err("its nonce of SCRAM does not begin with ours".to_owned());
        }
        let salt = STANDARD.decode(salt).map_err(|error| format!("its salt: {error}"))?;
        let iterations = iterations.parse().ok().filter(|it| (1..=MOST_ITERATIONS).contains(it));
        let iterations = iterations.ok_or("its number of iterations is out of range")?;
        let salted = self.salted(password, &salt, iterations);
        let client_key = self.hmac(&salted, b"Client Key")?;
        let without_proof = format!("c=biws,r={theirs}");
        let signed = format!("{bare},{first},{without_proof}");
        let client_signature = self.hmac(&self.hash(&client_key), signed.as_bytes())?;
        let proof: Vec<u8> = client_key.iter().zip(&client_signature).map(|(a, b)| a ^ b).collect();
        let server_key = self.hmac(&salted, b"Server Key")?;
        let signature = STANDARD.encode(self.hmac(&server_key, signed.as_bytes())?);
        let token = format!("{without_proof},p={}", STANDARD.encode(proof));
        Ok(Next::Token(token.into_bytes(), Exchange::ScramFinal { signature }))
    }

    fn salted(self, password: &str, salt: &[u8], iterations: u32) -> Vec<u8> {
        let mut salted = match self {
            ScramHash::Sha256 => vec![0; 32],
            ScramHash::Sha512 => vec![0; 64],
        };
        match self {
            ScramHash::Sha256 => {
                pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, iterations, &mut salted);
            }
            ScramHash::Sha512 => {
                pbkdf2::pbkdf2_hmac::<Sha512>(password.as_bytes(), salt, iterations, &mut salted);
            }
        }
        salted
    }

    fn hash(self, octets: &[u8]) -> Vec<u8> {
        match self {
            ScramHash::Sha256 => Sha256::digest(octets).to_vec(),
            ScramHash::Sha512 => Sha512::digest(octets).to_vec(),
        }
    }

    fn hmac(self, key: &[u8], octets: &[u8]) -> Result<Vec<u8>, String> {
        let bad = |_| "a key of SCRAM has no usable length".to_owned();
        Ok(match self {
            ScramHash::Sha256 => {
                let mac = Hmac::<Sha256>::new_from_slice(key).map_err(bad)?;
                mac.chain_update(octets).finalize().into_bytes().to_vec()
            }
            ScramHash::Sha512 => {
                let mac = Hmac::<Sha512>::new_from_slice(key).map_err(bad)?;
                mac.chain_update(octets).finalize().into_bytes().to_vec()
            }
        })
    }
}
