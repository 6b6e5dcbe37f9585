// What do these bytes say?
//
// Here live bounds-checked parsers and printers, one format a file: boot entries, loader configuration, bootspec,
// TOML, names with a grammar, tables of the kernel, and the binary formats of EFI and FAT.
//
// Here must not live: I/O, the clock, the environment, and any opinion on what a value means for a machine. Hostile
// input is the normal input: no parser may trap, run longer than its size limit allows, or recurse without a limit.
// A parser throws `FormatError` and nothing else.
