//! Pieces to ledger: whoever reads the rows of a file, and in pieces of any size, makes the same of them.

use super::Dice;
use headwater::error::Result;
use headwater::ingest::{Import, PieceReader, Plan, Reading, ReadingOptions};
use headwater::ledger::{Builder, Ledger};
use headwater::run;
use std::ops::ControlFlow;
use std::sync::LazyLock;

/// A file's first rows, after which its columns are known, and so many that pieces can be read apart.
static HEAD: LazyLock<String> = LazyLock::new(|| {
    let header = "customer,date,amount,order_id,status,product,channel,quantity\n".to_owned();
    header + &(0..1_400).map(row).collect::<String>()
});

/// Rows behind those of the input.
static TAIL: LazyLock<String> =
    LazyLock::new(|| format!("\n{}", (0..400).map(row).collect::<String>()));

fn row(i: usize) -> String {
    let (customer, month, status) =
        (i % 90, i % 9 + 1, if i.is_multiple_of(4) { "已付款" } else { "paid" });
    format!("c{customer},2024-0{month}-11,{}.50,o{i},{status},\"Tea, {}\",web,1\n", i % 300, i % 7)
}

/// Takes the bytes for rows of a file.
///
/// # Panics
/// Where reading ahead changes what is read.
pub fn check(bytes: &[u8]) {
    let rest = [bytes, TAIL.as_bytes()].concat();
    let in_order = read(|import| import.push(&rest));
    let ahead = read(|import| {
        let plan = import.plan().map(|plan| plan.to_bytes()).unwrap_or_default();
        let mut readers: Vec<_> =
            (0..2).filter_map(|_| Plan::from_bytes(&plan)).map(PieceReader::new).collect();
        let mut dice = Dice::of(bytes);
        dice.pieces(&rest).into_iter().try_for_each(|piece| {
            let reader = dice.next(3);
            match readers.get_mut(reader) {
                Some(own) => {
                    import.push_piece(&piece, piece.len() as u64, &own.read(piece), reader)
                }
                None => import.push(piece),
            }
        })
    });
    assert_eq!(said(ahead), said(in_order));
}

fn read(push: impl FnOnce(&mut Import<Builder>) -> Result<()>) -> Result<(Ledger, Reading)> {
    let mut import = Import::new(ReadingOptions::default(), Builder::default())?;
    import.begin_file("a.csv", None)?;
    import.push(HEAD.as_bytes())?;
    push(&mut import)?;
    let (builder, reading) = import.finish()?;
    let ledger = run(builder.finish(), |_| ControlFlow::Continue(()))?;
    Ok((ledger.unwrap_or_default(), reading))
}

/// The outcome as text, in which all of it can be compared.
fn said(outcome: Result<(Ledger, Reading)>) -> String {
    format!("{outcome:?}")
}
