//! Whole reports of realistic and of hostile documents.

mod markdown;
mod properties;
mod record;
mod sample;
mod terminal;
