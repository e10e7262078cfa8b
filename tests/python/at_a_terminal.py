"""Runs a program at a terminal and types an answer at each prompt; prints what the screen showed.

    at_a_terminal.py ANSWERS PROGRAM ARGUMENT...    ANSWERS: a file, one line for each prompt
"""

import os
import pty
import sys
import termios
import time

answers = open(sys.argv[1], encoding="utf-8").read().splitlines()
child, screen = pty.fork()
if child == 0:
    os.execv(sys.argv[2], sys.argv[2:])

shown, typed_at = b"", 0
while True:
    try:
        more = os.read(screen, 4096)
    except OSError:
        break
    if not more:
        break
    shown += more
    if answers and shown[typed_at:].rstrip(b" ").endswith(b":"):
        typed_at = len(shown)
        # The prompt is written a moment before the terminal is told to show nothing.
        for _ in range(200):
            if b"password" not in shown.rsplit(b"\n", 1)[-1] or not termios.tcgetattr(screen)[3] & termios.ECHO:
                break
            time.sleep(0.01)
        os.write(screen, answers.pop(0).encode() + b"\n")
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
