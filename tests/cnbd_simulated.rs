//! BG/CNBD-k and MBG/CNBD-k beside simulated customers: whoever has bought so often and so lately does on
//! average what is expected. The same seed in every run.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use headwater::history::History;
use headwater::math::{ln, pow, sin_cos};
use headwater::model::cnbd::{Form, Params};
use headwater::model::purchases::Purchases;
use std::f64::consts::TAU;

const CUSTOMERS: u32 = 12_000;
const HORIZON: f64 = 26.0;
/// Standard errors by which a right mean may be off: one of 15,000 is by chance.
const RIGHT: f64 = 4.0;
/// By at least so many a wrong one must be off.
const WRONG: f64 = 6.0;

struct Random(u64);

impl Random {
    /// In 0..1, neither of them.
    fn uniform(&mut self) -> f64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (((z ^ (z >> 31)) >> 12) as f64 + 0.5) / pow(2.0, 52.0)
    }

    fn exponential(&mut self) -> f64 {
        -ln(self.uniform())
    }

    /// By Marsaglia's and Tsang's method.
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * pow(self.uniform(), 1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        loop {
            let normal = (2.0 * self.exponential()).sqrt() * sin_cos(TAU * self.uniform()).0;
            let cube = pow(1.0 + normal / (9.0 * d).sqrt(), 3.0);
            if cube > 0.0
                && ln(self.uniform()) < 0.5 * normal * normal + d * (1.0 - cube + ln(cube))
            {
                return d * cube;
            }
        }
    }
}

struct Customer {
    history: History,
    is_alive: bool,
    /// In the horizon.
    purchases: u32,
}

fn customer(params: &Params, age: f64, random: &mut Random) -> Customer {
    let rate = random.gamma(params.r) / params.alpha;
    let (leaves, stays) = (random.gamma(params.a), random.gamma(params.b));
    let p = leaves / (leaves + stays);
    let mut customer =
        Customer { history: History { x: 0, t_x: 0.0, T: age }, is_alive: true, purchases: 0 };
    let mut now = 0.0;
    let mut goes_on = !params.form.is_modified() || random.uniform() > p;
    customer.is_alive = goes_on;
    while goes_on {
        for _ in 0..params.form.k() {
            now += random.exponential() / rate;
        }
        if now > age + HORIZON {
            break;
        }
        goes_on = random.uniform() > p;
        if now > age {
            customer.purchases += 1;
        } else {
            customer.history = History { x: customer.history.x + 1, t_x: now, T: age };
            customer.is_alive = goes_on;
        }
    }
    customer
}

fn customers(params: &Params) -> Vec<Customer> {
    let mut random = Random(20_261_123);
    (0..CUSTOMERS).map(|i| customer(params, 10.0 + f64::from(i % 40), &mut random)).collect()
}

/// By how many standard errors the mean of what came differs from the mean of what was expected, at most, over
/// groups by the number of purchases and by how late the last one was.
fn largest_error(customers: &[Customer], error: impl Fn(&Customer) -> f64) -> f64 {
    let mut groups = [[0.0; 3]; 8];
    for customer in customers {
        let h = &customer.history;
        let group = 2 * h.x.min(3) as usize + usize::from(h.T - h.t_x > 16.0);
        let error = error(customer);
        let sums = &mut groups[group];
        *sums = [sums[0] + 1.0, sums[1] + error, sums[2] + error * error];
    }
    let large = groups.into_iter().filter(|[n, ..]| *n > 200.0);
    large.map(|[n, sum, squares]| sum.abs() / (squares - sum * sum / n).sqrt()).fold(0.0, f64::max)
}

fn all_params() -> impl Iterator<Item = Params> {
    [(2, false), (2, true), (3, false), (3, true), (4, true)].into_iter().map(|(k, modified)| {
        Params::new(Form::new(k, modified).unwrap(), [1.2, 4.0, 0.8, 2.5]).unwrap()
    })
}

#[test]
fn customers_buy_as_often_as_expected() {
    for params in all_params() {
        let customers = customers(&params);
        let off = largest_error(&customers, |customer| {
            f64::from(customer.purchases) - params.expected(&customer.history, HORIZON)
        });
        assert!(off < RIGHT, "{params:?}: {off}");
        // As if the steps since the last purchase were not counted.
        let off = largest_error(&customers, |customer| {
            let h = &customer.history;
            let fresh = History { t_x: h.T, ..*h };
            let mut mean = [0.0];
            params.expected_given_alive(&fresh, &[HORIZON], &mut mean);
            f64::from(customer.purchases) - params.p_alive(h) * mean[0]
        });
        assert!(off > WRONG, "{params:?}: {off}");
    }
}

#[test]
fn customers_live_as_likely_as_said() {
    for params in all_params() {
        let customers = customers(&params);
        let off = largest_error(&customers, |customer| {
            f64::from(u8::from(customer.is_alive)) - params.p_alive(&customer.history)
        });
        assert!(off < RIGHT, "{params:?}: {off}");
        // As if purchases came at random at the same rate.
        let r = params.r / f64::from(params.form.k());
        let at_random = Form::new(1, params.form.is_modified()).unwrap();
        let random = Params { form: at_random, r, ..params };
        let off = largest_error(&customers, |customer| {
            f64::from(u8::from(customer.is_alive)) - random.p_alive(&customer.history)
        });
        assert!(off > WRONG, "{params:?}: {off}");
    }
}

#[test]
fn each_number_of_purchases_is_as_likely_as_said() {
    for params in all_params() {
        let customers = customers(&params);
        for n in [0, 1, 3] {
            let off = largest_error(&customers, |customer| {
                let came = f64::from(u8::from(customer.purchases == n));
                came - params.p_purchases(&customer.history, HORIZON, n)
            });
            assert!(off < RIGHT, "{params:?} {n}: {off}");
        }
    }
}

#[test]
fn new_customers_buy_as_often_as_expected() {
    for params in all_params() {
        let mut random = Random(97);
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..CUSTOMERS {
            let count = f64::from(customer(&params, HORIZON, &mut random).history.x);
            sum += count;
            squares += count * count;
        }
        let n = f64::from(CUSTOMERS);
        let error = ((squares / n - sum * sum / (n * n)) / n).sqrt();
        let want = params.expected(&History::default(), HORIZON);
        assert!((sum / n - want).abs() < RIGHT * error, "{params:?}: {} {want}", sum / n);
    }
}
