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
        let of_principals = principals.iter().map(|found| found.name.clone());
        let aliases = operation.world.aliases(&realm)?.into_iter().map(|(alias, _)| alias);
        for name in of_principals.chain(aliases) {
            let name = Name::new(name, realm.clone());
            let text = name.to_string();
            if pattern.matches(&text) {
                names.push((text, name));
            }
        }
    }
    // In the order of their texts, as in MIT's database: `al2@R` stands before `al@R`.
    names.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let names = names.into_iter().map(|(_, name)| name).collect();
    Ok((AdminReply::Principals(names), Vec::new()))
}
