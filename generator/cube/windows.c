/* windows.c - see windows.h. */
#include "cube/windows.h"

Day period_asof(Month month, Month period, Day asof)
{
    return month == period && asof < month_last(month) ? asof : month_last(month);
}

static Day first_of(Window code, const Config *config, Day asof)
{
    Month month = day_month(asof);
    switch (code) {
    case WINDOW_MONTH:
        return month_first(month);
    case WINDOW_QUARTER:
        return month_first(month - month % 3); /* months count from January, year * 12 */
    case WINDOW_YTD:
        return month_first(month_of(month_year(month), 1));
    case WINDOW_YEAR:
        return month_first(month - 11);
    case WINDOW_SINCE:
        return config->since;
    default:
        return DAY_MISSING;
    }
}

size_t windows_of(Span span, const Config *config, Day asof, Interval *out)
{
    Window codes[WINDOWS_MAX];
    size_t count = 0;
    switch (span) {
    case SPAN_STOCK:
        codes[count++] = WINDOW_ASOF;
        break;
    case SPAN_MONTH:
        codes[count++] = WINDOW_MONTH;
        break;
    case SPAN_YTD:
        codes[count++] = WINDOW_YTD;
        break;
    case SPAN_YEAR:
        codes[count++] = WINDOW_YEAR;
        break;
    case SPAN_FLOW:
        codes[count++] = WINDOW_MONTH;
        codes[count++] = WINDOW_YTD;
        if (config->window_quarter)
            codes[count++] = WINDOW_QUARTER;
        if (config->window_year)
            codes[count++] = WINDOW_YEAR;
        if (config->since != DAY_MISSING && config->since <= asof)
            codes[count++] = WINDOW_SINCE;
        break;
    }
    for (size_t i = 0; i < count; i++)
        out[i] = (Interval){codes[i], first_of(codes[i], config, asof), asof};
    return count;
}

Interval interval_moved(Interval interval, int months)
{
    if (interval.first != DAY_MISSING)
        interval.first = day_move_months(interval.first, months);
    interval.last = day_move_months(interval.last, months);
    return interval;
}

int base_shift(BaseKind base, const Config *config, Day asof)
{
    int year = month_year(day_month(asof));
    if (base == BASE_MOM)
        return -1;
    if (base == BASE_YOY)
        return -12;
    return 12 * ((config->base_year ? config->base_year : year - 2) - year);
}
