//! A realm in the foreground: `cargo run -p kerbside-kdc --example realm -- alice secret`.

use kerbside_kdc::{Kdc, RealmSettings};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let user = arguments.next().unwrap_or_else(|| "alice".to_owned());
    let password = arguments.next().unwrap_or_else(|| "secret".to_owned());
    let kdc = Kdc::builder().realm(RealmSettings::new("EXAMPLE.TEST")).start_blocking()?;
    kdc.admin().add_principal(&user, &password)?;
    kdc.admin().add_service("kafka/localhost")?;
    use std::io::Write;
    writeln!(std::io::stdout(), "{}", kdc.address())?;
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}
