//! Brings lines near to where they belong, before they are put there.
//!
//! Each line of a file is another customer's than the one before. Written to its place at once, every line would
//! wait for the memory, in each column again. So customers who follow each other share a *shelf*: there are so
//! few shelves that the next place on each stays in the caches, and what lies on one fits there as well.

use super::Entry;
use super::build::Builder;
use super::room::filled;
use crate::error::Result;
use std::ops::Range;

/// Lines handled in one call: an engine that compiles while it runs swaps in better code between calls.
const LINES_A_CALL: usize = 8_192;
/// Lines on a shelf, if there are not too many shelves.
const LINES_A_SHELF: usize = 4_096;
const MOST_SHELVES: usize = 1_024;

/// The shelves, and which lines are on them. Lines of a file belong to ranges, which have numbers: those of a
/// customer are one.
#[derive(Debug)]
pub(super) struct Shelves {
    ranges: usize,
    /// As a power of two: how many ranges share a shelf.
    shift: u32,
    /// Where the lines of each begin and the last one's end.
    start: Vec<u32>,
}

impl Shelves {
    /// For so many ranges; `range_of`: each line's.
    pub(super) fn new(range_of: &[u32], ranges: usize) -> Result<Self> {
        let most = (range_of.len() / LINES_A_SHELF).clamp(1, MOST_SHELVES);
        let mut shift = 0;
        while ranges >> shift >= most && ranges >> shift > 0 {
            shift += 1;
        }
        let mut start = filled(0, (ranges >> shift) + 2)?;
        for lines in range_of.chunks(LINES_A_CALL) {
            count(lines, shift, &mut start[1..]);
        }
        for shelf in 1..start.len() {
            start[shelf] += start[shelf - 1];
        }
        Ok(Self { ranges, shift, start })
    }

    /// How many shelves there are.
    pub(super) fn len(&self) -> usize {
        self.start.len() - 1
    }

    /// The lines on a shelf.
    pub(super) fn lines(&self, shelf: usize) -> Range<usize> {
        self.start[shelf] as usize..self.start[shelf + 1] as usize
    }

    /// The ranges on a shelf.
    pub(super) fn ranges(&self, shelf: usize) -> Range<usize> {
        shelf << self.shift..self.ranges.min((shelf + 1) << self.shift)
    }

    /// Puts days and amounts on the shelves, each with the range in place of its order. Then
    /// [`Builder::customer`] has the place of each line instead of its range.
    pub(super) fn entries(&self, builder: &mut Builder) -> Result<Vec<Entry>> {
        let (day, amount) = (std::mem::take(&mut builder.day), std::mem::take(&mut builder.amount));
        let mut entries = filled(Entry::default(), day.len())?;
        let mut next = self.start.clone();
        let mut places = filled(0, LINES_A_CALL)?;
        let ranges = builder.customer.chunks_mut(LINES_A_CALL);
        let values = day.chunks(LINES_A_CALL).zip(amount.chunks(LINES_A_CALL));
        for (ranges, (days, amounts)) in ranges.zip(values) {
            let places = &mut places[..ranges.len()];
            find_places(ranges, self.shift, &mut next, places);
            place_entries(ranges, days, amounts, places, &mut entries);
            ranges.copy_from_slice(places);
        }
        Ok(entries)
    }
}

/// Puts a column where `places` says.
pub(super) fn placed<T: Copy + Default>(column: &[T], places: &[u32]) -> Result<Vec<T>> {
    let mut placed = filled(T::default(), column.len())?;
    for (values, places) in column.chunks(LINES_A_CALL).zip(places.chunks(LINES_A_CALL)) {
        place(values, places, &mut placed);
    }
    Ok(placed)
}

/// Puts in place of each number what `of` has for it.
pub(super) fn renumber(numbers: &mut [u32], of: &[u32]) {
    numbers.chunks_mut(LINES_A_CALL).for_each(|numbers| renumber_some(numbers, of));
}

