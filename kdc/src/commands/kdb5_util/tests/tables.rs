//! `tabdump`: the tables that MIT krb5 1.20.1 printed for the same realm.

use super::*;

fn rows(room: &Room, line: &str, of: &str) -> Vec<String> {
    let ran = room.run(&format!("tabdump {line}"), "");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    ran.out.lines().filter(|row| row.starts_with(of)).map(str::to_owned).collect()
}

#[test]
fn each_table_has_its_columns_and_rows() {
    let room = Room::loaded();
    for (kind, header) in [
        ("keydata", "name\tkeyindex\tkvno\tenctype\tkey\tsalttype\tsalt"),
        ("keyinfo", "name\tkeyindex\tkvno\tenctype\tsalttype\tsalt"),
        ("princ_flags", "name\tflag\tvalue"),
        ("princ_lockout", "name\tlast_success\tlast_failed\tfail_count"),
        ("princ_meta", "name\tmodby\tmodtime\tlastpwd\tpolicy\tmkvno\thist_kvno"),
        ("princ_stringattrs", "name\tkey\tvalue"),
        ("princ_tktpolicy", "name\texpiration\tpw_expiration\tmax_life\tmax_renew_life"),
    ] {
        assert_eq!(rows(&room, kind, "name"), [header]);
        assert_eq!(rows(&room, &format!("-H {kind}"), "name"), [""; 0]);
    }
    assert_eq!(
        rows(&room, "keyinfo", "many"),
        [
            "many@EXAMPLE.COM\t0\t1\taes256-cts-hmac-sha384-192\tnormal\t-1",
            &rows(&room, "keyinfo", "many@EXAMPLE.COM\t1")[0],
            "many@EXAMPLE.COM\t2\t1\tcamellia256-cts-cmac\tonlyrealm\t4558414d504c452e434f4d",
            "many@EXAMPLE.COM\t3\t1\tarcfour-hmac\tnormal\t-1",
            "many@EXAMPLE.COM\t4\t1\taes128-cts-hmac-sha1-96\tnorealm\t6d616e79",
        ]
    );
    let full = "full@EXAMPLE.COM\t2040-01-01T00:00:00Z\t2045-06-01T00:00:00Z\t36000\t259200";
    assert_eq!(rows(&room, "princ_tktpolicy", "full"), [full]);
    assert!(rows(&room, "princ_lockout", "locked")[0].ends_with("Z\t2"));
    assert!(rows(&room, "princ_meta", "historian")[0].ends_with("\tstrong\t1\t2"));
    assert!(rows(&room, "princ_meta", "krbtgt")[0].ends_with("\t1970-01-01T00:00:00Z\t\t1\t0"));
    let flags = rows(&room, "princ_flags", "K/M");
    assert_eq!(flags.len(), 18);
    assert_eq!(flags[6], "K/M@EXAMPLE.COM\tDISALLOW_ALL_TIX\t1");
}

#[test]
fn options_choose_numbers_commas_and_a_file() {
    let room = Room::loaded();
    assert_eq!(rows(&room, "-n -e keyinfo", "K/M"), ["K/M@EXAMPLE.COM\t0\t1\t18\t0\t"]);
    assert_eq!(rows(&room, "-n princ_flags", "K/M")[7], "K/M@EXAMPLE.COM\t0x00000080\t0");
    assert_eq!(
        rows(&room, "-c princ_stringattrs", "alice"),
        ["alice@EXAMPLE.COM,session_enctypes,aes256-cts", "alice@EXAMPLE.COM,otp,[{}]"]
    );
    assert_eq!(room.run("tabdump -o table princ_lockout", ""), Ran::quiet());
    assert_eq!(room.read("table").lines().count(), 1 + 16);
    assert_eq!(room.run("tabdump bogus", ""), Ran::of(1, "", USAGE));
    let nowhere = "kdb5_util: No such file or directory opening nowhere/x for writing\n";
    assert_eq!(room.run("tabdump -o nowhere/x keyinfo", ""), Ran::of(1, "", nowhere));
}
