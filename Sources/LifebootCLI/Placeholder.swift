enum LifebootCLIPlaceholder {}
