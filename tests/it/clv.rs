//! The models of `stats` against published fits and another program (`tests/figures/clv.py`), on the CDNOW customers: the
//! 2,357 of the cohort of the first quarter of 1997 whom Fader, Hardie & Lee took, fitted to 39 weeks.

use crate::common::repository;
use personac::stats::{BgNbd, Customer, FitError, GammaGamma, Horizon, Lifetime, Purchases, Spending};
use std::collections::BTreeMap;

/// x, t_x and T in days from the transactions themselves, and the mean value of the repeats; `None`, said aloud, where the data is
/// not on this machine.
fn customers() -> Option<Vec<Customer>> {
    let path = repository().join("../shared/data/cdnow/CDNOW_sample.txt");
    let Ok(text) = fs_err::read_to_string(&path) else {
        println!("skipped: the CDNOW data does not ship with the project and is not on this machine");
        return None;
    };
    let day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y%m%d").unwrap();
    let end = day("19970930");
    let mut bought: BTreeMap<&str, BTreeMap<chrono::NaiveDate, f64>> = BTreeMap::new();
    for line in text.lines() {
        let fields: Vec<_> = line.split_whitespace().collect();
        if let [_, id, date, _, value] = fields[..]
            && day(date) <= end
        {
            *bought.entry(id).or_default().entry(day(date)).or_default() += value.parse::<f64>().unwrap();
        }
    }
    let days = |from: chrono::NaiveDate, to: chrono::NaiveDate| (to - from).num_days() as f64;
    let customer = |dates: &BTreeMap<chrono::NaiveDate, f64>| {
        let (first, last) = (*dates.keys().next().unwrap(), *dates.keys().last().unwrap());
        let repeats = dates.len() as u64 - 1;
        let spent: f64 = dates.values().skip(1).sum();
        let mean = if repeats == 0 { 0.0 } else { spent / repeats as f64 };
        Customer { repeats, last: days(first, last), observed: days(first, end), mean }
    };
    Some(bought.values().map(customer).collect())
}

fn purchases(customers: &[Customer]) -> Vec<Purchases> {
    // The paper's weeks.
    let in_weeks =
        |c: &Customer| Purchases { repeats: c.repeats, last: c.last / 7.0, observed: c.observed / 7.0 };
    customers.iter().map(in_weeks).collect()
}

fn near(found: f64, expected: f64, within: f64) {
    assert!((found / expected - 1.0).abs() <= within, "{found} is not {expected}");
}

/// Published: table 2 of the paper. The second figures are those of lifetimes.
#[test]
fn the_fit_is_the_published_one() {
    let Some(customers) = customers() else { return };
    assert_eq!(customers.len(), 2_357);
    let fit = BgNbd::fit(&purchases(&customers)).unwrap();
    for (found, published, elsewhere) in [
        (fit.r, 0.243, 0.242_592_9),
        (fit.alpha, 4.414, 4.413_532_3),
        (fit.a, 0.793, 0.792_885_97),
        (fit.b, 2.426, 2.425_752_4),
    ] {
        near(found, published, 0.01);
        near(found, elsewhere, 0.001);
    }
    assert!((fit.log_likelihood - -9582.4).abs() < 0.05, "{fit:?}");
}

/// Published: Fader & Hardie (2013), section 4, on those who bought again.
#[test]
fn the_fit_of_values_is_the_published_one() {
    let Some(customers) = customers() else { return };
    let spending: Vec<_> = customers.iter().map(|c| Spending { repeats: c.repeats, mean: c.mean }).collect();
    assert_eq!(spending.iter().filter(|c| c.repeats > 0 && c.mean > 0.0).count(), 946);
    let fit = GammaGamma::fit(&spending).unwrap();
    near(fit.p, 6.25, 0.01);
    near(fit.q, 3.74, 0.01);
    near(fit.v, 15.44, 0.01);
}

#[test]
fn neither_the_order_nor_the_unit_changes_the_fit() {
    let Some(mut customers) = customers() else { return };
    let weeks = BgNbd::fit(&purchases(&customers)).unwrap();
    let both = Lifetime::fit(&customers).unwrap();
    customers.reverse();
    customers.rotate_left(700);
    assert_eq!(BgNbd::fit(&purchases(&customers)).unwrap(), weeks);
    assert_eq!(Lifetime::fit(&customers).unwrap(), both);
    near(both.purchases.alpha, weeks.alpha * 7.0, 1e-5);
    near(both.purchases.b, weeks.b, 1e-5);
}

