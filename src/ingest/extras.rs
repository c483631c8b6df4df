//! The columns that an export's table names, found in a file.

use super::key::{Form, Grade, KeyState, grade_of_name};
use super::names::normal_form;
use super::platform::{Export, Part, find};
use super::schema::Schema;
use super::status::StatusClass;
use crate::at::Field;
use foldhash::quality::FixedState;
use std::cell::RefCell;
use std::hash::BuildHasher;

/// Columns of an export beside those of the roles, found by name.
#[derive(Clone, Debug)]
pub(super) struct Extras {
    pub(super) export: &'static Export,
    /// Hash of what tells it from others.
    pub(super) export_hash: u64,
    pub(super) keys: Vec<usize>,
    pub(super) form: Form,
    pub(super) times: Vec<usize>,
    pub(super) amounts: Vec<usize>,
    pub(super) plus: Vec<usize>,
    pub(super) minus: Vec<usize>,
    pub(super) refunds: Vec<usize>,
    pub(super) unpaid: Vec<usize>,
    pub(super) order_ids: Vec<usize>,
    pub(super) other_ids: Vec<usize>,
    pub(super) line_ids: Vec<usize>,
    pub(super) statuses: Vec<usize>,
    pub(super) paid_when: Option<usize>,
    pub(super) cancelled_when: Option<usize>,
    pub(super) is_price: bool,
    pub(super) headers: Vec<String>,
    /// Statuses that were met, with their meanings.
    pub(super) met: RefCell<Vec<(String, StatusClass)>>,
}

impl Extras {
    /// The columns of a file that is an export that is known, and its key.
    pub(super) fn new(schema: &Schema) -> Option<(Self, KeyState)> {
        let export = schema.export?;
        let names: Vec<String> = schema.headers.iter().map(|header| normal_form(header)).collect();
        let all = |list: &str| -> Vec<usize> {
            list.split_whitespace().filter_map(|name| find(&names, name)).collect()
        };
        let is_own = |field: Field| !schema.mapped.contains(&field);
        let unless_mapped = |field: Field, list: &str| match schema.column(field) {
            Some(column) if !is_own(field) => vec![column],
            _ => all(list),
        };
        let money = |list: &str| if is_own(Field::Amount) { all(list) } else { Vec::new() };
        let (keys, key) = keys_of(schema, export, &names);
        let extras = Self {
            export,
            export_hash: FixedState::default().hash_one((export.platform, export.required)),
            keys,
            form: key.form,
            times: unless_mapped(Field::OrderTime, export.time),
            amounts: unless_mapped(Field::Amount, export.amount),
            plus: money(export.plus),
            minus: money(export.minus),
            refunds: money(export.refund),
            unpaid: money(export.unpaid),
            order_ids: unless_mapped(Field::OrderId, export.order_id),
            other_ids: all(export.other_id),
            line_ids: all(export.line_id),
            statuses: unless_mapped(Field::Status, export.status),
            paid_when: all(export.paid_when).first().copied(),
            cancelled_when: all(export.cancelled_when).first().copied(),
            is_price: export.is_price && is_own(Field::Amount),
            headers: schema.headers.clone(),
            met: RefCell::default(),
        };
        Some((extras, key))
    }

    /// Whether rows wait for other files before it is known whose they are.
    pub(super) fn must_wait(&self, key: &KeyState) -> bool {
        self.export.part != Part::Orders || key.grade != Grade::Exact || key.form == Form::Phone
    }

    /// What the file calls a column.
    pub(super) fn header(&self, column: usize) -> &str {
        self.headers.get(column).map_or("", |header| header.trim())
    }
}

/// The columns of the key, and what is known of it.
fn keys_of(schema: &Schema, export: &Export, names: &[String]) -> (Vec<usize>, KeyState) {
    if schema.without_customers {
        return (Vec::new(), KeyState::default());
    }
    let header = |column: usize| schema.headers[column].trim().to_owned();
    let has_own = export.key(names).is_some();
    if schema.mapped.contains(&Field::Customer)
        || !has_own && schema.column(Field::Customer).is_some()
    {
        let columns: Vec<usize> = schema.column(Field::Customer).into_iter().collect();
        let header = columns.first().map(|&column| header(column)).unwrap_or_default();
        let (grade, reason) = grade_of_name(&header);
        let form = Form::of(&header);
        return (columns, KeyState { header, grade, reason, form, ..KeyState::default() });
    }
    let found = export.key(names).filter(|_| schema.column(Field::Customer).is_some());
    let Some((key, columns)) = found else {
        let mut refusals = export.keys.iter().filter(|key| key.grade == Grade::None);
        let first = refusals.clone().next();
        let refused = refusals.find(|key| find(names, key.columns).is_some()).or(first);
        let state = KeyState {
            grade: Grade::None,
            reason: refused.map_or(Some("no-column"), |key| key.reason),
            ..KeyState::default()
        };
        // A refused key still leads to the customer through another file.
        let columns = refused.and_then(|key| find(names, key.columns)).into_iter().collect();
        return (columns, state);
    };
    let headers: Vec<String> = columns.iter().map(|&column| header(column)).collect();
    let is_composite = columns.len() > 1;
    let state = KeyState {
        form: if is_composite { Form::AsIs } else { Form::of(&headers[0]) },
        header: headers.join(" + "),
        grade: key.grade,
        reason: key.reason,
        is_composite,
        ..KeyState::default()
    };
    (columns, state)
}
