"""Prints the folder of the DICOM files that pydicom ships inside its package.

Nothing is downloaded: only what lies in the package counts, its File-set included.
"""

import pathlib
import sys

import pydicom

folder = pathlib.Path(pydicom.__file__).parent / "data" / "test_files"
if not (folder / "dicomdirtests" / "DICOMDIR").is_file():
    sys.exit("pydicom ships no File-set under data/test_files/dicomdirtests")
print(folder)
