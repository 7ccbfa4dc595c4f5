//! `get_strings`, `set_string` and `del_string`: the string attributes of a principal.

use super::console::{Console, Failed, Performed};
use crate::commands::streams::out;
use crate::{AdminReply, AdminRequest};

pub(super) fn get(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let [name] = arguments else {
        return Err(Failed::Usage(None, "usage: get_strings principal\n"));
    };
    let principal = console.principal("get_strings", "principal", name)?;
    let failed = |why: String| {
        let doing = format!("while getting attributes for principal \"{principal}\"");
        Failed::Said(format!("get_strings: {why} {doing}"))
    };
    let request = AdminRequest::GetStrings { principal: principal.clone() };
    let reply = console.ask(&request).map_err(|denied| failed(denied.to_string()))?;
    let AdminReply::Strings(strings) = reply else {
        return Err(failed(format!("unexpected reply {reply:?}")));
    };
    if strings.is_empty() {
        out!(console.streams, "(No string attributes.)\n");
    }
    for (key, value) in strings {
        out!(console.streams, "{key}: {value}\n");
    }
    Ok(())
}

pub(super) fn set(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let [name, key, value] = arguments else {
        return Err(Failed::Usage(None, "usage: set_string principal key value\n"));
    };
    let principal = console.principal("set_string", "principal", name)?;
    let request = AdminRequest::SetString {
        principal: principal.clone(),
        key: key.clone(),
        value: Some(value.clone()),
    };
    console.ask(&request).map_err(|denied| {
        let doing = format!("while setting attribute on principal \"{principal}\"");
        Failed::Said(format!("set_string: {denied} {doing}"))
    })?;
    console.tell(&format!("Attribute set for principal \"{principal}\"."));
    Ok(())
}

pub(super) fn delete(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let [name, key] = arguments else {
        return Err(Failed::Usage(None, "usage: del_string principal key\n"));
    };
    let principal = console.principal("delstring", "principal", name)?;
    let request =
        AdminRequest::SetString { principal: principal.clone(), key: key.clone(), value: None };
    console.ask(&request).map_err(|denied| {
        let doing = format!("while deleting attribute from principal \"{principal}\"");
        Failed::Said(format!("del_string: {denied} {doing}"))
    })?;
    console.tell(&format!("Attribute removed from principal \"{principal}\"."));
    Ok(())
}
