//! How likely is each number of purchases.

use super::alive::Alive;
use crate::math::{exp, exp_m1, ln, ln_1p, ln_gamma, ln_gamma_rise};

/// What may be left out of a sum, relative to it.
const REST: f64 = 1e-17;
/// Products of more factors than this are differences of logarithms of gamma functions.
const MOST_FACTORS: f64 = 20_000.0;

/// Probability that a customer who is alive makes exactly `n` purchases in the next `t`.
/// docs/models.md, "Number of purchases".
///
/// `t`: finite; a negative one counts as 0.
pub(super) fn p_purchases(alive: &Alive, t: f64, n: u32) -> f64 {
    let age = t.max(0.0) / alive.alpha;
    let (exactly, at_least) = if_nobody_stopped(alive, age, n);
    let Some(before) = n.checked_sub(1) else { return exactly };
    let before = f64::from(before);
    let draws = alive.a + alive.b + before;
    let goes_on = (alive.b + before) / draws;
    survival(alive, before) * (goes_on * exactly + alive.a / draws * at_least)
}

/// Probability to survive so many drop-out draws.
fn survival(alive: &Alive, draws: f64) -> f64 {
    let Alive { a, b, .. } = *alive;
    if draws > MOST_FACTORS {
        return exp(ln_gamma_rise(b, draws) - ln_gamma_rise(a + b, draws));
    }
    let (mut product, mut draw) = (1.0, 0.0);
    while draw < draws {
        product *= (b + draw) / (a + b + draw);
        draw += 1.0;
    }
    product
}

/// The probabilities of exactly and of at least `n` purchases if nobody ever stopped.
fn if_nobody_stopped(alive: &Alive, age: f64, n: u32) -> (f64, f64) {
    let w = age / (1.0 + age);
    let steps = f64::from(n) * f64::from(alive.k);
    let (mut exactly, mut at_least) = (0.0, 0.0);
    for (weight, shape, j) in alive.cases() {
        // Steps to come until the n-th purchase, and until the last one before the next.
        let made = f64::from(j);
        let (first, last) = ((steps - made).max(0.0), steps + f64::from(alive.k - 1) - made);
        let p_first = exp(ln_p_steps(shape, age, first));
        let (mut p, mut step) = (p_first, first);
        while step <= last {
            exactly += weight * p;
            p *= w * (shape + step) / (step + 1.0);
            step += 1.0;
        }
        at_least += weight * p_at_least(shape, age, first, p_first);
    }
    (exactly, at_least)
}

/// The logarithm of the probability of so many steps in a time of `age`, in units of `alpha`.
pub(super) fn ln_p_steps(shape: f64, age: f64, steps: f64) -> f64 {
    let w = age / (1.0 + age);
    let none = -shape * ln_1p(age);
    if steps == 0.0 {
        return none;
    }
    if steps > MOST_FACTORS {
        return none + ln_gamma_rise(shape, steps) - ln_gamma(steps + 1.0) + steps * ln(w);
    }
    let (mut total, mut step) = (none, 0.0);
    while step < steps {
        total += ln((shape + step) / (step + 1.0) * w);
        step += 1.0;
    }
    total
}

/// The probability of at least so many steps, from that of exactly so many, on the side where there is little
/// to cancel.
fn p_at_least(shape: f64, age: f64, steps: f64, exactly: f64) -> f64 {
    if steps == 0.0 || age == 0.0 {
        return if steps == 0.0 { 1.0 } else { 0.0 };
    }
    let w = age / (1.0 + age);
    let mut step = steps;
    // In units of `exactly`, which may be too small to have digits.
    let (mut p, mut sum) = (1.0, 0.0);
    if steps > (shape * age).max(1.0 + age) {
        // Above the mean the terms fall, in the end by the factor w; they do so soon.
        loop {
            sum += p;
            let ratio = w * (1.0 + shape / step);
            if ratio < 1.0 && p * ratio <= REST * sum * (1.0 - ratio) {
                return exactly * sum;
            }
            p *= w * (shape + step) / (step + 1.0);
            step += 1.0;
        }
    }
    // At least one, less those with fewer.
    while step > 1.0 && p > REST * sum {
        p *= step / (w * (shape + step - 1.0));
        step -= 1.0;
        sum += p;
    }
    let some = -exp_m1(-shape * ln_1p(age));
    if exactly > 0.0 { (some - exactly * sum).max(0.0) } else { some }
}

#[cfg(test)]
mod tests {
    use crate::history::History;
    use crate::model::bg_nbd;
    use crate::model::cnbd::{Form, Params};
    use crate::model::purchases::Purchases;

    fn params(k: u32, modified: bool) -> Params {
        Params::new(Form::new(k, modified).unwrap(), [0.58, 2.288, 1.134, 1.585]).unwrap()
    }

    #[test]
    fn the_probabilities_add_up_to_one_and_their_mean_is_the_expectation() {
        for (k, modified) in (1..=4).flat_map(|k| [(k, false), (k, true)]) {
            let params = params(k, modified);
            for h in [History::default(), History { x: 4, t_x: 20.0, T: 27.0 }] {
                let (mut whole, mut mean) = (0.0, 0.0);
                for n in 0..1_000 {
                    let p = params.p_purchases(&h, 20.0, n);
                    whole += p;
                    mean += f64::from(n) * p;
                }
                assert!((whole - 1.0).abs() < 1e-12, "{params:?} {h:?}: {whole}");
                let want = params.expected(&h, 20.0);
                assert!((mean - want).abs() < 1e-11, "{params:?} {h:?}: {mean} {want}");
            }
        }
    }

    #[test]
    fn at_random_they_are_those_of_bg_nbd() {
        let params = params(1, false);
        let twin = bg_nbd::Params::new(params.r, params.alpha, params.a, params.b).unwrap();
        for h in [History::default(), History { x: 4, t_x: 20.0, T: 27.0 }] {
            for (t, n) in
                [0.01, 3.0, 39.0, 400.0].into_iter().flat_map(|t| (0..60).map(move |n| (t, n)))
            {
                let (got, want) = (params.p_purchases(&h, t, n), twin.p_purchases(&h, t, n));
                assert!((got - want).abs() <= 1e-12 * want + 1e-17, "{t} {n}: {got} {want}");
            }
        }
    }

    #[test]
    fn in_no_time_nothing_happens() {
        let h = History { x: 1, t_x: 3.0, T: 9.0 };
        for k in 1..=4 {
            assert_eq!(params(k, true).p_purchases_given_alive(&h, 0.0, 0), 1.0);
            assert_eq!(params(k, true).p_purchases_given_alive(&h, 0.0, 1), 0.0);
        }
    }

    #[test]
    fn absurd_arguments_give_probabilities() {
        for (x, t, n) in
            [(0, 1e12, 3), (3_000, 1e12, 3), (0, 1e-12, 90_000), (9, 1e5, 90_000), (9, -3.0, 2)]
        {
            let rare = Params { r: 1e-7, ..params(3, true) };
            for params in [params(2, true), rare] {
                let p = params.p_purchases(&History { x, t_x: 0.0, T: 40.0 }, t, n);
                assert!((0.0..=1.0).contains(&p), "{params:?} {x} {t} {n}: {p}");
            }
        }
    }
}
