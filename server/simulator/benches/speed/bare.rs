//! The bare limit: the three reference models in plain Rust, each with the calendar that suits it best. Nothing is kept
//! but what the model itself needs: flat arrays, keys of one integer, exponential draws by ziggurat.

/// Nanoseconds to a unit of the models' time.
const UNIT: f64 = 1e9;

/// Exponential draws by the ziggurat of Marsaglia and Tsang (2000) with 256 layers, over SplitMix64.
pub(crate) struct Exponential {
    state: u64,
    /// Right end of each layer, and the density there.
    x: [f64; 257],
    y: [f64; 257],
}

/// Where the lowest layer ends and the tail begins, and the area of each layer.
const TAIL: f64 = 7.697_117_470_131_05;
const AREA: f64 = 0.003_949_659_822_581_572;

impl Exponential {
    pub(crate) fn new(seed: u64) -> Exponential {
        let (mut x, mut y) = ([0.0; 257], [0.0; 257]);
        (x[0], x[1]) = (AREA / f64::exp(-TAIL), TAIL);
        for layer in 2..256 {
            let above: f64 = AREA / x[layer - 1] + f64::exp(-x[layer - 1]);
            x[layer] = -above.ln();
        }
        for (y, x) in y.iter_mut().zip(&x) {
            *y = f64::exp(-x);
        }
        Exponential { state: seed, x, y }
    }

    fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as i64 as f64 / 9_007_199_254_740_992.0
    }

    /// A draw with mean 1.
    pub(crate) fn draw(&mut self) -> f64 {
        loop {
            let bits = self.bits();
            let layer = (bits & 255) as usize;
            let value = (bits >> 11) as i64 as f64 / 9_007_199_254_740_992.0 * self.x[layer];
            if value < self.x[layer + 1] {
                return value;
            }
            if layer == 0 {
                return TAIL + self.draw();
            }
            let height = self.y[layer] + self.unit() * (self.y[layer + 1] - self.y[layer]);
            if height < f64::exp(-value) {
                return value;
            }
        }
    }

    /// A draw with this mean, in nanoseconds.
    fn ns(&mut self, mean: f64) -> u64 {
        (self.draw() * mean) as i64 as u64
    }
}

/// A few events at once: the least is found by looking at all of them.
pub(crate) struct HoldFew {
    random: Exponential,
    /// Time above the event's number.
    keys: Vec<u64>,
}

impl HoldFew {
    pub(crate) fn new(events: u64, seed: u64) -> HoldFew {
        let mut random = Exponential::new(seed);
        let keys = (0..events).map(|number| random.ns(UNIT) << 4 | number).collect();
        HoldFew { random, keys }
    }

    pub(crate) fn hold(&mut self, holds: u64) -> u64 {
        let mut now = 0;
        for _ in 0..holds {
            let first = self.keys.iter().copied().fold(u64::MAX, u64::min);
            let number = first & 15;
            now = first >> 4;
            self.keys[number as usize] = (now + self.random.ns(UNIT)) << 4 | number;
        }
        now
    }
}

/// Many events: a calendar queue (Brown 1988). Days about as long as the mean gap between two events, in each a list through a
/// flat array; the events of today are sorted.
pub(crate) struct HoldMany {
    random: Exponential,
    times: Vec<u64>,
    next: Vec<u32>,
    days: Vec<u32>,
    /// A day is a power of two of nanoseconds.
    day_bits: u32,
    today: u64,
    /// Events of today, the latest first.
    sorted: Vec<(u64, u32)>,
}

const NONE: u32 = u32::MAX;

impl HoldMany {
    pub(crate) fn new(events: u64, seed: u64) -> HoldMany {
        let mut random = Exponential::new(seed);
        let times: Vec<u64> = (0..events).map(|_| random.ns(UNIT)).collect();
        let mut hold = HoldMany {
            random,
            next: vec![NONE; times.len()],
            days: vec![NONE; (8 * times.len()).next_power_of_two()],
            day_bits: (UNIT as u64 / events).ilog2(),
            today: 0,
            sorted: Vec::new(),
            times,
        };
        for event in 0..hold.times.len() {
            hold.put(event as u32);
        }
        hold.begin_day();
        hold
    }

    fn put(&mut self, event: u32) {
        let day = self.times[event as usize] >> self.day_bits;
        let place = day as usize & (self.days.len() - 1);
        self.next[event as usize] = std::mem::replace(&mut self.days[place], event);
    }

    fn begin_day(&mut self) {
        let place = self.today as usize & (self.days.len() - 1);
        let mut event = std::mem::replace(&mut self.days[place], NONE);
        let end = (self.today + 1) << self.day_bits;
        while event != NONE {
            let next = self.next[event as usize];
            let time = self.times[event as usize];
            if time < end {
                self.insert_today(time, event);
            } else {
                self.next[event as usize] = std::mem::replace(&mut self.days[place], event);
            }
            event = next;
        }
    }

