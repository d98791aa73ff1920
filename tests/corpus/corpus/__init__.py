"""Bad input, made by a script so that every entry says what is wrong with it."""
