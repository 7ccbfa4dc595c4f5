//! Realms made by `kdb5_util` and served by daemons of either make.

use acceptance::realm::{Make, Realm};

#[test]
fn mits_daemons_serve_a_realm_of_files() {
    let realm = Realm::files();
    realm.create(Make::Mit);
    realm.administer(Make::Mit, &["addprinc", "-pw", "alicepw", "alice"]);
    realm.administer(Make::Mit, &["addprinc", "-pw", "adminpw", "admin/admin"]);
    let _kdc = realm.krb5kdc(Make::Mit);
    let _kadmind = realm.kadmind(Make::Mit);
    let _ = realm.program(Make::Mit, "kinit").arg("alice").input("alicepw\n").run().well();
    let asked = ["-p", "admin/admin", "-w", "adminpw", "-q", "getprinc alice"];
    let told = realm.program(Make::Mit, "kadmin").args(asked).run().well();
    assert!(told.out().contains("Principal: alice@EXAMPLE.COM"), "{told}");
}
