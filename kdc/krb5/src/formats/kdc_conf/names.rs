//! Which relations do something here, which are MIT's alone, and which nobody knows.

use crate::formats::profile::Profile;

/// A relation that changes nothing, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Its sections and its name: `[realms] R iprop_enable`.
    pub relation: String,
    /// The file and line, when it was read from a file.
    pub place: Option<String>,
}

/// Relations of a realm that have an effect, those of krb5.conf's `[realms]` among them.
const REALM: &[&str] = &[
    "acl_file",
    "admin_server",
    "database_module",
    "database_name",
    "default_principal_expiration",
    "default_principal_flags",
    "dict_file",
    "kadmind_listen",
    "kadmind_port",
    "kdc",
    "kdc_listen",
    "kdc_ports",
    "kdc_tcp_listen",
    "kdc_tcp_ports",
    "key_stash_file",
    "kpasswd_listen",
    "kpasswd_port",
    "kpasswd_server",
    "master_kdc",
    "master_key_name",
    "master_key_type",
    "max_life",
    "max_renewable_life",
    "primary_kdc",
    "supported_enctypes",
];

/// Relations of a realm that MIT 1.20 knows and that change nothing that the programs do.
const REALM_OF_MIT: &[&str] = &[
    "admin_keytab",
    "auth_to_local",
    "auth_to_local_names",
    "default_domain",
    "disable_encrypted_timestamp",
    "disable_pac",
    "encrypted_challenge_indicator",
    "host_based_services",
    "http_anchors",
    "iprop_enable",
    "iprop_listen",
    "iprop_logfile",
    "iprop_master_ulogsize",
    "iprop_port",
    "iprop_replica_poll",
    "iprop_resync_timeout",
    "iprop_slave_poll",
    "iprop_ulogsize",
    "kdc_timeskew",
    "no_host_referral",
    "pkinit_allow_upn",
    "pkinit_anchors",
    "pkinit_cert_match",
    "pkinit_dh_min_bits",
    "pkinit_eku_checking",
    "pkinit_identities",
    "pkinit_identity",
    "pkinit_indicator",
    "pkinit_kdc_hostname",
    "pkinit_kdc_ocsp",
    "pkinit_pool",
    "pkinit_require_crl_checking",
    "pkinit_require_freshness",
    "pkinit_revoke",
    "reject_bad_transit",
    "restrict_anonymous_to_tgt",
    "sitename",
    "spake_preauth_indicator",
    "v4_instance_convert",
    "v4_realm",
];

/// Relations of `[libdefaults]` that have an effect.
const LIBDEFAULTS: &[&str] = &[
    "allow_weak_crypto",
    "canonicalize",
    "clockskew",
    "default_ccache_name",
    "default_client_keytab_name",
    "default_keytab_name",
    "default_realm",
    "default_tgs_enctypes",
    "default_tkt_enctypes",
    "forwardable",
    "kdc_timesync",
    "permitted_enctypes",
    "proxiable",
    "renew_lifetime",
    "ticket_lifetime",
    "udp_preference_limit",
];

/// Those that MIT 1.20 knows, or Heimdal, and that change nothing here.
const LIBDEFAULTS_OF_MIT: &[&str] = &[
    "allow_des3",
    "allow_rc4",
    "ap_req_checksum_type",
    "ccache_type",
    "client_aware_channel_bindings",
    "dns_canonicalize_hostname",
    "dns_fallback",
    "dns_lookup_kdc",
    "dns_lookup_realm",
    "dns_uri_lookup",
    "enforce_ok_as_delegate",
    "err_fmt",
    "extra_addresses",
    "fcc-mit-ticketflags",
    "ignore_acceptor_hostname",
    "k5login_authoritative",
    "k5login_directory",
    "kcm_socket",
    "kdc_default_options",
    "kdc_req_checksum_type",
    "noaddresses",
    "pkinit_anchors",
    "pkinit_cert_match",
    "pkinit_dh_min_bits",
    "pkinit_eku_checking",
    "pkinit_identities",
    "pkinit_kdc_hostname",
    "pkinit_pool",
    "pkinit_require_crl_checking",
    "pkinit_revoke",
    "plugin_base_dir",
    "preferred_preauth_types",
    "qualify_shortname",
    "rdns",
    "realm_try_domains",
    "request_timeout",
    "safe_checksum_type",
    "spake_preauth_groups",
    "spake_preauth_indicator",
    "verify_ap_req_nofail",
];

