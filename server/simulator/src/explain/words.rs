//! Numbers as people read them: 353 ms, 2.48 s, 12 µs, 1,234, 86 %.

/// A duration with three significant digits, in the unit that fits it.
pub(crate) fn duration(ms: f64) -> String {
    const UNITS: [(f64, f64, &str); 4] =
        [(1.0, 1e3, "µs"), (1e3, 1.0, "ms"), (120e3, 1e-3, "s"), (7.2e6, 1.0 / 60e3, "min")];
    if ms <= 0.0 {
        return "0 ms".to_owned();
    }
    let fits = UNITS.iter().find(|(below, per_ms, _)| ms < *below && digits(ms * per_ms) != "1000");
    let (per_ms, unit) = fits.map_or((1.0 / 3.6e6, "h"), |(_, per_ms, unit)| (*per_ms, *unit));
    format!("{} {unit}", digits(ms * per_ms))
}

/// A whole number with its thousands set apart: 1,234.
pub(crate) fn count(n: u64) -> String {
    let plain = n.to_string();
    let mut out = String::new();
    for (i, digit) in plain.chars().enumerate() {
        if i > 0 && (plain.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share of a whole: 86 %, under 1 %.
pub(crate) fn percent(share: f64) -> String {
    match share * 100.0 {
        p if p <= 0.0 => "0 %".to_owned(),
        p if p < 1.0 => "under 1 %".to_owned(),
        p if p < 1_000.0 => format!("{p:.0} %"),
        p => format!("{} %", grouped(p)),
    }
}

/// A ratio: 0.97×, 8.7×, 120×.
pub(crate) fn times(ratio: f64) -> String {
    match ratio {
        r if r < 1.995 => format!("{r:.2}×"),
        r if r < 9.95 => format!("{r:.1}×"),
        r => format!("{}×", grouped(r)),
    }
}

/// A rate: 158 a second, 4.2 a second.
pub(crate) fn rate(per_s: f64) -> String {
    format!("{} a second", if per_s < 1_000.0 { digits(per_s) } else { grouped(per_s) })
}

/// Memory in decimal units: 49 MB.
pub(crate) fn bytes(n: u64) -> String {
    match n as f64 {
        b if b < 1e3 => format!("{n} bytes"),
        b if b < 999.5e3 => format!("{} kB", digits(b / 1e3)),
        b if b < 999.5e6 => format!("{} MB", digits(b / 1e6)),
        b => format!("{} GB", digits(b / 1e9)),
    }
}

/// A plain number with three significant digits: 2.5, 1,234.
pub(crate) fn number(value: f64) -> String {
    let size = libm::fabs(value);
    let written = if size < 999.5 { digits(size) } else { grouped(size) };
    if value < 0.0 { format!("−{written}") } else { written }
}

/// A name that the reader gave, in quotation marks.
pub(crate) fn quoted(name: &str) -> String {
    format!("“{name}”")
}

/// So many of a thing: 1 worker, 8 workers.
pub(crate) fn several(n: u64, thing: &str) -> String {
    let plural = match (n, thing.strip_suffix("ss")) {
        (1, _) => "",
        (_, Some(_)) => "es",
        (_, None) => "s",
    };
    format!("{} {thing}{plural}", count(n))
}

/// The same sentence with its first letter in upper case.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Three significant digits, without zeros that say nothing.
fn digits(value: f64) -> String {
    let decimals: usize = match value {
        v if v >= 99.95 => 0,
        v if v >= 9.995 => 1,
        _ => 2,
    };
    let written = format!("{value:.decimals$}");
    if decimals == 0 {
        return written;
    }
    written.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A large number, rounded, with its thousands set apart.
fn grouped(value: f64) -> String {
    count(libm::round(value) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_take_the_unit_that_fits() {
        let cases = [
            (0.0, "0 ms"),
            (0.000_4, "0.4 µs"),
            (0.012, "12 µs"),
            (0.999_9, "1 ms"),
            (1.25, "1.25 ms"),
            (40.0, "40 ms"),
            (353.2, "353 ms"),
            (999.9, "1 s"),
            (2_480.0, "2.48 s"),
            (62_500.0, "62.5 s"),
            (200e3, "3.33 min"),
            (9.0e6, "2.5 h"),
        ];
        for (ms, said) in cases {
            assert_eq!(duration(ms), said, "{ms} ms");
        }
    }

    #[test]
    fn counts_are_grouped_by_thousands() {
        for (n, said) in [(0, "0"), (999, "999"), (1_234, "1,234"), (1_000_000, "1,000,000")] {
            assert_eq!(count(n), said);
        }
    }

    #[test]
    fn shares_ratios_and_rates() {
        assert_eq!(percent(0.857), "86 %");
        assert_eq!(percent(0.004), "under 1 %");
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(percent(23.456), "2,346 %");
        assert_eq!(times(1.018), "1.02×");
        assert_eq!(times(8.67), "8.7×");
        assert_eq!(times(1_200.4), "1,200×");
        assert_eq!(rate(158.6), "159 a second");
        assert_eq!(rate(12_345.6), "12,346 a second");
    }

    #[test]
    fn memory_and_names() {
        assert_eq!(bytes(512), "512 bytes");
        assert_eq!(bytes(49_000_000), "49 MB");
        assert_eq!(bytes(2_500_000_000), "2.5 GB");
        assert_eq!(quoted("api"), "“api”");
        assert_eq!(several(1, "worker"), "1 worker");
        assert_eq!(several(8, "worker"), "8 workers");
        assert_eq!(several(4, "process"), "4 processes");
        assert_eq!(sentence("with threads"), "With threads");
    }
}
