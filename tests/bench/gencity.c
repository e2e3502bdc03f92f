/*
 * gencity.c - an invented city for measuring: gencity COMPOUNDS ISSUE_ROWS DIR
 *
 * The same arguments give the same bytes; files are written by one process per processor. Twelve columns of issues, 12 % of the
 * texts quoted, 2 % with a newline inside, one file of issues per month
 * (2025-10 to 2026-10) and subdistrict; every fifth subdistrict sends GB18030.
 * The other tables are sized per compound. All names are made of syllables.
 */
#include <iconv.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MONTHS 13
#define PER_SUBDISTRICT 52
#define PER_COMMUNITY 7

static uint64_t seed = 20261031;

static uint32_t pick(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((seed >> 33) % below);
}

static const char *const syllables[] = {"汀", "澜", "鹭", "洲", "松", "屿", "青", "埠", "梧", "筑",
                                        "映", "枫", "岸", "云", "庭", "芦", "望", "观", "里", "溪"};
static const char *const categories[] = {"保洁卫生", "停车", "环境噪声", "高空抛物", "楼道堆物", "电动车",
                                         "物业收费", "维修", "电梯", "绿化", "治安", "宠物", "其他"};
static const char *const types[] = {"投诉", "投诉", "投诉", "诉求", "点单", "建议", "隐患", "调解"};
static const char *const channels[] = {"12345", "窗口", "走访", "楼栋长", "微信", "APP"};
static const char *const satisfactions[] = {"非常满意", "满意", "满意", "基本满意", "不满意", "未评价", ""};
static const char *const texts[] = {"楼道堆物影响通行", "地面停车占用消防通道", "电梯按键失灵，需更换",
                                    "绿化带杂草较多", "夜间施工噪声", "单元门禁损坏"};

static const char *root;
static long compounds;

static FILE *open_file(const char *format, ...)
{
    char name[512], path[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(name, sizeof name, format, args);
    va_end(args);
    snprintf(path, sizeof path, "%s/input/%s", root, name);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0755);
        *slash = '/';
    }
    FILE *file = fopen(path, "wb");
    if (!file) {
        perror(path);
        exit(1);
    }
    setvbuf(file, NULL, _IOFBF, 1 << 20);
    return file;
}

static int month_year(int month)
{
    return 2025 + (9 + month) / 12;
}

static int month_number(int month)
{
    return (9 + month) % 12 + 1;
}

static void write_compounds(void)
{
    FILE *f = open_file("小区基本信息.csv");
    fputs("\xEF\xBB\xBF小区编码,小区名称,社区,街道（镇）,业主总人数,建筑物总面积（㎡）,总户数,幢数,有无物业,"
          "物业企业,业委会情况,是否符合成立条件,正式党员数,首期应交维修资金（元）,维修资金余额（元）\r\n",
          f);
    for (long c = 0; c < compounds; c++)
        fprintf(f, "X%05ld,%s%s%s苑%ld,%s社区%ld,%s街道%ld,%u,%u.%02u,%u,%u,是,QY%03ld,%s,%s,%u,%u.00,%u.50\r\n",
                c, syllables[c % 20], syllables[c / 20 % 20], syllables[c / 400 % 20], c,
                syllables[c / PER_COMMUNITY % 20], c / PER_COMMUNITY, syllables[c / PER_SUBDISTRICT % 20],
                c / PER_SUBDISTRICT, 300 + pick(900), 30000 + pick(90000), pick(100), 300 + pick(900),
                5 + pick(30), c % 97, pick(4) ? "已成立" : "筹备中", pick(5) ? "是" : "否", pick(40),
                2000000 + pick(3000000), 500000 + pick(4000000));
    fclose(f);
}

