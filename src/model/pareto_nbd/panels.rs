//! Gauss-Legendre panels for what is left of a power of each of two ages: every integral of this model.
//!
//! The integrands are `(1 + u/a)^-p (1 + u/b)^-q`, now and then times a power of `u`. A derivative of order `N` of
//! the first is at most `(p/a + q/b + (N - 1) / (2 min(a, b)))^N` times its value at the start: rising factorials,
//! of which the mean factor is the bound. With the remainder of Gauss's rule (NIST-DLMF 3.5(v)) that gives the
//! longest panel that each rule integrates to rounding.

/// Nodes and weights on -1..1; the mirror image is implied.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) nodes: &'static [[f64; 2]],
    /// Half of the highest order of derivative in the remainder, `(2n - 1) / 2` for `n` nodes.
    order: f64,
    /// The root of order `2n` of 1e-15 over the factor of that derivative in the remainder.
    reach: f64,
}

/// From few nodes to many.
const RULES: [Rule; 4] = [
    Rule {
        nodes: &[
            [0.339_981_043_584_856_26, 0.652_145_154_862_546_1],
            [0.861_136_311_594_052_6, 0.347_854_845_137_453_85],
        ],
        order: 3.5,
        reach: 0.191,
    },
    Rule {
        nodes: &[
            [0.238_619_186_083_196_9, 0.467_913_934_572_691_04],
            [0.661_209_386_466_264_5, 0.360_761_573_048_138_6],
            [0.932_469_514_203_152, 0.171_324_492_379_170_36],
        ],
        order: 5.5,
        reach: 1.149,
    },
    Rule {
        nodes: &[
            [0.183_434_642_495_649_8, 0.362_683_783_378_362],
            [0.525_532_409_916_329, 0.313_706_645_877_887_27],
            [0.796_666_477_413_626_7, 0.222_381_034_453_374_48],
            [0.960_289_856_497_536_3, 0.101_228_536_290_376_26],
        ],
        order: 7.5,
        reach: 3.059,
    },
    LONGEST,
];

/// The rule for panels as long as can be.
pub(super) const LONGEST: Rule = Rule {
    nodes: &[
        [0.095_012_509_837_637_44, 0.189_450_610_455_068_5],
        [0.281_603_550_779_258_9, 0.182_603_415_044_923_58],
        [0.458_016_777_657_227_37, 0.169_156_519_395_002_54],
        [0.617_876_244_402_643_8, 0.149_595_988_816_576_73],
        [0.755_404_408_355_003, 0.124_628_971_255_533_88],
        [0.865_631_202_387_831_8, 0.095_158_511_682_492_79],
        [0.944_575_023_073_232_6, 0.062_253_523_938_647_894],
        [0.989_400_934_991_649_9, 0.027_152_459_411_754_096],
    ],
    order: 15.5,
    // Its limit is 17.1; steep integrands keep more digits with less.
    reach: 12.0,
};

impl Rule {
    /// The longest panel from a point where the logarithm falls or rises by `slope` at most and the nearest
    /// singularity is `1 / near` away.
    pub(super) fn longest(&self, slope: f64, near: f64) -> f64 {
        self.reach / (slope + self.order * near)
    }

    /// The nodes on a panel and their weights.
    pub(super) fn on(&self, from: f64, to: f64) -> impl Iterator<Item = [f64; 2]> {
        let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
        let each = move |[node, weight]: &[f64; 2]| {
            [-1.0, 1.0].map(|side| [middle + side * half * node, half * weight])
        };
        self.nodes.iter().flat_map(each)
    }
}

/// `(1 + u/a)^-p (1 + u/b)^-q` for `u >= 0`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decay {
    pub(super) a: f64,
    pub(super) p: f64,
    pub(super) b: f64,
    pub(super) q: f64,
}

impl Decay {
    /// Factors of the integrands beside the two powers: one or two more in the denominator.
    const MORE: f64 = 2.0;

    /// The next panel of those that lead from `from` to `end`: its own end, and a rule that is right to rounding.
    /// `None` at the end, and where no panel is so short that a float could tell its two ends apart.
    pub(super) fn panel(&self, from: f64, end: f64) -> Option<(f64, &'static Rule)> {
        let (a, b) = (self.a + from, self.b + from);
        let slope = (self.p + Self::MORE) / a + (self.q + Self::MORE) / b;
        let near = 1.0 / a.min(b);
        for rule in &RULES {
            if end - from <= rule.longest(slope, near) {
                return (from < end).then_some((end, rule));
            }
        }
        let to = from + LONGEST.longest(slope, near);
        (from < to).then_some((to.min(end), &LONGEST))
    }
}
