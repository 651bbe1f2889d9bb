//! Tests that nothing runs beside, since they judge times. Their name makes them start among the first: a
//! test that waits until it is alone holds up the others least before they have begun.

mod main_job;
mod regression;
