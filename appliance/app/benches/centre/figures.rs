//! What was measured, and how two programs compare.

use std::time::Duration;

/// Figures of one run, in the order in which they were taken, and the load of the machine when it
/// ended.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    all: Vec<(String, f64)>,
}

impl Figures {
    /// Keeps a figure.
    pub(crate) fn note(&mut self, what: &str, value: f64) {
        self.all.push((what.to_owned(), value));
    }

    /// Keeps the middle and the slowest hundredth of some times, in milliseconds.
    pub(crate) fn times(&mut self, what: &str, mut took: Vec<Duration>) {
        assert!(!took.is_empty(), "{what} was not measured");
        took.sort_unstable();
        for percent in [50, 99] {
            let at = took[(took.len() - 1) * percent / 100];
            self.note(&format!("{what}, p{percent}, ms"), at.as_secs_f64() * 1e3);
        }
    }

    /// Says all of it.
    pub(crate) fn print(&self) {
        for (what, value) in &self.all {
            println!("  {what:<44} {value:>10.2}");
        }
        println!("  {:<44} {:>10}", "load of the machine", load());
    }

    /// A figure by its name.
    fn of(&self, what: &str) -> Option<f64> {
        let found = self.all.iter().find(|(name, _)| name == what);
        found.map(|(_, value)| *value)
    }
}

/// Says how ours compare with another's, round by round.
pub(crate) fn compared(ours: &[Figures], other: &[Figures]) {
    println!("\nthis program / the other, one ratio for each round: below 1 is faster or less,");
    println!("but for images a second");
    for (what, _) in ours.first().map(|first| &first.all).into_iter().flatten() {
        let ratios: Vec<String> = ours
            .iter()
            .zip(other)
            .filter_map(|(ours, other)| Some((ours.of(what)?, other.of(what)?)))
            .map(|(ours, other)| format!("{:>6.2}", ours / other))
            .collect();
        println!("  {what:<44} {}", ratios.join(" "));
    }
}

/// The load of the last minute.
fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap();
    text.split(' ').next().unwrap().to_owned()
}
