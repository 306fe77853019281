fn main() {
    let t = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let s = simulator::parse(&t).unwrap();
    let w = simulator::Window { from_ms: 0.0, to_ms: None, width_px: u32::MAX, max_lanes: 1000 };
    let (_, tl) = simulator::simulate_with_timelines(&s, Some(&w));
    for l in &tl[0].lanes {
        println!("{} {:?}", l.name, l.kind);
        for s in l.slices.iter().take(14) {
            println!("   {:.3}-{:.3} {:?} {:?}", s.from_ms, s.to_ms, s.state, s.task);
        }
    }
}
