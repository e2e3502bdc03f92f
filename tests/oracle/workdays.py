"""Working days of the State Council's calendar: (holidays, make-up workdays) a year, as announced."""

import datetime as dt

_YEARS = {
    2021: ("0101-0103 0211-0217 0403-0405 0501-0505 0612-0614 0919-0921 1001-1007",
           "0207 0220 0425 0508 0918 0926 1009"),
    2022: ("0101-0103 0131-0206 0403-0405 0430-0504 0603-0605 0910-0912 1001-1007 1231-1231",
           "0129 0130 0402 0424 0507 1008 1009"),
    2023: ("0101-0102 0121-0127 0405-0405 0429-0503 0622-0624 0929-1006 1230-1231",
           "0128 0129 0423 0506 0625 1007 1008"),
    2024: ("0101-0101 0210-0217 0404-0406 0501-0505 0610-0610 0915-0917 1001-1007",
           "0204 0218 0407 0428 0511 0914 0929 1012"),
    2025: ("0101-0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008", "0126 0208 0427 0928 1011"),
    2026: ("0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
           "0104 0214 0228 0509 0920 1010"),
}
_OFF, _ON = set(), set()
for _y, (_h, _w) in _YEARS.items():
    for _span in _h.split():
        _a, _b = (dt.date(_y, int(s[:2]), int(s[2:])) for s in _span.split("-"))
        while _a <= _b:
            _OFF.add(_a)
            _a += dt.timedelta(1)
    _ON |= {dt.date(_y, int(s[:2]), int(s[2:])) for s in _w.split()}


def is_workday(day):
    return day in _ON or day.weekday() < 5 and day not in _OFF


def add_workdays(day, n):
    while n > 0:
        day += dt.timedelta(1)
        n -= is_workday(day)
    return day
