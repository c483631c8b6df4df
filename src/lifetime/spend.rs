//! What each customer is expected to spend per order day: by Gamma-Gamma where its assumptions hold, and by
//! a named stand-in where they do not. docs/models.md, "Spend: where the model does not hold".

use crate::error::Error;
use crate::job::{Job, Step};
use crate::math::sorted_numbers;
use crate::model::gamma_gamma::{GammaGamma, GammaGammaFit, Params, Spend};

/// Rank correlation of spend and frequency from which the two are not taken for independent.
const DEPENDENT_RANKS: f64 = 0.3;
/// Share of the variance of spend that frequency explains, from which they are not.
const DEPENDENT_SHARE: f64 = 0.25;
/// The frequencies that are looked at together: 1, 2 to 3, 4 to 6, more. Customers without a repeat
/// order day go with the first.
const BANDS: [u32; 4] = [1, 3, 6, u32::MAX];
/// As many orders as the median of all counts for where there is no mean to shrink to.
const MEDIAN_WEIGHT: f64 = 1.0;

/// How spend per order is estimated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Method {
    /// Gamma-Gamma as it is.
    GammaGamma,
    /// Spend and frequency hang together: Gamma-Gamma's shrinkage, towards the mean of those who buy
    /// about as often.
    ByFrequency {
        /// That mean for each band of frequency.
        means: [f64; 4],
    },
    /// Gamma-Gamma has no population mean (`q <= 1`): a customer's own mean, shrunk towards the median
    /// of all.
    TowardsMedian {
        /// That median.
        median: f64,
    },
}

impl Method {
    /// The method's name on every boundary.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::GammaGamma => "gamma-gamma",
            Self::ByFrequency { .. } => "gamma-gamma-by-frequency",
            Self::TowardsMedian { .. } => "shrunk-towards-median",
        }
    }
}

/// The spend of a pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Spending {
    /// The model.
    pub model: GammaGamma,
    /// How its estimates are used.
    pub method: Method,
    /// Share of the variance of mean spend that lies between customers of different frequency; `None`
    /// where spend does not vary.
    pub eta_squared: Option<f64>,
}

impl Spending {
    /// Expected spend of one customer per order day, in major units.
    #[must_use]
    pub fn of(&self, spend: &Spend) -> Option<f64> {
        let Params { p, q, .. } = self.model.params;
        let x = f64::from(spend.x);
        match &self.method {
            Method::GammaGamma => self.model.params.mean_spend(spend),
            Method::ByFrequency { means } => {
                let mean = means[band(spend.x)];
                if !spend.is_informative() {
                    return Some(mean);
                }
                // gamma such that the population mean is that of the band.
                let gamma = mean * (q - 1.0) / p;
                Params { gamma, ..self.model.params }.mean_spend(spend)
            }
            Method::TowardsMedian { median } if spend.is_informative() => {
                Some((x * spend.mean + MEDIAN_WEIGHT * median) / (x + MEDIAN_WEIGHT))
            }
            Method::TowardsMedian { median } => Some(*median),
        }
    }
}

fn band(x: u32) -> usize {
    BANDS.iter().position(|most| x <= *most).unwrap_or(BANDS.len() - 1)
}

/// A fit of the spend under way.
#[derive(Clone, Debug)]
pub struct SpendFit {
    fit: GammaGammaFit,
    spends: Vec<Spend>,
}

impl SpendFit {
    /// Gets ready; `customers` in any order.
    ///
    /// # Errors
    /// `too-few-repeaters`.
    pub fn new(customers: &[Spend]) -> Result<Self, Error> {
        let spends = customers.iter().copied().filter(Spend::is_informative).collect();
        Ok(Self { fit: GammaGammaFit::new(customers)?, spends })
    }

    fn spending(&self, model: GammaGamma) -> Spending {
        let groups = Groups::of(&self.spends);
        let eta_squared = groups.eta_squared();
        let depends = model.spearman.is_some_and(|ranks| ranks.abs() > DEPENDENT_RANKS)
            || eta_squared.is_some_and(|share| share > DEPENDENT_SHARE);
        let method = match (model.params.population_mean(), depends) {
            (None, _) => Method::TowardsMedian { median: median(&self.spends) },
            (Some(mean), true) => Method::ByFrequency { means: groups.means(mean) },
            (Some(_), false) => Method::GammaGamma,
        };
        Spending { model, method, eta_squared }
    }

    /// The next iteration of the fit.
    ///
    /// # Errors
    /// None of its own.
    pub fn step(&mut self) -> Result<Step<Spending>, Error> {
        Ok(match self.fit.step()? {
            Step::More => Step::More,
            Step::Done(model) => Step::Done(self.spending(model)),
        })
    }
}

/// Mean spend by frequency, in an order of its own, so that the order of customers leaves no trace.
struct Groups {
    /// For each band: customers, and their means added up.
    bands: [(f64, f64); 4],
    /// Means squared, added up.
    squares: f64,
}

