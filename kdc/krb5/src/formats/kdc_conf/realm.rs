//! One realm, as its KDC and its admin server need it.

use kerbside_crypto::Enctype;

use super::flags::PrincipalFlags;
use super::key_salts::KeySaltList;
use super::listen::{ListenOn, parse_listen};
use super::reader::{Reader, boolean, parsed};
use crate::formats::profile::{ConfError, Profile, Relation};

const KDC_PORT: u16 = 88;
const KADMIND_PORT: u16 = 749;
const KPASSWD_PORT: u16 = 464;

const STATE: &str = "/etc/krb5kdc";
const DATABASE: &str = "/var/lib/krb5kdc/principal";

/// What holds for a realm. Times are in seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KdcRealm {
    /// The realm.
    pub name: String,
    /// `database_name`: the path that the database's files begin with.
    pub database_name: String,
    /// `db_library`, when one is named.
    pub db_library: Option<String>,
    /// `disable_last_success`: successes are not recorded.
    pub disable_last_success: bool,
    /// `disable_lockout`: failures are not counted.
    pub disable_lockout: bool,
    /// `key_stash_file`.
    pub key_stash_file: String,
    /// `acl_file`; empty for none.
    pub acl_file: String,
    /// `dict_file`.
    pub dict_file: Option<String>,
    /// `admin_keytab`.
    pub admin_keytab: Option<String>,
    /// `kdc_listen`, else `kdc_ports`: UDP.
    pub kdc_listen: Vec<ListenOn>,
    /// `kdc_tcp_listen`, else `kdc_tcp_ports`; empty for no TCP.
    pub kdc_tcp_listen: Vec<ListenOn>,
    /// `kadmind_listen`, else `kadmind_port`.
    pub kadmind_listen: Vec<ListenOn>,
    /// `kpasswd_listen`, else `kpasswd_port`.
    pub kpasswd_listen: Vec<ListenOn>,
    /// `max_life`, 24 hours.
    pub max_life: i32,
    /// `max_renewable_life`, 0.
    pub max_renewable_life: i32,
    /// `default_principal_expiration` as it was written.
    pub default_principal_expiration: Option<String>,
    /// `default_principal_flags`.
    pub default_principal_flags: PrincipalFlags,
    /// `supported_enctypes`.
    pub supported_enctypes: KeySaltList,
    /// `master_key_type`.
    pub master_key_type: Enctype,
    /// `master_key_name`, `K/M`.
    pub master_key_name: String,
    /// `kdc_max_dgram_reply_size`, 4096 octets.
    pub max_datagram_reply: usize,
}

impl KdcRealm {
    pub(super) fn read(profile: &Profile, realm: &str) -> Result<Self, ConfError> {
        let at = Reader { profile, realm };
        let module = at.text("database_module").unwrap_or_else(|| realm.to_owned());
        let of_module = |name: &str| profile.relation(&["dbmodules", &module, name]);
        let database_name = of_module("database_name")
            .map(|relation| relation.value().to_owned())
            .or_else(|| at.text("database_name"))
            .unwrap_or_else(|| DATABASE.to_owned());
        let flag = |name: &str| -> Result<bool, ConfError> {
            Ok(boolean(name, of_module(name))?.unwrap_or(false))
        };
        let datagram = profile.relation(&["kdcdefaults", "kdc_max_dgram_reply_size"]);
        let datagram = at.number("kdc_max_dgram_reply_size", datagram, "number of octets")?;
        let stash = || format!("{STATE}/.k5.{realm}");
        Ok(Self {
            database_name,
            db_library: of_module("db_library").map(|relation| relation.value().to_owned()),
            disable_last_success: flag("disable_last_success")?,
            disable_lockout: flag("disable_lockout")?,
            key_stash_file: at.text("key_stash_file").unwrap_or_else(stash),
            acl_file: at.text("acl_file").unwrap_or_else(|| format!("{STATE}/kadm5.acl")),
            dict_file: at.text("dict_file"),
            admin_keytab: at.text("admin_keytab"),
            kdc_listen: at.listen("kdc_listen", "kdc_ports", KDC_PORT)?,
            kdc_tcp_listen: at.listen("kdc_tcp_listen", "kdc_tcp_ports", KDC_PORT)?,
            kadmind_listen: at.listen_or_port("kadmind_listen", "kadmind_port", KADMIND_PORT)?,
            kpasswd_listen: at.listen_or_port("kpasswd_listen", "kpasswd_port", KPASSWD_PORT)?,
            max_life: at.duration("max_life", 86_400)?,
            max_renewable_life: at.duration("max_renewable_life", 0)?,
            default_principal_expiration: at.text("default_principal_expiration"),
            default_principal_flags: at.flags()?,
            supported_enctypes: at.key_salts()?,
            master_key_type: at.master_key_type()?,
            master_key_name: at.text("master_key_name").unwrap_or_else(|| "K/M".to_owned()),
            max_datagram_reply: datagram.unwrap_or(4_096),
            name: realm.to_owned(),
        })
    }
}

impl Reader<'_> {
    /// A list by its name, by its older name, or the default port everywhere.
    fn listen(&self, name: &str, older: &str, port: u16) -> Result<Vec<ListenOn>, ConfError> {
        let names = [name, older];
        let own = names.iter().find_map(|name| Some((name, self.own(name)?)));
        let default = || names.iter().find_map(|name| Some((name, self.default(name)?)));
        match own.or_else(default) {
            Some((name, relation)) => list(name, relation, port),
            None => Ok(vec![ListenOn { host: None, port }]),
        }
    }

    /// A list by its name, or the port of another relation everywhere.
    fn listen_or_port(
        &self,
        name: &str,
        port_name: &str,
        port: u16,
    ) -> Result<Vec<ListenOn>, ConfError> {
        let expected = "port number from 1 to 65535";
        let port = self.number(port_name, self.own(port_name), expected)?.unwrap_or(port);
        match self.own(name) {
            Some(relation) => list(name, relation, port),
            None => Ok(vec![ListenOn { host: None, port }]),
        }
    }

    fn flags(&self) -> Result<PrincipalFlags, ConfError> {
        let name = "default_principal_flags";
        let expected = "list of flags, as +preauth, -forwardable";
        let flags = parsed(name, self.own(name), expected, |list| PrincipalFlags::parse(list).ok());
        Ok(flags?.unwrap_or_default())
    }

    /// A list in which nothing is left is none: MIT's answer to it is a realm without keys.
    fn key_salts(&self) -> Result<KeySaltList, ConfError> {
        let name = "supported_enctypes";
        let expected = "list in which a key is left, as aes256-cts:normal aes128-cts:normal";
        let list = parsed(name, self.own(name), expected, |text| {
            Some(KeySaltList::parse(text)).filter(|list| !list.pairs.is_empty())
        });
        Ok(list?.unwrap_or_else(KeySaltList::mit_default))
    }

    fn master_key_type(&self) -> Result<Enctype, ConfError> {
        let name = "master_key_type";
        let supported = |name: &str| Enctype::from_name(name).filter(|e| e.is_supported());
        let found = parsed(name, self.own(name), "supported enctype, as aes256-cts", supported)?;
        Ok(found.unwrap_or(Enctype::AES256_SHA1))
    }
}

fn list(name: &str, relation: &Relation, port: u16) -> Result<Vec<ListenOn>, ConfError> {
    let expected = "list of PORT, ADDRESS, ADDRESS:PORT or [IPV6]:PORT";
    let read = parsed(name, Some(relation), expected, |list| parse_listen(list, port).ok())?;
    Ok(read.unwrap_or_default())
}
