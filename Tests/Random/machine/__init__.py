"""Makes small NixOS machines as directory trees, and breaks them at random."""
