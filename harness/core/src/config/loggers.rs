//! The loggers that a broker shows (KIP-412): those of Kafka's that people turn up most.
//!
//! Nothing here logs by them; what happens is told as [`crate::event`]s.

/// Names of loggers, in order.
pub(super) const LOGGERS: &[&str] = &[
    "kafka.authorizer.logger",
    "kafka.coordinator.transaction.TransactionCoordinator",
    "kafka.network.Processor",
    "kafka.network.SocketServer",
    "kafka.request.logger",
    "kafka.server.BrokerServer",
    "kafka.server.ControllerServer",
    "kafka.server.KafkaApis",
    "kafka.server.ReplicaManager",
    "org.apache.kafka.common.network.Selector",
    "org.apache.kafka.coordinator.group.GroupCoordinatorService",
    "org.apache.kafka.storage.internals.log.LogCleaner",
    "org.apache.kafka.storage.internals.log.UnifiedLog",
    ROOT,
    "state.change.logger",
];

/// The logger of which the others inherit.
pub(super) const ROOT: &str = "root";
/// What it says unless it is told otherwise.
pub(super) const DEFAULT_LEVEL: &str = "INFO";
/// The levels, as Kafka lists them.
pub(super) const LEVELS: &[&str] = &["DEBUG", "ERROR", "FATAL", "INFO", "TRACE", "WARN"];
