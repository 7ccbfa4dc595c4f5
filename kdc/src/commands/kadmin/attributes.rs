//! The attributes as `{+|-}name` writes them.

use kerbside_kdc_core::database::Attributes;

use kerbside_kdc_core::admin::PrincipalChanges;

/// What `+name` does to the attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plus {
    Sets,
    Clears,
}

const NAMES: &[(&str, Plus, Attributes)] = &[
    ("allow_postdated", Plus::Clears, Attributes::DISALLOW_POSTDATED),
    ("allow_forwardable", Plus::Clears, Attributes::DISALLOW_FORWARDABLE),
    ("allow_tgs_req", Plus::Clears, Attributes::DISALLOW_TGT_BASED),
    ("allow_renewable", Plus::Clears, Attributes::DISALLOW_RENEWABLE),
    ("allow_proxiable", Plus::Clears, Attributes::DISALLOW_PROXIABLE),
    ("allow_dup_skey", Plus::Clears, Attributes::DISALLOW_DUP_SKEY),
    ("allow_tix", Plus::Clears, Attributes::DISALLOW_ALL_TIX),
    ("requires_preauth", Plus::Sets, Attributes::REQUIRES_PRE_AUTH),
    ("requires_hwauth", Plus::Sets, Attributes::REQUIRES_HW_AUTH),
    ("needchange", Plus::Sets, Attributes::REQUIRES_PWCHANGE),
    ("allow_svr", Plus::Clears, Attributes::DISALLOW_SVR),
    ("password_changing_service", Plus::Sets, Attributes::PWCHANGE_SERVICE),
    ("ok_as_delegate", Plus::Sets, Attributes::OK_AS_DELEGATE),
    ("ok_to_auth_as_delegate", Plus::Sets, Attributes::OK_TO_AUTH_AS_DELEGATE),
    ("no_auth_data_required", Plus::Sets, Attributes::NO_AUTH_DATA_REQUIRED),
    ("lockdown_keys", Plus::Sets, Attributes::LOCKDOWN_KEYS),
];

/// Changes what `word` says, or gives `None` when it is no attribute. The last word about an
/// attribute counts.
pub(super) fn change(word: &str, changes: &mut PrincipalChanges) -> Option<()> {
    let (name, written_plus) = match (word.strip_prefix('+'), word.strip_prefix('-')) {
        (Some(name), _) => (name, true),
        (None, Some(name)) => (name, false),
        (None, None) => return None,
    };
    let (_, plus, attribute) = NAMES.iter().find(|(known, _, _)| *known == name)?;
    let sets = (*plus == Plus::Sets) == written_plus;
    changes.set = changes.set.without(*attribute);
    changes.clear = changes.clear.without(*attribute);
    if sets {
        changes.set = changes.set.with(*attribute);
    } else {
        changes.clear = changes.clear.with(*attribute);
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
        assert_eq!(change("+nosuchflag", &mut changes), None);
        assert_eq!(change("needchange", &mut changes), None);
    }
}
