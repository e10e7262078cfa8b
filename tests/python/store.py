"""Sends DICOM files with pynetdicom, one association a file, and prints one line each.

    store.py PORT FOLDER

Each line is `STATUS PATH`: four hexadecimal digits of the C-STORE status, or a word:
`unreadable` (pydicom cannot read it), `refused` (the context was not accepted),
`broken` (no answer).
"""

import sys
import warnings
from pathlib import Path

from pydicom import dcmread
from pynetdicom import AE

warnings.simplefilter("ignore")


def send(port: int, path: Path) -> str:
    try:
        data = dcmread(path)
        syntax = data.file_meta.TransferSyntaxUID
        sop_class = data.SOPClassUID
    except Exception:  # whatever pydicom says no with
        return "unreadable"
    node = AE(ae_title="PYNETDICOM")
    node.network_timeout = node.acse_timeout = node.dimse_timeout = 20
    try:
        node.add_requested_context(sop_class, syntax)
    except ValueError:
        return "unreadable"
    link = node.associate("127.0.0.1", port, ae_title="DOUBLELOCK")
    if not link.is_established:
        # Without one accepted context, pynetdicom aborts by itself.
        return "refused" if link.rejected_contexts else "broken"
    try:
        answer = link.send_c_store(data)
        return f"{answer.Status:04X}" if "Status" in answer else "broken"
    except Exception:  # it could not be encoded
        return "unreadable"
    finally:
        if link.is_established:
            link.release()


def main() -> None:
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size < 50_000_000:
            print(send(port, path), path, flush=True)


main()
