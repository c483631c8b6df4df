//! Gamma-Gamma: what customers spend per purchase, when each has an own mean and purchases scatter
//! around it (FH2013).

mod fit;
mod rows;

pub use fit::{GammaGamma, GammaGammaFit};
pub use rows::Rows;

/// The parameters: all positive and finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Params {
    /// Shape of the gamma distribution of one customer's purchases; the larger, the more alike.
    pub p: f64,
    /// Shape of the gamma distribution over customers of the rate `nu`.
    pub q: f64,
    /// Rate parameter of that distribution, in money.
    pub gamma: f64,
}

impl Params {
    /// `None` unless all three are positive and finite.
    #[must_use]
    pub fn new(p: f64, q: f64, gamma: f64) -> Option<Self> {
        let sound = [p, q, gamma].iter().all(|v| *v > 0.0 && v.is_finite());
        sound.then_some(Self { p, q, gamma })
    }

    /// Mean spend per purchase over the population; `None` when `q <= 1`, where it does not exist:
    /// docs/models.md, "Spend: means".
    #[must_use]
    pub fn population_mean(&self) -> Option<f64> {
        mean(self.p * self.gamma, self.q - 1.0)
    }

    /// Expected spend per purchase of a customer; the population mean when there is nothing to go by.
    /// `None` where it does not exist. FH2013 eq. 5.
    #[must_use]
    pub fn mean_spend(&self, spend: &Spend) -> Option<f64> {
        if !spend.is_informative() {
            return self.population_mean();
        }
        let x = f64::from(spend.x);
        mean(self.p * (self.gamma + x * spend.mean), self.p * x + self.q - 1.0)
    }
}

fn mean(above: f64, below: f64) -> Option<f64> {
    let mean = above / below;
    (below > 0.0 && mean.is_finite()).then_some(mean)
}

/// What one customer spent on repeat purchases.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spend {
    /// Repeat purchases.
    pub x: u32,
    /// Their mean amount, in money: the exact total divided once, so that equal means are equal floats
    /// and tie in the rank correlation.
    pub mean: f64,
}

impl Spend {
    /// Whether the model can learn from this customer: a repeat purchase and a positive mean.
    #[must_use]
    pub fn is_informative(&self) -> bool {
        self.x > 0 && self.mean > 0.0 && self.mean.is_finite()
    }
}
