//! Failures as users see them: what four client families print, compared with what they print to a
//! real KDC and a real broker (`tests/goldens`, whose files name the programs and their versions).
//!
//! Leaves out lines that a client says of itself in any case. Here are those that KDC, clocks and
//! names make; those of the broker are in `broker`.

mod broker;
mod scene;

use std::time::Duration;

use acceptance::process::Program;
use acceptance::programs;
use kerbside_kdc_core::admin::AdminRequest;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::Realm;

use scene::{NAMELESS, OTHER, PLAIN, Scene, builder};

const ADD_OPENS: &str = "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED";
const AT_DEBUG: &str =
    "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.network.Selector=debug";

const OPENED: (&str, &[&str]) = ("java-with-add-opens", &[ADD_OPENS]);
const TALKATIVE: (&str, &[&str]) = ("java-at-debug", &[AT_DEBUG]);

#[test]
fn f10_the_kdc_alone_is_wrong() {
    let scene = Scene::healthy().clocks(600, 0);
    scene.compare("F10-clock-skew", scene.meet(&[PLAIN]));
}

#[test]
fn f10_the_kdc_alone_is_behind() {
    let scene = Scene::healthy().clocks(-600, 0);
    scene.compare("F10-clock-skew", scene.meet(&[PLAIN]));
}

#[test]
fn f10b_the_broker_is_wrong_by_more_than_the_limit() {
    let scene = Scene::healthy().clocks(0, 310);
    scene.compare("F10b-clock-skew-broker", scene.meet(&[PLAIN]));
}

#[test]
fn f10b_the_broker_is_wrong_by_less_than_the_limit() {
    let scene = Scene::healthy().clocks(0, 290);
    let java = scene.java(&[]);
    let met = vec![("kcat", scene.kcat_lists()), ("java", java.finish())];
    scene.compare("F10b-clock-skew-within-limit", met);
}

#[test]
fn f10c_the_client_is_wrong() {
    let scene = Scene::healthy().clocks(900, 900);
    scene.compare("F10c-clock-skew-client", scene.meet(&[PLAIN]));
}

#[test]
fn f10e_kdc_and_broker_are_wrong_in_opposite_directions() {
    let scene = Scene::healthy().clocks(600, -600);
    scene.compare("F10e-clock-skew-both", scene.meet(&[PLAIN]));
}

/// Deletes the broker's principal.
fn without_principal(scene: &Scene) {
    let principal = Principal::parse("kafka/localhost", &Realm::from("EXAMPLE.TEST")).unwrap();
    let request = AdminRequest::DeletePrincipal { principal };
    scene.bed.wait(scene.bed.admin(request)).expect("the principal is deleted");
}

#[test]
fn f14_the_broker_has_no_principal() {
    let scene = Scene::healthy();
    without_principal(&scene);
    scene.compare("F14-server-unknown", scene.meet(&[PLAIN, OPENED]));
}

#[test]
fn f14_a_kdc_with_another_text_for_an_unknown_server() {
    let scene = Scene::new(builder().unknown_server_text("UNKNOWN_SERVER"), "localhost");
    without_principal(&scene);
    let met = vec![("java-with-add-opens", scene.java(&[ADD_OPENS]).finish())];
    scene.compare("F14-server-unknown-e-text", met);
}

#[test]
fn f15_bootstrap_by_an_address_without_a_name() {
    let both = ["127.0.0.1", NAMELESS].map(|address| address.parse().unwrap());
    let builder = builder().engine_settings(|it| it.addresses = both.to_vec());
    let scene = Scene::new(builder, NAMELESS);
    scene.compare("F15-bootstrap-by-ip", scene.meet(&[PLAIN, OPENED]));
}

#[test]
fn f16_the_advertised_name_has_no_principal() {
    let scene = Scene::new(builder().advertised_without_principal(OTHER), "localhost");
    let javas = [PLAIN, OPENED].map(|(name, options)| (name, scene.java(options)));
    let _ = scene.kinit().well();
    let mut met = vec![("kvno", scene.kvno())];
    let hosts = scene.alice.folder.join("hosts");
    let knowing = |program: Program| {
        let program = program.env("LD_PRELOAD", programs::nss_wrapper());
        program.env("NSS_WRAPPER_HOSTS", &hosts)
    };
    met.push(("kafka-python", knowing(scene.python("produce")).run()));
    let sends = scene.kcat().args(["-P", "-t", "t", "-X", "message.timeout.ms=3000", "-m", "2"]);
    met.push(("kcat", knowing(sends).input("x\n").patience(Duration::from_secs(60)).run()));
    met.extend(javas.into_iter().map(|(name, java)| (name, java.finish())));
    scene.compare("F16-advertised-name-differs", met);
}

#[test]
fn f25_the_kdc_went_ahead_after_the_login() {
    let scene = Scene::healthy().with_ticket().clocks(900, 0);
    scene.compare("F25-skew-at-tgs", scene.meet(&[TALKATIVE]));
}

#[test]
fn f26_the_kdc_went_back_after_the_login() {
    let scene = Scene::healthy().with_ticket().clocks(-900, 0);
    scene.compare("F26-not-yet-valid", scene.meet(&[TALKATIVE]));
}
