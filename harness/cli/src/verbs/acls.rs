//! `kerbside acls`: who may do what at a running bed, and which ACL decided it.

use std::net::{IpAddr, Ipv4Addr};

use kerbside::acls::Operation;
use kerbside::evidence::Command;

use crate::arguments::{Directory, OperationName, Resource};
use crate::control::{
    AclAnswer, AclChoice, AclRequest, Bed, NameForm, NewAcls, Request, Says, ShownAcl,
    ShownDecision, WishWords,
};
use crate::failure::Failure;
use crate::output::Output;

/// List, add or remove ACLs, or explain a decision
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    directory: Directory,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    action: Action,
}

const AFTER_HELP: &str = "\
Examples:
  kerbside acls list --resource topic:orders
  kerbside acls add --user alice --operation write --operation create --resource topic:orders
  kerbside acls add --user alice --operation read --resource topic:ord --prefixed
  kerbside acls add --user bob --operation all --resource cluster --deny --host 10.0.0.0/8
  kerbside acls remove --user bob
  kerbside acls why --user alice --operation write --resource topic:orders
Exit status of `why`: 0 when it is allowed, 1 when it is denied.";

/// What to do about ACLs.
#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Show the ACLs that have all that is given
    List(Choice),
    /// Add ACLs, one for each operation; one that is there already stays
    Add(New),
    /// Remove the ACLs that have all that is given
    Remove(Removal),
    /// Say whether somebody may do something, and what decides that; status 1 when it may not
    Why(Wish),
}

#[derive(Debug, clap::Args)]
struct Choice {
    /// About this user: alice, or with the type User:alice
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// About this operation
    #[arg(long)]
    operation: Option<OperationName>,
    /// About this resource, by its name, by a prefix or by *: topic:orders
    #[arg(long)]
    resource: Option<Resource>,
    /// With this host
    #[arg(long)]
    host: Option<String>,
    /// That deny
    #[arg(long)]
    deny: bool,
}

#[derive(Debug, clap::Args)]
struct Removal {
    #[command(flatten)]
    choice: Choice,
    /// Remove every ACL
    #[arg(long)]
    all: bool,
}

#[derive(Debug, clap::Args)]
struct New {
    /// Whom they are about: alice, or with the type User:alice; * is everybody
    #[arg(long, value_name = "NAME")]
    user: String,
    /// What is done (repeatable): read, write, describe-configs, all
    #[arg(long = "operation", required = true)]
    operations: Vec<OperationName>,
    /// What it is done to: topic:orders, group:readers, cluster, topic:*
    #[arg(long)]
    resource: Resource,
    /// Take the resource's name for the beginning of names
    #[arg(long)]
    prefixed: bool,
    /// Deny it in place of allowing it
    #[arg(long)]
    deny: bool,
    /// From where: an address, a network as 10.0.0.0/8, or *
    #[arg(long, default_value = "*")]
    host: String,
}

#[derive(Debug, clap::Args)]
struct Wish {
    /// Who: alice, or with the type User:alice
    #[arg(long, value_name = "NAME")]
    user: String,
    /// What
    #[arg(long)]
    operation: OperationName,
    /// To what: topic:orders, group:readers, cluster
    #[arg(long)]
    resource: Resource,
    /// From where
    #[arg(long, value_name = "ADDRESS", default_value_t = Ipv4Addr::LOCALHOST.into())]
    host: IpAddr,
}

pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<u8, Failure> {
    let action = request(&arguments.action)?;
    if let AclRequest::Add(new) = &action
        && is_nowhere(&new.host)
    {
        let host = &new.host;
        output.remark(format_args!(
            "warning: no client comes from {host:?}: hosts are addresses, networks, or *"
        ));
    }
    let mut bed = Bed::find(&arguments.directory.path())?;
    let answer: AclAnswer = bed.ask(&Request::Acls { action: action.clone() })?;
    match (answer, &action) {
        (AclAnswer::Acls(acls), _) => {
            match arguments.json {
                true => output.json(&acls)?,
                false => list(&acls, output)?,
            }
            Ok(0)
        }
        (AclAnswer::Decision(decision), action) => {
            match action {
                AclRequest::Why(wish) if !arguments.json => {
                    told(&decision, wish, arguments.directory.of_hints(), output)?;
                }
                _ => output.json(&decision)?,
            }
            Ok(if decision.allowed { 0 } else { DENIED })
        }
    }
}

