//! The table at the end, twice: of the medians, and of the fastest runs, which are what repeats on a machine that others
//! use too.

use std::fs;

use crate::engines::Engine;
use crate::rounds::{Cell, ROUNDS};

const HEADS: [&str; 6] = ["A 10", "A 1,000", "A 100,000", "A 1,000,000", "B", "C"];

pub(crate) fn print(engines: &[Engine], table: &[Vec<Cell>]) {
    println!("\nMillion model events a second (and over the bare limit's); load {}", load());
    part(&format!("medians of {ROUNDS} runs"), engines, table, Cell::median);
    part(&format!("the fastest of {ROUNDS} runs"), engines, table, Cell::fastest);
    let mut spreads: Vec<f64> = table.iter().flatten().filter_map(Cell::spread).collect();
    spreads.sort_by(f64::total_cmp);
    if let [.., worst] = spreads[..] {
        let middle = spreads[spreads.len() / 2];
        println!(
            "\nThe fastest run over the slowest of a cell: {middle:.2} in the middle, {worst:.2} at worst."
        );
    }
}

/// The first row is the bare limit.
fn part(what: &str, engines: &[Engine], table: &[Vec<Cell>], rate: fn(&Cell) -> Option<f64>) {
    println!("\n{what}");
    print!("{:<10}", "engine");
    HEADS.iter().for_each(|head| print!("{head:>16}"));
    println!("  {:<6} how", "laws");
    for (engine, row) in engines.iter().zip(table) {
        print!("{:<10}", engine.name);
        for (cell, bare) in row.iter().zip(&table[0]) {
            match rate(cell).zip(rate(bare)) {
                Some((rate, bare)) => print!("{:>8} ({:.3})", digits(rate), rate / bare),
                None => print!("{:>16}", "-"),
            }
        }
        let broken: Vec<&str> =
            HEADS.iter().zip(row).filter(|(_, cell)| !cell.is_lawful).map(|(head, _)| *head).collect();
        let laws = if broken.is_empty() { "ok".to_owned() } else { format!("not: {}", broken.join(", ")) };
        println!("  {laws:<6} {}", engine.how);
    }
}

/// Three digits that count.
fn digits(rate: f64) -> String {
    let after = if rate >= 100.0 {
        0
    } else if rate >= 10.0 {
        1
    } else if rate >= 1.0 {
        2
    } else {
        3
    };
    format!("{rate:.after$}")
}

/// What the machine had to do in the last minute; of one process at a time it is 1.
fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().unwrap_or("unknown").to_owned()
}