const DEFAULTS: &[&str] =
    &["kdc_listen", "kdc_max_dgram_reply_size", "kdc_ports", "kdc_tcp_listen", "kdc_tcp_ports"];

const DEFAULTS_OF_MIT: &[&str] = &[
    "host_based_services",
    "kdc_tcp_listen_backlog",
    "no_host_referral",
    "pkinit_indicator",
    "restrict_anonymous_to_tgt",
    "spake_preauth_kdc_challenge",
];

const MODULE: &[&str] = &["database_name", "disable_last_success", "disable_lockout"];

const MODULE_OF_MIT: &[&str] = &[
    "db_library",
    "ldap_conns_per_server",
    "ldap_kadmind_dn",
    "ldap_kadmind_sasl_authcid",
    "ldap_kadmind_sasl_authzid",
    "ldap_kadmind_sasl_mech",
    "ldap_kadmind_sasl_realm",
    "ldap_kdc_dn",
    "ldap_kdc_sasl_authcid",
    "ldap_kdc_sasl_authzid",
    "ldap_kdc_sasl_mech",
    "ldap_kdc_sasl_realm",
    "ldap_kerberos_container_dn",
    "ldap_servers",
    "ldap_service_password_file",
    "mapsize",
    "max_readers",
    "nosync",
    "unlockiter",
];

const LOGGING: &[&str] = &["admin_server", "default", "kdc"];

const LOGGING_OF_MIT: &[&str] = &["debug"];

pub(super) fn without_effect(profile: &Profile) -> Vec<Remark> {
    remarks(profile, |known, of_mit, name| !known.contains(&name) && of_mit.contains(&name))
}

pub(super) fn unknown(profile: &Profile) -> Vec<Remark> {
    remarks(profile, |known, of_mit, name| !known.contains(&name) && !of_mit.contains(&name))
}

fn remarks(profile: &Profile, wanted: impl Fn(&[&str], &[&str], &str) -> bool) -> Vec<Remark> {
    let mut found = Vec::new();
    let mut look = |path: &[&str], known: &[&str], of_mit: &[&str]| {
        let relations = profile.relation_names(path);
        // A realm may have defaults of its own in a subsection.
        let inner = match path {
            ["libdefaults"] => Vec::new(),
            _ => profile.subsection_names(path),
        };
        for name in relations.into_iter().chain(inner) {
            if wanted(known, of_mit, name) {
                found.push(remark(profile, path, name));
            }
        }
    };
    look(&["libdefaults"], LIBDEFAULTS, LIBDEFAULTS_OF_MIT);
    look(&["kdcdefaults"], DEFAULTS, DEFAULTS_OF_MIT);
    look(&["dbdefaults"], &[], MODULE_OF_MIT);
    look(&["logging"], LOGGING, LOGGING_OF_MIT);
    for realm in profile.subsection_names(&["realms"]) {
        look(&["realms", realm], REALM, REALM_OF_MIT);
    }
    for module in profile.subsection_names(&["dbmodules"]) {
        look(&["dbmodules", module], MODULE, MODULE_OF_MIT);
    }
    found
}

fn remark(profile: &Profile, path: &[&str], name: &str) -> Remark {
    let (section, rest) = path.split_first().unwrap_or((&"", &[]));
    let inner: String = rest.iter().map(|name| format!(" {name}")).collect();
    let place = profile.relation(&[path, &[name]].concat()).and_then(|relation| relation.place());
    Remark {
        relation: format!("[{section}]{inner} {name}"),
        place: place.map(|place| format!("{}, line {}", place.file, place.line)),
    }
}
