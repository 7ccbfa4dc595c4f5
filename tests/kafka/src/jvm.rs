//! Flags of the Java virtual machine, by what the broker is started for.

/// What the broker is started for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jvm {
    /// To serve soon and end soon: C1 alone, one thread that collects garbage, 256 MiB. A third of
    /// the processor time of a start, and half the speed afterwards.
    QuickStart,
    /// To be measured: what `kafka-run-class.sh` and `kafka-server-start.sh` set. It has its speed
    /// after some 20,000 handshakes; whoever measures warms it up.
    SteadyState,
}

impl Jvm {
    pub(crate) fn flags(self) -> &'static [&'static str] {
        match self {
            Jvm::QuickStart => {
                &["-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]
            }
            Jvm::SteadyState => &[
                "-Xmx1G",
                "-Xms1G",
                "-server",
                "-XX:+UseG1GC",
                "-XX:MaxGCPauseMillis=20",
                "-XX:InitiatingHeapOccupancyPercent=35",
                "-XX:+ExplicitGCInvokesConcurrent",
                "-XX:MaxInlineLevel=15",
                "-Djava.awt.headless=true",
            ],
        }
    }
}
