"""A cost case as a spreadsheet: out with formulas that recompute it, and in again without loss."""

from decisions.sheets.book import UnusableSheet
from decisions.sheets.read import Sheet, read_workbook
from decisions.sheets.write import workbook_bytes

__all__ = ["Sheet", "UnusableSheet", "read_workbook", "workbook_bytes"]
