//! The attributes of principals as MIT's configuration files, access control lists and kadmin write
//! them: `+requires_preauth`, `-allow_tix`, `postdateable` (`admin/conf_files/kdc_conf.rst`,
//! `default_principal_flags`).
//!
//! Case does not matter, a hyphen is an underscore, and a hexadecimal number stands for its bits.

/// What a word says about attributes, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagChange {
    /// They are set.
    Set(u32),
    /// They are cleared.
    Clear(u32),
}

/// What a name means: attributes of MIT are prohibitions where names are permissions.
#[derive(Clone, Copy)]
enum Sense {
    Is(u32),
    IsNot(u32),
}

use Sense::{Is, IsNot};

/// The names of MIT krb5 1.20 (`lib/kadm5/str_conv.c`).
const NAMES: &[(&str, Sense)] = &[
    ("allow_postdated", IsNot(0x1)),
    ("postdateable", IsNot(0x1)),
    ("disallow_postdated", Is(0x1)),
    ("allow_forwardable", IsNot(0x2)),
    ("forwardable", IsNot(0x2)),
    ("disallow_forwardable", Is(0x2)),
    ("allow_tgs_req", IsNot(0x4)),
    ("tgt_based", IsNot(0x4)),
    ("disallow_tgt_based", Is(0x4)),
    ("allow_renewable", IsNot(0x8)),
    ("renewable", IsNot(0x8)),
    ("disallow_renewable", Is(0x8)),
    ("allow_proxiable", IsNot(0x10)),
    ("proxiable", IsNot(0x10)),
    ("disallow_proxiable", Is(0x10)),
    ("allow_dup_skey", IsNot(0x20)),
    ("dup_skey", IsNot(0x20)),
    ("disallow_dup_skey", Is(0x20)),
    ("allow_tickets", IsNot(0x40)),
    ("allow_tix", IsNot(0x40)),
    ("disallow_all_tix", Is(0x40)),
    ("preauth", Is(0x80)),
    ("requires_pre_auth", Is(0x80)),
    ("requires_preauth", Is(0x80)),
    ("hwauth", Is(0x100)),
    ("requires_hw_auth", Is(0x100)),
    ("requires_hwauth", Is(0x100)),
    ("needchange", Is(0x200)),
    ("pwchange", Is(0x200)),
    ("requires_pwchange", Is(0x200)),
    ("allow_svr", IsNot(0x1000)),
    ("service", IsNot(0x1000)),
    ("disallow_svr", Is(0x1000)),
    ("password_changing_service", Is(0x2000)),
    ("pwchange_service", Is(0x2000)),
    ("pwservice", Is(0x2000)),
    ("md5", Is(0x4000)),
    ("support_desmd5", Is(0x4000)),
    ("new_princ", Is(0x8000)),
    ("ok_as_delegate", Is(0x10_0000)),
    ("ok_to_auth_as_delegate", Is(0x20_0000)),
    ("no_auth_data_required", Is(0x40_0000)),
    ("lockdown_keys", Is(0x80_0000)),
];

/// What `word` says; `None` when it names no attribute.
pub fn parse_flag(word: &str) -> Option<FlagChange> {
    let (name, negated) = match word.strip_prefix('-') {
        Some(name) => (name, true),
        None => (word.strip_prefix('+').unwrap_or(word), false),
    };
    let name = name.to_ascii_lowercase().replace('-', "_");
    let known = NAMES.iter().find(|(known, _)| *known == name).map(|(_, sense)| *sense);
    let sense = match known {
        Some(sense) => sense,
        None => Is(u32::from_str_radix(name.strip_prefix("0x")?, 16).ok()?),
    };
    Some(match (sense, negated) {
        (Is(bits), false) | (IsNot(bits), true) => FlagChange::Set(bits),
        (Is(bits), true) | (IsNot(bits), false) => FlagChange::Clear(bits),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_set_and_clear() {
        for (word, expected) in [
            ("+requires_preauth", Some(FlagChange::Set(0x80))),
            ("requires-preauth", Some(FlagChange::Set(0x80))),
            ("-Requires_PreAuth", Some(FlagChange::Clear(0x80))),
            ("-allow_tix", Some(FlagChange::Set(0x40))),
            ("+allow_tix", Some(FlagChange::Clear(0x40))),
            ("-disallow_all_tix", Some(FlagChange::Clear(0x40))),
            ("+0x80", Some(FlagChange::Set(0x80))),
            ("-0xC0", Some(FlagChange::Clear(0xc0))),
            ("-policy", None),
            ("+0x", None),
            ("", None),
        ] {
            assert_eq!(parse_flag(word), expected, "{word}");
        }
    }
}
