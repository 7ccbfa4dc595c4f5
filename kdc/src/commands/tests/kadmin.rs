//! kadmin, in its three modes.

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;

use super::super::*;
use super::{Ran, Room};
use crate::RealmSettings;

const AUTHENTICATING: &str = "Authenticating as principal root/admin@EXAMPLE.COM with password.\n";

/// A realm whose principals require nothing, as those of the recordings.
fn room() -> Room {
    let mut settings = RealmSettings::new("EXAMPLE.COM");
    settings.default_attributes = kerbside_kdc_core::database::Attributes::EMPTY;
    let room = Room::of(settings, "");
    let made = query(&room, "addprinc -pw alicepw al", "");
    assert_eq!(made.code, 0);
    room
}

fn run(room: &Room, arguments: &[&str], typed: &str) -> Ran {
    let command = |arguments: &[OsString], environment: &Environment, streams: &mut Streams<'_>| {
        let mut session = room.kdc.admin();
        kadmin("kadmin.local", arguments, &mut Opened(&mut session), environment, streams)
    };
    room.run_with(&command, arguments, typed)
}

/// `kadmin.local -q`.
fn query(room: &Room, query: &str, typed: &str) -> Ran {
    run(room, &["-q", query], typed)
}

/// What `-q` prints behind its first line.
fn asked(code: u8, out: &str, err: &str) -> Ran {
    Ran::new(code, &format!("{AUTHENTICATING}{out}"), err)
}

const NO_POLICY: &str = "No policy specified for NAME@EXAMPLE.COM; defaulting to no policy\n";

fn no_policy(name: &str) -> String {
    NO_POLICY.replace("NAME", name)
}

fn created(name: &str) -> Ran {
    let out = format!("Principal \"{name}@EXAMPLE.COM\" created.\n");
    asked(0, &out, &no_policy(name))
}

#[test]
fn principals_are_made() {
    let room = room();
    for (options, name) in [
        ("-pw bobpw", "bob"),
        ("-randkey", "kafka/host.example.com"),
        ("-nokey", "nokey"),
        ("-pw pw1 -e aes128-cts:normal", "enc128"),
        ("-pw pw1 -e bogus:normal", "encbad"),
        ("-pw pw1 -expire tomorrow", "exptom"),
    ] {
        let ran = query(&room, &format!("addprinc {options} {name}"), "");
        assert_eq!(ran, created(name), "{name}");
    }
    let ran = query(&room, "ank -pw bobpw bob", "");
    let said = no_policy("bob")
        + "add_principal: Principal or policy already exists while creating \
           \"bob@EXAMPLE.COM\".\n";
    assert_eq!(ran, asked(0, "", &said));
    let ran = query(&room, "addprinc -pw pw1 -policy nopolicy withnopol", "");
    let out = "Principal \"withnopol@EXAMPLE.COM\" created.\n";
    let said = "WARNING: policy \"nopolicy\" does not exist\n";
    assert_eq!(ran, asked(0, out, said));
}

#[test]
fn a_new_password_is_asked_for_twice() {
    let room = room();
    let asks = |name: &str| {
        format!(
            "Enter password for principal \"{name}@EXAMPLE.COM\": \n\
             Re-enter password for principal \"{name}@EXAMPLE.COM\": \n"
        )
    };
    for (name, typed, ends) in [
        ("bob", "bobpw\nbobpw\n", Ok("Principal \"bob@EXAMPLE.COM\" created.\n")),
        (
            "bob2",
            "bobpw\nbobpw2\n",
            Err("add_principal: Password mismatch while reading password for \
                 \"bob2@EXAMPLE.COM\".\n"),
        ),
        (
            "bob3",
            "\n\n",
            Err("add_principal: Empty passwords are not allowed while creating \
                 \"bob3@EXAMPLE.COM\".\n"),
        ),
    ] {
        let ran = query(&room, &format!("addprinc {name}"), typed);
        let (out, err) = (ends.unwrap_or_default(), ends.err().unwrap_or_default());
        let expected = asked(0, &(asks(name) + out), &(no_policy(name) + err));
        assert_eq!(ran, expected);
    }
    let ran = query(&room, "cpw bob", "a1\na2\n");
    let said = "change_password: Password mismatch while reading password for \
                \"bob@EXAMPLE.COM\".\n";
    assert_eq!(ran, asked(0, &asks("bob"), said));
    let ran = query(&room, "cpw bob", "a1\na1\n");
    let out = asks("bob") + "Password for \"bob@EXAMPLE.COM\" changed.\n";
    assert_eq!(ran, asked(0, &out, ""));
    assert_eq!(room.run(kinit, &["bob"], "a1\n").code, 0);
}

