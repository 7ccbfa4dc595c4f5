//! Files that pass between MIT's programs and ours: credential caches, keytabs, krb5.conf.

use std::path::Path;

use acceptance::klist::{klist, ticket};
use acceptance::process::Program;
use kerbside::client::Client;
use kerbside::client::kerberos::{KerberosClient, KerberosOptions};
use kerbside::{BlockingTestbed, Testbed};
use kerbside_krb5::client::TicketOptions;
use kerbside_krb5::formats::ccache::CredentialCache;
use kerbside_krb5::formats::keytab::Keytab;
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::formats::profile::{NoFiles, Profile};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::{KdcOptions, Realm};

const TGS: &str = "krbtgt/KERBSIDE.TEST@KERBSIDE.TEST";

fn alices_bed() -> BlockingTestbed {
    Testbed::builder().user("alice", "secret").start_blocking().expect("a bed starts")
}

/// Our own Kerberos client.
fn ours(bed: &Testbed) -> KerberosClient {
    KerberosClient::new(KerberosOptions::new(bed.kdc().addresses()[0]))
}

fn kinit(alice: &Client, options: &[&str]) {
    let program = Program::new("kinit").user(alice).args(options).arg("alice");
    let _ = program.input("secret\n").run().well();
}

fn read_cache(path: &Path) -> CredentialCache {
    let bytes = std::fs::read(path).unwrap();
    CredentialCache::from_bytes(&bytes, &path.display().to_string()).expect("MIT's cache is read")
}

#[test]
fn mit_uses_the_cache_that_our_client_writes() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let tickets = TicketOptions { flags: KdcOptions::FORWARDABLE, ..TicketOptions::default() };
    let options = KerberosOptions::new(bed.kdc().addresses()[0]).tickets(tickets);
    let client = KerberosClient::new(options);
    bed.wait(client.login_with_password("alice@KERBSIDE.TEST", "secret")).unwrap();
    let kafka = client.host_service("kafka", "localhost").unwrap();
    let held = bed.wait(client.service_ticket(&kafka)).unwrap();
    client.save_ccache(&alice.ccache()).unwrap();

    let (principal, listed) = klist(&alice);
    assert_eq!(principal, "alice@KERBSIDE.TEST");
    let services: Vec<&str> = listed.iter().map(|ticket| ticket.service.as_str()).collect();
    assert_eq!(services, [TGS, "kafka/localhost@KERBSIDE.TEST"]);
    assert_eq!(listed[0].flags, "FIA");
    assert_eq!(listed[1].expires, held.endtime.seconds());

    // Both are good for what they are for: the first gets another, the second opens.
    let keytab = bed.folder().join("broker.keytab");
    let program = Program::new("kvno").user(&alice).arg("-k").arg(keytab);
    let asked = program.arg("kafka/localhost").run().well();
    assert!(asked.out().ends_with("kvno = 1, keytab entry valid\n"), "{asked}");
    let _ = Program::new("kvno").user(&alice).arg("alice").run().well();
    assert_eq!(klist(&alice).1.len(), 3);
}

#[test]
fn our_client_uses_the_cache_that_mit_writes() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    kinit(&alice, &["-l", "2h", "-r", "1d", "-p"]);
    let _ = Program::new("kvno").user(&alice).arg("alice").run().well();
    let client = ours(&bed);
    client.load_ccache(&alice.ccache()).unwrap();
    assert_eq!(client.principal().unwrap().to_string(), "alice@KERBSIDE.TEST");
    assert_eq!(client.service_tickets().len(), 1);
    let kafka = client.host_service("kafka", "localhost").unwrap();
    let held = bed.wait(client.service_ticket(&kafka)).unwrap();
    assert_eq!(held.endtime.seconds(), ticket(&alice, TGS).expires);
    bed.wait(client.renew()).unwrap();

    // And back: what MIT wrote, with all its configuration entries, is written again as it was.
    let bytes = std::fs::read(alice.ccache()).unwrap();
    assert_eq!(read_cache(&alice.ccache()).to_bytes().unwrap(), bytes);
}

#[test]
fn what_klist_shows_is_what_our_reader_sees() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    kinit(&alice, &["-l", "2h", "-r", "1d"]);
    let listed = ticket(&alice, TGS);
    let cache = read_cache(&alice.ccache());
    let realm = Realm::from("KERBSIDE.TEST");
    let seen = cache.ticket_for(&Principal::krbtgt(&realm, &realm)).expect("it is there");
    assert_eq!(cache.default_principal.to_string(), "alice@KERBSIDE.TEST");
    assert_eq!(seen.times.starttime.0, listed.starting);
    assert_eq!(seen.times.endtime.0, listed.expires);
    assert_eq!(Some(seen.times.renew_till.0), listed.renew_until);
    assert_eq!(seen.decode_ticket().unwrap().sname.to_string(), "krbtgt/KERBSIDE.TEST");
}

