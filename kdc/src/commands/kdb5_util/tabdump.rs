//! `tabdump`: one aspect of every principal as a table, separated by tabs or commas.

use std::ffi::OsString;

use kerbside_crypto::Enctype;
use kerbside_kdc_core::database::Attributes;
use kerbside_kdc_core::dump::Dumper;
use kerbside_krb5::formats::dump::tagged::{
    KadmData, TlType, read_mod_princ, read_strings, read_u16, read_u32,
};
use kerbside_krb5::formats::dump::{DumpPrincipal, Typed};
use kerbside_krb5::formats::kdc_conf::SaltType;
use kerbside_krb5::time::{Civil, Timestamp};

use kerbside_kdc_core::database::World;

use super::database::View;
use super::dump::policy_of;
use super::tool::{Tool, system};
use crate::commands::failure::{Doing, Failure, Outcome};
use crate::commands::options::{CommandLine, Kind, Operands, OptionRow, parse, row};
use crate::commands::private_file;
use crate::commands::streams::out;
use crate::entropy::OsEntropy;

const OPTIONS: &[OptionRow] = &[
    row('H', Kind::Flag),
    row('c', Kind::Flag),
    row('e', Kind::Flag),
    row('n', Kind::Flag),
    row('o', Kind::Value),
];

/// A kind of table: its name, its columns, and the rows of a principal.
struct Table {
    name: &'static str,
    columns: &'static [&'static str],
    rows: fn(&Form, &DumpPrincipal) -> Vec<Vec<String>>,
}

const TABLES: &[Table] = &[
    Table {
        name: "keydata",
        columns: &["name", "keyindex", "kvno", "enctype", "key", "salttype", "salt"],
        rows: |form, principal| form.keys(principal, Keys::Shown),
    },
    Table {
        name: "keyinfo",
        columns: &["name", "keyindex", "kvno", "enctype", "salttype", "salt"],
        rows: |form, principal| form.keys(principal, Keys::Hidden),
    },
    Table { name: "princ_flags", columns: &["name", "flag", "value"], rows: Form::flags },
    Table {
        name: "princ_lockout",
        columns: &["name", "last_success", "last_failed", "fail_count"],
        rows: Form::lockout,
    },
    Table {
        name: "princ_meta",
        columns: &["name", "modby", "modtime", "lastpwd", "policy", "mkvno", "hist_kvno"],
        rows: Form::meta,
    },
    Table { name: "princ_stringattrs", columns: &["name", "key", "value"], rows: Form::strings },
    Table {
        name: "princ_tktpolicy",
        columns: &["name", "expiration", "pw_expiration", "max_life", "max_renew_life"],
        rows: Form::ticket_policy,
    },
];

pub(super) fn run(tool: &mut Tool<'_, '_>, words: &[OsString]) -> Outcome<()> {
    let line = parse(super::NAME, OPTIONS, Operands::Mixed, words)?;
    let kind = line.operands.first().ok_or(Failure::Usage(None))?;
    let table = TABLES.iter().find(|table| table.name == kind).ok_or(Failure::Usage(None))?;
    let view = tool.open_readable()?.view()?;
    let form = Form::new(&line);
    let mut text = String::new();
    if !line.has('H') {
        form.write(
            &table.columns.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>(),
            &mut text,
        );
    }
    for record in records(&view)? {
        for row in (table.rows)(&form, &record) {
            form.write(&row, &mut text);
        }
    }
    match line.value('o').filter(|file| *file != "-") {
        None => {
            out!(tool.streams, "{text}");
            Ok(())
        }
        Some(file) => private_file::replace(&tool.environment.path(file), text.as_bytes())
            .map_err(|error| Failure::new(system(&error), &format!("opening {file} for writing"))),
    }
}

/// Every principal as a dump has it.
fn records(view: &View) -> Outcome<Vec<DumpPrincipal>> {
    let (keyring, history) = (view.keyring()?, view.history()?);
    let dumper = Dumper { master: &keyring, history: &history };
    let policies = view.policies()?;
    let mut entropy = OsEntropy::new();
    let mut records = Vec::new();
    for (_, principal) in view.principals()? {
        let account = view.world.account(&principal.realm, &principal.name);
        let account = account.doing("performing tabular dump")?;
        let policy = policy_of(&principal, &policies);
        let record = dumper.dump(&principal, &account, policy, &mut entropy);
        records.push(record.doing("performing tabular dump")?);
    }
    Ok(records)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    Shown,
    Hidden,
}

/// How values are written.
struct Form {
    separator: char,
    numeric: bool,
    nothing: &'static str,
}