#[test]
fn wrong_options_show_the_usage() {
    let room = room();
    let usage = "usage: add_principal [options] principal\n\toptions are:\n\t\t[-randkey|-nokey] \
        [-x db_princ_args]* [-expire expdate] [-pwexpire pwexpdate] [-maxlife maxtixlife]\n\
        \t\t[-kvno kvno] [-policy policy] [-clearpolicy]\n\
        \t\t[-pw password] [-maxrenewlife maxrenewlife]\n\
        \t\t[-e keysaltlist]\n\t\t[{+|-}attribute]\n\tattributes are:\n\
        \t\tallow_postdated allow_forwardable allow_tgs_req allow_renewable\n\
        \t\tallow_proxiable allow_dup_skey allow_tix requires_preauth\n\
        \t\trequires_hwauth needchange allow_svr password_changing_service\n\
        \t\tok_as_delegate ok_to_auth_as_delegate no_auth_data_required\n\
        \t\tlockdown_keys\n\nwhere,\n\
        \t[-x db_princ_args]* - any number of database specific arguments.\n\
        \t\t\tLook at each database documentation for supported arguments\n";
    let ran = query(&room, "addprinc -pw pw1 -expire notadate expbad", "");
    let said = format!("Invalid date specification \"notadate\".\n{usage}");
    assert_eq!(ran, asked(0, "", &said));
    for query_text in ["addprinc -pw pw1 +nosuchflag flagbad", "addprinc"] {
        assert_eq!(query(&room, query_text, ""), asked(0, "", usage));
    }
    assert_eq!(run(&room, &["addprinc"], ""), Ran::new(1, "", usage));
    for (request, said) in [
        ("delprinc", "usage: delete_principal [-force] principal\n"),
        ("getprinc", "usage: get_principal [-terse] principal\n"),
        (
            "cpw",
            "change_password: missing principal name\nusage: change_password [-randkey] \
             [-keepold] [-e keysaltlist] [-pw password] principal\n",
        ),
        (
            "ktadd",
            "Usage: ktadd [-k[eytab] keytab] [-q] [-e keysaltlist] [-norandkey] [principal | \
             -glob princ-exp] [...]\n",
        ),
    ] {
        assert_eq!(query(&room, request, ""), asked(0, "", said), "{request}");
    }
    let ran = query(&room, "modprinc", "");
    assert!(ran.err.starts_with("usage: modify_principal [options] principal\n"), "{ran:?}");
}

const FULL: &str = "Principal: full@EXAMPLE.COM\n\
    Expiration date: Tue Jan 01 00:00:00 UTC 2030\n\
    Last password change: Sun Nov 22 05:47:01 UTC 2026\n\
    Password expiration date: Sat Jun 01 00:00:00 UTC 2030\n\
    Maximum ticket life: 0 days 10:00:00\n\
    Maximum renewable life: 3 days 00:00:00\n\
    Last modified: Sun Nov 22 05:47:01 UTC 2026 (root/admin@EXAMPLE.COM)\n\
    Last successful authentication: [never]\n\
    Last failed authentication: [never]\n\
    Failed password attempts: 0\n\
    Number of keys: 2\n\
    Key: vno 5, aes256-cts-hmac-sha1-96\n\
    Key: vno 5, aes128-cts-hmac-sha1-96\n\
    MKey: vno 1\n\
    Attributes: DISALLOW_FORWARDABLE REQUIRES_PRE_AUTH\n\
    Policy: [none]\n";

