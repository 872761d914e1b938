//! How time is taken: the two sides in turn, several rounds.

use std::time::Instant;

/// How many rounds a ratio is the median of.
pub(crate) const ROUNDS: usize = 7;

/// Runs both sides in turn, once to warm up and then [`ROUNDS`] times; what each returns is kept.
pub(crate) fn rounds(mut ours: impl FnMut() -> f64, mut anchor: impl FnMut() -> f64) -> Vec<(f64, f64)> {
    let _ = (ours(), anchor());
    (0..ROUNDS).map(|_| (ours(), anchor())).collect()
}

/// This thread's time on a processor while `work` runs, in nanoseconds: other work on the machine does not count.
pub(crate) fn on_cpu_ns(work: impl FnOnce()) -> f64 {
    let start = thread_ns();
    work();
    (thread_ns() - start) as f64
}

/// The time that passes while `work` runs, in milliseconds.
pub(crate) fn elapsed_ms(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1_000.0
}

fn thread_ns() -> u64 {
    // The kernel brings the figure up to date when the thread gives way.
    std::thread::yield_now();
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or_default()
}
