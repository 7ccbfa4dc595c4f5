//! `modify_principal`: attributes, limits, expiry and policy of a principal.

use super::console::{Console, Failed, Performed};
use super::principal_options::{self, KeySource, attributes_usage};
use crate::AdminRequest;

const USAGE: &str = concat!(
    "usage: modify_principal [options] principal
\toptions are:
\t\t[-x db_princ_args]* [-expire expdate] [-pwexpire pwexpdate] [-maxlife maxtixlife]
\t\t[-kvno kvno] [-policy policy] [-clearpolicy]
\t\t[-maxrenewlife maxrenewlife] [-unlock] [{+|-}attribute]
",
    attributes_usage!()
);

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let name = arguments.last().ok_or(Failed::Usage(None, USAGE))?;
    let principal = console.principal("modify_principal", "principal", name)?;
    let failed = |why: String, doing| {
        Failed::Said(format!("modify_principal: {why} while {doing} \"{principal}\"."))
    };
    // As in MIT's, a principal that does not exist is told before a wrong option.
    let request = AdminRequest::GetPrincipal { principal: principal.clone() };
    console.ask(&request).map_err(|denied| failed(denied.to_string(), "getting"))?;
    let options = principal_options::read(console, arguments, USAGE)?;
    if options.key != KeySource::Asked || options.key_salts.is_some() {
        return Err(Failed::Usage(None, USAGE));
    }
    options.warn(console);
    if let Some(why) = options.unsupported() {
        return Err(failed(why, "modifying"));
    }
    let request =
        AdminRequest::ModifyPrincipal { principal: principal.clone(), changes: options.changes };
    console.ask(&request).map_err(|denied| failed(denied.to_string(), "modifying"))?;
    console.tell(&format!("Principal \"{principal}\" modified."));
    Ok(())
}
