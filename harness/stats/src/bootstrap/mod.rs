//! Intervals by resampling: the BCa bootstrap of any statistic.

mod bca;
mod resample;
#[cfg(test)]
mod tests;

pub use resample::Bootstrap;
