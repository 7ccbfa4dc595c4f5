//! The files of Kerberos, as bytes and text: no file is opened here.
//!
//! * [`keytab`]: the key table of a service or a user.
//! * [`ccache`]: the credential cache of a user.
//! * [`profile`]: the grammar under krb5.conf and kdc.conf.
//! * [`krb5_conf`] and [`kdc_conf`]: krb5.conf and kdc.conf by their meaning.
//! * [`dump`]: the text dump of a principal database.
//! * [`kadm5_acl`]: who may do what by way of the administration server.
//! * [`principal_flags`]: the names of attributes.
//! * [`boolean`], [`duration`], [`enctype_list`] and [`path_tokens`]: the grammars of its values.
//!
//! None of these formats has an RFC. The sources are the format pages of MIT krb5
//! (`doc/formats/keytab_file_format.rst`, `doc/formats/ccache_file_format.rst`,
//! `doc/admin/conf_files/krb5_conf.rst`) and files which MIT krb5 1.20.1 wrote.

pub mod boolean;
pub mod ccache;
mod cursor;
pub mod dump;
pub mod duration;
pub mod enctype_list;
pub mod kadm5_acl;
pub mod kdc_conf;
pub mod keytab;
pub mod krb5_conf;
pub mod path_tokens;
pub mod principal_flags;
pub mod profile;
