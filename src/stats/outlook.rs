//! A projection of sizes, and how far its intervals could have been trusted in the past.

use super::damped::{Damped, FEWEST};
use serde::{Deserialize, Serialize};

/// The normal distribution's points for two-sided 80 % and 95 %.
const Z80: f64 = 1.281_551_565_544_600_4;
const Z95: f64 = 1.959_963_984_540_054;
/// So many earlier ends of the series are tried at the least.
const FEWEST_TRIALS: usize = 4;
/// So many at the most, the latest ones; each is a fit.
const MOST_TRIALS: usize = 60;

/// The fewest sizes that are projected: [`FEWEST`] to fit the first trial to, and one more for each trial.
pub const FEWEST_SIZES: usize = FEWEST + FEWEST_TRIALS;

/// Sizes to come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outlook {
    /// By step ahead, from 1.
    pub ahead: Vec<Range>,
    /// How the intervals did in the past.
    pub coverage: Coverage,
    /// The smoothing parameters α, β, φ ([`Damped`]).
    pub alpha: f64,
    /// See alpha.
    pub beta: f64,
    /// See alpha.
    pub phi: f64,
    /// The sizes that the model is fitted to.
    pub fitted: usize,
}

/// A size that is expected, and between which it lies with 80 % and 95 %, all rounded to whole sizes, the ends outwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// Expected.
    pub size: u64,
    /// From here,
    pub low_80: u64,
    /// to here, with 80 %.
    pub high_80: u64,
    /// From here,
    pub low_95: u64,
    /// to here, with 95 %.
    pub high_95: u64,
}

/// The back-test: the model fitted to the beginning of the series only, for many ends of that beginning, and its intervals
/// held against the sizes that followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The ends from which was projected.
    pub origins: u64,
    /// The sizes that followed, within as many steps as are projected now.
    pub sizes: u64,
    /// Those of them that lay inside of the interval.
    pub inside_80: u64,
    /// The same for 95 %.
    pub inside_95: u64,
}

/// Why there is no projection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Fewer sizes than [`FEWEST_SIZES`].
    TooShort { sizes: u64, needed: u64 },
    /// It has always been the same.
    Unchanged,
    /// No parameters were found.
    NotFitted,
}

/// Projects a series of sizes that many steps further. No size is below 0, and none above `bound` (for a cohort the
/// population, where that cannot change).
///
/// The intervals are those of independent normal errors of the same size at all times; the back-test says how that held.
///
/// # Errors
/// See [`Refused`].
pub fn outlook(sizes: &[u64], steps: u32, bound: Option<u64>) -> Result<Outlook, Refused> {
    if sizes.len() < FEWEST_SIZES {
        return Err(Refused::TooShort { sizes: sizes.len() as u64, needed: FEWEST_SIZES as u64 });
    }
    if sizes.iter().all(|size| *size == sizes[0]) {
        return Err(Refused::Unchanged);
    }
    let series: Vec<f64> = sizes.iter().map(|&size| size as f64).collect();
    let fit = Damped::fit(&series).ok_or(Refused::NotFitted)?;
    Ok(Outlook {
        ahead: (1..=steps).map(|step| range(&fit, step, bound)).collect(),
        coverage: back_test(sizes, &series, steps, bound),
        alpha: fit.alpha,
        beta: fit.beta,
        phi: fit.phi,
        fitted: sizes.len(),
    })
}

fn range(fit: &Damped, step: u32, bound: Option<u64>) -> Range {
    let (expected, spread) = fit.ahead(step);
    // A double beyond the range of whole numbers becomes the nearest of them.
    let size = |x: f64| bound.map_or(x.max(0.0) as u64, |bound| (x.max(0.0) as u64).min(bound));
    Range {
        size: size(expected.round()),
        low_80: size((expected - Z80 * spread).floor()),
        high_80: size((expected + Z80 * spread).ceil()),
        low_95: size((expected - Z95 * spread).floor()),
        high_95: size((expected + Z95 * spread).ceil()),
    }
}

fn back_test(sizes: &[u64], series: &[f64], steps: u32, bound: Option<u64>) -> Coverage {
    let mut coverage = Coverage { origins: 0, sizes: 0, inside_80: 0, inside_95: 0 };
    let first = FEWEST.max(sizes.len().saturating_sub(MOST_TRIALS));
    for end in first..sizes.len() {
        let Some(fit) = Damped::fit(&series[..end]) else { continue };
        coverage.origins += 1;
        for (step, &size) in (1..=steps.max(1)).zip(&sizes[end..]) {
            let range = range(&fit, step, bound);
            coverage.sizes += 1;
            coverage.inside_80 += u64::from((range.low_80..=range.high_80).contains(&size));
            coverage.inside_95 += u64::from((range.low_95..=range.high_95).contains(&size));
        }
    }
    coverage
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_projected_is_refused() {
        assert_eq!(outlook(&[1, 2, 3], 6, None), Err(Refused::TooShort { sizes: 3, needed: 12 }));
        assert_eq!(outlook(&[9; 30], 6, None), Err(Refused::Unchanged));
    }

    /// Independent normal errors around a level, made by a generator written here: the back-test finds the coverage that the
    /// intervals promise.
    #[test]
    fn the_back_test_finds_what_the_intervals_promise() {
        let mut state = 2026_u64;
        let mut uniform = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let sizes: Vec<u64> = (0..400)
            .map(|_| {
                // The sum of twelve has a variance of 1.
                let normal: f64 = (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
                (10_000.0 + 100.0 * normal).round() as u64
            })
            .collect();
        let found = outlook(&sizes, 6, None).unwrap();
        let part = |inside: u64| inside as f64 / found.coverage.sizes as f64;
        assert_eq!(found.coverage.origins, 60);
        assert_eq!(found.coverage.sizes, 54 * 6 + (1..=6).sum::<u64>());
        assert!((part(found.coverage.inside_80) - 0.8).abs() < 0.06, "{:?}", found.coverage);
        assert!((part(found.coverage.inside_95) - 0.95).abs() < 0.04, "{:?}", found.coverage);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn ranges_lie_within_each_other_and_within_the_bounds(
            sizes in prop::collection::vec(0_u64..3_000, FEWEST_SIZES..30),
            bounded in any::<bool>(),
        ) {
            let bound = bounded.then_some(3_000);
            let Ok(found) = outlook(&sizes, 12, bound) else { return Ok(()) };
            prop_assert_eq!(&found, &outlook(&sizes, 12, bound).unwrap());
            for r in &found.ahead {
                prop_assert!(r.low_95 <= r.low_80 && r.low_80 <= r.size && r.size <= r.high_80);
                prop_assert!(r.high_80 <= r.high_95 && bound.is_none_or(|bound| r.high_95 <= bound));
            }
            let c = found.coverage;
            prop_assert!(c.inside_80 <= c.inside_95 && c.inside_95 <= c.sizes && c.origins > 0);
        }
    }
}
