//! Sessions with tickets that kadmin itself would not bring.

use kerbside_kdc_core::admin::{NewKey, OldKeys};
use kerbside_krb5::client::{AsRequest, ClientSecret, Credential, TgsRequest};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::PrincipalName;

use super::connection::Link;
use super::session::RemoteSession;
use super::ticket::Held;
use crate::commands::configuration;
use crate::commands::environment::Environment;
use crate::commands::exchanges::Client;
use crate::commands::kadmin::{AdminSession, Denied};
use crate::{AdminReply, AdminRequest, Kdc, RealmSettings};

struct Room {
    kdc: Kdc,
    environment: Environment,
    _folder: tempfile::TempDir,
}

impl Room {
    /// A realm with alice, who may do everything by the list, and bob.
    fn new() -> Self {
        let list = crate::kadmind::list("alice *e\n");
        let builder = Kdc::builder().realm(RealmSettings::new("EXAMPLE.COM"));
        let kdc = builder.kadmind(0).acl(list).start_blocking().unwrap();
        kdc.admin().add_principal("alice", "alicepw").unwrap();
        kdc.admin().add_principal("bob", "bobpw").unwrap();
        for service in ["kadmin/other", "kadmin/history", "kafka/broker", "kadmin/two/more"] {
            kdc.admin().add_service(service).unwrap();
        }
        let folder = tempfile::tempdir().unwrap();
        let conf = format!(
            "[libdefaults]\n default_realm = EXAMPLE.COM\n\
             [realms]\n EXAMPLE.COM = {{\n  kdc = {}\n }}\n",
            kdc.address()
        );
        std::fs::write(folder.path().join("krb5.conf"), conf).unwrap();
        let mut environment = Environment::new(folder.path());
        environment.krb5_config = vec!["krb5.conf".to_owned()];
        Self { kdc, environment, _folder: folder }
    }

    fn name(&self, text: &str) -> Principal {
        self.kdc.admin().principal(text).unwrap()
    }

    /// alice's ticket from the AS.
    fn initial(&self, service: PrincipalName) -> Credential {
        let conf = configuration::load(&self.environment).unwrap();
        let mut client = Client::new(&self.environment, &conf);
        let secret = ClientSecret::password("alicepw");
        let mut request = AsRequest::new(self.name("alice"), secret.clone());
        request.service = service;
        client.authenticate(request, None, &mut || Ok(secret.clone())).unwrap().issued.credential
    }

    /// alice's ticket by way of a ticket-granting ticket.
    fn further(&self, service: &str) -> Credential {
        let granting = self.initial(PrincipalName::krbtgt(&self.name("alice").realm));
        let conf = configuration::load(&self.environment).unwrap();
        let request = TgsRequest::new(granting, self.name(service));
        Client::new(&self.environment, &conf).service_ticket(request).unwrap()
    }

    fn open(&self, ticket: &Credential) -> Result<RemoteSession, Denied> {
        let link = Link::open(&self.kdc.kadmind_addresses()[0].to_string())?;
        let held = Held { ticket: ticket.clone(), cache: None };
        RemoteSession::open(link, held, ticket.server.realm.clone(), &self.environment)
    }

    fn session(&self, service: &str) -> RemoteSession {
        self.open(&self.initial(self.name(service).name)).unwrap()
    }

    fn ask(&self, session: &mut RemoteSession, request: &AdminRequest) -> Result<(), String> {
        let answer = session.perform(&self.name("alice"), request);
        answer.map(drop).map_err(|denied| denied.to_string())
    }

    fn password_of(&self, who: &str) -> AdminRequest {
        AdminRequest::ChangePassword {
            principal: self.name(who),
            password: "another".into(),
            key_salts: None,
            old_keys: OldKeys::Discard,
        }
    }
}

#[test]
fn a_ticket_for_another_service_opens_no_session() {
    let room = Room::new();
    for service in ["kafka/broker", "kadmin/history", "kadmin/two/more"] {
        let refused = room.open(&room.initial(room.name(service).name));
        let text = refused.err().unwrap().to_string();
        assert_eq!(text, "GSS-API (or Kerberos) error", "{service}");
    }
    let other =
        room.session("kadmin/other").perform(&room.name("alice"), &AdminRequest::GetPrivileges);
    assert!(matches!(other, Ok(AdminReply::Privileges(_))));
}

#[test]
fn a_ticket_for_changepw_is_good_for_oneself_alone() {
    let room = Room::new();
    let mut session = room.session("kadmin/changepw");
    let get = |who: &str| AdminRequest::GetPrincipal { principal: room.name(who) };
    let create = AdminRequest::CreatePrincipal(kerbside_kdc_core::admin::CreatePrincipal::new(
        room.name("carol"),
        NewKey::Random,
    ));
    for (request, right) in [
        (get("bob"), "get"),
        (room.password_of("bob"), "change-password"),
        (AdminRequest::DeletePrincipal { principal: room.name("bob") }, "delete"),
        (create, "add"),
        (AdminRequest::ListPrincipals { pattern: None }, "list"),
        (AdminRequest::GetKeys { principal: room.name("alice"), kvno: None }, "extract-keys"),
        (AdminRequest::DeletePolicy { name: "p".into() }, "delete"),
    ] {
        let expected = Err(format!("Operation requires ``{right}'' privilege"));
        assert_eq!(room.ask(&mut session, &request), expected, "{request:?}");
    }
    assert_eq!(room.ask(&mut session, &get("alice")), Ok(()));
    assert_eq!(room.ask(&mut session, &room.password_of("alice")), Ok(()));
}

#[test]
fn ones_own_password_wants_an_initial_ticket() {
    let room = Room::new();
    let mut session = room.open(&room.further("kadmin/other")).unwrap();
    let refused = room.ask(&mut session, &room.password_of("alice"));
    assert_eq!(refused, Err("Operation requires initial ticket".to_owned()));
    // Those of others are the list's affair.
    assert_eq!(room.ask(&mut session, &room.password_of("bob")), Ok(()));
    let mut session = room.session("kadmin/other");
    assert_eq!(room.ask(&mut session, &room.password_of("alice")), Ok(()));
}
