enum ScanPlaceholder {}
