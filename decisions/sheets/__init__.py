"""A cost case as a spreadsheet: out with formulas that recompute it, and in again without loss."""

from decisions.sheets.read import UnusableSheet, read_workbook
from decisions.sheets.write import workbook_bytes

__all__ = ["UnusableSheet", "read_workbook", "workbook_bytes"]