#[test]
fn a_principal_is_shown() {
    let room = room();
    let request = "addprinc -pw pw1 -expire \"2030-01-01 00:00:00\" -pwexpire 2030-06-01 \
                   -maxlife \"10 hours\" -maxrenewlife \"3 days\" +requires_preauth \
                   -allow_forwardable -kvno 5 full";
    assert_eq!(query(&room, request, ""), created("full"));
    assert_eq!(query(&room, "getprinc full", ""), asked(0, FULL, ""));
    assert_eq!(run(&room, &["getprinc", "full"], ""), Ran::new(0, FULL, ""));
    let terse = "\"full@EXAMPLE.COM\"\t1893456000\t1795326421\t1906502400\t36000\t\
                 \"root/admin@EXAMPLE.COM\"\t1795326421\t130\t5\t1\t\"[none]\"\t259200\t0\t0\t0\t\
                 2\t1\t5\t18\t0\t1\t5\t17\t0\n";
    assert_eq!(query(&room, "getprinc -terse full", ""), asked(0, terse, ""));
    let said = "get_principal: Principal does not exist while retrieving \
                \"nosuch@EXAMPLE.COM\".\n";
    assert_eq!(query(&room, "getprinc nosuch", ""), asked(0, "", said));
    assert_eq!(run(&room, &["getprinc", "nosuch"], ""), Ran::new(1, "", said));
}

#[test]
fn a_principal_of_the_realm_was_made_with_it() {
    let room = room();
    let ran = query(&room, "getprinc krbtgt/EXAMPLE.COM", "");
    for line in [
        "Last password change: [never]\n",
        "Maximum ticket life: 1 day 00:00:00\n",
        "Last modified: Sun Nov 22 05:47:01 UTC 2026 (db_creation@EXAMPLE.COM)\n",
        "Attributes: LOCKDOWN_KEYS\n",
    ] {
        assert!(ran.out.contains(line), "{line} {ran:?}");
    }
}

#[test]
fn logins_are_counted() {
    let room = room();
    query(&room, "modprinc +requires_preauth al", "");
    room.run(kinit, &["al"], "wrong\n");
    let ran = query(&room, "getprinc al", "");
    assert!(ran.out.contains("Failed password attempts: 1\n"), "{ran:?}");
    query(&room, "modprinc -unlock al", "");
    let ran = query(&room, "getprinc al", "");
    assert!(ran.out.contains("Failed password attempts: 0\n"), "{ran:?}");
}

#[test]
fn principals_are_modified() {
    let room = room();
    let modified = "Principal \"al@EXAMPLE.COM\" modified.\n";
    for options in [
        "+requires_preauth",
        "-maxlife 1day -maxrenewlife 1week",
        "-expire never -pwexpire never",
        "-unlock",
        "-clearpolicy",
    ] {
        let ran = query(&room, &format!("modprinc {options} al"), "");
        assert_eq!(ran, asked(0, modified, ""), "{options}");
    }
    let ran = query(&room, "modprinc -policy nopol al", "");
    let said = "WARNING: policy \"nopol\" does not exist\n";
    assert_eq!(ran, asked(0, modified, said));
    let ran = query(&room, "getprinc al", "");
    // The interval 1week is a second to MIT's too.
    for line in ["Maximum renewable life: 0 days 00:00:01\n", "Attributes: REQUIRES_PRE_AUTH\n"] {
        assert!(ran.out.contains(line), "{line} {ran:?}");
    }
    let said = "modify_principal: Principal does not exist while getting \
                \"nosuch@EXAMPLE.COM\".\n";
    assert_eq!(query(&room, "modprinc nosuch", ""), asked(0, "", said));
    let ran = run(&room, &["modprinc", "+requires_preauth", "nosuch"], "");
    assert_eq!(ran, Ran::new(1, "", said));
    assert_eq!(query(&room, "modprinc -randkey al", "").out, AUTHENTICATING);
}

