/* date.c - see date.h. */
#include "base/date.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    return month_days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from the civil calendar, counted in 400-year eras that begin on 1 March. */
static Day from_civil(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

bool day_of(int year, int month, int day, Day *out)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
        return false;
    *out = from_civil(year, month, day);
    return true;
}

void day_parts(Day day, int *year, int *month, int *day_of_month)
{
    int z = day + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    *day_of_month = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = yoe + era * 400 + (*month <= 2);
}

int day_weekday(Day day)
{
    int w = (day + 3) % 7; /* 1970-01-01 was a Thursday */
    return (w < 0 ? w + 7 : w) + 1;
}

Month day_month(Day day)
{
    int y, m, d;
    day_parts(day, &y, &m, &d);
    return month_of(y, m);
}

Day day_add_months(Day day, int months)
{
    int y, m, d;
    day_parts(day, &y, &m, &d);
    Month to = month_of(y, m) + months;
    int last = days_in(month_year(to), month_number(to));
    return from_civil(month_year(to), month_number(to), d < last ? d : last);
}

Day day_move_months(Day day, int months)
{
    Month at = day_month(day);
    return day == month_last(at) ? month_last(at + months) : day_add_months(day, months);
}

Month month_of(int year, int month)
{
    return year * 12 + month - 1;
}

int month_year(Month month)
{
    return month / 12;
}

int month_number(Month month)
{
    return month % 12 + 1;
}

Day month_first(Month month)
{
    return from_civil(month_year(month), month_number(month), 1);
}

Day month_last(Month month)
{
    return month_first(month + 1) - 1;
}

static char *put_digits(char *at, int number, int digits)
{
    for (int i = digits; i-- > 0; number /= 10)
        at[i] = (char)('0' + number % 10);
    return at + digits;
}

char *day_text(Day day, char *out)
{
    int y, m, d;
    day_parts(day, &y, &m, &d);
    char *at = month_text(month_of(y, m), out) + 7;
    *at++ = '-';
    *put_digits(at, d, 2) = '\0';
    return out;
}

char *month_text(Month month, char *out)
{
    char *at = put_digits(out, month_year(month) % 10000, 4);
    *at++ = '-';
    *put_digits(at, month_number(month), 2) = '\0';
    return out;
}

static bool digits(const char *text, int count, int *out)
{
    *out = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *out = *out * 10 + (text[i] - '0');
    }
    return true;
}

bool day_parse(const char *text, Day *out)
{
    int y, m, d;
    return strlen(text) == 10 && digits(text, 4, &y) && text[4] == '-' && digits(text + 5, 2, &m) &&
           text[7] == '-' && digits(text + 8, 2, &d) && day_of(y, m, d, out);
}

bool month_parse(const char *text, Month *out)
{
    int y, m;
    if (strlen(text) != 7 || !digits(text, 4, &y) || text[4] != '-' || !digits(text + 5, 2, &m) ||
        y < 1 || m < 1 || m > 12)
        return false;
    *out = month_of(y, m);
    return true;
}

Day day_today(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    long long seconds = epoch && *epoch ? strtoll(epoch, NULL, 10) : (long long)time(NULL);
    return (Day)((seconds + 8 * 3600) / 86400); /* China has one time zone, UTC+8 */
}