/// The exit status of `why` where the answer is no.
const DENIED: u8 = 1;

/// Whether clients cannot come from there: it is neither an address nor a network nor `*`.
fn is_nowhere(host: &str) -> bool {
    let address = host.split_once('/').map_or(host, |(address, _)| address);
    host != "*" && address.parse::<IpAddr>().is_err()
}

/// Refuses what makes no sense, as kafka-acls does.
fn is_sensible(operation: OperationName, resource: &Resource) -> Result<(), Failure> {
    let known = resource.kind.operations();
    if operation.0 == Operation::ALL || known.contains(&operation.0) {
        return Ok(());
    }
    let names: Vec<&str> = known.iter().filter_map(|it| it.name()).collect();
    let text =
        format!("{operation} is nothing to be done to {resource}: {}, All", names.join(", "));
    Err(Failure::Usage(text))
}

fn request(action: &Action) -> Result<AclRequest, Failure> {
    let choice = |it: &Choice| AclChoice {
        user: it.user.clone(),
        operation: it.operation,
        resource: it.resource.clone(),
        host: it.host.clone(),
        says: it.deny.then_some(Says::Deny),
    };
    Ok(match action {
        Action::List(wanted) => AclRequest::List(choice(wanted)),
        Action::Remove(removal) => {
            let chosen = choice(&removal.choice);
            if (chosen == AclChoice::default()) != removal.all {
                let text =
                    "say which ACLs: --user, --operation, --resource, --host, or --all alone";
                return Err(Failure::Usage(text.to_owned()));
            }
            AclRequest::Remove(chosen)
        }
        Action::Add(new) => {
            new.operations.iter().try_for_each(|it| is_sensible(*it, &new.resource))?;
            AclRequest::Add(NewAcls {
                user: new.user.clone(),
                operations: new.operations.clone(),
                resource: new.resource.clone(),
                name: if new.prefixed { NameForm::Prefixed } else { NameForm::Literal },
                says: if new.deny { Says::Deny } else { Says::Allow },
                host: new.host.clone(),
            })
        }
        Action::Why(wish) => {
            is_sensible(wish.operation, &wish.resource)?;
            AclRequest::Why(WishWords {
                user: wish.user.clone(),
                operation: wish.operation,
                resource: wish.resource.clone(),
                host: wish.host,
            })
        }
    })
}

fn list(acls: &[ShownAcl], output: &Output) -> Result<(), Failure> {
    for acl in acls {
        output.line(in_words(acl))?;
    }
    if acls.is_empty() {
        output.aside("(no ACLs)");
    }
    Ok(())
}

/// `Allow User:alice from * Write on Topic orders (literal)`
fn in_words(acl: &ShownAcl) -> String {
    let ShownAcl { permission, principal, host, operation, resource, name, pattern } = acl;
    let pattern = pattern.to_lowercase();
    format!("{permission} {principal} from {host} {operation} on {resource} {name} ({pattern})")
}

fn told(
    decision: &ShownDecision,
    wish: &WishWords,
    directory: Option<&str>,
    output: &Output,
) -> Result<(), Failure> {
    let may = if decision.allowed { "may" } else { "may not" };
    let WishWords { user, operation, resource, host } = wish;
    output.line(format_args!("{user} {may} {operation} {resource} from {host}"))?;
    match (&decision.acl, &*decision.because) {
        (Some(acl), _) => output.line(format_args!("by the ACL: {}", in_words(acl)))?,
        (None, "SuperUser") => output.line("as one of super.users")?,
        (None, "DefaultDeny") => {
            let hint = Command::new("acls").word("add").option("--user", user);
            let hint = hint.option("--operation", operation.to_string());
            let hint = hint.option("--resource", resource.to_string());
            let hint = directory.into_iter().fold(hint, Command::at);
            output.line(format_args!("because no ACL allows it; this one would:\n  {hint}"))?;
        }
        (None, "DefaultAllow") => {
            output.line("because no ACL is about it, and allow.everyone.if.no.acl.found is set")?;
        }
        (None, "NoAuthorizer") => output.line("because the brokers have no authorizer")?,
        (None, other) => output.line(format_args!("by {other}"))?,
    }
    output.line(format_args!("Kafka's log would say: based on rule {}", decision.because))
}