#[test]
fn keys_change() {
    let room = room();
    query(&room, "addprinc -randkey kafka/host", "");
    let name = "kafka/host@EXAMPLE.COM";
    for (request, out) in [
        ("cpw -randkey kafka/host", format!("Key for \"{name}\" randomized.\n")),
        ("cpw -keepold -randkey kafka/host", format!("Key for \"{name}\" randomized.\n")),
        (
            "cpw -e aes256-cts:normal -pw z1 al",
            "Password for \"al@EXAMPLE.COM\" changed.\n".to_owned(),
        ),
    ] {
        assert_eq!(query(&room, request, ""), asked(0, &out, ""));
    }
    let ran = query(&room, "getprinc kafka/host", "");
    let keys = "Number of keys: 4\nKey: vno 3, aes256-cts-hmac-sha1-96\n\
                Key: vno 3, aes128-cts-hmac-sha1-96\nKey: vno 2, aes256-cts-hmac-sha1-96\n\
                Key: vno 2, aes128-cts-hmac-sha1-96\n";
    assert!(ran.out.contains(keys), "{ran:?}");
    let ran = query(&room, "getprinc al", "");
    let keys = "Number of keys: 1\nKey: vno 2, aes256-cts-hmac-sha1-96\n";
    assert!(ran.out.contains(keys), "{ran:?}");
    for (options, doing) in [("-pw x", "changing password"), ("-randkey", "randomizing key")] {
        let said = format!(
            "change_password: Principal does not exist while {doing} for \"nosuch@EXAMPLE.COM\".\n"
        );
        let ran = query(&room, &format!("cpw {options} nosuch"), "");
        assert_eq!(ran, asked(0, "", &said));
    }
}

#[test]
fn a_principal_is_deleted_when_yes_is_said() {
    let room = room();
    let question = "Are you sure you want to delete the principal \"al@EXAMPLE.COM\"? (yes/no): ";
    let done = "Principal \"al@EXAMPLE.COM\" deleted.\n\
                Make sure that you have removed this principal from all ACLs before reusing.\n";
    for typed in ["no\n", "", "y\n"] {
        let said = "Principal \"al@EXAMPLE.COM\" not deleted\n";
        assert_eq!(query(&room, "delprinc al", typed), asked(0, question, said));
    }
    let ran = query(&room, "delprinc al", "yes\n");
    assert_eq!(ran, asked(0, &format!("{question}{done}"), ""));
    query(&room, "addprinc -randkey al", "");
    assert_eq!(query(&room, "delprinc -force al", ""), asked(0, done, ""));
    let said = "delete_principal: Principal does not exist while deleting principal \
                \"al@EXAMPLE.COM\"\n";
    assert_eq!(query(&room, "delprinc -force al", ""), asked(0, "", said));
    assert_eq!(run(&room, &["delprinc", "al"], ""), Ran::new(1, "", said));
}

#[test]
fn names_are_listed_by_pattern() {
    let room = room();
    let k = "kadmin/admin@EXAMPLE.COM\nkadmin/changepw@EXAMPLE.COM\n\
             kafka/broker@EXAMPLE.COM\n\
             krbtgt/EXAMPLE.COM@EXAMPLE.COM\n";
    let all = format!("al@EXAMPLE.COM\nalice@EXAMPLE.COM\n{k}");
    for (request, out) in [
        ("listprincs", all.as_str()),
        ("listprincs *@EXAMPLE.COM", &all),
        ("getprincs k*", k),
        ("listprincs nosuch*", ""),
        ("getprivs", "current privileges: INQUIRE ADD MODIFY DELETE\n"),
    ] {
        assert_eq!(query(&room, request, ""), asked(0, out, ""), "{request}");
    }
}

/// Lines of ktadd for keys of `name` at `kvno`.
fn entries(name: &str, kvno: u32, file: &str) -> String {
    ["aes256-cts-hmac-sha1-96", "aes128-cts-hmac-sha1-96"]
        .map(|enctype| {
            format!(
                "Entry for principal {name} with kvno {kvno}, encryption type {enctype} added to \
                 keytab WRFILE:{file}.\n"
            )
        })
        .concat()
}

