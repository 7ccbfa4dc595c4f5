//! The configuration of log4j2: everything to standard output, one line for each message.

use std::fmt::Write as _;

/// The text of `log4j2.properties`.
///
/// Its own shutdown hook would cut what the broker says when it ends.
pub(crate) fn configuration(loggers: &[(String, String)]) -> String {
    let mut text = "\
shutdownHook = disable
appender.stdout.type = Console
appender.stdout.name = STDOUT
appender.stdout.layout.type = PatternLayout
appender.stdout.layout.pattern = [%d] %p %m (%c)%n
rootLogger.level = INFO
rootLogger.appenderRef.stdout.ref = STDOUT
"
    .to_owned();
    for (index, (name, level)) in loggers.iter().enumerate() {
        // Writing to a string does not fail.
        let _ = write!(text, "logger.l{index}.name = {name}\nlogger.l{index}.level = {level}\n");
    }
    text
}
