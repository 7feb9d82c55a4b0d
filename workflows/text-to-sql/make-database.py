"""Makes sales.sqlite: a fact table of 12,000 sales with its dimensions, the same each time."""
import datetime
import pathlib
import sqlite3

REGIONS = ["North", "South", "East", "West"]
PRODUCTS = [("Kettle", "Kitchen", 3490), ("Toaster", "Kitchen", 2990), ("Drill", "Tools", 8900), ("Saw", "Tools", 2450),
            ("Lamp", "Home", 1990), ("Blanket", "Home", 3950)]


def numbers(seed):
    """A linear congruential generator, so that the data do not depend on Python's version."""
    while True:
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        yield seed >> 33


path = pathlib.Path(__file__).parent / "sales.sqlite"
path.unlink(missing_ok=True)
database = sqlite3.connect(path)
database.executescript("""
    CREATE TABLE region (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL, category TEXT NOT NULL, price_cents INTEGER NOT NULL);
    CREATE TABLE sale (id INTEGER PRIMARY KEY, day TEXT NOT NULL, region_id INTEGER NOT NULL REFERENCES region,
                       product_id INTEGER NOT NULL REFERENCES product, quantity INTEGER NOT NULL, cents INTEGER NOT NULL);
    CREATE TABLE staff (id INTEGER PRIMARY KEY, name TEXT NOT NULL, salary_cents INTEGER NOT NULL);
    CREATE INDEX sale_by_day ON sale (day);
""")
database.executemany("INSERT INTO region VALUES (?, ?)", enumerate(REGIONS, 1))
database.executemany("INSERT INTO product VALUES (?, ?, ?, ?)", ((i, *p) for i, p in enumerate(PRODUCTS, 1)))
database.executemany("INSERT INTO staff VALUES (?, ?, ?)", [(1, "Ann", 310000), (2, "Bob", 295000)])
random = numbers(7)
start = datetime.date(2024, 1, 1)
for number in range(1, 12_001):
    product = next(random) % len(PRODUCTS) + 1
    quantity = next(random) % 4 + 1
    day = start + datetime.timedelta(days=next(random) % 731)
    database.execute(
        "INSERT INTO sale VALUES (?, ?, ?, ?, ?, ?)",
        (number, day.isoformat(), next(random) % len(REGIONS) + 1, product, quantity, quantity * PRODUCTS[product - 1][2]))
database.commit()
print(path.name, database.execute("SELECT count(*) FROM sale").fetchone()[0], "sales")