#[test]
fn keys_go_into_a_keytab() {
    let room = room();
    let broker = |kvno| entries("kafka/broker", kvno, "a.keytab");
    for (options, out) in [
        ("kafka/broker", broker(2)),
        ("-norandkey kafka/broker", broker(2)),
        ("-q kafka/broker", String::new()),
        ("kafka/broker al", broker(4) + &entries("al", 2, "a.keytab")),
    ] {
        let ran = query(&room, &format!("ktadd -k a.keytab {options}"), "");
        assert_eq!(ran, asked(0, &out, ""), "{options}");
    }
    let ran = room.run(klist, &["-k", "a.keytab"], "");
    let kvnos: Vec<&str> = ran.out.lines().skip(3).map(|line| &line[..4]).collect();
    let expected = ["   2", "   2", "   2", "   2", "   3", "   3", "   4", "   4", "   2", "   2"];
    assert_eq!(kvnos, expected);
    let mode = std::fs::metadata(room.path("a.keytab")).unwrap().permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
    let ran = room.run(kinit, &["-k", "-t", "a.keytab", "kafka/broker"], "");
    assert_eq!(ran, Ran::quiet());
}

#[test]
fn ktadd_tells_what_it_cannot_do_and_changes_no_key() {
    let room = room();
    let said = "kadmin.local: Principal nosuch does not exist.\n";
    assert_eq!(query(&room, "xst -k b.keytab nosuch", ""), asked(0, "", said));
    let ran = run(&room, &["ktadd", "-k", "b.keytab", "nosuch"], "");
    assert_eq!(ran, Ran::new(0, "", said));
    let said = "kadmin.local: Key table file '/nonexistent/x.keytab' not found while adding key \
                to keytab\n";
    let ran = query(&room, "ktadd -k /nonexistent/x.keytab kafka/broker", "");
    assert_eq!(ran, asked(0, "", said));
    std::fs::write(room.path("text"), "no keytab").unwrap();
    let ran = query(&room, "ktadd -k text kafka/broker", "");
    assert!(ran.err.starts_with("kadmin.local: keytab text, offset 0: "), "{ran:?}");
    let ran = query(&room, "getprinc kafka/broker", "");
    assert!(ran.out.contains("Key: vno 1,"), "{ran:?}");
}

#[test]
fn ktadd_takes_patterns_and_enctypes() {
    let room = room();
    let out =
        entries("al@EXAMPLE.COM", 1, "b.keytab") + &entries("alice@EXAMPLE.COM", 1, "b.keytab");
    // MIT's takes the expression for a name behind those that match.
    let said = "kadmin.local: Principal al* does not exist.\n";
    let ran = query(&room, "ktadd -k b.keytab -norandkey -glob al*", "");
    assert_eq!(ran, asked(0, &out, said));
    let said = "kadmin.local: Principal z* does not exist.\n";
    assert_eq!(query(&room, "ktadd -k b.keytab -glob z*", ""), asked(0, "", said));
    let ran = query(&room, "ktadd -k b.keytab -e aes256-cts:normal kafka/broker", "");
    let out = "Entry for principal kafka/broker with kvno 2, encryption type \
               aes256-cts-hmac-sha1-96 added to keytab WRFILE:b.keytab.\n";
    assert_eq!(ran, asked(0, out, ""));
}

#[test]
fn arguments_succeed_in_silence() {
    let room = room();
    for arguments in [
        &["addprinc", "-pw", "apw", "a"][..],
        &["addprinc", "-randkey", "svc/x"],
        &["cpw", "-pw", "b", "a"],
        &["modprinc", "+requires_preauth", "a"],
        &["delprinc", "a"],
    ] {
        assert_eq!(run(&room, arguments, ""), Ran::quiet(), "{arguments:?}");
    }
    let said = "add_principal: Principal or policy already exists while creating \
                \"svc/x@EXAMPLE.COM\".\n";
    let ran = run(&room, &["addprinc", "-randkey", "svc/x"], "");
    assert_eq!(ran, Ran::new(1, "", said));
    let said = "kadmin.local: Command not found bogus\n";
    assert_eq!(run(&room, &["bogus"], ""), Ran::new(1, "", said));
    assert_eq!(query(&room, "bogus", ""), asked(1, "", said));
}

