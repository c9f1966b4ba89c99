//! Reading data: every format, every type, and everything that can be wrong.

mod bad_files;
mod checks;
mod columnar;
mod formats;
mod quality;
mod real_data;
mod sheets;
mod world;
