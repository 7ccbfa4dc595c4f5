//! One credential of a cache, and its bytes.

use super::error::{CcacheError, CcacheFault};
use super::{Form, Version};
use crate::formats::cursor::{Cursor, Short};
use crate::principal::Principal;
use crate::wire::{
    AddressType, AuthorizationDataEntry, AuthorizationDataType, DecodeError, Der, EncryptionKey,
    HostAddress, KerberosString, KerberosTime, NameType, PrincipalName, Ticket, TicketFlags,
};

/// The times of a ticket. Zero stands for a time the ticket does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Times {
    /// authtime.
    pub authtime: KerberosTime,
    /// starttime.
    pub starttime: KerberosTime,
    /// endtime.
    pub endtime: KerberosTime,
    /// renew-till.
    pub renew_till: KerberosTime,
}

/// A ticket with what its client knows about it, or a configuration entry (see
/// [`Credential::is_config`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Whose ticket it is.
    pub client: Principal,
    /// For which service.
    pub server: Principal,
    /// The session key.
    pub key: EncryptionKey,
    /// The ticket's times, from 1970 to 2106.
    pub times: Times,
    /// Not zero when the ticket is encrypted in another ticket's session key (user to user). MIT
    /// writes 8 then, the octet of the option ENC-TKT-IN-SKEY; the octet is kept as it was found.
    pub is_skey: u8,
    /// The ticket's flags.
    pub flags: TicketFlags,
    /// The addresses it is for; none when it is for any.
    pub addresses: Vec<HostAddress>,
    /// Authorization data the client asked for.
    pub authdata: Vec<AuthorizationDataEntry>,
    /// The ticket in DER; the value of a configuration entry.
    pub ticket: Vec<u8>,
    /// The ticket in whose session key [`Credential::ticket`] is encrypted, in DER, or nothing.
    pub second_ticket: Vec<u8>,
}

impl Credential {
    /// The ticket, decoded.
    pub fn decode_ticket(&self) -> Result<Ticket, DecodeError> {
        Ticket::from_der(&self.ticket)
    }

    /// Whether the credential was taken out of a cache: MIT overwrites it in place with an end
    /// time of zero and another authtime.
    pub fn is_removed(&self) -> bool {
        self.times.endtime.0 == 0 && self.times.authtime.0 != 0
    }

    /// The bytes to append to a cache of version 4.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CcacheError> {
        let mut out = Vec::new();
        self.encode(&mut out).map_err(|fault| {
            CcacheError::new(&format!("credential for {}", self.server), 0, fault)
        })?;
        Ok(out)
    }

    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CcacheFault> {
        put_principal(out, &self.client)?;
        put_principal(out, &self.server)?;
        out.extend((self.key.keytype as u16).to_be_bytes());
        put_data(out, &self.key.keyvalue, "the session key")?;
        let Times { authtime, starttime, endtime, renew_till } = self.times;
        for time in [authtime, starttime, endtime, renew_till] {
            out.extend((time.0.clamp(0, i64::from(u32::MAX)) as u32).to_be_bytes());
        }
        out.push(self.is_skey);
        out.extend(self.flags.0.to_be_bytes());
        put_count(out, self.addresses.len(), "the list of addresses")?;
        for address in &self.addresses {
            out.extend((address.addr_type.0 as u16).to_be_bytes());
            put_data(out, &address.address, "an address")?;
        }
        put_count(out, self.authdata.len(), "the authorization data")?;
        for entry in &self.authdata {
            out.extend((entry.ad_type.0 as u16).to_be_bytes());
            put_data(out, &entry.ad_data, "an element of authorization data")?;
        }
        put_data(out, &self.ticket, "the ticket")?;
        put_data(out, &self.second_ticket, "the second ticket")
    }
}

