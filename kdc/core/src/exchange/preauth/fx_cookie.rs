//! PA-FX-COOKIE (RFC 6113 §5.2): state that a client returns with its next request.
//!
//! There is no state to keep yet; MIT's KDC sends the cookie `MIT` in the same place, and its
//! clients take METHOD-DATA that is empty for a KDC without preauthentication.

use kerbside_krb5::wire::{PaData, PaDataType};

use super::{AsRequest, Mechanism};

pub(super) struct FxCookie;

impl Mechanism for FxCookie {
    fn padata_type(&self) -> PaDataType {
        PaDataType::FX_COOKIE
    }

    fn offer(&self, _: &AsRequest<'_>) -> Option<PaData> {
        Some(PaData::new(PaDataType::FX_COOKIE, b"MIT".to_vec()))
    }
}
