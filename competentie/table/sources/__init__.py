"""Where a ratings table comes from: CSV, a workbook, Parquet, JSON lines; each as a header and blocks of rows."""
