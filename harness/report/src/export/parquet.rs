//! Apache Parquet: the columns of the CSV with their types, a row group for each record.

use std::io::Write;
use std::sync::Arc;

use jiff::Timestamp;
use paceline_model::Record;
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{
    SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter,
};
use parquet::schema::parser::parse_message_type;

use super::rows::{Block, LABELS, blocks};

/// The revision is null where it is unknown, and so is a start that is no moment. Times are in UTC.
const SCHEMA: &str = "message paceline {
    REQUIRED BYTE_ARRAY suite (STRING);
    REQUIRED BYTE_ARRAY case (STRING);
    REQUIRED BYTE_ARRAY parameters (STRING);
    REQUIRED BYTE_ARRAY metric (STRING);
    REQUIRED BYTE_ARRAY unit (STRING);
    OPTIONAL BYTE_ARRAY revision (STRING);
    OPTIONAL INT64 started (TIMESTAMP(MICROS, true));
    REQUIRED INT32 invocation;
    REQUIRED INT32 iteration;
    REQUIRED DOUBLE value;
}";
/// The place of the column with the start.
const STARTED: usize = LABELS.len() - 1;

/// Why there is no Parquet file.
#[derive(Debug, thiserror::Error)]
#[error("can't write Parquet: {0}")]
pub struct ParquetProblem(#[from] ParquetError);

/// One row per value of the records, as in [`records_csv`](crate::records_csv), compressed with Snappy.
pub fn records_parquet(records: &[Record]) -> std::result::Result<Vec<u8>, ParquetProblem> {
    let schema = Arc::new(parse_message_type(SCHEMA)?);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    for record in records {
        let blocks = blocks(record).map_err(|error| ParquetError::External(error.into()))?;
        let mut group = writer.next_row_group()?;
        for place in 0..LABELS.len() {
            label(&mut group, &blocks, place)?;
        }
        numbers::<Int32Type, _>(&mut group, &blocks, |(invocation, ..)| whole(invocation))?;
        numbers::<Int32Type, _>(&mut group, &blocks, |(_, iteration, _)| whole(iteration))?;
        numbers::<DoubleType, _>(&mut group, &blocks, |(.., value)| value)?;
        group.close()?;
    }
    Ok(writer.into_inner()?)
}

fn whole(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn next<'a, W: Write + Send>(
    group: &'a mut SerializedRowGroupWriter<'_, W>,
) -> Result<SerializedColumnWriter<'a>> {
    let column = group.next_column()?;
    column.ok_or_else(|| ParquetError::General("the schema has too few columns".to_owned()))
}

/// Writes the column of the label at that place.
fn label<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    blocks: &[Block<'_>],
    place: usize,
) -> Result<()> {
    let mut column = next(group)?;
    for block in blocks {
        let (text, count) = (&block.labels[place], block.values().count());
        if place == STARTED {
            let started = text.parse::<Timestamp>().ok().map(Timestamp::as_microsecond);
            repeat::<Int64Type>(&mut column, started, count)?;
        } else {
            let text = (!text.is_empty()).then(|| ByteArray::from(text.as_str()));
            repeat::<ByteArrayType>(&mut column, text, count)?;
        }
    }
    column.close()
}

/// Writes one value that many times; `None` is null where a column may be null, else empty.
fn repeat<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    value: Option<T::T>,
    count: usize,
) -> Result<()> {
    let column = column.typed::<T>();
    let can_be_null = column.get_descriptor().max_def_level() > 0;
    let defined = vec![i16::from(value.is_some()); count];
    let values = match value {
        None if can_be_null => Vec::new(),
        value => vec![value.unwrap_or_default(); count],
    };
    column.write_batch(&values, can_be_null.then_some(&defined), None)?;
    Ok(())
}

/// Writes a column of what is made of each value and its numbers.
fn numbers<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    blocks: &[Block<'_>],
    of: impl Fn((usize, usize, f64)) -> T::T,
) -> Result<()> {
    let mut column = next(group)?;
    for block in blocks {
        let values: Vec<_> = block.values().map(&of).collect();
        column.typed::<T>().write_batch(&values, None, None)?;
    }
    column.close()
}
