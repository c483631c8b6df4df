//! Records to ledger: which column plays which role, what each cell says, which rows count.
//!
//! [`Import`] is fed the bytes of one or more files and adds an order line for each row that
//! counts to an [`OrderSink`]. What is recognised, kept, repaired and dropped stands in the
//! [`Reading`]. A bad row is a diagnostic; only a file that says nothing at all is an error.

mod amount;
mod books;
mod candidates;
mod cell;
mod clock;
mod currency;
mod date;
mod dedupe;
mod digits;
mod extras;
mod facts;
mod finding;
mod fit;
mod habits;
mod indexes;
mod intake;
mod join;
mod key;
mod known;
mod moment;
mod months;
mod names;
mod numeral;
mod order_votes;
mod ordinary;
mod pieces;
mod plain;
mod platform;
mod preview;
mod quantity;
mod quick;
mod reading;
mod row;
mod schema;
mod set_aside;
mod standing;
mod status;
mod tally;
mod totals;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod trial;
mod typed;
mod uses;

pub use candidates::Candidate;
pub use key::Grade;
pub use moment::DateOrder;
pub use pieces::{Piece, PieceReader, Plan};
pub use preview::{Preview, preview};
pub use reading::{
    Column, CurrencyCount, DroppedCount, Fate, FileReading, Joined, KeyReading, MonthCount,
    Reading, StatusCount, TimeZone, Totals,
};
pub use schema::{Choice, ChosenBy, Mapping, Role, is_known_name, known_names};
pub use set_aside::{SetAside, Words};
pub use status::StatusClass;
pub use typed::{Kind, TypedColumn, type_columns};

use crate::at::At;
use crate::csv::Reader;
use crate::error::{Error, ErrorKind, Result};
use crate::job::{Progress, Stage};
use crate::ledger::OrderSink;
use crate::unit::{Currency, Day, Rate};
use fit::Estimates;
use intake::{Desk, Intake};

/// Bytes of a large file.
const LARGE: u64 = 64 << 20;

/// What a caller may know better than the guess.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadingOptions {
    /// Columns by role.
    pub mapping: Mapping,
    /// The byte between cells.
    pub delimiter: Option<u8>,
    /// Known exports are read as any other file, by the names of their columns.
    pub by_names_alone: bool,
    /// Whether the customers are wanted.
    pub customers: Customers,
    /// The order of day and month in dates like `05/03/2024`; `None` leaves it to the column.
    pub date_order: Option<DateOrder>,
    /// Minutes east of UTC to which times with an offset are moved before the day is taken; `None`
    /// takes every time as written.
    pub time_zone_offset: Option<i32>,
    /// The currency of the ledger: other money does not count, or is converted. `None` takes the one
    /// that most rows are in.
    pub currency: Option<Currency>,
    /// What a unit of other currencies is in `currency`.
    pub rates: Vec<(Currency, Rate)>,
    /// What is kept of the orders.
    pub keep: Keep,
    /// Rows of days before this one are set aside.
    pub from_day: Option<Day>,
    /// Bytes that the orders may need, and a report on them; `None` does not ask.
    pub memory_limit: Option<u64>,
}

/// How much is kept of the orders, apart from who bought, when, for how much, and under which number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// All that is read.
    #[default]
    All,
    /// Nothing else: no products, categories, channels and quantities, and no times of day. All are read as ever, so
    /// that the same rows count.
    Summary,
}

impl Keep {
    /// Its name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Summary => "summary",
        }
    }
}

/// Whether a reading needs to know who bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Customers {
    /// A file without a column of customers is refused.
    #[default]
    Needed,
    /// Orders are read without customers, whatever the columns are: for files that have no key.
    None,
}

/// Reads files into an [`OrderSink`], in pieces of any size.
///
/// ```
/// use headwater::ingest::{Import, ReadingOptions};
/// use headwater::ledger::Builder;
///
/// let mut import = Import::new(ReadingOptions::default(), Builder::default())?;
/// import.begin_file("orders.csv", None)?;
/// import.push("客户ID,下单时间,实付金额\nA1,2024-05-01 10:00,12.50\n".as_bytes())?;
/// import.end_file()?;
/// let (_builder, reading) = import.finish()?;
/// assert_eq!((reading.rows, reading.kept), (1, 1));
/// assert_eq!(reading.totals.kept.to_string(), "12.50");
/// # Ok::<(), headwater::error::Error>(())
/// ```
#[derive(Debug)]
pub struct Import<S> {
    intake: Intake<S>,
    reader: Option<Reader>,
    files: Vec<FileReading>,
    sizes: Option<u64>,
    /// Those who read pieces of the file ahead.
    helpers: Vec<pieces::Helper>,
    /// Who reads pieces here.
    own: Option<pieces::Own>,
    /// Room for rows that were read ahead.
    columns: pieces::Columns,
    /// Rows that were entered from their batches.
    entered: u64,
    estimates: Estimates,
    /// Whether there is room for all lines of the files.
    has_room: bool,
}