impl Groups {
    fn of(spends: &[Spend]) -> Self {
        let mut by_band: [Vec<i64>; 4] = Default::default();
        for spend in spends {
            // The bits of floats that are not negative sort as the floats do.
            by_band[band(spend.x)].push(spend.mean.to_bits().cast_signed());
        }
        let mut groups = Self { bands: [(0.0, 0.0); 4], squares: 0.0 };
        for (means, band) in by_band.into_iter().zip(&mut groups.bands) {
            for bits in sorted_numbers(means) {
                let mean = f64::from_bits(bits.cast_unsigned());
                band.0 += 1.0;
                band.1 += mean;
                groups.squares += mean * mean;
            }
        }
        groups
    }

    fn eta_squared(&self) -> Option<f64> {
        let (count, total) =
            self.bands.iter().fold((0.0, 0.0), |(n, sum), band| (n + band.0, sum + band.1));
        let centre = total * total / count;
        let between: f64 =
            self.bands.iter().filter(|band| band.0 > 0.0).map(|(n, sum)| sum * sum / n).sum();
        let (between, all) = (between - centre, self.squares - centre);
        // What is left of equal squares is rounding.
        (all > 1e-12 * self.squares).then(|| (between / all).clamp(0.0, 1.0))
    }

    /// `mean`: for a band that nobody is in.
    fn means(&self, mean: f64) -> [f64; 4] {
        self.bands.map(|(n, sum)| if n > 0.0 { sum / n } else { mean })
    }
}

fn median(spends: &[Spend]) -> f64 {
    let bits = spends.iter().map(|spend| spend.mean.to_bits().cast_signed());
    let sorted = sorted_numbers(bits);
    sorted.get(sorted.len() / 2).map_or(0.0, |bits| f64::from_bits(bits.cast_unsigned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::pow;
    use crate::optim::Stop;

    fn fitted(spends: &[Spend]) -> Spending {
        let mut fit = SpendFit::new(spends).unwrap();
        loop {
            if let Step::Done(spending) = fit.step().unwrap() {
                return spending;
            }
        }
    }

    /// Numbers in 0..1 without a pattern, the same in every run.
    fn noise(i: u32) -> f64 {
        f64::from(i.wrapping_mul(2_654_435_761) >> 8) / f64::from(1 << 24)
    }

    #[test]
    fn independent_spend_is_gamma_gamma() {
        let spends: Vec<Spend> =
            (0..400).map(|i| Spend { x: 1 + i % 5, mean: 20.0 + 30.0 * noise(i) }).collect();
        let spending = fitted(&spends);
        assert_eq!(spending.method, Method::GammaGamma);
        assert!(spending.eta_squared.unwrap() < 0.05);
        let spend = Spend { x: 3, mean: 44.0 };
        assert_eq!(spending.of(&spend), spending.model.params.mean_spend(&spend));
    }

    #[test]
    fn who_buys_often_and_spends_more_is_compared_with_the_like() {
        let spends: Vec<Spend> = (0..400)
            .map(|i| {
                let x = 1 + i % 8;
                Spend { x, mean: (10.0 + 12.0 * f64::from(x)) * (0.8 + 0.4 * noise(i)) }
            })
            .collect();
        let spending = fitted(&spends);
        assert!(matches!(spending.method, Method::ByFrequency { .. }), "{spending:?}");
        assert!(spending.eta_squared.unwrap() > 0.5);
        let of = |x, mean| spending.of(&Spend { x, mean }).unwrap();
        let (rare, often) = (of(1, 60.0), of(8, 60.0));
        assert!(rare < 60.0 && 60.0 < often, "{rare} {often}");
        assert!((15.0..30.0).contains(&of(0, 0.0)));
    }

    #[test]
    fn without_a_population_mean_the_median_stands_in() {
        // Means that grow by powers: a tail with no mean.
        let spends: Vec<Spend> = (0..300)
            .map(|i| Spend { x: 1 + i % 3, mean: 5.0 * pow(1.0 - 0.9999 * noise(i), -1.6) })
            .collect();
        let spending = fitted(&spends);
        assert!(spending.model.params.q <= 1.0, "{:?}", spending.model);
        let Method::TowardsMedian { median } = spending.method else {
            panic!("{:?}", spending.method)
        };
        let below = spends.iter().filter(|spend| spend.mean < median).count();
        assert_eq!(below, 150);
        assert_eq!(spending.of(&Spend::default()), Some(median));
        let one = Spend { x: 1, mean: 3.0 * median };
        assert!((spending.of(&one).unwrap() - 2.0 * median).abs() < 1e-9);
        assert_ne!(spending.model.stop, Stop::NoProgress);
    }

    #[test]
    fn the_order_of_customers_leaves_no_trace() {
        let mut spends: Vec<Spend> = (0..300)
            .map(|i| Spend { x: 1 + i % 8, mean: 9.0 * f64::from(1 + i % 8) + noise(i) })
            .collect();
        let one = fitted(&spends);
        spends.reverse();
        assert_eq!(fitted(&spends), one);
    }
}
