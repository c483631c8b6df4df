//! Long work in short steps, so that a host without threads can show progress and cancel.

use crate::error::Result;
use std::ops::ControlFlow;

/// What a step left behind.
#[derive(Debug)]
pub enum Step<T> {
    /// There is more to do.
    More,
    /// The work is finished; `step` must not be called again.
    Done(T),
}

/// The part of the work that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Bytes of the files are being read; counted in bytes.
    Reading,
    /// Orders are put in order by customer and day; counted in orders.
    Sorting,
    /// Customers are summed up as of a day; counted in customers.
    Pooling,
    /// Segments, cohorts and concentration; counted in customers.
    Segmenting,
    /// The models are fitted; counted in iterations, total unknown.
    Fitting,
    /// Every customer is valued; counted in distinct histories.
    Valuing,
}

impl Stage {
    /// Every stage, in the order in which they run.
    pub const ALL: [Self; 6] = [
        Self::Reading,
        Self::Sorting,
        Self::Pooling,
        Self::Segmenting,
        Self::Fitting,
        Self::Valuing,
    ];

    /// The stage's name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Sorting => "sorting",
            Self::Pooling => "pooling",
            Self::Segmenting => "segmenting",
            Self::Fitting => "fitting",
            Self::Valuing => "valuing",
        }
    }
}

/// How far the work is: counts, never per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being counted.
    pub stage: Stage,
    /// How many are done.
    pub done: u64,
    /// How many there are, where that is known.
    pub total: Option<u64>,
}

/// Work that proceeds by short steps: under 5 ms each at 100,000 customers.
pub trait Job {
    /// What the work makes.
    type Output;

    /// Does the next bit of work.
    ///
    /// # Errors
    /// Those of the work; after one, the job must be dropped.
    fn step(&mut self) -> Result<Step<Self::Output>>;

    /// How far the work is.
    fn progress(&self) -> Progress;
}

/// Runs `job` to its end; `on_step` hears after every step and may stop the work, which gives
/// `None`.
///
/// # Errors
/// Those of the job.
pub fn run<J: Job>(
    mut job: J,
    mut on_step: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<Option<J::Output>> {
    loop {
        if let Step::Done(output) = job.step()? {
            return Ok(Some(output));
        }
        if on_step(job.progress()).is_break() {
            return Ok(None);
        }
    }
}