impl<S: OrderSink> Import<S> {
    /// Longest offset from UTC that any place has had, in minutes.
    const LARGEST_OFFSET: i32 = 18 * 60;

    /// An import into `orders`.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidOption`].
    pub fn new(mut options: ReadingOptions, mut orders: S) -> Result<Self> {
        let is_offset = |offset| (-Self::LARGEST_OFFSET..=Self::LARGEST_OFFSET).contains(&offset);
        if !options.time_zone_offset.is_none_or(is_offset) {
            return Err(Error::new(ErrorKind::InvalidOption { option: "timeZoneOffset" }));
        }
        let is_delimiter = |byte: u8| byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n' | 0);
        if !options.delimiter.is_none_or(is_delimiter) {
            return Err(Error::new(ErrorKind::InvalidOption { option: "delimiter" }));
        }
        books::check(options.currency, &options.rates)?;
        if options.customers == Customers::None {
            options.mapping.set_without_customers();
        }
        if options.by_names_alone {
            options.mapping.set_without_exports();
        }
        if options.keep == Keep::Summary {
            orders.leave_out_details();
        }
        let intake = Intake::new(options, orders);
        Ok(Self {
            intake,
            reader: None,
            files: Vec::new(),
            sizes: Some(0),
            estimates: Estimates::default(),
            has_room: false,
            helpers: Vec::new(),
            own: None,
            columns: pieces::Columns::default(),
            entered: 0,
        })
    }

    /// Says that there is one file only: of its rows nothing is kept to know them again in others.
    pub fn expect_one(&mut self) {
        self.intake.desk.again.rest();
    }

    /// Starts the next file, of `size` bytes if that is known. One that was not ended is ended.
    ///
    /// # Errors
    /// As [`Import::end_file`]; [`ErrorKind::InvalidOption`] where there was to be one file only.
    pub fn begin_file(&mut self, name: &str, size: Option<u64>) -> Result<()> {
        self.end_file()?;
        if self.intake.desk.again.is_idle() && !self.files.is_empty() {
            return Err(Error::new(ErrorKind::InvalidOption { option: "files" }));
        }
        let number =
            u32::try_from(self.files.len() + 1).map_err(|_| Error::new(ErrorKind::TooLarge))?;
        self.sizes = self.sizes.zip(size).map(|(all, size)| all.saturating_add(size));
        let (name, encoding) = (name.to_owned(), "utf-8".to_owned());
        self.files.push(FileReading { name, encoding, ..FileReading::default() });
        self.intake.begin_file(number);
        self.helpers.clear();
        self.own = None;
        self.reader = Some(Reader::new(self.intake.options.delimiter));
        Ok(())
    }

    /// Says that the file that was begun was written in `encoding`; what is pushed is its text in
    /// UTF-8, and what is not UTF-8 in there was broken.
    pub fn transcoded(&mut self, encoding: &str) {
        self.reader = self.reader.take().map(Reader::transcoded);
        if let Some(file) = self.files.last_mut() {
            encoding.clone_into(&mut file.encoding);
        }
    }

    /// Says that the file that was begun is sheet `sheet` of a workbook that has `sheets`.
    pub fn of_sheet(&mut self, sheet: &str, sheets: Vec<String>) {
        if let Some(file) = self.files.last_mut() {
            file.sheet = Some(sheet.to_owned());
            file.sheets = sheets;
        }
    }