/// Whether days fall more often than they rise; of many lines some are looked at.
pub(super) fn is_falling(day: &[i32]) -> bool {
    const LOOKS: usize = 1 << 14;
    let some = || day.iter().step_by(day.len() / LOOKS + 1);
    some().zip(some().skip(1)).map(|(one, next)| i64::from((one - next).signum())).sum::<i64>() > 0
}

#[inline(never)]
fn count(range_of: &[u32], shift: u32, counts: &mut [u32]) {
    for range in range_of {
        counts[(range >> shift) as usize] += 1;
    }
}

/// Apart from the placing: what is written there would hold up what is read here.
#[inline(never)]
fn find_places(ranges: &[u32], shift: u32, next: &mut [u32], places: &mut [u32]) {
    for (range, place) in ranges.iter().zip(places) {
        let next = &mut next[(range >> shift) as usize];
        *place = *next;
        *next += 1;
    }
}

#[inline(never)]
fn place_entries(
    ranges: &[u32],
    days: &[i32],
    amounts: &[i64],
    places: &[u32],
    placed: &mut [Entry],
) {
    for (((&order, &day), &amount), &place) in ranges.iter().zip(days).zip(amounts).zip(places) {
        placed[place as usize] = Entry { amount, day, order };
    }
}

#[inline(never)]
fn place<T: Copy>(values: &[T], places: &[u32], placed: &mut [T]) {
    for (value, &place) in values.iter().zip(places) {
        placed[place as usize] = *value;
    }
}

#[inline(never)]
fn renumber_some(numbers: &mut [u32], of: &[u32]) {
    for number in numbers {
        *number = of[*number as usize];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_is_on_one_shelf_with_all_its_lines() {
        for (lines, ranges) in [(0, 0), (0, 3), (1, 1), (9_000, 1), (60_000, 17), (60_000, 50_000)]
        {
            let range_of: Vec<u32> =
                (0..lines).map(|i: u32| i.wrapping_mul(0x9E37_79B1) % ranges.max(1)).collect();
            let shelves = Shelves::new(&range_of, ranges as usize).unwrap();
            let mut next = 0;
            let mut end = 0;
            for shelf in 0..shelves.len() {
                let (on_it, lines) = (shelves.ranges(shelf), shelves.lines(shelf));
                assert!(on_it.start == next || on_it.is_empty());
                assert_eq!(lines.start, end);
                let here = range_of.iter().filter(|range| on_it.contains(&(**range as usize)));
                assert_eq!(here.count(), lines.len());
                (next, end) = (next.max(on_it.end), lines.end);
            }
            assert_eq!((next, end), (ranges as usize, lines as usize));
        }
    }

    #[test]
    fn lines_come_to_their_shelves_as_they_stand_in_the_file() {
        let range_of: Vec<u32> =
            (0..40_000_u32).map(|i| i.wrapping_mul(0x9E37_79B1) % 900).collect();
        let mut builder = Builder::default();
        builder.customer.clone_from(&range_of);
        builder.day = (0..40_000).collect();
        builder.amount = (0..40_000).map(|i| i * 3).collect();
        let shelves = Shelves::new(&range_of, 900).unwrap();
        let entries = shelves.entries(&mut builder).unwrap();
        assert_eq!(placed(&range_of, &builder.customer).unwrap().len(), 40_000);
        for shelf in 0..shelves.len() {
            let lines = &entries[shelves.lines(shelf)];
            assert!(lines.is_sorted_by_key(|entry| entry.day));
            assert!(
                lines.iter().all(|entry| shelves.ranges(shelf).contains(&(entry.order as usize)))
            );
        }
        for (line, place) in (0_i32..).zip(&builder.customer) {
            assert_eq!(entries[*place as usize].day, line);
            assert_eq!(entries[*place as usize].amount, i64::from(line) * 3);
        }
    }

    #[test]
    fn days_fall_or_rise() {
        let rising: Vec<i32> = (0..20_000).map(|i| i / 3).collect();
        let falling: Vec<i32> = rising.iter().rev().copied().collect();
        assert!(!is_falling(&rising) && is_falling(&falling));
        assert!(!is_falling(&[]) && !is_falling(&[4]) && !is_falling(&[4, 5, 4]));
    }
}
