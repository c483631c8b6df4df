/// A unit of time for lengths and model parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimeUnit {
    /// A civil day.
    Day,
    /// Seven days.
    Week,
    /// A mean Gregorian month: 365.2425 / 12 days. Defined here and nowhere else.
    Month,
}

impl TimeUnit {
    /// Every unit, shortest first.
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// Days in one unit.
    #[must_use]
    pub const fn days(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Week => 7.0,
            Self::Month => 365.2425 / 12.0,
        }
    }

    /// The unit's name on every boundary: `"day"`, `"week"`, `"month"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The unit called `name`, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }
}

/// A length of time that carries its unit, so that months are never taken for weeks.
///
/// It has no `+`: convert with [`Periods::to`] first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Periods {
    /// How many units.
    pub value: f64,
    /// Of which length.
    pub unit: TimeUnit,
}

impl Periods {
    /// `value` units.
    #[must_use]
    pub const fn new(value: f64, unit: TimeUnit) -> Self {
        Self { value, unit }
    }

    /// The same length in `unit`.
    #[must_use]
    pub fn to(self, unit: TimeUnit) -> Self {
        if unit == self.unit {
            return self;
        }
        Self { value: self.value * self.unit.days() / unit.days(), unit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_months_are_a_gregorian_year() {
        let year = Periods::new(12.0, TimeUnit::Month).to(TimeUnit::Day);
        assert!((year.value - 365.2425).abs() < 1e-9);
    }

    #[test]
    fn the_same_unit_keeps_every_bit() {
        let length = Periods::new(0.1 + 0.2, TimeUnit::Month);
        assert_eq!(length.to(TimeUnit::Month).value.to_bits(), (0.1_f64 + 0.2).to_bits());
    }
}
