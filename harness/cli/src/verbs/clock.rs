//! `kerbside clock`: shows and moves the clocks of a bed's parties while they run.

use crate::arguments::{Directory, Instant, Party, Shift};
use crate::control::{Bed, ClockReading, Movement, Request};
use crate::failure::Failure;
use crate::output::Output;

/// Show or move the clock of the KDC, of brokers or of the bed's client
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    directory: Directory,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// kdc, broker, broker:N or client [default: all]
    party: Option<Party>,
    /// What to do [default: show]
    action: Option<Action>,
    /// How far (6m, -10m, +360s, 1h30m), or for `set` the time (2030-01-31T12:00:00Z)
    #[arg(allow_hyphen_values = true)]
    value: Option<String>,
}

const AFTER_HELP: &str = "\
Examples:
  kerbside clock                          all of them
  kerbside clock kdc offset 6m            six minutes ahead of this machine
  kerbside clock broker:2 advance -10m    ten minutes back from where it is
  kerbside clock kdc set 2030-01-31T12:00:00Z
  kerbside clock kdc freeze               tickets stop ageing; timers run on";

/// What to do with a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Action {
    /// Say what it shows
    Show,
    /// Let it run this far from the machine's clock
    Offset,
    /// Move it this far from where it is
    Advance,
    /// Set it to a time
    Set,
    /// Stop it
    Freeze,
    /// Let it run on
    Resume,
}

pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<u8, Failure> {
    let movement = movement(arguments.action, arguments.value.as_deref())?;
    let request = Request::Clock { party: arguments.party, movement };
    let clocks: Vec<ClockReading> = Bed::find(&arguments.directory.path())?.ask(&request)?;
    if arguments.json {
        output.json(&clocks)?;
        return Ok(0);
    }
    for clock in clocks {
        output.line(format_args!("{:<10} {}  {}", clock.party, clock.time, distance(&clock)))?;
    }
    Ok(0)
}

fn movement(action: Option<Action>, value: Option<&str>) -> Result<Option<Movement>, Failure> {
    let name = match action {
        None | Some(Action::Show) => "show",
        Some(Action::Offset) => "offset",
        Some(Action::Advance) => "advance",
        Some(Action::Set) => "set",
        Some(Action::Freeze) => "freeze",
        Some(Action::Resume) => "resume",
    };
    let needed = |example: &str| {
        value.ok_or_else(|| Failure::Usage(format!("{name} needs a value: {name} {example}")))
    };
    let shift = || -> Result<i64, Failure> {
        Ok(needed("6m")?.parse::<Shift>().map_err(Failure::Usage)?.micros)
    };
    let movement = match action {
        Some(Action::Offset) => return Ok(Some(Movement::Offset(shift()?))),
        Some(Action::Advance) => return Ok(Some(Movement::Advance(shift()?))),
        Some(Action::Set) => {
            let instant: Instant =
                needed("2030-01-31T12:00:00Z")?.parse().map_err(Failure::Usage)?;
            return Ok(Some(Movement::Set(instant.micros)));
        }
        None | Some(Action::Show) => None,
        Some(Action::Freeze) => Some(Movement::Freeze),
        Some(Action::Resume) => Some(Movement::Resume),
    };
    match value {
        None => Ok(movement),
        Some(value) => Err(Failure::Usage(format!("{name} takes no value, and got {value:?}"))),
    }
}

/// How far a clock is from the machine's.
fn distance(clock: &ClockReading) -> String {
    match clock.ahead_seconds {
        ahead if ahead.abs() < 0.01 => "as this machine".to_owned(),
        ahead if ahead > 0.0 => format!("{ahead:.3} s ahead of this machine"),
        behind => format!("{:.3} s behind this machine", -behind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_asked_for_where_they_are_needed() {
        let moved = movement(Some(Action::Advance), Some("-10m")).expect("moved");
        assert_eq!(moved, Some(Movement::Advance(-600_000_000)));
        assert_eq!(movement(None, None).expect("shown"), None);
        let slips = [
            (Some(Action::Offset), None),
            (Some(Action::Offset), Some("soon")),
            (Some(Action::Set), Some("6m")),
            (Some(Action::Freeze), Some("6m")),
            (Some(Action::Show), Some("6m")),
        ];
        for (action, value) in slips {
            let refused = movement(action, value);
            assert!(matches!(refused, Err(Failure::Usage(_))), "{action:?} {value:?}");
        }
    }
}