impl<'a> Form<'a> {
    pub(super) fn in_field(self, field: &'static str) -> impl Fn(Short) -> CcacheError + 'a {
        move |Short { offset, needed, left }| {
            CcacheError::new(self.file, offset, CcacheFault::Truncated { field, needed, left })
        }
    }

    fn data(self, cursor: &mut Cursor<'_>, field: &'static str) -> Result<Vec<u8>, CcacheError> {
        let length = cursor.u32().map_err(self.in_field(field))?;
        let octets = cursor.take(length as usize).map_err(self.in_field(field))?;
        Ok(octets.to_vec())
    }

    /// A list of numbered octets: addresses and authorization data.
    fn list(
        self,
        cursor: &mut Cursor<'_>,
        field: &'static str,
    ) -> Result<Vec<(i32, Vec<u8>)>, CcacheError> {
        let count = cursor.u32().map_err(self.in_field(field))?;
        let mut list = Vec::new();
        for _ in 0..count {
            let number = cursor.u16().map_err(self.in_field(field))?;
            // Numbers of private use are negative.
            list.push((i32::from(number as i16), self.data(cursor, field)?));
        }
        Ok(list)
    }
}

pub(super) fn principal(
    form: Form<'_>,
    cursor: &mut Cursor<'_>,
    field: &'static str,
) -> Result<Principal, CcacheError> {
    let start = cursor.offset();
    let name_type = match form.version {
        // Version 1 has no name types and counts the realm as a component.
        Version::V1 => NameType::UNKNOWN,
        Version::V2 | Version::V3 | Version::V4 => {
            NameType(cursor.i32().map_err(form.in_field(field))?)
        }
    };
    let count = cursor.u32().map_err(form.in_field(field))?;
    let components = match form.version {
        Version::V1 => count.checked_sub(1),
        Version::V2 | Version::V3 | Version::V4 => Some(count),
    };
    let components =
        components.ok_or_else(|| CcacheError::new(form.file, start, CcacheFault::NoRealm))?;
    let realm = form.data(cursor, field)?;
    let mut name_string = Vec::new();
    for _ in 0..components {
        name_string.push(KerberosString::from(form.data(cursor, field)?));
    }
    Ok(Principal { name: PrincipalName { name_type, name_string }, realm: realm.into() })
}

pub(super) fn decode(form: Form<'_>, cursor: &mut Cursor<'_>) -> Result<Credential, CcacheError> {
    let client = principal(form, cursor, "a credential's client")?;
    let server = principal(form, cursor, "a credential's server")?;
    let key = session_key(form, cursor)?;
    let mut times = [KerberosTime::default(); 4];
    for time in &mut times {
        let seconds = cursor.u32().map_err(form.in_field("a credential's times"))?;
        *time = KerberosTime(i64::from(seconds));
    }
    let [authtime, starttime, endtime, renew_till] = times;
    let is_skey = cursor.u8().map_err(form.in_field("is_skey"))?;
    let flags = TicketFlags(cursor.u32().map_err(form.in_field("the ticket flags"))?);
    let addresses = form.list(cursor, "the addresses")?.into_iter();
    let authdata = form.list(cursor, "the authorization data")?.into_iter();
    Ok(Credential {
        client,
        server,
        key,
        times: Times { authtime, starttime, endtime, renew_till },
        is_skey,
        flags,
        addresses: addresses
            .map(|(number, octets)| HostAddress {
                addr_type: AddressType(number),
                address: octets.into(),
            })
            .collect(),
        authdata: authdata
            .map(|(number, octets)| AuthorizationDataEntry {
                ad_type: AuthorizationDataType(number),
                ad_data: octets.into(),
            })
            .collect(),
        ticket: form.data(cursor, "the ticket")?,
        second_ticket: form.data(cursor, "the second ticket")?,
    })
}

fn session_key(form: Form<'_>, cursor: &mut Cursor<'_>) -> Result<EncryptionKey, CcacheError> {
    let in_key = form.in_field("the session key");
    let enctype = cursor.u16().map_err(&in_key)?;
    if form.version == Version::V3 {
        // Version 3 repeats the enctype.
        cursor.u16().map_err(&in_key)?;
    }
    let keyvalue = form.data(cursor, "the session key")?;
    Ok(EncryptionKey { keytype: i32::from(enctype as i16), keyvalue: keyvalue.into() })
}

pub(super) fn put_principal(out: &mut Vec<u8>, principal: &Principal) -> Result<(), CcacheFault> {
    out.extend((principal.name.name_type.0).to_be_bytes());
    put_count(out, principal.name.name_string.len(), "a name")?;
    put_data(out, principal.realm.as_bytes(), "a realm")?;
    for component in &principal.name.name_string {
        put_data(out, component.as_bytes(), "a component of a name")?;
    }
    Ok(())
}

fn put_count(out: &mut Vec<u8>, length: usize, field: &'static str) -> Result<(), CcacheFault> {
    let most = i32::MAX as usize;
    let count = i32::try_from(length);
    let count = count.map_err(|_| CcacheFault::Unwritable { field, length, most })?;
    out.extend(count.to_be_bytes());
    Ok(())
}

fn put_data(out: &mut Vec<u8>, octets: &[u8], field: &'static str) -> Result<(), CcacheFault> {
    put_count(out, octets.len(), field)?;
    out.extend(octets);
    Ok(())
}