/// lifetimes, with the published parameters in weeks.
const PUBLISHED: BgNbd = BgNbd { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426, log_likelihood: -9582.4 };
const VALUES: GammaGamma = GammaGamma { p: 6.25, q: 3.74, v: 15.44, log_likelihood: 0.0 };

#[test]
fn expected_purchases_agree_with_another_program() {
    for (repeats, last, observed, t, expected, alive) in [
        (0, 0.0, 38.86, 1.0, 0.005595657889482763, 1.0),
        (0, 0.0, 38.86, 39.0, 0.19509805201125396, 1.0),
        (0, 0.0, 38.86, 520.0, 1.4645477714482187, 1.0),
        (2, 30.43, 38.86, 1.0, 0.037447969741733936, 0.726578570080673),
        (2, 30.43, 38.86, 39.0, 1.2260281747671318, 0.726578570080673),
        (2, 30.43, 38.86, 520.0, 7.319313811711086, 0.726578570080673),
        (1, 1.71, 38.86, 1.0, 0.0060629517982834545, 0.2121009853773791),
        (1, 1.71, 38.86, 39.0, 0.2031869870797511, 0.2121009853773791),
        (1, 1.71, 38.86, 520.0, 1.3074184508243571, 0.2121009853773791),
        (29, 37.0, 38.86, 1.0, 0.612351900289983, 0.9139224197694371),
        (29, 37.0, 38.86, 39.0, 18.61126800602441, 0.9139224197694371),
        (29, 37.0, 38.86, 520.0, 93.68093849152619, 0.9139224197694371),
        (7, 29.43, 35.14, 1.0, 0.14069553291060183, 0.7745237708357157),
        (7, 29.43, 35.14, 39.0, 4.331918639647579, 0.7745237708357157),
        (7, 29.43, 35.14, 520.0, 22.401631913820555, 0.7745237708357157),
        (3, 2.0, 27.0, 1.0, 0.0032018674903508616, 0.03128127557313343),
        (3, 2.0, 27.0, 39.0, 0.09767670163132866, 0.03128127557313343),
        (3, 2.0, 27.0, 520.0, 0.5034821479047084, 0.03128127557313343),
    ] {
        let customer = Purchases { repeats, last, observed };
        near(PUBLISHED.expected(&customer, t).unwrap(), expected, 1e-9);
        near(PUBLISHED.alive(&customer), alive, 1e-12);
    }
}

#[test]
fn expected_values_agree_with_another_program() {
    for (repeats, mean, expected) in [
        (0, 0.0, 35.21897810218978),
        (2, 22.35, 24.663713910761157),
        (1, 11.77, 18.91685205784205),
        (29, 40.0, 39.92880047828686),
    ] {
        near(VALUES.expected(&Spending { repeats, mean }), expected, 1e-12);
    }
}

#[test]
fn what_a_customer_will_bring_agrees_with_another_program() {
    let model = Lifetime { purchases: BgNbd { alpha: PUBLISHED.alpha * 7.0, ..PUBLISHED }, values: VALUES };
    for (repeats, last, observed, mean, discount, expected) in [
        (2, 213.0, 272.0, 22.35, 0.0, 38.44651179659774),
        (2, 213.0, 272.0, 22.35, 0.01, 36.04845670418727),
        (0, 0.0, 272.0, 0.0, 0.0, 8.878269667210473),
        (0, 0.0, 272.0, 0.0, 0.01, 8.311001198917305),
        (7, 206.0, 246.0, 73.74, 0.0, 388.18887313581513),
        (7, 206.0, 246.0, 73.74, 0.01, 364.51413594967386),
    ] {
        let customer = Customer { repeats, last, observed, mean };
        let horizon = Horizon { periods: 13, days: 28.0, discount };
        near(model.value(&customer, &horizon).unwrap(), expected, 1e-9);
    }
}

