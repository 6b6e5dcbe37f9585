"""Runs a command on a terminal of its own and types: typist.py LOG COMMAND [QUESTION ANSWER]...

Each answer is typed when its question stands there, and one to a passphrase only when the terminal does not show it any
more: what was typed before is thrown away. Ends as the command does; 99 when a question never came.
"""

import os
import pty
import sys
import termios

log, command, pairs = sys.argv[1], sys.argv[2], sys.argv[3:]
child, terminal = pty.fork()
if child == 0:
    os.execvp("sh", ["sh", "-c", "exec " + command])
questions = list(zip(pairs[::2], pairs[1::2]))
seen = b""
with open(log, "wb") as file:
    while True:
        try:
            data = os.read(terminal, 4096)
        except OSError:  # EIO: nobody has the other end any more
            break
        if not data:
            break
        file.write(data)
        seen += data
        if questions and questions[0][0].encode() in seen:
            seen = seen.split(questions[0][0].encode(), 1)[1]
            while "passphrase" in questions[0][0] and termios.tcgetattr(terminal)[3] & termios.ECHO:
                pass
            os.write(terminal, questions.pop(0)[1].encode() + b"\n")
_, status = os.waitpid(child, 0)
sys.exit(99 if questions else os.waitstatus_to_exitcode(status) & 255)
