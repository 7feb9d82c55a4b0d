"""Makes workshop.sqlite: 3,000 devices that were sold, the same each time."""
import datetime
import pathlib
import sqlite3

MODELS = [("D-18 drill", 49.90, 24), ("S-7 saw", 39.50, 24), ("P-4 pump", 18.25, 36)]

path = pathlib.Path(__file__).parent / "workshop.sqlite"
path.unlink(missing_ok=True)
database = sqlite3.connect(path)
database.execute("""
    CREATE TABLE device (serial TEXT PRIMARY KEY, model TEXT NOT NULL, sold TEXT NOT NULL, warranty_until TEXT NOT NULL,
                         battery_euros REAL NOT NULL)""")
first = datetime.date(2019, 1, 2)
for number in range(3_000):
    model, euros, months = MODELS[number % len(MODELS)]
    sold = first + datetime.timedelta(days=number % 1_400)
    until = sold.replace(year=sold.year + months // 12, day=min(sold.day, 28))
    database.execute(
        "INSERT INTO device VALUES (?, ?, ?, ?, ?)", (f"W-{number}", model, sold.isoformat(), until.isoformat(), euros))
database.commit()
print(path.name, database.execute("SELECT count(*) FROM device").fetchone()[0], "devices")