/// Near a = 1 the formula as printed divides 0 by 0; there is no jump. Elsewhere its two forms meet.
#[test]
fn expected_purchases_are_smooth_in_the_parameters() {
    let customer = Purchases { repeats: 3, last: 20.0, observed: 38.0 };
    let at = |r, a, b, t| BgNbd { r, alpha: 4.0, a, b, log_likelihood: 0.0 }.expected(&customer, t).unwrap();
    for (r, b, t) in [(0.3, 2.0, 30.0), (0.3, 0.01, 500.0), (5.0, 30.0, 4000.0)] {
        let (below, one, above) = (at(r, 1.0 - 1e-7, b, t), at(r, 1.0, b, t), at(r, 1.0 + 1e-7, b, t));
        assert!(one > 0.0 && (below / one - 1.0).abs() < 1e-5 && (above / one - 1.0).abs() < 1e-5, "{one}");
        let forms = [r + 3.0, r + 3.0 + 1.0, b + 15.0].map(|a| (at(r, a, b, t), at(r, a + 1e-9, b, t)));
        assert!(forms.iter().all(|(x, y)| (x / y - 1.0).abs() < 1e-6), "{r} {b} {t}: {forms:?}");
    }
}

#[test]
fn nothing_ever_comes_out_as_nan() {
    let numbers = [1e-6, 0.01, 0.5, 1.0, 2.0, 17.0, 900.0, 1e4];
    let customers = [(0, 0.0, 0.0), (0, 0.0, 400.0), (1, 0.0, 0.0), (3, 20.0, 38.0), (5_000, 799.0, 800.0)];
    for r in numbers {
        for a in numbers {
            for b in numbers {
                let model = BgNbd { r, alpha: 4.0, a, b, log_likelihood: 0.0 };
                for (repeats, last, observed) in customers {
                    let customer = Purchases { repeats, last, observed };
                    assert!((0.0..=1.0).contains(&model.alive(&customer)), "{model:?} {customer:?}");
                    let few = model.expected(&customer, 30.0);
                    assert!(few.is_none_or(|n| n.is_finite() && n >= 0.0), "{model:?} {customer:?}: {few:?}");
                    let ordinary = r < 10.0 || a != 1.0 && r < 1_000.0;
                    assert!(few.is_some() || !ordinary, "{model:?} {customer:?}");
                }
            }
        }
    }
    let someone = Purchases { repeats: 1, last: 3.0, observed: 5.0 };
    assert_eq!(PUBLISHED.expected(&someone, f64::NAN), None);
    assert_eq!(PUBLISHED.expected(&someone, -1.0), None);
    assert_eq!(PUBLISHED.expected(&someone, 0.0), Some(0.0));
}

#[test]
fn what_cannot_be_fitted_is_an_error() {
    let once = Purchases { repeats: 0, last: 0.0, observed: 100.0 };
    let again = Purchases { repeats: 2, last: 50.0, observed: 100.0 };
    let many = |n: usize, of: Purchases| vec![of; n];
    assert_eq!(BgNbd::fit(&[]), Err(FitError::TooFew { repeaters: 0 }));
    let mut few = many(1_000, once);
    few.extend(many(19, again));
    assert_eq!(BgNbd::fit(&few), Err(FitError::TooFew { repeaters: 19 }));
    // All alike: they do not differ in what the model explains by differences.
    assert_eq!(BgNbd::fit(&many(500, again)), Err(FitError::NotSettled));
    for wrong in [
        Purchases { repeats: 1, last: 9.0, observed: 8.0 },
        Purchases { repeats: 0, last: 1.0, observed: 8.0 },
        Purchases { repeats: 1, last: f64::NAN, observed: 8.0 },
        Purchases { repeats: 1, last: -1.0, observed: 8.0 },
    ] {
        let mut all = many(100, again);
        all.push(wrong);
        assert_eq!(BgNbd::fit(&all), Err(FitError::Impossible));
    }
    let spent = |mean: f64| vec![Spending { repeats: 2, mean }; 50];
    assert_eq!(GammaGamma::fit(&spent(0.0)), Err(FitError::TooFew { repeaters: 0 }));
    assert_eq!(GammaGamma::fit(&spent(10.0)), Err(FitError::NotSettled));
    assert_eq!(GammaGamma::fit(&spent(f64::MAX)), Err(FitError::Impossible));
    // Everyone bought on the only day there is.
    let now = Purchases { repeats: 1, last: 0.0, observed: 0.0 };
    assert!(BgNbd::fit(&many(100, now)).is_err());
}
