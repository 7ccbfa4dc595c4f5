//! `KRB5_TRACE` beside what MIT krb5 1.20.1 wrote for the same commands; what FAST would add is
//! left out, and what differs from run to run is cut.

use super::super::*;
use super::Room;

impl Room {
    /// The trace of what ran since the last call, without process, time, sizes and ports.
    fn traced(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.path("trace")).unwrap_or_default();
        std::fs::write(self.path("trace"), "").unwrap();
        let port = self.kdc.address().to_string();
        let directory = self.directory.path().display().to_string();
        let line = |line: &str| {
            let told = line.split_once(": ").unwrap().1;
            told.replace(&port, "KDC").replace(&directory, "DIR")
        };
        text.lines().map(line).collect()
    }

    fn tracing() -> Self {
        let mut room = Self::new();
        let path = room.directory.path().join("trace");
        room.environment.trace = Trace::to_file(&path).unwrap();
        room
    }
}

#[test]
fn a_first_ticket_is_traced_step_by_step() {
    let room = Room::tracing();
    room.kinit_alice(&[]);
    let text = std::fs::read_to_string(room.path("trace")).unwrap();
    let head = format!("[{}] 1795326421.000000: Getting initial", std::process::id());
    assert!(text.starts_with(&head), "{text}");
    let traced = room.traced();
    let starts = |n: usize, start: &str| {
        assert!(traced[n].starts_with(start), "{n}: {} in {traced:#?}", traced[n]);
    };
    starts(0, "Getting initial credentials for alice@EXAMPLE.COM");
    starts(1, "Sending unauthenticated request");
    starts(2, "Sending request (");
    starts(3, "Resolving hostname 127.0.0.1");
    starts(4, "Sending initial UDP request to dgram KDC");
    starts(5, "Received answer (");
    starts(6, "Response was not from primary KDC");
    let reply = traced.iter().position(|line| line.starts_with("Decrypted AS reply")).unwrap();
    starts(reply, "Decrypted AS reply; session key is: aes256-cts/");
    starts(reply + 1, "FAST negotiation: unavailable");
    starts(reply + 2, "Resolving unique ccache of type MEMORY");
    let last = traced.len() - 1;
    starts(last, "Destroying ccache MEMORY:");
    starts(last - 1, "Moving ccache MEMORY:");
    assert!(traced[last - 1].ends_with(" to FILE:DIR/cc"), "{traced:#?}");
}

#[test]
fn a_service_that_nobody_knows_is_asked_for_twice() {
    let room = Room::tracing();
    room.kinit_alice(&[]);
    room.traced();
    room.run(kvno, &["nosuch/host"], "");
    let traced = room.traced();
    let told = |line: &str| traced.iter().any(|traced| traced == line);
    for line in [
        "Getting credentials alice@EXAMPLE.COM -> nosuch/host@EXAMPLE.COM using ccache FILE:DIR/cc",
        "Requesting tickets for nosuch/host@EXAMPLE.COM, referrals on",
        "Requesting tickets for nosuch/host@EXAMPLE.COM, referrals off",
        "TGS request result: -1765328377/Server nosuch/host@EXAMPLE.COM not found in Kerberos \
         database",
    ] {
        assert!(told(line), "{line} in {traced:#?}");
    }
}

#[test]
fn no_key_and_no_password_is_traced() {
    let room = Room::tracing();
    room.kinit_alice(&[]);
    room.run(kpasswd, &["alice"], "alicepw\nnewsecret\nnewsecret\n");
    let traced = room.traced().join("\n");
    assert!(!traced.contains("alicepw") && !traced.contains("newsecret"), "{traced}");
    let keytab = room.kdc.admin().keytab("alice").unwrap();
    for entry in &keytab.entries {
        let hex: String = entry.key.keyvalue.iter().map(|octet| format!("{octet:02x}")).collect();
        assert!(!traced.to_lowercase().contains(&hex), "{traced}");
    }
}
