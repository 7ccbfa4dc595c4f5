//! The messages of RFC 4120 §5 and their DER bytes, one file per message.
//!
//! Decoding is tolerant where RFC 4120 and real peers are (flags longer than 32 bits, EncTGSRepPart
//! sent as EncASRepPart, integers of RFC 1510's time, names of any octets) and strict elsewhere.
//! Whatever a checksum covers is kept as it was received ([`Raw`]).

mod ap;
mod authorization_data;
mod cred;
mod der;
mod encrypted_data;
mod encryption_key;
mod error_code;
mod flags;
mod host_address;
mod kdc_rep;
mod kdc_req;
mod kerberos_string;
mod kerberos_time;
mod key_usage;
mod krb_error;
mod last_req;
mod message;
mod pa_data;
mod principal_name;
mod priv_safe;
mod raw;
mod ticket;

pub use ap::{ApRep, ApReq, Authenticator, EncApRepPart};
pub use authorization_data::{AuthorizationData, AuthorizationDataEntry, AuthorizationDataType};
pub use cred::{EncKrbCredPart, KrbCred, KrbCredInfo};
pub use der::{DecodeError, Der};
pub use encrypted_data::{Checksum, EncryptedData};
pub use encryption_key::EncryptionKey;
pub use error_code::ErrorCode;
pub use flags::{ApOptions, KdcOptions, TicketFlags};
pub use host_address::{AddressType, HostAddress};
pub use kdc_rep::{AsRep, EncAsRepPart, EncKdcRepPart, EncTgsRepPart, KdcRep, TgsRep};
pub use kdc_req::{AsReq, KdcReq, KdcReqBody, TgsReq};
pub use kerberos_string::{KerberosString, Realm};
pub use kerberos_time::KerberosTime;
pub use key_usage::usage;
pub use krb_error::KrbError;
pub use last_req::{LastReqEntry, LastReqType};
pub use message::{KdcReply, KdcRequest, MessageType};
pub use pa_data::{EtypeInfo2, EtypeInfo2Entry, MethodData, PaData, PaDataType, PaEncTsEnc};
pub use principal_name::{NameType, PrincipalName};
pub use priv_safe::{EncKrbPrivPart, KrbPriv, KrbSafe, KrbSafeBody};
pub use raw::Raw;
pub use ticket::{EncTicketPart, Ticket, TransitedEncoding};

#[cfg(test)]
mod tests;
