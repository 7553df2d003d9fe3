//! The fences: who may import whom, where an operating system may show, what a view may say by itself, and which files
//! are tests. Each reads the sources as tokens, so that comments and strings do not count.

mod circles;
mod files;
mod ignored;
mod layers;
mod reads;
mod sources;
mod systems;
mod testing;
mod window;