    /// Reads the next bytes of the file that was begun.
    ///
    /// # Errors
    /// The file is no table that can be read, has no header, or lacks a required column.
    pub fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.push_text(bytes, u64::try_from(bytes.len()).unwrap_or(u64::MAX))
    }

    /// The same for text that was made from `size` bytes of the file.
    ///
    /// # Errors
    /// As [`Import::push`].
    pub fn push_text(&mut self, text: &[u8], size: u64) -> Result<()> {
        let (Some(reader), Some(file)) = (&mut self.reader, self.files.last_mut()) else {
            return Ok(());
        };
        file.bytes += size;
        let result = reader.push(text, &mut self.intake);
        result
            .and_then(|()| self.weigh())
            .map_err(|error| in_file(error, self.intake.desk.file.number))
    }

    /// Says so where all will not fit, and else makes room for it when it is known how much that is.
    fn weigh(&mut self) -> Result<()> {
        self.make_room();
        let Some(limit) = self.intake.options.memory_limit else { return Ok(()) };
        let Progress { done, total, .. } = self.progress();
        self.estimates.weigh(limit, done, total, || self.intake.desk.orders.load())
    }

    /// Makes room for all lines of a large file at once: columns that grow by doubling take half as much again, and as
    /// much while they are copied.
    fn make_room(&mut self) {
        let Progress { done, total, .. } = self.progress();
        let Some(total) = total.filter(|total| !self.has_room && *total >= LARGE) else { return };
        if done < total / 16 {
            return;
        }
        self.has_room = true;
        let desk = &mut self.intake.desk;
        let kept = desk.books.kept();
        let lines = kept.saturating_mul(total) / done.max(1);
        let lines = usize::try_from(lines + lines / 64).unwrap_or(0);
        desk.orders.expect(lines);
        desk.again.expect(lines, desk.file.number);
    }

    /// Ends the file that was begun.
    ///
    /// # Errors
    /// As [`Import::push`], and where no date or no amount of the file could be read.
    pub fn end_file(&mut self) -> Result<()> {
        let (Some(mut reader), Some(file)) = (self.reader.take(), self.files.last_mut()) else {
            return Ok(());
        };
        let intake = &mut self.intake;
        let number = intake.desk.file.number;
        let result = reader.finish(intake).and_then(|()| intake.end_file());
        result.map_err(|error| in_file(error, number))?;
        let state = std::mem::take(&mut intake.desk.file);
        file.delimiter = reader.delimiter().unwrap_or(b',');
        file.part = state.part().name();
        file.header_line = state.header_line;
        file.columns = state.columns;
        uses::mark(&state.schema, &mut file.columns);
        file.platform = state.schema.export.map(|export| export.platform);
        file.zone = state.schema.export.and_then(|export| export.zone);
        file.grain = state.schema.export.map(|export| export.grain.name());
        file.candidates = state.looks.candidates(&state.schema);
        file.fingerprint = state.schema.fingerprint;
        file.roles = state.schema.roles;
        Ok(())
    }

    /// Bytes read, of those that were announced.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let done = self.files.iter().map(|file| file.bytes).sum();
        Progress { stage: Stage::Reading, done, total: self.sizes }
    }

    /// Ends the import: the filled sink, and what became of the rows.
    ///
    /// # Errors
    /// As [`Import::end_file`]; [`ErrorKind::EmptyFile`] where no file was begun,
    /// [`ErrorKind::NoRecords`] and [`ErrorKind::NoOrders`].
    pub fn finish(mut self) -> Result<(S, Reading)> {
        self.end_file()?;
        let Some(first) = self.files.first() else {
            return Err(Error::new(ErrorKind::EmptyFile));
        };
        let Intake { options, desk, .. } = self.intake;
        let Desk { mut orders, mut books, join, .. } = desk;
        if let (0, Some(error)) = (books.rows(), &join.side_error)
            && join.is_idle()
        {
            return Err(error.clone());
        }
        let several = self.files.len() > 1;
        let is_of_nobody = options.customers == Customers::None;
        let settled = join.settle(&mut orders, &mut books, is_of_nobody);
        let (key, joined) = settled.map_err(|error| {
            if several {
                return error;
            }
            let at = At { file: None, ..error.at().clone() };
            error.at_place(at)
        })?;
        let (mut reading, counts) = books.close()?;
        if reading.kept == 0 {
            let kind = if reading.rows == 0 { ErrorKind::NoRecords } else { ErrorKind::NoOrders };
            let at = At { line: Some(first.header_line), ..At::default() };
            return Err(Error::new(kind).at_place(at));
        }
        orders.keep_parts(&counts)?;
        if self.files.len() == 1 {
            reading.diagnostics.for_each_place(|at| at.file = None);
        }
        reading.key = key;
        reading.joined = joined;
        reading.time_zone.offset_minutes = options.time_zone_offset;
        reading.keep = options.keep;
        reading.from_day = options.from_day;
        reading.files = self.files;
        Ok((orders, reading))
    }
}

/// Adds the file's number where there are several.
fn in_file(error: Error, number: u32) -> Error {
    if number <= 1 {
        return error;
    }
    let at = At { file: Some(number), ..error.at().clone() };
    error.at_place(at)
}