#[test]
fn a_keytab_of_ktutil_holds_the_keys_of_the_kdc_and_logs_us_in() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let path = bed.folder().join("ktutil.keytab");
    let commands = ["aes256-cts", "aes128-cts"].map(|enctype| {
        format!("addent -password -p alice@KERBSIDE.TEST -k 1 -e {enctype}\nsecret\n")
    });
    let commands = format!("{}wkt {}\nquit\n", commands.concat(), path.display());
    let _ = Program::new("ktutil").user(&alice).input(commands).run().well();
    let written = Keytab::from_bytes(&std::fs::read(&path).unwrap(), "ktutil.keytab").unwrap();
    let own = std::fs::read(alice.keytab()).unwrap();
    let own = Keytab::from_bytes(&own, "keytab").unwrap();
    let keys = |keytab: &Keytab| {
        let entries = keytab.entries.iter();
        let keys = entries.map(|e| (e.principal.to_string(), e.kvno, e.key.clone()));
        keys.collect::<Vec<_>>()
    };
    assert_eq!(keys(&written), keys(&own));
    bed.wait(ours(&bed).login_with_keytab("alice@KERBSIDE.TEST", &written)).unwrap();
}

#[test]
fn mit_merges_our_keytab_with_another() {
    let builder = Testbed::builder().user("alice", "secret");
    let bed = builder.user_with_random_key("robot").start_blocking().unwrap();
    let (alice, robot) = (bed.client("alice"), bed.client("robot"));
    let path = bed.folder().join("both.keytab");
    let commands = format!(
        "rkt {}\nrkt {}\nwkt {}\nquit\n",
        alice.keytab().display(),
        robot.keytab().display(),
        path.display()
    );
    let _ = Program::new("ktutil").user(&alice).input(commands).run().well();
    let both = Keytab::from_bytes(&std::fs::read(&path).unwrap(), "both.keytab").unwrap();
    assert_eq!(both.entries.len(), 4);
    for user in ["alice@KERBSIDE.TEST", "robot@KERBSIDE.TEST"] {
        bed.wait(ours(&bed).login_with_keytab(user, &both)).unwrap();
    }
}

#[test]
fn krb5_conf_says_the_same_to_our_reader_as_to_mit() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let text = std::fs::read(alice.krb5_conf()).unwrap();
    let profile = Profile::parse(&text, "krb5.conf", &NoFiles).unwrap();
    let conf = Krb5Conf::from_profile(profile).unwrap();
    assert_eq!(conf.libdefaults.default_realm.as_deref(), Some("KERBSIDE.TEST"));
    assert_eq!(conf.realm_of_host("localhost"), Some("KERBSIDE.TEST"));
    assert_eq!(conf.realm("KERBSIDE.TEST").unwrap().kdc, [bed.kdc().addresses()[0].to_string()]);
    // MIT: nothing but the file says where the cache and the keytab are.
    let program = Program::new("kinit").env("KRB5_CONFIG", alice.krb5_conf());
    let _ = program.args(["-k", "-i", "alice"]).run().well();
    let listed = Program::new("klist").env("KRB5_CONFIG", alice.krb5_conf()).run().well();
    assert!(listed.out().contains(&format!("FILE:{}\n", alice.ccache().display())), "{listed}");
}

#[test]
fn broken_files_are_refused_with_file_place_and_remedy() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    kinit(&alice, &[]);
    let cache = std::fs::read(alice.ccache()).unwrap();
    std::fs::write(alice.ccache(), &cache[..cache.len() / 2]).unwrap();
    let error = ours(&bed).load_ccache(&alice.ccache()).unwrap_err().to_string();
    assert!(error.contains(&alice.ccache().display().to_string()), "{error}");
    assert!(error.contains("offset"), "{error}");
    let keytab = std::fs::read(alice.keytab()).unwrap();
    let error = Keytab::from_bytes(&keytab[..keytab.len() - 7], "k.keytab").unwrap_err();
    let error = error.to_string();
    assert!(error.contains("k.keytab") && error.contains("offset"), "{error}");
    let conf = b"[libdefaults]\n  default_realm KERBSIDE.TEST\n";
    let error = Profile::parse(conf, "krb5.conf", &NoFiles).unwrap_err().to_string();
    assert!(error.contains("krb5.conf") && error.contains('2'), "{error}");
}
