"""What the firmware and systemd-boot would do with a tree, written from their own rules and not from lifeboot's."""
