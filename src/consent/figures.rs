//! Figures in words: natural frequencies that share a denominator.

use super::wording::Wording;
use crate::error::Problem;
use crate::library::Estimate;

/// A number of people, if the figure is one and not a bound or a range.
pub(super) fn people(estimate: &Estimate, of: u32) -> Option<u64> {
    let events = estimate.typical? * f64::from(of) / f64::from(estimate.per);
    match whole(events) {
        Count::BelowOne => None,
        Count::Whole(n) => Some(n),
    }
}

/// From this rate on a harm is printed per 100 people.
const COMMON: f64 = 0.01;

/// The denominator for a table of rates: 100 for common ones, otherwise the
/// least at which the rarest is at least one person.
pub(super) fn denominator(rates: impl Iterator<Item = f64>) -> u32 {
    let rarest = rates.fold(1.0, f64::min);
    [100, 1_000, 10_000]
        .into_iter()
        .find(|of| rarest * f64::from(*of) >= 1.0 - 1e-9)
        .unwrap_or(100_000)
}

/// Whether a rate (events in one person) belongs among the common ones.
pub(super) fn is_common(rate: f64) -> bool {
    rate >= COMMON - 1e-12
}

/// `about 6 in 100 (fewer than 1 to 16 in different studies)`.
pub(super) fn words(
    estimate: &Estimate,
    of: u32,
    wording: &Wording<'_>,
) -> Result<String, Problem> {
    let count = |events: f64| whole(events * f64::from(of) / f64::from(estimate.per));
    let number = |n: Count| match n {
        Count::BelowOne => wording.phrase("below-one", &[]),
        Count::Whole(n) => Ok(grouped(n)),
    };
    let of = || ("of", grouped(u64::from(of)));
    let low = estimate.low.map(count);
    let high = estimate.high.map(count);
    let named = |phrase: &str, n: Count| wording.phrase(phrase, &[("n", number(n)?), of()]);
    match (estimate.typical.map(count), low, high) {
        (Some(typical), Some(low), Some(high)) if low != high => wording.phrase(
            "about-with-range",
            &[
                ("n", number(typical)?),
                ("low", number(low)?),
                ("high", number(high)?),
                of(),
            ],
        ),
        (None, Some(low), Some(high)) if low != high => wording.phrase(
            "range",
            &[("low", number(low)?), ("high", number(high)?), of()],
        ),
        (None, None, Some(high)) => named("up-to", high),
        (None, Some(low), None) => named("more-than", low),
        (Some(n), ..) | (None, Some(n), Some(_)) => named(about(n), n),
        (None, None, None) => wording.phrase("no-figure", &[]),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    BelowOne,
    Whole(u64),
}

fn about(n: Count) -> &'static str {
    match n {
        Count::BelowOne => "exactly",
        Count::Whole(_) => "about",
    }
}

fn whole(n: f64) -> Count {
    if n < 1.0 - 1e-9 {
        Count::BelowOne
    } else {
        Count::Whole(n.round() as u64)
    }
}

/// `10,000`.
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_counts_its_rarest_risk_in_whole_people() {
        assert_eq!(denominator([0.058, 0.031].into_iter()), 100);
        assert_eq!(denominator([0.0027, 0.0035].into_iter()), 1_000);
        assert_eq!(denominator([0.0027, 1.0 / 3110.0].into_iter()), 10_000);
        assert_eq!(denominator([1e-5, 0.001].into_iter()), 100_000);
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(
            ["7", "100", "1,000", "100,000"].map(str::to_owned),
            [7, 100, 1_000, 100_000].map(grouped)
        );
    }
}
