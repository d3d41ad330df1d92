"""Load every table of the installed package, as a researcher would; run by .ci/run in a clean environment."""

import sys

import corpuspkg

if "src" in corpuspkg.__file__.split("/")[-3:]:
    sys.exit(f"{corpuspkg.__file__} is no installation")
print(f"corpuspkg {corpuspkg.__version__} in {corpuspkg.__file__}")
for table in corpuspkg.tables():
    frame = corpuspkg.load(table)
    records = corpuspkg.load(table, format="records")
    names = [field.name for field in corpuspkg.describe(table).fields]
    if list(frame.columns) != names or len(frame) != len(records):
        sys.exit(f"{table}: the formats differ")
    print(f"{table:<16}{len(frame):>6} rows")
letters, citations = corpuspkg.load("letters"), corpuspkg.load("citations")
joined = citations.merge(letters[["letter_id", "text"]], on="letter_id", how="left", validate="many_to_one")
if [
    text[start:end] for text, start, end in zip(joined.text, joined.start, joined.end, strict=True)
] != joined.exact.tolist():
    sys.exit("a citation is not what stands at its span")
try:
    corpuspkg.load("letters", format="polars")
except corpuspkg.errors.MissingExtraError as error:
    print(error)
