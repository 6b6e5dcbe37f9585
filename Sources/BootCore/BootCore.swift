// BootCore
