//! One comparison to one table to terminal, Markdown and JSON.
