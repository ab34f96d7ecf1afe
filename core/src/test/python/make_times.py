"""What cftime makes of times: writes ../resources/org/hyperslab/dataset/times.txt.

A line is: calendar, units, number, and then year, month, day, hour, minute, second, microsecond, day of the year, or
the word error. Needs cftime 1.6.2.
"""

import pathlib
import random
import warnings

import cftime

warnings.simplefilter("ignore")
rng = random.Random(20)
CALENDARS = [
    "standard", "gregorian", "proleptic_gregorian", "noleap", "365_day", "all_leap", "366_day", "360_day", "julian",
]
UNITS = {
    "days": 4e5, "day": 4e5, "d": 1e3, "hours": 1e7, "hr": 1e6, "h": 1e4, "minutes": 1e8, "min": 1e8, "mins": 1e5,
    "seconds": 4e10, "sec": 1e9, "s": 1e10, "milliseconds": 1e13, "msecs": 1e12, "microseconds": 1e15, "microsec": 1e12,
}
ORIGINS = [
    "1-1-1", "0001-01-01 00:00:00", "1582-10-04", "1582-10-15", "1600-03-01T06:00:00Z", "1850-01-01", "1858-11-17",
    "1900-01-01 00:00:0.0", "1970-01-01T00:00:00", "2000-02-28 23:59:59.5", "2001-01-01 00:00:0.0 +01:00",
    "2001-1-1 12:00 -06:00", "2004-12-31 1:2:3.456789", "2000-01-01 00:00:00 +0530", "2000-01-01 00:00:00 UTC",
    "9999-12-31", "-44-03-15",
]


def line(number, units, calendar):
    try:
        d = cftime.num2date(number, units, calendar=calendar, only_use_cftime_datetimes=True)
        fields = [d.year, d.month, d.day, d.hour, d.minute, d.second, d.microsecond, d.timetuple()[7]]
    except (ValueError, OverflowError):
        fields = ["error"]
    return "\t".join([calendar, units, repr(number)] + [str(f) for f in fields])


out = pathlib.Path(__file__).parent / "../resources/org/hyperslab/dataset/times.txt"
with out.open("w") as f:
    for calendar in CALENDARS:
        for unit, span in UNITS.items():
            for origin in rng.sample(ORIGINS, 5):
                whole = rng.randrange(-int(span), int(span))
                for number in (0, whole, round(rng.uniform(-span, span) * 8) / 8):
                    print(line(number, f"{unit} since {origin}", calendar), file=f)
        for number in (-578100, -577737, -577736, -577735, -0.0000115740740740741, 0.1, 1 / 3, 2**20, 365.9999999999):
            print(line(number, "days since 1582-10-15", calendar), file=f)
            print(line(number, "days since 0001-01-01", calendar), file=f)
        for number in (0, 1.5, -13, 26):
            for unit in ("months", "month", "common_years", "years", "year"):
                print(line(number, f"{unit} since 2001-02-01", calendar), file=f)
        for date in ("2000-02-29", "2001-02-29", "2001-02-30", "1500-02-29", "1582-10-10", "2001-13-01", "0000-01-01"):
            print(line(1, f"days since {date}", calendar), file=f)
