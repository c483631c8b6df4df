//! What the lengths of a column's ids say of what a spreadsheet took from them.

/// Ids that are digits only, by their length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Digits {
    /// That begin with a zero.
    padded: [u64; Self::LONGEST + 1],
    plain: [u64; Self::LONGEST + 1],
    /// Of those with more than fifteen digits, the ones that have only zeros after these.
    cut: u64,
    /// Ids of other characters.
    others: u64,
}

/// All that is looked for in one id: its length, where it is of digits only, and how it begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look(pub(super) u8);

impl Look {
    const LENGTH: u8 = 0x1F;
    const PADDED: u8 = 0x20;
    const CUT: u8 = 0x40;
    /// An id of other characters, or of more of them than any number has.
    pub(super) const OTHER: Self = Self(u8::MAX);

    /// How an id looks.
    pub(super) fn of(id: &[u8]) -> Self {
        if id.len() > Digits::LONGEST || !id.iter().all(u8::is_ascii_digit) {
            return Self::OTHER;
        }
        let is_padded = id.len() > 1 && id.first() == Some(&b'0');
        let end = id.get(Digits::KEPT..).filter(|end| !end.is_empty());
        let is_cut = end.is_some_and(|end| end.iter().all(|b| *b == b'0'));
        let length = u8::try_from(id.len()).unwrap_or_default();
        Self(length | (u8::from(is_padded) * Self::PADDED) | (u8::from(is_cut) * Self::CUT))
    }

    fn has(self, mark: u8) -> bool {
        self.0 & mark != 0
    }
}

impl Digits {
    const LONGEST: usize = 20;
    /// Digits that a spreadsheet keeps.
    const KEPT: usize = 15;

    /// Counts an id.
    pub(super) fn note(&mut self, id: &[u8]) {
        self.note_look(Look::of(id));
    }

    /// Counts an id by how it looks.
    pub(super) fn note_look(&mut self, look: Look) {
        self.note_looks(look, 1);
    }

    /// Counts so many ids that look alike.
    pub(super) fn note_looks(&mut self, look: Look, ids: u64) {
        let length = usize::from(look.0 & Look::LENGTH);
        if look == Look::OTHER || length > Self::LONGEST {
            self.others += ids;
            return;
        }
        let lengths = if look.has(Look::PADDED) { &mut self.padded } else { &mut self.plain };
        lengths[length] += ids;
        self.cut += if look.has(Look::CUT) { ids } else { 0 };
    }

    /// Ids of sixteen and seventeen digits, where all long ones end in zeros: of one alone that is
    /// chance, of all it is none. Longer ones are told one by one.
    pub(super) fn cut(&self) -> u64 {
        const ENOUGH: u64 = 3;
        let long: u64 = self.plain[Self::KEPT + 1..].iter().sum();
        let short = self.plain[Self::KEPT + 1] + self.plain[Self::KEPT + 2];
        if long >= ENOUGH && self.cut == long { short } else { 0 }
    }

    /// Ids that are shorter than those which zeros fill up to one length.
    pub(super) fn stripped(&self) -> u64 {
        let mut padded = (0..=Self::LONGEST).filter(|length| self.padded[*length] > 0);
        let (Some(length), None) = (padded.next(), padded.next()) else { return 0 };
        let are_longer = self.plain[length + 1..].iter().any(|count| *count > 0);
        let is_custom = self.padded[length] > 1 && length > 2 && self.others == 0 && !are_longer;
        if is_custom { self.plain[..length].iter().sum() } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ids: &[&str]) -> Digits {
        let mut digits = Digits::default();
        ids.iter().for_each(|id| digits.note(id.as_bytes()));
        digits
    }

    /// So many digits, of which those after the fifteenth are zeros.
    fn cut_to(length: usize) -> String {
        "123456789012345".to_owned() + &"0".repeat(length - 15)
    }

    #[test]
    fn long_ids_that_all_end_in_zeros_were_cut() {
        let [sixteen, seventeen, eighteen] = [16, 17, 18].map(cut_to);
        let (sixteen, seventeen) = (&*sixteen, &*seventeen);
        assert_eq!(of(&[sixteen; 3]).cut(), 3);
        assert_eq!(of(&[seventeen; 3]).cut(), 3);
        assert_eq!(of(&[sixteen; 2]).cut(), 0, "two may be chance");
        assert_eq!(of(&[sixteen, seventeen, &eighteen]).cut(), 2, "the longest is told alone");
        // Shorter ones were not cut, and one that is whole says that none was.
        let shorter = "1".repeat(15);
        assert_eq!(of(&[sixteen, sixteen, sixteen, &shorter, &shorter[1..]]).cut(), 3);
        for whole in ["1234567890123456", "12345678901234567890"] {
            assert_eq!(of(&[sixteen, sixteen, sixteen, whole]).cut(), 0, "{whole}");
        }
        assert_eq!(of(&[sixteen, sixteen, sixteen, &"1".repeat(21)]).cut(), 3);
    }

    #[test]
    fn ids_shorter_than_those_filled_with_zeros_were_stripped() {
        assert_eq!(of(&["0012", "0034", "1234", "123", "12"]).stripped(), 2);
        assert_eq!(of(&["0012", "0034", "12", "0"]).stripped(), 2, "one zero fills nothing");
        for none in [
            // One alone, two lengths, other ids, longer ones, ids too short.
            &["0012", "12", "34"][..],
            &["0012", "0034", "012", "12"],
            &["0012", "0034", "12", "A1"],
            &["0012", "0034", "12", "12345"],
            &["01", "02", "3"],
        ] {
            assert_eq!(of(none).stripped(), 0, "{none:?}");
        }
    }
}
