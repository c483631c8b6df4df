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

impl Digits {
    const LONGEST: usize = 20;
    /// Digits that a spreadsheet keeps.
    const KEPT: usize = 15;

    /// Counts an id.
    pub(super) fn note(&mut self, id: &[u8]) {
        if id.len() > Self::LONGEST || !id.iter().all(u8::is_ascii_digit) {
            self.others += 1;
            return;
        }
        let is_padded = id.len() > 1 && id.first() == Some(&b'0');
        let lengths = if is_padded { &mut self.padded } else { &mut self.plain };
        lengths[id.len()] += 1;
        let end = id.get(Self::KEPT..).filter(|end| !end.is_empty());
        self.cut += u64::from(end.is_some_and(|end| end.iter().all(|b| *b == b'0')));
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