impl Form {
    fn new(line: &CommandLine) -> Self {
        Self {
            separator: if line.has('c') { ',' } else { '\t' },
            numeric: line.has('n'),
            nothing: if line.has('e') { "" } else { "-1" },
        }
    }

    fn write(&self, row: &[String], text: &mut String) {
        let field = |value: &String| match self.separator {
            ',' if value.contains([',', '"', '\n', '\r']) => {
                format!("\"{}\"", value.replace('"', "\"\""))
            }
            _ => value.clone(),
        };
        let fields: Vec<String> = row.iter().map(field).collect();
        text.push_str(&fields.join(&self.separator.to_string()));
        text.push('\n');
    }

    fn time(&self, seconds: u32) -> String {
        if self.numeric {
            return seconds.cast_signed().to_string();
        }
        let civil = Civil::from_seconds(Timestamp::from_seconds(seconds.into()).seconds());
        let Civil { year, month, day, hour, minute, second } = civil;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    fn octets(&self, octets: &[u8]) -> String {
        if octets.is_empty() {
            return self.nothing.to_owned();
        }
        octets.iter().map(|octet| format!("{octet:02x}")).collect()
    }

    fn enctype(&self, number: i16) -> String {
        let enctype = Enctype(number.into());
        match enctype.name() {
            Some(name) if !self.numeric => name.to_owned(),
            _ => number.to_string(),
        }
    }

    fn salt_type(&self, number: i16) -> String {
        match SaltType(number.into()).name() {
            Some(name) if !self.numeric => name.to_owned(),
            _ => number.to_string(),
        }
    }

    fn keys(&self, principal: &DumpPrincipal, keys: Keys) -> Vec<Vec<String>> {
        let normal = Typed::new(0, []);
        let row = |(index, key): (usize, &kerbside_krb5::formats::dump::DumpKey)| {
            let salt = key.salt.as_ref().unwrap_or(&normal);
            let mut row = vec![name(principal), index.to_string(), key.kvno.to_string()];
            row.push(self.enctype(key.key.kind));
            if keys == Keys::Shown {
                row.push(self.octets(&key.key.octets));
            }
            row.extend([self.salt_type(salt.kind), self.octets(&salt.octets)]);
            row
        };
        principal.keys.iter().enumerate().map(row).collect()
    }

    fn flags(&self, principal: &DumpPrincipal) -> Vec<Vec<String>> {
        let row = |bit: u32| {
            let flag = 1u32 << bit;
            let set = principal.attributes & flag != 0;
            let known = Attributes::NAMED.iter().find(|(named, _)| named.0 == flag);
            let text = match known {
                _ if self.numeric => format!("0x{flag:08x}"),
                Some((_, name)) => (*name).to_owned(),
                None if set => format!("0x{flag:08x}"),
                None => return None,
            };
            Some(vec![name(principal), text, u8::from(set).to_string()])
        };
        (0..32).filter_map(row).collect()
    }

    fn lockout(&self, principal: &DumpPrincipal) -> Vec<Vec<String>> {
        let times = [principal.last_success, principal.last_failure].map(|time| self.time(time));
        let [success, failure] = times;
        vec![vec![name(principal), success, failure, principal.failures.to_string()]]
    }

    fn meta(&self, principal: &DumpPrincipal) -> Vec<Vec<String>> {
        let tagged = |kind| principal.tagged(kind);
        let (changed, by) = tagged(TlType::MOD_PRINC).and_then(read_mod_princ).unwrap_or_default();
        let password = tagged(TlType::LAST_PWD_CHANGE).and_then(read_u32).unwrap_or(0);
        let kadm = tagged(TlType::KADM_DATA).and_then(KadmData::read).unwrap_or_default();
        let master = tagged(TlType::MKVNO).and_then(read_u16).unwrap_or(1);
        vec![vec![
            name(principal),
            text(by),
            self.time(changed),
            self.time(password),
            kadm.policy.as_deref().map(text).unwrap_or_default(),
            master.to_string(),
            kadm.history_kvno.to_string(),
        ]]
    }

    fn strings(&self, principal: &DumpPrincipal) -> Vec<Vec<String>> {
        let strings = principal.tagged(TlType::STRING_ATTRS).and_then(read_strings);
        let row = |(key, value)| vec![name(principal), text(key), text(value)];
        strings.unwrap_or_default().into_iter().map(row).collect()
    }

    fn ticket_policy(&self, principal: &DumpPrincipal) -> Vec<Vec<String>> {
        vec![vec![
            name(principal),
            self.time(principal.expires),
            self.time(principal.password_expires),
            principal.max_life.cast_signed().to_string(),
            principal.max_renewable_life.cast_signed().to_string(),
        ]]
    }
}

fn name(principal: &DumpPrincipal) -> String {
    text(&principal.name)
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}
