use std::io::Read;
fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let scenario = match simulator::parse(&text) {
        Ok(s) => s,
        Err(p) => {
            eprintln!("{p:?}");
            std::process::exit(2)
        }
    };
    let json = std::env::args().any(|a| a == "--json");
    let t = std::time::Instant::now();
    let report = simulator::simulate(&scenario);
    if json {
        println!("{}", serde_json::to_string(&report).unwrap());
        return;
    }
    for r in &report.results {
        println!(
            "{:40} mk {:10.2} thr {:9.1} sp {:5.2} p50 {:9.2} p95 {:9.2} cpu {:.2} gil {:?} ev {} un {}",
            r.label,
            r.makespan_ms,
            r.throughput_per_s,
            r.speedup,
            r.latency_ms.p50,
            r.latency_ms.p95,
            r.cores.utilization,
            r.gil.map(|g| (g.utilization, g.switches, g.forced_switches)),
            r.events,
            r.tasks.unfinished
        );
        if std::env::args().any(|a| a == "-t") {
            println!("    {}", serde_json::to_string(&r.time_ms).unwrap());
        }
    }
    println!("{:?} {}", t.elapsed(), report.verdict.headline);
}