#[test]
fn lines_on_standard_input_are_shown_behind_the_prompt() {
    let room = room();
    let typed = "addprinc -pw xpw x1\nnosuchcmd\nlistprincs x*\nquit\nlistprincs\n";
    let out = "kadmin.local:  addprinc -pw xpw x1\nPrincipal \"x1@EXAMPLE.COM\" created.\n\
               kadmin.local:  nosuchcmd\nkadmin.local:  listprincs x*\nx1@EXAMPLE.COM\n\
               kadmin.local:  quit\n";
    let said = no_policy("x1")
        + "kadmin.local: Unknown request \"nosuchcmd\".  Type \"?\" for a request list.\n";
    assert_eq!(run(&room, &[], typed), asked(0, out, &said));
    let out = "kadmin.local:  listprincs x*\nx1@EXAMPLE.COM\nkadmin.local:  ";
    assert_eq!(run(&room, &[], "listprincs x*\n"), asked(0, out, ""));
}

#[test]
fn the_caller_is_named() {
    let room = room();
    let arguments = ["-r", "EXAMPLE.COM", "-p", "admin/admin", "-q", "addprinc -pw y y1"];
    let ran = run(&room, &arguments, "");
    let out = "Authenticating as principal admin/admin with password.\n\
               Principal \"y1@EXAMPLE.COM\" created.\n";
    assert_eq!(ran, Ran::new(0, out, &no_policy("y1")));
    let ran = query(&room, "getprinc y1", "");
    assert!(ran.out.contains("(admin/admin@EXAMPLE.COM)\n"), "{ran:?}");
    let mut room = room;
    room.environment.user = Some("joe".to_owned());
    let ran = query(&room, "quit", "");
    let out = "Authenticating as principal joe/admin@EXAMPLE.COM with password.\n";
    assert_eq!(ran, Ran::new(0, out, ""));
    room.kinit_alice(&[]);
    let ran = query(&room, "quit", "");
    let out = "Authenticating as principal alice/admin@EXAMPLE.COM with password.\n";
    assert_eq!(ran, Ran::new(0, out, ""));
}

#[test]
fn key_salts_of_the_command_line_are_the_default() {
    let room = room();
    run(&room, &["-e", "aes256-cts:norealm", "-q", "addprinc -pw y y2"], "");
    let ran = query(&room, "getprinc y2", "");
    let keys = "Number of keys: 1\nKey: vno 1, aes256-cts-hmac-sha1-96:norealm\n";
    assert!(ran.out.contains(keys), "{ran:?}");
}

#[test]
fn requests_are_listed() {
    let ran = query(&room(), "?", "");
    let lines = "Available kadmin.local requests:\n\n\
                 add_principal, addprinc, ank\n                         Add principal\n";
    assert!(ran.out.contains(lines), "{ran:?}");
    assert!(ran.out.contains("change_password, cpw     Change password\n"), "{ran:?}");
}

/// The texts are our own, but for their beginnings.
#[test]
fn wrong_names_and_options_are_explained() {
    let room = room();
    let ran = query(&room, "getprinc a@b@c", "");
    let said = "get_principal: Malformed representation of principal: the principal name \
                \"a@b@c\" has more than one @";
    assert!(ran.err.starts_with(said), "{ran:?}");
    let said = "add_principal: the realm OTHER is not served here while creating \"a@OTHER\".\n";
    let ran = run(&room, &["addprinc", "-pw", "x", "a@OTHER"], "");
    assert_eq!(ran, Ran::new(1, "", said));
    let ran = run(&room, &["-d", "file", "-q", "getprivs"], "");
    let said = "kadmin.local: -d, -m and -x are for a database in a file, which this is not; \
                while initializing kadmin.local interface\n";
    assert_eq!(ran, asked(1, "", said));
    for arguments in [&["-t", "file"][..], &["-k", "-c", "cache"], &["-n", "-k"], &["-q", "x", "y"]]
    {
        let ran = run(&room, arguments, "");
        assert_eq!((ran.code, ran.out.as_str()), (1, ""));
        assert!(ran.err.contains("Usage: kadmin.local [-r realm]"), "{ran:?}");
    }
    let said = "kadmin.local: Unbalanced quotes in command line\n";
    assert_eq!(query(&room, "addprinc \"x", ""), asked(0, "", said));
}

