"""Small edits that make the program wrong, and what runs the tests on each."""
