//! The calendar beside sorting and beside a plain list.

use super::*;

fn drain(calendar: &mut Calendar<u32>, gone: &[Key]) -> Vec<(u64, u32)> {
    std::iter::from_fn(|| calendar.pop(|key, _| !gone.contains(&key))).map(|(t, e)| (t.ns(), e)).collect()
}

#[test]
fn equal_times_keep_the_order_of_scheduling() {
    let mut calendar = Calendar::default();
    for (time, event) in [(5, 1), (3, 2), (5, 3), (3, 4), (0, 5)] {
        calendar.schedule(Time::from_ns(time), event);
    }
    assert_eq!(drain(&mut calendar, &[]), [(0, 5), (3, 2), (3, 4), (5, 1), (5, 3)]);
}

#[test]
fn a_cancelled_event_is_passed_over() {
    let mut calendar = Calendar::default();
    let gone = calendar.schedule(Time::from_ns(1), 1_u32);
    calendar.schedule(Time::from_ns(2), 2);
    calendar.cancel(gone);
    assert!(!calendar.is_empty());
    assert_eq!(calendar.next_time(|key, _| key != gone), Some(Time::from_ns(2)));
    assert_eq!(calendar.pop(|key, _| key != gone), Some((Time::from_ns(2), 2)));
    assert!(calendar.is_empty());
    assert_eq!(calendar.pop(|key, _| key != gone), None);
}

/// A cancelled key that is passed over does not make its time the present.
#[test]
fn what_is_scheduled_for_when_a_cancelled_event_would_have_been_happens_then() {
    let mut calendar = Calendar::default();
    let gone = calendar.schedule(Time::from_ns(9), 1_u32);
    calendar.cancel(gone);
    assert_eq!(calendar.next_time(|key, _| key != gone), None);
    calendar.schedule(Time::from_ns(9), 2);
    assert_eq!(calendar.pop_until(Time::from_ns(8), |key, _| key != gone), None);
    assert_eq!(calendar.pop_until(Time::from_ns(9), |key, _| key != gone), Some((Time::from_ns(9), 2)));
}

#[test]
fn a_timer_happens_when_it_was_set_last_and_not_when_it_is_stopped() {
    let mut calendar = Calendar::default();
    let (moved, stopped) = (calendar.add_timer(1), calendar.add_timer(2));
    assert!(calendar.is_empty());
    for time in [5, 9, 4, 7] {
        calendar.set_timer(moved, Time::from_ns(time));
        calendar.set_timer(stopped, Time::from_ns(time));
    }
    calendar.stop_timer(stopped);
    calendar.stop_timer(stopped);
    assert_eq!(drain(&mut calendar, &[]), [(7, 1)]);
    assert!(calendar.is_empty());
    calendar.set_timer(stopped, Time::from_ns(8));
    assert_eq!(drain(&mut calendar, &[]), [(8, 2)]);
}

/// The calendar beside a plain list of what is scheduled, with events, timers and takings in random order.
#[test]
fn it_agrees_with_a_list() {
    let mut calendar = Calendar::default();
    let timers: Vec<Timer> = (0..4).map(|number| calendar.add_timer(1_000_000 + number)).collect();
    let mut list: Vec<(u64, u64, u32, Option<Key>)> = Vec::new();
    let mut gone: Vec<Key> = Vec::new();
    let mut x: u64 = 99;
    let mut random = |n: u64| {
        x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (x >> 33) % n
    };
    let mut now = 0;
    for step in 0..20_000_u32 {
        let time = now + random(50);
        let which = random(4) as usize;
        let timer = 1_000_000 + which as u32;
        match random(6) {
            0 | 1 => {
                let key = calendar.schedule(Time::from_ns(time), step);
                list.push((time, u64::from(step), step, Some(key)));
            }
            2 => {
                list.retain(|(_, _, event, _)| *event != timer);
                list.push((time, u64::from(step), timer, None));
                calendar.set_timer(timers[which], Time::from_ns(time));
            }
            3 if step % 4 == 0 => {
                list.retain(|(_, _, event, _)| *event != timer);
                calendar.stop_timer(timers[which]);
            }
            4 if !list.is_empty() => {
                let at = random(list.len() as u64) as usize;
                if let Some(key) = list[at].3 {
                    list.remove(at);
                    calendar.cancel(key);
                    gone.push(key);
                }
            }
            _ => {
                let end = if step % 2 == 0 { u64::MAX } else { now + random(50) };
                let first = list.iter().enumerate().min_by_key(|(_, (t, s, ..))| (*t, *s));
                let expected = first.map(|(at, (time, _, event, _))| (at, *time, *event));
                let expected = expected.filter(|(_, time, _)| *time <= end);
                let got = calendar
                    .pop_until(Time::from_ns(end), |key, _| !gone.contains(&key))
                    .map(|(time, event)| (time.ns(), event));
                assert_eq!(got, expected.map(|(_, time, event)| (time, event)));
                if let Some((at, time, _)) = expected {
                    list.remove(at);
                    now = time;
                }
            }
        }
        assert_eq!(calendar.is_empty(), list.is_empty());
        if step % 3 == 0 {
            assert_eq!(
                calendar.next_time(|key, _| !gone.contains(&key)).map(Time::ns),
                list.iter().map(|(t, ..)| *t).min()
            );
        }
    }
}

#[test]
fn it_agrees_with_sorting() {
    let mut calendar = Calendar::default();
    let (mut expected, mut gone) = (Vec::new(), Vec::new());
    let mut x: u64 = 12345;
    for event in 0..2000_u32 {
        x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let time = (x >> 33) % 500;
        let key = calendar.schedule(Time::from_ns(time), event);
        if x.is_multiple_of(7) {
            calendar.cancel(key);
            gone.push(key);
        } else {
            expected.push((time, event));
        }
    }
    expected.sort_unstable();
    assert_eq!(drain(&mut calendar, &gone), expected);
}
