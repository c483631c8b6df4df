//! What was repaired, dropped or is doubtful: counted exactly, with the first examples of each kind.

use crate::at::At;
use crate::error::Code;
use crate::math::sort_seldom;
use std::collections::BTreeMap;

/// What was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The row counts, as it stands.
    Kept,
    /// The row counts with another value.
    Repaired {
        /// The value that was used.
        to: String,
    },
    /// The row does not count.
    Dropped,
}

impl Action {
    /// The action's name on every boundary.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Repaired { .. } => "repaired",
            Self::Dropped => "dropped",
        }
    }
}

/// One thing that an operator should know about one place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is.
    pub code: Code,
    /// Where.
    pub at: At,
    /// What was done.
    pub action: Action,
}

/// How often a code occurred, and its first examples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Exact number of times.
    pub count: u64,
    /// The first [`Diagnostics::EXAMPLES`], in the order of the file.
    pub examples: Vec<Diagnostic>,
}

/// All diagnostics of a reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    by_code: BTreeMap<Code, Tally>,
}

impl Diagnostics {
    /// Examples kept for each code.
    pub const EXAMPLES: usize = 100;

    /// Counts one; `diagnostic` is only made while examples are still kept.
    pub fn add(&mut self, code: Code, diagnostic: impl FnOnce() -> (At, Action)) {
        let tally =
            self.by_code.entry(code).or_insert_with(|| Tally { count: 0, examples: Vec::new() });
        tally.count += 1;
        if tally.examples.len() < Self::EXAMPLES {
            let (at, action) = diagnostic();
            tally.examples.push(Diagnostic { code, at, action });
        }
    }

    /// Counts `count` at once; `examples` are the first of them.
    pub fn add_many(
        &mut self,
        code: Code,
        count: u64,
        examples: impl IntoIterator<Item = (At, Action)>,
    ) {
        let examples = examples.into_iter().take(Self::EXAMPLES);
        let examples = examples.map(|(at, action)| Diagnostic { code, at, action }).collect();
        let mut others = Self::default();
        others.by_code.insert(code, Tally { count, examples });
        self.absorb(others);
    }

    /// Takes in others; the first examples of both stay, in the order of the files.
    pub fn absorb(&mut self, others: Self) {
        for (code, other) in others.by_code {
            let Some(tally) = self.by_code.get_mut(&code) else {
                self.by_code.insert(code, other);
                continue;
            };
            tally.count += other.count;
            tally.examples.extend(other.examples);
            sort_seldom(&mut tally.examples, |a, b| {
                (a.at.file, a.at.record).cmp(&(b.at.file, b.at.record))
            });
            tally.examples.truncate(Self::EXAMPLES);
        }
    }

    /// Says of every example that its row does not count.
    pub fn drop_all(&mut self) {
        let all = self.by_code.values_mut().flat_map(|tally| &mut tally.examples);
        all.for_each(|example| example.action = Action::Dropped);
    }

    /// Lets `change` see the place of every example.
    pub fn for_each_place(&mut self, mut change: impl FnMut(&mut At)) {
        for tally in self.by_code.values_mut() {
            tally.examples.iter_mut().for_each(|example| change(&mut example.at));
        }
    }

    /// How often `code` occurred.
    #[must_use]
    pub fn count(&self, code: Code) -> u64 {
        self.by_code.get(&code).map_or(0, |tally| tally.count)
    }

    /// Every code that occurred, in the order of [`Code::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Code, &Tally)> {
        self.by_code.iter().map(|(code, tally)| (*code, tally))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_exact_and_examples_are_the_first() {
        let mut all = Diagnostics::default();
        for record in 1..=250 {
            all.add(Code::UnparsedDate, || {
                (At { record: Some(record), ..At::default() }, Action::Dropped)
            });
        }
        assert_eq!(all.count(Code::UnparsedDate), 250);
        assert_eq!(all.count(Code::RaggedRow), 0);
        let (_, tally) = all.iter().next().unwrap();
        assert_eq!(tally.examples.len(), Diagnostics::EXAMPLES);
        assert_eq!(tally.examples[99].at.record, Some(100));
    }
}
