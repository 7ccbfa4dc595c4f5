//! `addent`: an entry from a password or from the key itself.

use kerbside_crypto::{Enctype, string_to_key};
use kerbside_krb5::client::etype_info::{KeyHint, default_salt};
use kerbside_krb5::client::{AsExchange, AsRequest, ClientSecret, Transport, hint_by_answer};
use kerbside_krb5::formats::keytab::KeytabEntry;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::EncryptionKey;
use zeroize::Zeroizing;

use super::super::configuration;
use super::super::servers::{self, Which};
use super::super::streams::out;
use super::Ktutil;
use crate::entropy::OsEntropy;

const USAGE: &str =
    "usage: addent (-key | -password) -p principal -k kvno [-e enctype] [-f|-s salt]";

/// Where the key comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    Key,
    Password,
}

/// What a line asks for.
struct Asked<'a> {
    from: From,
    principal: &'a str,
    kvno: u32,
    enctype: Option<&'a str>,
    /// `-f`: salt and enctype as the KDC tells them.
    fetch: bool,
    salt: Option<&'a str>,
}

pub(super) fn perform(
    ktutil: &mut Ktutil<'_, '_>,
    called: &str,
    arguments: &[String],
) -> Result<(), String> {
    let asked = read(arguments).ok_or(USAGE)?;
    if asked.enctype.is_none() && !asked.fetch {
        return Err("enctype must be specified if not using -f".to_owned());
    }
    let entry = entry(ktutil, &asked).map_err(|why| match why {
        Why::Told(text) => format!("{called}: {text}"),
        Why::While(text) => format!("{called}: {text} while adding new entry"),
    })?;
    ktutil.entries.push(entry);
    Ok(())
}

fn read(arguments: &[String]) -> Option<Asked<'_>> {
    let (mut from, mut principal, mut kvno) = (None, None, None);
    let (mut enctype, mut fetch, mut salt) = (None, false, None);
    let mut left = arguments.iter().map(String::as_str);
    while let Some(argument) = left.next() {
        match argument {
            "-key" if from.is_none() => from = Some(From::Key),
            "-password" if from.is_none() => from = Some(From::Password),
            "-p" => principal = Some(left.next()?),
            // What is no number counts as zero, as in C's atoi.
            "-k" => kvno = Some(left.next()?.parse().unwrap_or(0)),
            "-e" => enctype = Some(left.next()?),
            "-f" => fetch = true,
            "-s" => salt = Some(left.next()?),
            _ => return None,
        }
    }
    if fetch && salt.is_some() {
        return None;
    }
    Some(Asked { from: from?, principal: principal?, kvno: kvno?, enctype, fetch, salt })
}

/// How a request fails: with a sentence of its own, or while adding.
enum Why {
    Told(&'static str),
    While(String),
}

fn entry(ktutil: &mut Ktutil<'_, '_>, asked: &Asked<'_>) -> Result<KeytabEntry, Why> {
    let named = configuration::principal(asked.principal, ktutil.conf, ktutil.environment);
    let principal =
        named.map_err(|_| Why::While("Malformed representation of principal".to_owned()))?;
    let enctype = asked.enctype.map(|name| {
        Enctype::from_name(name).ok_or_else(|| Why::While("Bad encryption type".to_owned()))
    });
    let enctype = enctype.transpose()?;
    let mut hint = KeyHint {
        enctype: enctype.unwrap_or(Enctype::NULL),
        salt: asked.salt.map_or_else(|| default_salt(&principal), |salt| salt.as_bytes().to_vec()),
        parameters: None,
    };
    let secret = match asked.from {
        From::Password => Secret::Password(typed_password(ktutil, &principal)?),
        From::Key => Secret::Key(typed_key(ktutil, &principal)?),
    };
    if asked.fetch {
        hint = fetched(ktutil, &principal, enctype)?;
    }
    let key = secret.key(&hint)?;
    // A keytab counts whole seconds.
    let now = ktutil.environment.clock.now().seconds();
    let timestamp = kerbside_krb5::time::Timestamp::from_seconds(now);
    Ok(KeytabEntry { principal, timestamp, kvno: asked.kvno, key })
}

/// What was typed.
enum Secret {
    Password(Zeroizing<Vec<u8>>),
    Key(Zeroizing<Vec<u8>>),
}

impl Secret {
    fn key(&self, hint: &KeyHint) -> Result<EncryptionKey, Why> {
        match self {
            Self::Password(password) => {
                let parameters = hint.parameters.as_deref();
                let key = string_to_key(hint.enctype, password, &hint.salt, parameters);
                let key = key.map_err(|_| Why::While("Bad encryption type".to_owned()))?;
                Ok(EncryptionKey::from(&key))
            }
            Self::Key(octets) => {
                Ok(EncryptionKey { keytype: hint.enctype.0, keyvalue: octets.to_vec().into() })
            }
        }
    }
}

fn typed_password(
    ktutil: &mut Ktutil<'_, '_>,
    principal: &Principal,
) -> Result<Zeroizing<Vec<u8>>, Why> {
    let answer = ktutil.streams.secret(&format!("Password for {principal}"));
    answer.ok().flatten().ok_or_else(|| Why::While("Cannot read password".to_owned()))
}

fn typed_key(
    ktutil: &mut Ktutil<'_, '_>,
    principal: &Principal,
) -> Result<Zeroizing<Vec<u8>>, Why> {
    out!(ktutil.streams, "Key for {principal} (hex): ");
    let line = ktutil.streams.line().ok().flatten().filter(|line| !line.is_empty());
    let line = line.ok_or(Why::Told("Error reading key."))?;
    let digits: Option<Vec<u8>> = line.iter().map(|octet| digit(*octet)).collect();
    let digits = Zeroizing::new(digits.ok_or(Why::Told("Illegal character in key."))?);
    // A digit that is missing at the end counts as zero.
    let octet = |pair: &[u8]| match pair {
        [high, low] => high << 4 | low,
        [high] => high << 4,
        _ => 0,
    };
    Ok(Zeroizing::new(digits.chunks(2).map(octet).collect()))
}

fn digit(octet: u8) -> Option<u8> {
    char::from(octet).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// What the realm's KDC says of the principal's key, without preauthentication.
fn fetched(
    ktutil: &Ktutil<'_, '_>,
    principal: &Principal,
    enctype: Option<Enctype>,
) -> Result<KeyHint, Why> {
    let failed = |error: &dyn std::fmt::Display| Why::While(error.to_string());
    let mut request = AsRequest::new(principal.clone(), ClientSecret::password(Vec::new()));
    request.options.enctypes = match enctype {
        Some(enctype) => vec![enctype],
        None => configuration::enctypes(ktutil.conf, None),
    };
    let enctypes = request.options.enctypes.clone();
    let now = ktutil.environment.clock.now();
    let started = AsExchange::start(request, now, &mut OsEntropy::new());
    let (_, message) = started.map_err(|error| failed(&error))?;
    let (environment, conf, realm) = (ktutil.environment, ktutil.conf, &principal.realm);
    let answer = servers::ask(environment, conf, realm, &message, Transport::Any, Which::Any);
    let answer =
        answer.map_err(|_| Why::While("Cannot contact any KDC for requested realm".to_owned()))?;
    hint_by_answer(&answer.octets, principal, &enctypes).map_err(|error| failed(&error))
}
