//! Attributes as `{+|-}name` changes them.

use kerbside_kdc_core::admin::PrincipalChanges;
use kerbside_kdc_core::database::Attributes;
use kerbside_krb5::formats::principal_flags::{FlagChange, parse_flag};

/// Changes what `word` says, or gives `None` when it is no attribute. The last word about an
/// attribute counts.
pub(super) fn change(word: &str, changes: &mut PrincipalChanges) -> Option<()> {
    let change = parse_flag(word)?;
    let (FlagChange::Set(bits) | FlagChange::Clear(bits)) = change;
    let attributes = Attributes(bits);
    changes.set = changes.set.without(attributes);
    changes.clear = changes.clear.without(attributes);
    match change {
        FlagChange::Set(_) => changes.set = changes.set.with(attributes),
        FlagChange::Clear(_) => changes.clear = changes.clear.with(attributes),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_about_an_attribute_counts() {
        let mut changes = PrincipalChanges::default();
        for word in ["+allow_tix", "-allow_tix", "+needchange", "-needchange"] {
            change(word, &mut changes).unwrap();
        }
        assert_eq!(changes.set, Attributes::DISALLOW_ALL_TIX);
        assert_eq!(changes.clear, Attributes::REQUIRES_PWCHANGE);
    }

    /// As kadmin.local of MIT krb5 1.20.1 took them; all others it refused.
    #[test]
    fn attributes_have_several_names() {
        for (word, set, clear) in [
            ("-allow-tix", 0x40, 0),
            ("+Allow_Tix", 0, 0x40),
            ("allow_tickets", 0, 0x40),
            ("+disallow_all_tix", 0x40, 0),
            ("-disallow_all_tix", 0, 0x40),
            ("preauth", 0x80, 0),
            ("+requires-hwauth", 0x100, 0),
            ("+pwchange", 0x200, 0),
            ("-service", 0x1000, 0),
            ("+pwservice", 0x2000, 0),
            ("+md5", 0x4000, 0),
            ("+new_princ", 0x8000, 0),
            ("-tgt-based", 4, 0),
            ("-dup-skey", 0x20, 0),
            ("+lockdown_keys", 0x80_0000, 0),
            ("0x40", 0x40, 0),
            ("-0x1000000", 0, 0x100_0000),
        ] {
            let mut changes = PrincipalChanges::default();
            change(word, &mut changes).unwrap();
            assert_eq!((changes.set.0, changes.clear.0), (set, clear), "{word}");
        }
        for word in ["+tix", "+tickets", "64", "+nosuchflag", "preauth,hwauth", "-", "", "0xg"] {
            assert_eq!(change(word, &mut PrincipalChanges::default()), None, "{word}");
        }
    }
}
