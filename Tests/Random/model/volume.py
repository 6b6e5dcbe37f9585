"""A directory seen as the FAT volume that it stands for: names without case, regular files and directories only."""

import os
import stat

MISSING, FILE, FOLDER, ODD = "missing", "file", "folder", "odd"
FORBIDDEN = set('"*:<>?|')


class Volume:
    """Looks names up as firmware does; says `odd` where a real FAT volume could not be like this tree."""

    def __init__(self, path):
        self.path = path

    def names(self, folder):
        try:
            return sorted(os.listdir(folder))
        except OSError:
            return []

    def find(self, text):
        """What a path in an entry leads to: a kind, and where it is."""
        place = self.path
        parts = [part for part in text.replace("\\", "/").split("/") if part]
        if not parts:
            return FOLDER, place
        for index, part in enumerate(parts):
            if part in (".", "..") or part[-1] in ". " or FORBIDDEN & set(part) or any(ord(letter) < 32 for letter in part):
                return ODD, place
            if any(ord(letter) > 126 for letter in part):
                return ODD, place
            same = [name for name in self.names(place) if name.lower() == part.lower()]
            if not same:
                return MISSING, place
            if len(same) > 1:
                return ODD, place
            place = place + "/" + same[0]
            kind = self.kind(place)
            if kind == ODD or (index < len(parts) - 1 and kind != FOLDER):
                return (ODD if kind == ODD else MISSING), place
        return kind, place

    def kind(self, path):
        mode = os.lstat(path).st_mode
        return FILE if stat.S_ISREG(mode) else FOLDER if stat.S_ISDIR(mode) else ODD

    def read(self, text, limit=1 << 22):
        """The bytes of a file named by a path, or None."""
        kind, place = self.find(text)
        if kind != FILE or os.lstat(place).st_size > limit:
            return None
        with open(place, "rb") as file:
            return file.read()
