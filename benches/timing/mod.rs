//! What the benches of whole commands share: the process is started anew for every sample.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// From the start of `personac COMMAND FOLDER` to its end. It must succeed.
#[allow(dead_code, reason = "not every bench needs it")]
pub fn sample(command: &str, folder: &Path) -> Duration {
    timed(Command::new(env!("CARGO_BIN_EXE_personac")).arg(command).arg(folder))
}

/// From the start of a command to its end. It must succeed.
pub fn timed(command: &mut Command) -> Duration {
    let start = Instant::now();
    let output = command.output();
    let time = start.elapsed();
    let output = output.expect("the command starts");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", said(&output.stdout), said(&output.stderr));
    time
}

/// `first 139 ms, median 148 ms, slowest 176 ms of 20`
pub fn summary(mut times: Vec<Duration>) -> String {
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    let first = times[0];
    times.sort();
    let (median, slowest) = (times[times.len() / 2], times[times.len() - 1]);
    format!(
        "first {:.0} ms, median {:.0} ms, slowest {:.0} ms of {}",
        millis(first),
        millis(median),
        millis(slowest),
        times.len()
    )
}