static void write_issue(FILE *f, long id, long c, int month)
{
    int y = month_year(month), m = month_number(month), day = 1 + (int)pick(28);
    int closed = pick(10) < 8, late = (int)pick(20);
    int close_day = day + 1 + late / 2;
    const char *text = texts[pick(6)];
    uint32_t form = pick(100);
    char summary[160];
    snprintf(summary, sizeof summary,
             form < 2 ? "\"%s\n已登记\"" : form < 14 ? "\"%s,已登记\"" : "%s", text);
    fprintf(f, "W%09ld,X%05ld,%s,%s,%s,%u幢,%04d-%02d-%02d,", id, c, types[pick(8)], channels[pick(6)],
            categories[pick(13)], 1 + pick(30), y, m, day);
    if (day + 10 > 28)
        fprintf(f, "%04d-%02d-%02d,", month_year(month + 1), month_number(month + 1), day + 10 - 28);
    else
        fprintf(f, "%04d-%02d-%02d,", y, m, day + 10);
    if (!closed)
        fputc(',', f);
    else if (close_day > 28)
        fprintf(f, "%04d-%02d-%02d,", month_year(month + 1), month_number(month + 1), close_day - 28);
    else
        fprintf(f, "%04d-%02d-%02d,", y, m, close_day);
    fprintf(f, "%s,%s,%s\n", closed ? "已办结" : "办理中", closed ? satisfactions[pick(7)] : "", summary);
}

/* Rewrites a finished file in GB18030, as Excel on Chinese Windows saves it. */
static void to_gb18030(const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/input/%s", root, name);
    FILE *f = fopen(path, "rb");
    fseek(f, 0, SEEK_END);
    size_t length = (size_t)ftell(f), room = length + 16;
    rewind(f);
    char *in = malloc(length + 1), *out = malloc(room), *from = in, *to = out;
    if (!in || !out || fread(in, 1, length, f) != length)
        exit(1);
    fclose(f);
    iconv_t convert = iconv_open("GB18030", "UTF-8");
    iconv(convert, &from, &length, &to, &room);
    iconv_close(convert);
    f = fopen(path, "wb");
    fwrite(out, 1, (size_t)(to - out), f);
    fclose(f);
    free(in);
    free(out);
}

/* Share `share` of `shares` of the files; each has numbers and a seed of its own. */
static void write_issues(long rows, int share, int shares)
{
    long subdistricts = (compounds + PER_SUBDISTRICT - 1) / PER_SUBDISTRICT, id = 0;
    for (int month = 0; month < MONTHS; month++)
        for (long s = 0; s < subdistricts; s++) {
            char name[128];
            long first = s * PER_SUBDISTRICT, last = first + PER_SUBDISTRICT;
            if (last > compounds)
                last = compounds;
            long due = rows * (month + 1) / MONTHS * last / compounds - rows * (month + 1) / MONTHS * first / compounds -
                       (rows * month / MONTHS * last / compounds - rows * month / MONTHS * first / compounds);
            if ((month * subdistricts + s) % shares != share) {
                id += due;
                continue;
            }
            seed = (uint64_t)(20261031 + month * 1000 + s) * UINT64_C(0x9E3779B97F4A7C15);
            snprintf(name, sizeof name, "%04d-%02d/%s街道%ld/问题台账.csv", month_year(month),
                     month_number(month), syllables[s % 20], s); /* as T01 names it: shares go by it */
            FILE *f = open_file("%s", name);
            fputs("问题编号,小区编码,类型,来源,类别,楼栋,受理日期,期限,办结日期,状态,满意度,公开摘要\n", f);
            for (long i = 0; i < due; i++)
                write_issue(f, id++, first + (long)pick((uint32_t)(last - first)), month);
            fclose(f);
            if (s % 5 == 4)
                to_gb18030(name);
        }
}

