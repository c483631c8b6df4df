//! Where in the user's files something is, and which role a column plays.

/// A place in a file, as exactly as it is known.
///
/// `record` counts data records from 1 (the header is not one); `line` is the 1-based line that
/// the record starts on. `value` is the cell as read, shortened to [`At::MAX_VALUE`] characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// 1-based number of the file among those opened together; `None` with a single file.
    pub file: Option<u32>,
    /// 1-based data record.
    pub record: Option<u64>,
    /// 1-based line on which the record starts.
    pub line: Option<u64>,
    /// Header of the column, as the file writes it.
    pub column: Option<String>,
    /// The cell, shortened.
    pub value: Option<String>,
    /// The cells of the whole row, each shortened; empty where that is not known.
    pub cells: Vec<String>,
}

impl At {
    /// Longest `value` kept, in characters.
    pub const MAX_VALUE: usize = 80;
    /// Most `cells` kept.
    pub const MAX_CELLS: usize = 100;

    /// The same place with the cell `value`, shortened.
    #[must_use]
    pub fn with_value(mut self, value: &str) -> Self {
        self.value = Some(shorten(value));
        self
    }

    /// The same place with the column headed `header`.
    #[must_use]
    pub fn with_column(mut self, header: &str) -> Self {
        self.column = Some(shorten(header));
        self
    }

    /// The same place with the row's cells, each shortened.
    #[must_use]
    pub fn with_cells(mut self, cells: impl Iterator<Item = String>) -> Self {
        self.cells = cells.take(Self::MAX_CELLS).map(|cell| shorten(&cell)).collect();
        self
    }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= At::MAX_VALUE {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(At::MAX_VALUE).collect();
    short.push('…');
    short
}

/// The role that a column plays for the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Who bought: the key that tells customers apart.
    Customer,
    /// When the order was placed or paid.
    OrderTime,
    /// What was paid, in the currency's major unit.
    Amount,
    /// Order number; lines that share it are one order.
    OrderId,
    /// Product name or code.
    Product,
    /// Product category.
    Category,
    /// Sales channel or source.
    Channel,
    /// Number of units.
    Quantity,
    /// Order status in words.
    Status,
    /// Who brought this customer.
    Referrer,
}

impl Field {
    /// Every role, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::Customer,
        Self::OrderTime,
        Self::Amount,
        Self::OrderId,
        Self::Product,
        Self::Category,
        Self::Channel,
        Self::Quantity,
        Self::Status,
        Self::Referrer,
    ];

    /// The role's name on every boundary: `"orderTime"`, `"customer"`, ...
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::OrderTime => "orderTime",
            Self::Amount => "amount",
            Self::OrderId => "orderId",
            Self::Product => "product",
            Self::Category => "category",
            Self::Channel => "channel",
            Self::Quantity => "quantity",
            Self::Status => "status",
            Self::Referrer => "referrer",
        }
    }

    /// The role called `name`, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Whether no report can be made without this role.
    #[must_use]
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Customer | Self::OrderTime | Self::Amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_its_name() {
        for field in Field::ALL {
            assert_eq!(Field::from_name(field.name()), Some(field));
        }
        assert_eq!(Field::from_name("order time"), None);
    }

    #[test]
    fn long_values_are_shortened_by_characters_not_bytes() {
        let at = At::default().with_value(&"客".repeat(100));
        assert_eq!(at.value.map(|v| v.chars().count()), Some(At::MAX_VALUE + 1));
    }
}
