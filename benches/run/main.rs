//! The main job against hand-written Polars that gives the same answer.
//!
//! `cargo bench --bench run -- --customers 10000000 --orders 50000000 [--folder DIR] [--rounds 3]`
//!
//! The data (25 columns of customers; orders if asked for) is made from a seed, once per folder and size. The project has
//! 20 personas of 8 rules and 10 scored terms each, and an assignment. Both programs are run in turn, their answers compared, and
//! the medians of the scoring work printed with their ratio; checks of the data, distributions and files are timed apart, and so is
//! the comparison of two versions by who moved.

mod answer;
mod by_hand;
mod generate;
mod ours;
mod personas;

use std::path::PathBuf;
use std::time::{Duration, Instant};

struct Options {
    customers: usize,
    orders: usize,
    folder: Option<PathBuf>,
    rounds: usize,
}

fn options() -> Options {
    let mut options = Options { customers: 1_000_000, orders: 0, folder: None, rounds: 3 };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|n| n.replace('_', "").parse().ok()).expect("a number");
        match arg.as_str() {
            "--customers" => options.customers = number(),
            "--orders" => options.orders = number(),
            "--rounds" => options.rounds = number(),
            "--folder" => options.folder = args.next().map(PathBuf::from),
            // Cargo's own.
            "--bench" => {}
            other => panic!("unknown option {other}"),
        }
    }
    options
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

/// The most memory that this process has had, in MB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn main() {
    let options = options();
    let name = format!("personac-bench-{}-{}", options.customers, options.orders);
    let folder = options.folder.clone().unwrap_or_else(|| std::env::temp_dir().join(name));
    let spec = personas::Spec::new(options.orders > 0);
    generate::project(&folder, &options, &spec);

    let start = Instant::now();
    let project = ours::Project::load(&folder);
    println!("spec and data checked      {:8.2} s", start.elapsed().as_secs_f64());

    let (mut hand, mut own) = (Vec::new(), Vec::new());
    for round in 0..options.rounds {
        let (answer, timings) = project.run(None);
        let ours_peak = peak();
        let start = Instant::now();
        let by_hand = by_hand::run(&folder, &spec);
        hand.push(start.elapsed());
        own.push(timings.prepare + timings.score);
        answer::compare(&answer, &by_hand);
        println!(
            "round {round}: personac {:.2} s (related tables {:.2}, scoring {:.2}; then distributions {:.2}), by hand {:.2} s, peak {ours_peak} MB, with by hand {} MB",
            own[round].as_secs_f64(),
            timings.prepare.as_secs_f64(),
            timings.score.as_secs_f64(),
            timings.describe.as_secs_f64(),
            hand[round].as_secs_f64(),
            peak(),
        );
    }
    let out = folder.join("out");
    std::fs::create_dir_all(&out).expect("a folder for results");
    let (_, timings) = project.run(Some(&out));
    println!("files written              {:8.2} s", timings.write.as_secs_f64());
    let (own, hand) = (median(own), median(hand));
    let moved: Vec<(u64, Duration)> = (0..options.rounds).map(|_| project.movement()).collect();
    let time = median(moved.iter().map(|m| m.1).collect());
    println!(
        "two versions compared {time:.2} s, {:.2} of the scoring of one; {} moved; peak {} MB",
        time / own,
        moved[0].0,
        peak()
    );
    println!("personac {own:.2} s, by hand {hand:.2} s, ratio {:.3}; peak {} MB", own / hand, peak());
}
