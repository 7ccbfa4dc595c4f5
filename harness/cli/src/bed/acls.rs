//! ACLs of a running bed: listed, added, removed, and one decision explained.

use kerbside::acls::{Acl, AclFilter, Because, KafkaPrincipal, PatternType, PermissionType, Wish};
use kerbside::{BedError, Testbed};

use crate::control::{
    AclAnswer, AclChoice, AclRequest, NameForm, NewAcls, Says, ShownAcl, ShownDecision, WishWords,
};

/// Does what is asked.
pub(super) async fn answer(bed: &Testbed, request: AclRequest) -> Result<AclAnswer, BedError> {
    let acls = bed.acls();
    match request {
        AclRequest::List(choice) => {
            let found = acls.find(&filter(choice)).await?;
            Ok(AclAnswer::Acls(found.iter().map(|acl| shown(acl)).collect()))
        }
        AclRequest::Remove(choice) => {
            let removed = acls.remove(&filter(choice)).await?;
            Ok(AclAnswer::Acls(removed.iter().map(|acl| shown(acl)).collect()))
        }
        AclRequest::Add(new) => {
            let mut added = Vec::new();
            for acl in new_acls(&new) {
                added.push(shown(&acl));
                acls.add(acl).await?;
            }
            Ok(AclAnswer::Acls(added))
        }
        AclRequest::Why(words) => {
            let decision = acls.why(&wish(&words)).await?;
            let acl = match &decision.because {
                Because::MatchingAcl(acl) => Some(shown(acl)),
                _ => None,
            };
            let because = decision.because.to_string();
            Ok(AclAnswer::Decision(ShownDecision { allowed: decision.allowed, because, acl }))
        }
    }
}

/// `alice` is `User:alice`.
fn principal(user: &str) -> String {
    let parsed = user.parse::<KafkaPrincipal>();
    parsed.unwrap_or_else(|_| KafkaPrincipal::user(user)).to_string()
}

fn filter(choice: AclChoice) -> AclFilter {
    let mut filter = AclFilter {
        principal: choice.user.map(|user| principal(&user).into()),
        host: choice.host.map(Into::into),
        ..AclFilter::default()
    };
    if let Some(operation) = choice.operation {
        filter.operation = operation.0;
    }
    match choice.says {
        Some(Says::Deny) => filter.permission = PermissionType::DENY,
        Some(Says::Allow) => filter.permission = PermissionType::ALLOW,
        None => {}
    }
    if let Some(resource) = choice.resource {
        filter.resource = resource.kind;
        filter.name = Some(resource.name.into());
        filter.pattern = PatternType::MATCH;
    }
    filter
}

fn new_acls(new: &NewAcls) -> Vec<Acl> {
    let user = principal(&new.user);
    let acl = |operation: kerbside::acls::Operation| {
        let (kind, name) = (new.resource.kind, &new.resource.name);
        let acl = match new.says {
            Says::Allow => Acl::allow(&user, operation, kind, name),
            Says::Deny => Acl::deny(&user, operation, kind, name),
        };
        let acl = acl.from_host(&new.host);
        match new.name {
            NameForm::Literal => acl,
            NameForm::Prefixed => acl.prefixed(),
        }
    };
    new.operations.iter().map(|operation| acl(operation.0)).collect()
}

fn wish(words: &WishWords) -> Wish {
    let resource = &words.resource;
    Wish::new(&words.user, words.operation.0, resource.kind, &resource.name).from_host(words.host)
}

fn shown(acl: &Acl) -> ShownAcl {
    ShownAcl {
        permission: acl.permission.to_string(),
        principal: acl.principal.to_string(),
        host: acl.host.to_string(),
        operation: acl.operation.to_string(),
        resource: acl.resource.to_string(),
        name: acl.name.to_string(),
        pattern: acl.pattern.to_string(),
    }
}
