//! `listprincs`: the names that match a pattern, aliases among them.

use kerbside_krb5::principal::Principal as Name;

use super::super::AdminReply;
use super::pattern::Pattern;
use super::{Operation, Performed};

pub(super) fn perform(operation: &Operation<'_>, pattern: Option<&str>) -> Performed {
    let pattern = Pattern::of_principals(pattern);
    let mut names = Vec::new();
    for realm in operation.world.realms() {
        let principals = operation.world.principals(&realm)?;
        let mut of_realm: Vec<_> = principals.iter().map(|found| found.name.clone()).collect();
        let aliases = operation.world.aliases(&realm)?;
        if !aliases.is_empty() {
            of_realm.extend(aliases.into_iter().map(|(alias, _)| alias));
            of_realm.sort_by(|one, other| one.name_string.cmp(&other.name_string));
        }
        let of_realm = of_realm.into_iter().map(|name| Name::new(name, realm.clone()));
        names.extend(of_realm.filter(|name| pattern.matches(&name.to_string())));
    }
    Ok((AdminReply::Principals(names), Vec::new()))
}
