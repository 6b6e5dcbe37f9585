enum ApplyPlaceholder {}