    fn insert_today(&mut self, time: u64, event: u32) {
        let place = self.sorted.iter().rposition(|other| other.0 > time).map_or(0, |at| at + 1);
        self.sorted.insert(place, (time, event));
    }

    pub(crate) fn hold(&mut self, holds: u64) -> u64 {
        let mut now = 0;
        for _ in 0..holds {
            let event = loop {
                if let Some((time, event)) = self.sorted.pop() {
                    now = time;
                    break event;
                }
                self.today += 1;
                self.begin_day();
            };
            let time = now + self.random.ns(UNIT);
            self.times[event as usize] = time;
            if time >> self.day_bits == self.today {
                self.insert_today(time, event);
            } else {
                self.put(event);
            }
        }
        now
    }
}

/// M/M/4 with one queue: the next arrival and four ends of service, looked at one by one. The mean wait.
pub(crate) fn queue(customers: u64, seed: u64) -> f64 {
    const SERVERS: usize = 4;
    let mut random = Exponential::new(seed);
    let between = UNIT / 3.2;
    let mut ends = [u64::MAX; SERVERS];
    let mut waiting = std::collections::VecDeque::new();
    let (mut arrival, mut left, mut waited) = (random.ns(between), customers, 0_u64);
    loop {
        let server = (1..SERVERS).fold(0, |least, at| if ends[at] < ends[least] { at } else { least });
        let now = arrival.min(ends[server]);
        if now == u64::MAX {
            return waited as f64 / UNIT / customers as f64;
        }
        if arrival <= ends[server] {
            left -= 1;
            arrival = if left > 0 { now + random.ns(between) } else { u64::MAX };
            match ends.iter().position(|end| *end == u64::MAX) {
                Some(free) => ends[free] = now + random.ns(UNIT),
                None => waiting.push_back(now),
            }
        } else {
            ends[server] = waiting.pop_front().map_or(u64::MAX, |since| {
                waited += now - since;
                now + random.ns(UNIT)
            });
        }
    }
}

/// What came of the threads under a GIL.
pub(crate) struct Gil {
    pub(crate) makespan_ns: u64,
    pub(crate) preemptions: u64,
}

/// Threads under a GIL: workers that wait (mean 20 ms), compute under one token in slices of 5 ms (mean 2 ms), wait (mean
/// 5 ms). Those who wait are a short sorted list; the end of the slice is beside it.
pub(crate) fn gil(workers: u32, tasks: u64, seed: u64) -> Gil {
    const MS: f64 = 1e6;
    const SLICE: u64 = 5_000_000;
    const WORKER_BITS: u32 = 8;
    const AFTER: u64 = 1 << 7;
    let mut random = Exponential::new(seed);
    let mut out = Gil { makespan_ns: 0, preemptions: 0 };
    // Time, whether the wait is the one after computing, worker; the latest first.
    let mut waits: Vec<u64> = Vec::new();
    let insert = |waits: &mut Vec<u64>, key: u64| {
        let place = waits.iter().rposition(|other| *other > key).map_or(0, |at| at + 1);
        waits.insert(place, key);
    };
    let mut left = tasks - u64::from(workers);
    for worker in 0..workers {
        insert(&mut waits, random.ns(20.0 * MS) << WORKER_BITS | u64::from(worker));
    }
    let mut rest = vec![0_u64; workers as usize];
    let mut queue = std::collections::VecDeque::with_capacity(workers as usize);
    let mut holder = 0;
    let mut slice_end = u64::MAX;
    loop {
        let next = waits.last().map_or(u64::MAX, |key| key >> WORKER_BITS);
        if slice_end <= next {
            if slice_end == u64::MAX {
                return out;
            }
            let now = slice_end;
            if rest[holder] == 0 {
                insert(&mut waits, (now + random.ns(5.0 * MS)) << WORKER_BITS | AFTER | holder as u64);
            } else if !queue.is_empty() {
                out.preemptions += 1;
                queue.push_back(holder);
            }
            // Alone, it goes on with its next slice.
            let granted = if rest[holder] > 0 && queue.is_empty() { Some(holder) } else { queue.pop_front() };
            slice_end = granted.map_or(u64::MAX, |worker| {
                holder = worker;
                let slice = rest[worker].min(SLICE);
                rest[worker] -= slice;
                now + slice
            });
            continue;
        }
        let Some(key) = waits.pop() else { return out };
        let (now, worker) = (key >> WORKER_BITS, (key & (AFTER - 1)) as usize);
        if key & AFTER != 0 {
            out.makespan_ns = now;
            if left > 0 {
                left -= 1;
                insert(&mut waits, (now + random.ns(20.0 * MS)) << WORKER_BITS | worker as u64);
            }
        } else {
            // Nothing to compute takes a nanosecond, so that 0 is "done".
            rest[worker] = random.ns(2.0 * MS).max(1);
            if slice_end == u64::MAX {
                holder = worker;
                let slice = rest[worker].min(SLICE);
                rest[worker] -= slice;
                slice_end = now + slice;
            } else {
                queue.push_back(worker);
            }
        }
    }
}