/// The texts are our own, but for `getprinc`'s: MIT's release 1.20 has no aliases.
#[test]
fn an_alias_shows_the_principal_that_it_means() {
    let room = room();
    let out = "Alias \"other@EXAMPLE.COM\" to \"al@EXAMPLE.COM\" created.\n";
    assert_eq!(query(&room, "add_alias other al", ""), asked(0, out, ""));
    assert_eq!(run(&room, &["alias", "another", "al"], ""), Ran::quiet());
    let ran = query(&room, "getprinc other", "");
    assert!(ran.out.contains("Principal: al@EXAMPLE.COM\n"), "{ran:?}");
    let said = "usage: add_alias alias_principal target_principal\n";
    assert_eq!(query(&room, "alias other", ""), asked(0, "", said));
    let ran = query(&room, "alias al alice", "");
    let said = "add_alias: Principal or policy already exists while aliasing principal \
                \"al@EXAMPLE.COM\" to \"alice@EXAMPLE.COM\"\n";
    assert_eq!(ran, asked(0, "", said));
}

#[test]
fn a_database_that_is_locked_is_for_one_session() {
    let room = room();
    let mut other = room.kdc.admin();
    let typed = "lock\nlock\ngetprivs\nunlock\ngetprivs\nlock\n";
    assert_eq!(run(&room, &[], typed).err, "");
    other.lock().unwrap();
    let ran = query(&room, "getprinc al", "");
    let said = "get_principal: Cannot lock database while retrieving \"al@EXAMPLE.COM\".\n";
    assert_eq!(ran, asked(0, "", said));
    assert_eq!(query(&room, "lock", ""), asked(0, "", "lock: Cannot lock database \n"));
    other.unlock();
    assert_eq!(query(&room, "lock", ""), asked(0, "", ""));
    other.lock().unwrap();
}

/// A terminal with an editor that has these lines.
struct Editor {
    lines: Vec<&'static str>,
    completed: usize,
}

impl Terminal for Editor {
    fn echo(&mut self, _: Echo) -> std::io::Result<()> {
        Ok(())
    }

    fn edited_line(&mut self, prompt: &str, completions: &[&str]) -> Option<EditedLine> {
        assert_eq!(prompt, "kadmin.local:  ");
        self.completed = completions.iter().filter(|name| name.starts_with("get")).count();
        Some(Ok((!self.lines.is_empty()).then(|| self.lines.remove(0).to_owned())))
    }
}

#[test]
fn a_person_types_into_an_editor() {
    let room = room();
    let mut editor = Editor { lines: vec!["listprincs a?", "nosuch", "quit", "lr"], completed: 0 };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut stdin = &b""[..];
    let streams = Streams::new(&mut stdin, &mut out, &mut err);
    let mut streams = streams.with_terminal(&mut editor);
    let mut session = room.kdc.admin();
    let mut opener = Opened(&mut session);
    assert_eq!(kadmin("kadmin.local", &[], &mut opener, &room.environment, &mut streams), 0);
    assert_eq!(String::from_utf8(out).unwrap(), format!("{AUTHENTICATING}al@EXAMPLE.COM\n"));
    assert!(String::from_utf8(err).unwrap().contains("Unknown request \"nosuch\"."));
    assert_eq!((editor.lines, editor.completed), (vec!["lr"], 12));
}