static void write_small_tables(void)
{
    FILE *proposals = open_file("提议事项.csv"), *meetings = open_file("联席会议.csv"),
         *items = open_file("商议事项.csv"), *votes = open_file("决议事项.csv"),
         *services = open_file("服务事项.csv"), *revenue = open_file("公共收益.csv"),
         *posted = open_file("公开台账.csv");
    fputs("事项编号,小区编码,事项名称,类别,提议日期,提议组织,状态\n", proposals);
    fputs("会议编号,小区编码,会议类型,计划日期,召开日期,频次,党支部,社区,业委会,物业\n", meetings);
    fputs("议题编号,会议编号,小区编码,议题,提出方,商议结果,责任单位,完成期限,完成日期\n", items);
    fputs("决议编号,小区编码,表决事项,法定类别,公告日期,投票起,投票止,决定日期,总人数,总面积,参与人数,参与面积,"
          "同意人数,同意面积,反对人数,反对面积\n", votes);
    fputs("小区编码,项目代码,服务事项,类别,所属期,计划次数,完成次数\n", services);
    fputs("流水号,小区编码,账目,收支,科目,金额,日期\n", revenue);
    fputs("公开编号,小区编码,公开项编码,类别,标题,应公开日,公开日\n", posted);
    for (long c = 0; c < compounds; c++)
        for (int m = 0; m < MONTHS; m++) {
            int y = month_year(m), n = month_number(m);
            fprintf(proposals, "T%05ld%02d,X%05ld,充电棚增设%u个充电位,支部提议,%04d-%02d-%02u,小区党支部,%s\n", c, m, c,
                    4 + pick(20), y, n, 1 + pick(28), pick(2) ? "提交联席会议" : "已办结");
            for (int k = 0; k < 2; k++) {
                uint32_t day = 1 + (uint32_t)k * 14 + pick(12);
                fprintf(meetings, "H%05ld%02d%d,X%05ld,联席会议,%04d-%02d-%02u,%04d-%02d-%02u,每半月,%u,%u,%u,%u\n", c, m,
                        k, c, y, n, day, y, n, day, 1 + pick(3), 1 + pick(2), pick(4), pick(3));
                fprintf(items, "I%05ld%02d%d,H%05ld%02d%d,X%05ld,公共照明更换,社区,达成一致,物业,%04d-%02d-28,%04d-%02d-%02u\n",
                        c, m, k, c, m, k, c, y, n, y, n, day + 1);
            }
            for (int k = 0; k < 4; k++) {
                fprintf(services, "X%05ld,F%02d,电梯维护保养,电梯,%04d-%02d,%u,%u\n", c, k, y, n, 10 + pick(20),
                        8 + pick(20));
                fprintf(revenue, "L%05ld%02d%d,X%05ld,公共收益,%s,停车,%u.%02u,%04d-%02d-%02u\n", c, m, k, c,
                        k == 3 ? "成本" : "收入", 100 + pick(20000), pick(100), y, n, 1 + pick(28));
            }
            for (int k = 0; k < 5; k++)
                fprintf(posted, "G%05ld%02d%d,X%05ld,R-%d,服务事项,月度公开,%04d-%02d-28,%04d-%02d-%02u\n", c, m, k, c,
                        k, y, n, y, n, 20 + pick(9));
            if (m % 6 == 0)
                fprintf(votes,
                        "V%05ld%02d,X%05ld,使用维修资金更换水泵,5,%04d-%02d-01,%04d-%02d-18,%04d-%02d-25,%04d-%02d-26,300,30000.00,"
                        "%u,22000.50,%u,15000.25,%u,3000.00\n",
                        c, m, c, y, n, y, n, y, n, y, n, 190 + pick(60), 90 + pick(80), 10 + pick(20));
        }
    fclose(proposals);
    fclose(meetings);
    fclose(items);
    fclose(votes);
    fclose(services);
    fclose(revenue);
    fclose(posted);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: gencity COMPOUNDS ISSUE_ROWS DIR\n");
        return 2;
    }
    compounds = atol(argv[1]);
    root = argv[3];
    mkdir(root, 0755);
    write_compounds();
    int shares = (int)sysconf(_SC_NPROCESSORS_ONLN), status = 0, failed = 0;
    for (int share = 0; share < shares; share++)
        if (fork() == 0) {
            write_issues(atol(argv[2]), share, shares);
            exit(0);
        }
    write_small_tables();
    while (wait(&status) > 0)
        failed |= status;
    return failed ? 1 : 0;
}
