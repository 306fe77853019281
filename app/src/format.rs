//! Numbers as people read them, each with its unit. The only place that turns a number into text for display.

/// Three significant digits, without trailing zeros after a whole number of four digits or more.
pub fn significant(x: f64) -> String {
    if !x.is_finite() {
        return "∞".to_owned();
    }
    let size = x.abs();
    if size >= 1000.0 {
        return thousands(x.round() as i64);
    }
    let decimals = if size >= 99.95 || size == 0.0 {
        0
    } else if size >= 9.995 {
        1
    } else if size >= 0.0995 {
        2
    } else {
        3
    };
    let text = format!("{x:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// `12,345`.
pub fn thousands(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        text.push('−');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A length of time: `250 µs`, `40 ms`, `2.48 s`, `3 min 20 s`.
pub fn duration(ms: f64) -> String {
    let size = ms.abs();
    if size == 0.0 {
        "0 ms".to_owned()
    } else if size < 0.0009995 {
        format!("{} ns", significant(ms * 1e6))
    } else if size < 0.9995 {
        format!("{} µs", significant(ms * 1e3))
    } else if size < 999.5 {
        format!("{} ms", significant(ms))
    } else if size < 119_500.0 {
        format!("{} s", significant(ms / 1e3))
    } else {
        let seconds = (ms / 1e3).round() as i64;
        format!("{} min {} s", thousands(seconds / 60), seconds % 60)
    }
}

/// A moment on a running clock: two digits after the point, so that it is seen to move.
pub fn clock(ms: f64) -> String {
    if ms < 10_000.0 { format!("{ms:.2} ms") } else { format!("{:.3} s", ms / 1e3) }
}

/// `158 tasks/s`.
pub fn rate(per_s: f64) -> String {
    format!("{} tasks/s", significant(per_s))
}

/// `159 ± 1.9 tasks/s`.
pub fn rate_within(per_s: f64, spread: Option<f64>) -> String {
    spread.map_or_else(
        || rate(per_s),
        |spread| format!("{} ± {} tasks/s", significant(per_s), significant(spread)),
    )
}

/// `± 4.1 ms`.
pub fn plus_minus_ms(ms: f64) -> String {
    format!("± {}", duration(ms))
}

/// `7.0×`: one digit after the point below ten, so that a column of them lines up.
pub fn times(factor: f64) -> String {
    if !factor.is_finite() {
        "∞×".to_owned()
    } else if factor.abs() < 0.095 {
        format!("{factor:.2}×")
    } else if factor.abs() < 99.95 {
        format!("{factor:.1}×")
    } else {
        format!("{}×", significant(factor))
    }
}

/// A share of one: `86 %`.
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    if value > 0.0 && value < 0.5 { "< 1 %".to_owned() } else { format!("{} %", value.round()) }
}

/// A share of one to a tenth of a percent: `4.2 %`.
pub fn percent_exact(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A difference as a share, with its sign: `+4.2 %`, `−3.0 %`.
#[cfg(feature = "ssr")]
pub fn percent_signed(share: f64) -> String {
    let tenths = (share * 1000.0).round();
    let sign = if tenths > 0.0 {
        "+"
    } else if tenths < 0.0 {
        "−"
    } else {
        ""
    };
    format!("{sign}{}", percent_exact(tenths.abs() / 1000.0))
}

/// `500 B`, `2 kB`, `1.4 MB`.
pub fn bytes(n: f64) -> String {
    let (value, unit) = match n {
        n if n < 1e3 => (n, "B"),
        n if n < 1e6 => (n / 1e3, "kB"),
        n if n < 1e9 => (n / 1e6, "MB"),
        n => (n / 1e9, "GB"),
    };
    format!("{} {unit}", significant(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_take_the_unit_that_fits() {
        let cases = [
            (0.0, "0 ms"),
            (0.0004, "400 ns"),
            (0.25, "250 µs"),
            (1.0, "1 ms"),
            (40.0, "40 ms"),
            (353.21, "353 ms"),
            (999.7, "1 s"),
            (2480.0, "2.48 s"),
            (200_000.0, "3 min 20 s"),
        ];
        for (ms, text) in cases {
            assert_eq!(duration(ms), text);
        }
    }

    #[test]
    fn three_digits_are_enough() {
        let cases = [
            (0.0, "0"),
            (0.12345, "0.12"),
            (1.0, "1"),
            (7.04, "7.04"),
            (23.04, "23"),
            (158.6, "159"),
            (12345.0, "12,345"),
        ];
        for (x, text) in cases {
            assert_eq!(significant(x), text);
        }
    }

    #[test]
    #[cfg(feature = "ssr")]
    fn differences_have_a_sign() {
        assert_eq!(percent_signed(0.0418), "+4.2 %");
        assert_eq!(percent_signed(-1.5), "−150.0 %");
        assert_eq!(percent_signed(-0.0001), "0.0 %");
    }

    #[test]
    fn other_units() {
        assert_eq!(clock(121.0), "121.00 ms");
        assert_eq!(clock(12_345.6), "12.346 s");
        assert_eq!(times(7.0), "7.0×");
        assert_eq!(percent(0.862), "86 %");
        assert_eq!(percent(0.001), "< 1 %");
        assert_eq!(percent_exact(0.0418), "4.2 %");
        assert_eq!(bytes(2000.0), "2 kB");
        assert_eq!(rate(158.6), "159 tasks/s");
        assert_eq!(thousands(-1234), "−1,234");
        assert_eq!(plus_minus_ms(4.1), "± 4.1 ms");
        assert_eq!(rate_within(158.6, Some(1.9)), "159 ± 1.9 tasks/s");
        assert_eq!(rate_within(158.6, None), "159 tasks/s");
    }
}
