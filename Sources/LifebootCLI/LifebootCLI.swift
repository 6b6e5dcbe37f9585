// LifebootCLI: what was asked, what do we answer?
//
// Lives here: the commands and their options (Commands, Options), the words, tables, bars and documents
// of the answers (Rendering), exit statuses, and the only code that prints.
//
// Must not live here: any judgement about a machine, which is BootCore's, and any look at or change of
// one, which are Scan's and Apply's. A command surveys the machine once, through `Survey`, and renders
// values. Every text that came from a machine passes `SafeText` on its way to a terminal.
