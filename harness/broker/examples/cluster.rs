//! Serves a PLAINTEXT cluster until its standard input ends: `serve [PORT [NODES]]`.

use std::io::{Read, Write};

use kerbside_broker::{Cluster, ListenerSettings};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().map_or(Ok(0), |port| port.parse())?;
    let nodes = arguments.next().map_or(Ok(1), |nodes| nodes.parse())?;
    let cluster = Cluster::builder()
        .nodes(nodes)
        .listener(ListenerSettings::plaintext("CLIENT").port(port))
        .start_blocking()?;
    writeln!(std::io::stdout(), "{}", cluster.bootstrap("CLIENT")?)?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
