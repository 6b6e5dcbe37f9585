// BootCore: what does it mean, and what should happen?
//
// Lives here: the nouns of booting (Model), one file per boot loader (Loaders), whose file is
// this (Attribution), which generations stay (Retention), is it right (Verification), what if the
// power fails here (Simulation), in which order may it change (Planning), and how does a system that
// does not boot come back (Rescue).
//
// Must not live here: input, output, clocks, processes, randomness, the environment. Everything
// in this module is a function from values to values, so that a user can read a plan, a test can
// compare it and a simulator can run it. A file names no type from a later room; the order is
// Model < Loaders < Attribution < Retention, Verification < Simulation < Planning < Rescue: a
// planner may ask what a machine would be after a step.
//
// `Step` and `Fact` are nouns and live in Model, not in Planning: a boot loader answers with
// steps, and Loaders may not name a type of Planning.
