#!/usr/bin/env python3
"""Writes the sample district under input/, as offices would export it.

    python3 tests/tools/make_sample.py [FOLDER]      (default: input)

Everything in it is invented: the district, its compounds, companies and every
person. The same program always writes the same bytes (fixed seed, no clock).
Faults that real exports have are put in on purpose; see FAULTS below.
"""

import datetime as dt
import os
import random
import sys

SEED = 20261031
OUT = sys.argv[1] if len(sys.argv) > 1 else "input"
R = random.Random(SEED)
D = dt.date
LAST = D(2026, 10, 31)
MONTHS = [(2025 + (8 + i) // 12, (8 + i) % 12 + 1) for i in range(14)]  # 2025-09 ... 2026-10

DISTRICT = "汀澜区"
# id, name, community, subdistrict, owners, area (0.01 m2), units, buildings, issues a month
COMPOUNDS = [
    ("luting", "芦汀苑", "鹭桥社区", "青埠街道", 612, 7128640, 648, 12, 42),
    ("luzhou", "鹭洲新村", "鹭桥社区", "青埠街道", 980, 8431025, 1036, 24, 64),
    ("wangbu", "望埠家园", "望埠社区", "青埠街道", 450, 5211860, 472, 9, 34),
    ("qingyu", "青屿花园", "望埠社区", "青埠街道", 826, 9804000, 864, 16, 56),
    ("songfeng", "松风小筑", "松风社区", "松屿街道", 214, 2196030, 228, 5, 18),
    ("qiwu", "栖梧里", "松风社区", "松屿街道", 318, 2440275, 336, 8, 32),
]
IDS = [c[0] for c in COMPOUNDS]
NAME = {c[0]: c[1] for c in COMPOUNDS}
ROW = {c[0]: c for c in COMPOUNDS}
COMPANY = {"luting": "CY", "luzhou": "CY", "wangbu": "QH", "qingyu": "QH", "songfeng": "SJ"}
COMPANY_NAME = {"CY": "澄屿物业服务有限公司", "QH": "清禾里物业服务有限公司", "SJ": "四季檐物业管理有限公司"}
SHORT = {"CY": "澄屿物业", "QH": "清禾里物业", "SJ": "四季檐物业"}

FAULTS = """impossible date, unknown enum, misspelt compound, words in a number column, phone number in
E-notation, phone number typed into a public text, a table not sent for the last month"""


# --- small helpers ---------------------------------------------------------------------

def last_day(y, m):
    return (D(y + m // 12, m % 12 + 1, 1) - dt.timedelta(1)).day


def day_in(y, m, low=1, high=31):
    return D(y, m, min(R.randint(low, high), last_day(y, m)))


def plus(d, n):
    return d + dt.timedelta(n)


def iso(d):
    return d.isoformat() if d else ""


def slash(d):
    return f"{d.year}/{d.month}/{d.day}" if d else ""


def chinese(d):
    return f"{d.year}年{d.month}月{d.day}日" if d else ""


def serial(d):
    return str((d - D(1899, 12, 30)).days) if d else ""


def office_date(d, clock=False):
    """As clerks type them: mostly one form, here and there another."""
    if not d:
        return ""
    x = R.random()
    if x < 0.003:
        return serial(d)
    if x < 0.06:
        return chinese(d)
    if x < 0.08:
        return f"{d.year}.{d.month}.{d.day}"
    if clock and x < 0.5:
        return f"{slash(d)} {R.randint(8, 17)}:{R.randint(0, 59):02d}"
    return slash(d)


def money(fen, thousands=False):
    sign = "-" if fen < 0 else ""
    fen = abs(fen)
    whole = f"{fen // 100:,}" if thousands else str(fen // 100)
    return f"{sign}{whole}.{fen % 100:02d}"


def cell(text, delimiter):
    text = str(text)
    if any(c in text for c in (delimiter, '"', "\r", "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text


def write(path, rows, encoding="gb18030", delimiter=",", newline="\r\n"):
    width = max(len(r) for r in rows)
    text = "".join(
        delimiter.join(cell(c, delimiter) for c in list(r) + [""] * (width - len(r))) + newline
        for r in rows)
    raw = text.encode(encoding)
    if encoding == "utf-16-le":
        raw = b"\xff\xfe" + raw
    full = os.path.join(OUT, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "wb") as f:
        f.write(raw)


def office(path, title, sender, sent, header, rows, footer=None, who="经办人", merged=None,
           repeat=0, encoding="gb18030", delimiter=","):
    """Title, sender line, header, rows, totals and signature, as printed from a spreadsheet."""
    head = [[title], [f"填报单位：{sender}", "", "", f"填报日期：{slash(sent)}"], header]
    body, before = [], None
    for i, row in enumerate(rows):
        row = list(row)
        if merged is not None:
            if row[merged] == before:
                row[merged] = ""
            else:
                before = row[merged]
        if repeat and i and i % repeat == 0:
            body.append([""] * len(header))
            body.append(header)
        body.append(row)
    tail = [footer] if footer else []
    tail.append([f"填表人：{who}", "", "", "审核人：（签字）"])
    write(path, head + body + tail, encoding, delimiter)


def month_folder(y, m):
    return f"{y}-{m:02d}"


def sent_day(y, m):
    return plus(D(y, m, last_day(y, m)), R.randint(1, 3))


# --- invented people: only in columns that are never published ------------------------------

SURNAMES = "季贺冉乔柯邵祁卞闵邢翟詹谷颜尹苗"
GIVEN = ["禾", "知微", "安然", "溪", "望舒", "听澜", "砚", "疏桐", "未央", "青禾", "远", "乐言"]


def person():
    return R.choice(SURNAMES) + R.choice(GIVEN)


def phone():
    return f"1990000{R.randint(0, 9999):04d}"


# --- T01, T02 -----------------------------------------------------------------------------

def credit_code(body):
    """18 places; the last one is the check digit of GB 32100."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    s = sum(alphabet.index(c) * w for c, w in zip(body, weights))
    return body + alphabet[(31 - s % 31) % 31]


BALANCE = {}  # of the maintenance fund, as its ledger has it


def compounds():
    header = ["小区编码", "小区", "别名", "社区", "街道（镇）", "业主总人数", "建筑物总面积（㎡）", "总户数",
              "幢数", "有无物业", "物业企业", "业委会情况", "是否符合成立条件", "正式党员数", "阶段", "示范点级别",
              "党建入章日期", "会计代理单位", "首期应交维修资金（元）", "维修资金余额（元）"]
    status = {"luting": "已成立", "luzhou": "已成立", "wangbu": "已成立", "qingyu": "筹备中",
              "songfeng": "物管会", "qiwu": "以居代业"}
    stage = {"luting": "成熟期", "luzhou": "成熟期", "wangbu": "过渡期", "qingyu": "出生期",
             "songfeng": "成熟期", "qiwu": "拆迁改造期"}
    demo = {"luting": "市级", "luzhou": "街道级", "wangbu": "无", "qingyu": "区级", "songfeng": "", "qiwu": "无"}
    members = {"luting": 46, "luzhou": 88, "wangbu": 21, "qingyu": 33, "songfeng": 2, "qiwu": 17}
    alias = {"luting": "芦汀苑小区、芦汀苑一期", "luzhou": "鹭洲", "qiwu": "栖梧老里"}
    charter = {"luting": D(2025, 11, 20), "luzhou": D(2026, 5, 8), "wangbu": D(2026, 9, 12)}
    rows = []
    for cid, name, community, sub, owners, area, units, buildings, _ in COMPOUNDS:
        first = area * 65  # 65 yuan per m2
        balance = BALANCE[cid]
        rows.append([cid, name, alias.get(cid, ""), community, sub, owners,
                     f"{area // 100:,}.{area % 100:02d}", units, buildings,
                     "有" if cid in COMPANY else "无", COMPANY.get(cid, ""), status[cid],
                     "否" if cid == "qiwu" else "是", members[cid], stage[cid], demo[cid],
                     iso(charter.get(cid)), f"{sub}办事处" if cid in ("luting", "qiwu") else "",
                     money(first, True), money(balance, True)])
    write("小区基本信息.csv", [header] + rows, "utf-8-sig")

    header = ["企业编号", "企业名称", "统一社会信用代码", "项目负责人", "服务电话", "党组织情况", "是否派驻党建指导员",
              "“红色物业”级别", "年度", "收费方式", "合同起", "合同止"]
    rows = [
        ["CY", COMPANY_NAME["CY"], credit_code("91990101MA0CY0001"), "", "0599-8600201", "单独", "是", "省级", 2025,
         "包干制", "2024-01-01", "2027-12-31"],
        ["QH", COMPANY_NAME["QH"], credit_code("91990101MA0QH0002"), "", "0599-8600202", "联合", "是", "区级", 2026,
         "酬金制", "2025-07-01", "2028-06-30"],
        ["SJ", COMPANY_NAME["SJ"], credit_code("91990101MA0EJ0003"), "", "0599-8600203", "无", "否", "无", "",
         "包干制", "2023-03-01", "2026-12-31"],
    ]
    write("物业企业.csv", [header] + rows, "utf-8")


# --- T03, T04, T05, T06, T16: party work and the committees ----------------------------------

def party():
    header = ["党组织编号", "小区", "党组织名称", "类型", "上级", "是否独立组建", "成立日期", "撤销日期", "党员数"]
    rows = []
    for i, c in enumerate(COMPOUNDS):
        cid, name = c[0], c[1]
        kind = "党小组" if cid == "songfeng" else "小区党支部"
        rows.append([f"DZ-{i + 1:02d}", name, f"{name}{'党小组' if kind == '党小组' else '党支部'}", kind, "",
                     "否" if cid in ("songfeng", "wangbu") else "是", slash(D(2019 + i % 4, 3 + i, 12)), "",
                     R.randint(9, 60)])
    rows.append(["DZ-07", "鹭洲新村", "鹭洲新村第二党小组", "党小组", "DZ-02", "否", "2021/4/6", "2026/3/1", 11])
    rows.append(["DZ-08", "芦汀苑", "澄屿物业党支部", "物业党支部", "", "是", "2022/6/30", "", 8])
    office("党建/党组织.csv", "汀澜区小区党组织一览", "汀澜区委社会工作部", D(2026, 11, 2), header, rows)

    header = ["台账编号", "小区", "类别", "名称", "楼栋", "人数", "面积", "地址", "开放时间", "值班电话", "起", "止"]
    rows, n = [], 0
    for c in COMPOUNDS:
        cid, name, buildings = c[0], c[1], c[7]
        plan = [("网格", buildings // 4 + 1), ("党员责任区", buildings // 3 + 1), ("志愿服务队", 2), ("特色岗", 2),
                ("党员服务站", 1), ("老娘舅", 2 if cid in ("luzhou", "qiwu") else 1), ("服务点", 1)]
        if cid in ("qiwu", "luzhou"):
            plan.append(("党员楼管理员", buildings))
        if cid == "luting":
            plan += [("核", 1), ("片", 2)]
        if cid in ("qingyu", "luzhou"):
            plan += [("站", 1), ("党建阵地", 3)]
        for kind, count in plan:
            for k in range(count):
                n += 1
                indoor = kind in ("党员服务站", "服务点", "核", "片", "站", "党建阵地")
                rows.append([f"ZD-{n:03d}", name, kind, f"{kind}{k + 1}" if count > 1 else kind,
                             f"{k % buildings + 1}幢" if kind == "党员楼管理员" else "",
                             "" if kind in ("老娘舅", "党员楼管理员") else R.randint(4, 24),
                             f"{R.randint(24, 160)}.{R.choice(['00', '50', '25'])}" if indoor else "",
                             f"{name}{R.randint(1, buildings)}幢架空层" if indoor else "",
                             "每日9:00—17:00" if indoor else "", "0599-8600110" if indoor else "",
                             slash(D(2023 + n % 4, 1 + n % 9, 1 + n % 28)),
                             "2026/9/30" if n % 23 == 0 else ""])
    office("党建/阵地队伍.csv", "汀澜区小区阵地队伍台账", "汀澜区委社会工作部", D(2026, 11, 2), header, rows,
           merged=1)

    header = ["协议编号", "小区", "类别", "甲方", "乙方", "乙方类型", "签订日期", "有效期", "承诺数", "已履约数"]
    partners = [("汀澜区档案馆", "部门"), ("汀澜区第三小学支部", "机关支部"), ("埠前商业街", "商业街"),
                ("澄屿物业服务有限公司", "企业"), ("溪禾设计工作室", "两新组织"), ("汀澜区妇女联合会", "群团"),
                ("鹭岸商圈", "商圈"), ("松风小筑", "小区")]
    rows = []
    for i in range(22):
        c = COMPOUNDS[i % 6]
        who, kind = partners[(i * 3 + i // 6) % 8]
        signed = D(2024 + i % 3, 1 + i * 5 % 12, 1 + i * 7 % 28)
        if signed > LAST:
            signed = D(2025, 12, 1)
        promised = R.randint(3, 8)
        rows.append([f"XY-{i + 1:02d}", c[1], ["联建协议", "结对共建", "联盟", "联建协议", "协会"][i % 5],
                     f"{c[1]}党支部", who, kind, slash(signed), slash(plus(signed, 730)), promised,
                     R.randint(0, promised)])
    office("党建/协议结对.csv", "汀澜区共建协议登记表", "汀澜区委社会工作部", D(2026, 11, 2), header, rows)

    header = ["活动编号", "小区", "类型", "名称", "日期", "组织方", "参加人数", "走访户数", "对接心愿数", "是否联办", "公开摘要"]
    titles = {"志愿服务": "楼道清洁志愿服务", "培训": "消防器材使用培训", "三会一课": "支部主题党日", "清洁": "周末清洁家园",
              "文化": "“𠮷祥邻里”重阳文艺会", "政策宣讲": "物业管理政策宣讲", "咨询": "医保与养老政策咨询",
              "走访": "独居老人走访", "联办活动": "三小区联办邻里集市"}
    kinds = list(titles)
    rows, n = [], 0
    for y, m in MONTHS:
        for c in COMPOUNDS:
            for _ in range(R.randint(1, 3)):
                n += 1
                kind = R.choice(kinds)
                d = day_in(y, m)
                visit = kind in ("走访", "联办活动")
                rows.append([f"HD-{n:03d}", c[1], kind, titles[kind], slash(d), f"{c[1]}党支部",
                             R.randint(8, 120), R.randint(5, 60) if visit else "",
                             R.randint(1, 9) if kind in ("走访", "志愿服务") else "",
                             "是" if kind == "联办活动" else "否", ""])
    rows[-3][6] = "若干"  # fault: words in a number column
    office("党建/活动台账.csv", "汀澜区小区活动台账", "汀澜区委社会工作部", D(2026, 11, 2), header, rows,
           encoding="utf-16-le", delimiter="\t")


def committees():
    header = ["编号", "小区", "姓名", "组织", "职务", "是否党员", "是否兼支部书记", "交叉任职", "任期起", "任期止",
              "联审部门数", "通过部门数", "结论", "筹备时机关", "筹备组人选关", "业委会人选关", "身份证号", "联系电话"]
    rows, n = [], 0

    def add(cid, body, position, party_member, secretary, cross, start, end, vet=("", "", ""), gates=("", "", "")):
        nonlocal n
        n += 1
        rows.append([f"WY{n:03d}", NAME[cid], person(), body, position, party_member, secretary, cross,
                     slash(start), slash(end), *vet, *gates, "", phone()])

    for cid, size, party_count, start in (("luting", 7, 4, D(2024, 6, 1)), ("luzhou", 9, 5, D(2022, 1, 10)),
                                          ("wangbu", 5, 2, D(2026, 6, 20))):
        end = plus(D(start.year + 5, start.month, start.day), -1)
        gates = ("是", "是", "是") if cid != "luzhou" else ("否", "是", "是")
        for k in range(size):
            position = "主任" if k == 0 else "副主任" if k == 1 else "委员"
            add(cid, "业委会", position, "是" if k < party_count else "否",
                "是" if k == 0 and cid != "wangbu" else "否",
                "社区兼职委员" if k == 1 else "", start, end, gates=gates)
        add(cid, "业委会", "候补委员", "否", "否", "", start, end, gates=gates)
        for k in range(3):
            add(cid, "监委会", "委员", "是" if k == 0 else "否", "否", "", start, end)
    for k in range(7):
        add("songfeng", "物管会", "主任" if k == 0 else "委员", "是" if k < 3 else "否", "否",
            "社区两委委员" if k == 0 else "", D(2025, 12, 1), D(2027, 1, 20))
    for k in range(9):
        result = "不通过" if k == 6 else "待审" if k == 8 else "通过"
        passed = {"不通过": 6, "待审": 5, "通过": 7}[result]
        add("qingyu", "候选人", "", "是" if k < 5 else "否", "否", "", D(2026, 9, 20), D(2026, 12, 31),
            (7, passed, result), ("是", "是", "是" if result == "通过" else ""))
    for k in range(5):
        add("qingyu", "筹备组", "委员", "是" if k < 3 else "否", "否", "", D(2026, 8, 1), D(2026, 12, 31),
            gates=("是", "是", "是"))
    office("业委会/委员及候选人.csv", "业主委员会、监事委员会与候选人名册（内部）", "汀澜区住房和城乡建设局",
           D(2026, 11, 2), header, rows)


# --- ① -> ② -> ③ -> ④: one matter through four tables -----------------------------------------

PROPOSALS = [
    ("楼道照明换成感应灯", "服务民生类"), ("电动自行车充电棚增设充电位", "服务民生类"), ("非机动车集中停放划线", "社会治理类"),
    ("地下车库坡道防滑改造", "服务民生类"), ("儿童乐园地垫修补", "服务民生类"), ("清理楼道堆物", "综合执法类"),
    ("东门人行道夜间照明", "服务民生类"), ("独居老人冬季走访", "服务民生类"), ("高空抛物监控补点", "社会治理类"),
    ("宠物粪便箱增设", "社会治理类"), ("架空层改作邻里客厅", "服务民生类"), ("私搭雨棚清理", "综合执法类"),
    ("水箱清洗增加一次", "服务民生类"), ("垃圾分类点加装水池", "服务民生类"), ("按幢公布公共水电分摊表", "社会治理类"),
]


def matters():
    """Returns the rows of T07, T08, T09 by month; T10, and what T17 and T20 need."""
    proposals = {k: [] for k in MONTHS}
    meetings = {k: [] for k in MONTHS}
    items = {k: [] for k in MONTHS}
    open_matters = {cid: [] for cid in IDS}
    counter = {"m": 0, "j": 0, "i": 0}
    raised = ["党支部", "社区", "业委会", "物业", "居民"]
    for y, m in MONTHS:
        for c in COMPOUNDS:
            cid, name = c[0], c[1]
            # ① proposals; qiwu has none in the last month
            count = 0 if (cid, y, m) == ("qiwu", 2026, 10) else R.randint(2, 5)
            for _ in range(count):
                counter["m"] += 1
                title, list_type = R.choice(PROPOSALS)
                d = day_in(y, m, 1, 18)
                status = R.choices(["已提交", "提交联席会议", "提交业主大会", "直接办理", "不采纳", "已办结"],
                                   [1, 4, 0, 2, 1, 5 if (y, m) < (2026, 9) else 1])[0]
                closed = min(plus(d, R.randint(8, 55)), plus(LAST, 2)) if status == "已办结" else None
                mid = f"SX-{y}-{counter['m']:03d}"
                proposals[y, m].append([mid, name, title,
                                        R.choices(["支部提议", "红色提案", "支部审议", "居民提议"], [5, 2, 2, 4])[0],
                                        list_type, office_date(d), f"{name}党支部", status,
                                        status if status in ("提交联席会议", "提交业主大会", "直接办理") else "",
                                        office_date(plus(d, 45)), office_date(closed),
                                        "与现行规划不符" if status == "不采纳" else "", ""])
                if status in ("提交联席会议", "提交业主大会", "直接办理", "已办结"):
                    open_matters[cid].append((mid, title))
            # ② meetings
            weekly = cid in ("luting", "qingyu")
            slots = [3, 10, 17, 24] if weekly else [5, 20] if cid == "luzhou" else [15]
            kind = {"luzhou": "七点半议事厅", "wangbu": "四方平台"}.get(cid, "联席会议")
            cadence = "每周" if weekly else "每半月" if cid == "luzhou" else "每月"
            for s in slots:
                counter["j"] += 1
                mt = f"HY-{y}-{counter['j']:03d}"
                planned = D(y, m, s)
                x = R.random()
                held = None if x < 0.07 else planned if x < 0.8 else plus(planned, 1) if x < 0.93 else plus(planned, 9)
                if held and held > LAST:
                    held = planned
                four = [R.randint(1, 4), R.randint(1, 2), R.randint(1, 5), R.randint(0, 3) if cid in COMPANY else 0]
                meetings[y, m].append([mt, name, kind, office_date(planned), office_date(held), cadence,
                                       *(four if held else [""] * 4), R.choice([0, 0, 1]) if held else "",
                                       R.randint(0, 12) if held else "", "",
                                       office_date(plus(held, R.randint(1, 6))) if held and R.random() < 0.8 else ""])
                if not held:
                    continue
                for _ in range(R.randint(1, 3)):
                    counter["i"] += 1
                    old = R.random() < 0.7 and open_matters[cid]
                    mid, title = R.choice(open_matters[cid]) if old else ("", R.choice(PROPOSALS)[0])
                    result = R.choices(["达成一致", "再议", "上报", "否决"], [12, 3, 2, 1])[0]
                    days = R.choice([14, 21, 30])
                    due = plus(held, days)
                    late = R.random() < 0.15
                    done = plus(held, days + R.randint(1, 9) if late else R.randint(4, days)) \
                        if result == "达成一致" and R.random() < 0.85 else None
                    if done and done > plus(LAST, 3):
                        done = None
                    owner = SHORT[COMPANY[cid]] if cid in COMPANY and R.random() < 0.6 else f"{name}党支部"
                    items[y, m].append([f"YT-{y}-{counter['i']:03d}", name, mt, mid, title, R.choice(raised), result,
                                        owner, office_date(due), office_date(done),
                                        R.choice(["民情恳谈", "事务协调", "工作听证", "成效评议"]), ""])
            if cid in ("luting", "luzhou", "wangbu"):  # the committee's own meeting
                counter["j"] += 1
                held = day_in(y, m, 6, 25)
                meetings[y, m].append([f"HY-{y}-{counter['j']:03d}", name, "业委会会议", "", office_date(held), "",
                                       "", "", 5, "", "", "", R.choice(["是", "是", "是", "否", ""]), ""])

    # two matters that are followed from proposal to execution
    proposals[2026, 8].append(["SX-2026-901", "芦汀苑", "7、8幢外墙渗水维修", "支部提议", "服务民生类", "2026/8/5",
                               "芦汀苑党支部", "提交业主大会", "提交业主大会", "2026/10/18", "", "", "外墙渗水，拟使用维修资金"])
    meetings[2026, 8].append(["HY-2026-901", "芦汀苑", "联席会议", "2026/8/26", "2026/8/26", "每周", 3, 1, 5, 2, 0, 6,
                              "", "2026/8/28"])
    items[2026, 8].append(["YT-2026-901", "芦汀苑", "HY-2026-901", "SX-2026-901", "7、8幢外墙渗水维修", "党支部",
                           "提交业主大会", "芦汀苑业委会", "2026/10/18", "", "工作听证", "三家比选后提交业主大会"])
    proposals[2026, 8].append(["SX-2026-902", "芦汀苑", "东门设快递柜", "居民提议", "服务民生类", "2026/8/11",
                               "芦汀苑党支部", "提交业主大会", "提交业主大会", "2026/10/18", "", "", "场地费归全体业主"])
    items[2026, 8].append(["YT-2026-902", "芦汀苑", "HY-2026-901", "SX-2026-902", "东门设快递柜", "居民",
                           "提交业主大会", "芦汀苑业委会", "2026/10/18", "2026/10/18", "事务协调", ""])
    proposals[2026, 3].append(["SX-2026-903", "望埠家园", "更换消防水泵控制柜", "支部审议", "服务民生类", "2026/3/3",
                               "望埠家园党支部", "已办结", "提交业主大会", "2026/7/31", "2026/7/20", "", ""])
    return proposals, meetings, items


def write_matters():
    proposals, meetings, items = matters()
    for y, m in MONTHS:
        folder, title, sent = month_folder(y, m), f"汀澜区{y}年{m}月", sent_day(y, m)
        order = lambda rows, k: sorted(rows, key=lambda r: ([c[1] for c in COMPOUNDS].index(r[1]), r[k]))
        office(f"{folder}/提议事项.csv", title + "小区党支部提议事项", DISTRICT + "委社会工作部", sent,
               ["事项编号", "小区", "事项名称", "类别", "清单", "提议日期", "提议组织", "状态", "去向", "期限", "办结日期",
                "不采纳理由", "公开摘要"], order(proposals[y, m], 0), merged=1)
        office(f"{folder}/联席会议.csv", title + "联席会议召开情况", DISTRICT + "委社会工作部", sent,
               ["会议编号", "小区", "会议类型", "计划日期", "召开日期", "频次", "党支部", "社区", "业委会", "物业", "民警",
                "居民代表（人）", "书记列席", "纪要公布日期"], order(meetings[y, m], 0), merged=1)
        office(f"{folder}/商议事项.csv", title + "联席会议商议事项", DISTRICT + "委社会工作部", sent,
               ["议题编号", "小区", "会议编号", "事项编号", "议题", "提出方", "商议结果", "责任单位", "完成期限", "完成日期",
                "议事类别", "公开摘要"], order(items[y, m], 0), merged=1)


def resolutions():
    header = ["决议编号", "小区", "事项编号", "表决事项", "法定类别", "公告日期", "投票起", "投票止", "决定日期", "公示起",
              "公示止", "总人数", "总面积", "参与人数", "参与面积", "同意人数", "同意面积", "反对人数", "反对面积", "弃权人数",
              "弃权面积", "无效人数", "无效面积", "未交回票处理", "表决结果"]
    rows = [
        # passed: use of the fund
        ["JY-2026-07", "芦汀苑", "SX-2026-901", "使用维修资金维修7、8幢外墙", "使用维修资金", "2026/9/20", "2026/10/8",
         "2026/10/17", "2026/10/18", "2026/10/20", "2026/11/4", 612, "71,286.40", 447, "52,318.75", 361, "42,907.30",
         52, "5,980.15", 27, "2,716.40", 7, "714.90", "不计入", "通过"],
        # failed: business use of a common part needs three quarters of the owners
        ["JY-2026-08", "芦汀苑", "SX-2026-902", "东门设快递柜", "改变共有部分用途或利用共有部分经营", "2026/9/20", "2026/10/8",
         "2026/10/17", "2026/10/18", "2026/10/23", "2026/11/7", 612, "71,286.40", 447, "52,318.75", 329, "39,502.10",
         84, "9,127.35", 29, "3,110.20", 5, "579.10", "不计入", "未通过"],
        # not quorate
        ["JY-2026-06", "鹭洲新村", "", "修订管理规约", 2, "2026/7/1", "2026/7/20", "2026/8/2", "2026/8/3", "2026/8/5",
         "2026/8/20", "", "", 611, "52,004.00", 540, "46,120.50", 51, "4,390.25", 20, "1,493.25", 0, 0, "不计入", "未通过"],
        # election, passed, posted late
        ["JY-2026-03", "望埠家园", "", "选举第二届业主委员会", "选举业委会或更换成员", "2026/5/10", "2026/6/1", "2026/6/14",
         "2026/6/15", "2026/6/21", "2026/7/6", 450, "52,118.60", 352, "41,002.10", 290, "33,870.00", 40, "4,602.10", 20,
         "2,310.00", 2, "220.00", "不计入", "通过"],
        # money for the pump cabinet, at the very thresholds
        ["JY-2026-04", "望埠家园", "SX-2026-903", "使用维修资金更换消防水泵控制柜", 5, "2026/3/12", "2026/4/1", "2026/4/10",
         "2026/4/11", "2026/4/13", "2026/4/28", 450, "52,118.60", 300, "34,745.74", 151, "17,372.88", 120, "14,000.00",
         29, "3,372.86", 0, 0, "不计入", "通过"],
        # announced too late
        ["JY-2025-11", "鹭洲新村", "", "选聘物业服务企业", "选聘解聘物业服务人", "2025/11/3", "2025/11/15", "2025/11/30",
         "2025/12/1", "2025/12/3", "2025/12/18", 980, "84,310.25", 702, "60,118.00", 498, "42,960.30", 150, "12,884.20",
         54, "4,273.50", 0, 0, "不计入", "通过"],
        ["JY-2026-09", "鹭洲新村", "", "公共收益补充维修资金", "其他重大事项", "2026/9/25", "2026/10/12", "2026/10/25",
         "2026/10/26", "2026/10/28", "2026/11/12", 980, "84,310.25", 664, "56,913.40", 520, "44,817.00", 101, "8,700.40",
         43, "3,396.00", 0, 0, "不计入", "通过"],
    ]
    office("业委会/表决事项.csv", "汀澜区业主大会表决事项台账", "汀澜区住房和城乡建设局", D(2026, 11, 2), header, rows)


# --- T11 -----------------------------------------------------------------------------------

CATEGORY = ["保洁卫生", "停车", "环境噪声", "高空抛物", "私搭乱建", "楼道堆物", "电动车", "物业收费", "公摊费用", "维修", "电梯",
            "绿化", "治安", "宠物", "消防安全", "其他"]
CATEGORY_WEIGHT = [9, 14, 8, 2, 3, 7, 6, 4, 3, 12, 6, 5, 2, 3, 5, 4]
SUMMARY = {"保洁卫生": "楼道保洁不及时", "停车": "非固定车位被长期占用", "环境噪声": "夜间施工声响", "高空抛物": "有杂物落下",
           "私搭乱建": "露台搭建雨棚", "楼道堆物": "楼道堆放纸箱", "电动车": "电动自行车停放在门厅", "物业收费": "对收费项目有疑问",
           "公摊费用": "要求说明公摊水电", "维修": "单元门闭门器损坏", "电梯": "电梯按键失灵", "绿化": "灌木遮挡窗户",
           "治安": "门禁失效", "宠物": "遛犬未牵绳", "消防安全": "消防栓门打不开", "其他": "其他诉求"}
CONTENT = {"停车": "车位被占，\n已第三次反映", "楼道堆物": "楼道堆物,电瓶车充电", "环境噪声": "夜间施工扰民\n凌晨2点"}
LATE = []  # the issue that is corrected a month later
CHANNEL = ["12345", "窗口", "走访", "楼栋长", "民情快车", "接待日", "微信", "APP", "会议"]


def issues():
    header = ["序号", "问题编号", "小区名称", "楼栋", "房号", "投诉人", "联系电话", "投诉内容", "类型", "来源", "类别", "受理日期",
              "派单日期", "接单日期", "期限", "办结日期", "办理结果", "满意度", "清单", "层级", "上报部门", "响应日期", "收集", "梳理",
              "协商", "分流", "评估", "调解结果", "公示日期", "更新日期", "公开摘要", "微信昵称"]
    n = 0
    season = {9: 1.0, 10: 0.95, 11: 0.9, 12: 0.95, 1: 1.0, 2: 0.7, 3: 0.95, 4: 1.0, 5: 1.1, 6: 1.2, 7: 1.3, 8: 1.2}
    late = None
    for y, m in MONTHS:
        trend = 1.12 if (y, m) < (2026, 1) else 1.0 if (y, m) < (2026, 7) else 0.9
        by_office = {"青埠街道": [], "松屿街道": []}
        for c in COMPOUNDS:
            cid, name, sub, buildings, base = c[0], c[1], c[3], c[7], c[8]
            count = round(base * season[m] * trend * (0.9 + 0.2 * R.random()))
            for d in sorted(day_in(y, m) for _ in range(count)):
                n += 1
                kind = R.choices(["投诉", "诉求", "点单", "调解", "物业纠纷", "隐患", "建议"],
                                 [44, 26, 14, 5, 3, 5, 3])[0]
                category = R.choices(CATEGORY, CATEGORY_WEIGHT)[0]
                due = plus(d, R.choice([5, 7, 10, 15]))
                took = int(R.expovariate(1 / 5)) + (0 if R.random() < 0.1 else 1)
                closed = plus(d, took) if R.random() < (0.99 if (y, m) < (2026, 8) else 0.9) else None
                if closed and closed > plus(LAST, 1):
                    closed = None
                if closed:
                    status = R.choices(["已办结", "已销号"], [1, 30] if (y, m) < (2026, 9) else [2, 1])[0]
                else:
                    status = R.choices(["办理中", "待处理", "已上报"], [6, 2, 1])[0]
                rating = R.choices(["非常满意", "满意", "基本满意", "不满意", "未评价"], [20, 45, 14, 6, 15])[0] if closed else ""
                steps = [""] * 5
                if kind in ("诉求", "物业纠纷") and R.random() < 0.6:
                    depth = R.choices([1, 2, 3, 4, 5], [1, 1, 2, 2, 6])[0]
                    for k in range(depth):
                        steps[k] = office_date(plus(d, k * 2 + 1))
                up = status == "已上报" or R.random() < 0.04
                responded = plus(d, R.randint(1, 12)) if up and R.random() < 0.8 else None
                order = kind == "点单"
                dispatched = plus(d, R.randint(0, 1)) if order else None
                accepted = plus(dispatched, R.randint(0, 3)) if order and R.random() < 0.93 else None
                building = R.randint(1, buildings)
                number = f"WT-{y}{m:02d}-{n:04d}"
                public = SUMMARY[category] if R.random() < 0.45 else ""
                by_office[sub].append([
                    len(by_office[sub]) + 1, number, name, f"{building}幢",
                    f"{building}-{R.randint(1, 3)}-{R.randint(1, 18)}0{R.randint(1, 4)}", person(), phone(),
                    CONTENT.get(category, SUMMARY[category] + "，请尽快处理"), kind, R.choices(
                        CHANNEL, [30, 9, 8, 14, 5, 6, 20, 6, 2])[0], category, office_date(d, clock=True),
                    office_date(dispatched), office_date(accepted), office_date(due), office_date(closed), status, rating,
                    R.choice(["服务民生类", "社会治理类", "综合执法类", ""]),
                    "街道" if up else "小区", R.choice(["综合行政执法局", "供水公司", "消防大队"]) if up else "",
                    office_date(responded), *steps,
                    R.choices(["成功", "失败", "进行中"], [7, 1, 1])[0] if kind == "调解" else "",
                    office_date(plus(closed, R.randint(1, 9))) if closed and R.random() < 0.85 else "",
                    iso(sent_day(y, m)), public, "邻里" + R.choice("甲乙丙丁")])
                if (y, m, name) == (2026, 9, "芦汀苑") and late is None:
                    by_office[sub][-1][15:18] = ["", "办理中", ""]
                    late = list(by_office[sub][-1])
                    LATE.append(number)
        for sub, rows in by_office.items():
            if (y, m) == (2026, 10) and sub == "青埠街道":
                rows[40][15] = "2026/9/31"  # fault: there is no such day
                rows[43][17] = "还行"  # fault: not one of the five answers
                rows[46][6] = "1.99E+10"  # fault: Excel ate the number
                rows[50][30] = "请打19900007788找楼长"  # fault: a telephone number in a public text
                fix = list(late)  # a late correction: the September row again, closed meanwhile
                fix[15], fix[16], fix[17], fix[29] = "2026/10/9", "已办结", "满意", "2026-11-02"
                rows.append(fix)
                wrong = list(rows[0])
                wrong[1], wrong[2] = "WT-202610-9999", "芦町苑"  # fault: misspelt compound
                rows.append(wrong)
            rows = [[i + 1] + r[1:] for i, r in enumerate(rows)]
            done = sum(1 for r in rows if r[15])
            footer = ["合计", "", "", "", "", "", "", "", "", "", f"{len(rows)}件", "", "", "", "", f"{done}件"]
            office(f"{month_folder(y, m)}/{sub}/问题台账.csv", f"{DISTRICT}{sub}{y}年{m}月问题台账", f"{sub}办事处",
                   sent_day(y, m), header, rows, footer=footer, merged=2,
                   repeat=60 if sub == "青埠街道" and m % 2 == 0 else 0)


# --- T12, T13 ---------------------------------------------------------------------------------

def services():
    header = ["小区", "项目代码", "服务事项", "类别", "所属期", "质量要求", "负责人员", "收费标准", "计价单位", "计费方式", "依据",
              "计划次数", "完成次数", "履行情况", "应收", "实收", "事项编号"]
    price = {"luting": "1.85", "luzhou": "0.90", "wangbu": "1.50", "qingyu": "2.10", "songfeng": "1.30"}
    for y, m in MONTHS:
        for c in COMPOUNDS:
            cid, name, area, buildings = c[0], c[1], c[5], c[7]
            if (cid, y, m) == ("songfeng", 2026, 10):
                continue  # fault: not sent
            days = last_day(y, m)
            lifts = {"luting": 24, "wangbu": 18, "qingyu": 32, "songfeng": 5}.get(cid, 0)
            rows = []

            def add(code, item, section, planned, chance=0.9, standard="", fee=None, due=None, got=None, matter=""):
                done = "" if planned == "" else planned if R.random() < chance else max(0, planned - R.randint(1, 3))
                state = "" if planned == "" else "按期" if done == planned else "部分未完成"
                p = fee or ("", "", "", "")
                rows.append([name, code, item, section, f"{y}年{m}月", standard, "项目部" if cid in COMPANY else "社区",
                             *p, planned, done, state, money(due, True) if due is not None else "",
                             money(got, True) if got is not None else "", matter])

            add("BJ01", "楼道清扫", "保洁", days, 0.85, "每日一次")
            add("BJ02", "垃圾清运", "保洁", days * 2, 0.9, "每日两次")
            add("ZX01", "门岗与夜间巡查", "秩序维护", days, 0.95, "每晚不少于一次")
            add("LH01", "绿化修剪", "绿化", R.choice([2, 4, 5]), 0.7, "每周巡视")
            if lifts:
                add("DT01", "电梯维护保养", "电梯", lifts * 2, 0.95, "每半月一次")
            add("XF01", "消防设施检查", "消防", 4, 0.9, "每周一次")
            add("WX01", "公共部位报修", "维修", R.randint(5, 20), 0.6, "24小时内到场")
            if m in (4, 10):
                add("BJ03", "水箱清洗", "保洁", 1, 0.5, "每半年一次")
            if cid in COMPANY:
                total = area * int(price[cid].replace(".", "")) // 100
                add("SF01", "物业服务费", "收费", "", fee=(price[cid], "元/㎡·月", "按建筑面积", "物业服务合同"),
                    due=total, got=total * R.randint(86, 97) // 100)
                add("SF02", "地面停车管理费", "收费", "",
                    fee=("60.00", "元/辆·月" if cid != "songfeng" else "", "按车位", "业主大会决议"))
            if (cid, y, m) == ("wangbu", 2026, 7):
                add("WX09", "更换消防水泵控制柜", "维修", 1, 1, "按合同", matter="SX-2026-903")
            sums = ["合计"] + [""] * (len(header) - 1)
            if cid in COMPANY:
                sums[14] = money(total, True)
                sums[15] = rows[[r[1] for r in rows].index("SF01")][15]
            office(f"{month_folder(y, m)}/服务事项/{name}.csv", f"{name}{y}年{m}月物业服务事项", name, sent_day(y, m),
                   header, rows, footer=sums if cid in COMPANY else None)


def duties():
    header = ["小区", "清单主体", "任务", "楼栋", "应完成日", "完成日", "结果", "发现隐患", "已整改", "走访户数"]
    for y, m in MONTHS:
        rows = []
        end = D(y, m, last_day(y, m))
        for c in COMPOUNDS:
            cid, name, buildings = c[0], c[1], c[7]
            if cid in ("qiwu", "luzhou"):
                for b in range(1, buildings + 1):
                    for task in ("消防检查", "天面检查", "楼道杂物"):
                        done = day_in(y, m, 2, 27) if R.random() < 0.96 else plus(end, 3) if R.random() < 0.4 else None
                        bad = done and R.random() < 0.06
                        found = R.randint(1, 3) if bad else 0
                        rows.append([name, "楼管理员", task, f"{b}幢", slash(end), office_date(done),
                                     ("有隐患" if bad else "正常") if done else "", found if done else "",
                                     R.randint(0, found) if done else "", ""])
            day = D(y, m, 15)
            done = day if R.random() < 0.9 else plus(day, 1)
            rows.append([name, "党支部", "群众接待日", "", slash(day), slash(done), "正常", "", "", ""])
            done = day_in(y, m, 20, 30) if R.random() < 0.92 else None
            rows.append([name, "党支部", "每月走访", "", slash(end), slash(done), "正常" if done else "", "", "",
                         R.randint(10, 48) if done else ""])
            if cid not in ("qiwu", "qingyu", "songfeng"):
                rows.append([name, "业委会", "每月走访", "", slash(end),
                             slash(day_in(y, m)) if R.random() < 0.85 else "", "正常", "", "", R.randint(3, 15)])
                rows.append([name, "监委会", "检查", "", slash(D(y, m, 25)),
                             slash(day_in(y, m, 18, 28)) if R.random() < 0.9 else "", "正常", 0, 0, ""])
            if cid in COMPANY:
                rows.append([name, "物业企业", "物业报告", "", slash(D(y, m, 28)),
                             slash(day_in(y, m, 22, 29)) if R.random() < 0.9 else "", "正常", "", "", ""])
        rows.append(["芦汀苑", "社区党委", "检查", "", slash(end), slash(day_in(y, m, 5, 28)), "正常", 0, 0, ""])
        rows.sort(key=lambda r: [c[1] for c in COMPOUNDS].index(r[0]))
        office(f"{month_folder(y, m)}/履职任务.csv", f"{DISTRICT}{y}年{m}月履职任务完成情况", DISTRICT + "委社会工作部",
               sent_day(y, m), header, rows, merged=0)


# --- T14, T15 -----------------------------------------------------------------------------------

ASPECTS = [("组织建设", 6), ("制度公开", 8), ("环境卫生", 8), ("秩序安全", 8), ("设施维护", 8), ("绿化养护", 6), ("投诉处理", 8),
           ("居民评价", 6)]


def assessments():
    header = ["方案", "对象类型", "对象", "评价主体", "所属期", "方面", "指标", "名称", "满分", "得分", "权重", "类别组", "等次"]
    rows = []
    for period in ("2025年下半年", "2026年上半年"):
        for company, level in (("CY", 0.94), ("QH", 0.86), ("SJ", 0.78)):
            n = 0
            for a, (aspect, count) in enumerate(ASPECTS):
                for k in range(count):
                    n += 1
                    full = 200 if n <= 42 else 100  # 42 of 2 points, 16 of 1: one hundred
                    if company == "SJ" and period == "2026年上半年" and n == 33:
                        continue  # this indicator was not assessed: no stars
                    got = min(full, int(full * level) + R.randint(-12, 12))
                    rater = "党支部" if a == 0 else "居民" if a == 7 else "主管部门"
                    rows.append(["star_rating", "物业企业", company, rater, period, a + 1, n, f"{aspect}{k + 1}",
                                 money(full), money(got), "", "", ""])
        for i, cid in enumerate(("luting", "luzhou", "wangbu")):
            rows.append(["支部年度评议", "党支部", f"DZ-{i + 1:02d}", "党员", period, 1, 1, "年度评议", "100", 88 + i * 3, "",
                         "A", ["优", "良", "良"][i]])
    office("考核评价.csv", "物业服务星级评价与党支部评议", "汀澜区住房和城乡建设局", D(2026, 11, 2), header, rows)


def list_events():
    header = ["事件编号", "小区", "对象类型", "企业", "车牌", "事件", "名单", "日期", "截止", "事由", "依据", "认定单位", "申诉结果"]
    rows = [
        ["MD-001", "", "企业", "CY", "", "列入", "红名单", "2026/1/20", "2027/1/19", "星级评价优秀", "红黑名单管理办法", "区住建局", ""],
        ["MD-002", "", "企业", "SJ", "", "列入", "黑名单", "2026/3/5", "2026/12/31", "未按期公开公共收益", "红黑名单管理办法", "区住建局", "维持"],
        ["MD-003", "", "企业", "QH", "", "列入", "黑名单", "2025/11/1", "", "未公示公摊", "红黑名单管理办法", "区住建局", ""],
        ["MD-004", "", "企业", "QH", "", "移出", "黑名单", "2026/5/9", "", "已整改", "红黑名单管理办法", "区住建局", ""],
    ]
    n = 4
    for y, m in MONTHS:
        for cid in ("luting", "qingyu", "wangbu"):
            plates = [f"浙Q{R.choice('ABCDEFGH')}{R.randint(0, 9999):04d}" for _ in range(2)]
            for plate in plates:
                days = sorted({day_in(y, m, 1, 27) for _ in range(R.choice([1, 1, 2, 3]))})
                for d in days:
                    n += 1
                    rows.append([f"MD-{n:03d}", NAME[cid], "车辆", "", plate, "提醒", "", office_date(d), "", "占用消防通道",
                                 "停车管理规约", "业委会", ""])
                if len(days) == 3:
                    n += 1
                    rows.append([f"MD-{n:03d}", NAME[cid], "车辆", "", plate, "列入黑名单", "", slash(days[-1]), "",
                                 "三次提醒未改", "停车管理规约", "业委会", ""])
    office("名单事件.csv", "红黑名单与停车管理记录", "汀澜区住房和城乡建设局", D(2026, 11, 2), header, rows)


# --- T17, T18: ledgers ------------------------------------------------------------------------------

def fund():
    header = ["分录编号", "小区", "类型", "事项编号", "工程项目", "部位", "施工单位", "金额", "预算", "结算", "日期", "分摊范围", "分摊方式",
              "应急", "审价号"]
    rows, n = [], 0

    def add(cid, kind, amount, d, matter="", project="", part="", contractor="", budget="", settled="", emergency="否"):
        nonlocal n
        n += 1
        sign = {"交存": 1, "增值": 1, "调整": 1, "首拨": -1, "尾款": -1, "退款": -1}.get(kind, 0)
        BALANCE[cid] = BALANCE.get(cid, 0) + sign * amount
        rows.append([f"WX-{n:03d}", NAME[cid], kind, matter, project, part, contractor,
                     money(amount, True),
                     money(budget, True) if budget else "", money(settled, True) if settled else "", iso(d),
                     "全体业主" if project else "", "按面积" if project else "", emergency, ""])

    for c in COMPOUNDS:
        cid, area = c[0], c[5]
        paid_in = area * {"qiwu": 14, "songfeng": 20}.get(cid, 50)  # two compounds run low
        add(cid, "交存", paid_in, D(2025, 9, 1))
        for d in (D(2025, 12, 21), D(2026, 3, 21), D(2026, 6, 21), D(2026, 9, 21)):
            add(cid, "增值", paid_in // 400, d)
    projects = ["屋面防水维修", "电梯曳引机更换", "外墙渗水维修", "水泵更换", "道闸维修", "管网疏通"]
    k = 0
    for y, m in MONTHS:
        for c in COMPOUNDS:
            if R.random() < 0.3:
                k += 1
                cid, buildings = c[0], c[7]
                d, budget = day_in(y, m, 1, 20), R.randint(8000, 90000 if cid not in ("qiwu", "songfeng") else 40000) * 100
                matter, project = f"WX-SX-{k:03d}", R.choice(projects)
                part, urgent = f"{R.randint(1, buildings)}幢", "是" if R.random() < 0.15 else "否"
                add(cid, "申报", budget, d, matter, project, part, "", budget, "", urgent)
                if R.random() < 0.65:
                    first = budget * 7 // 10
                    when = plus(d, R.randint(20, 60))
                    if when <= LAST:
                        add(cid, "批准", budget, plus(d, 10), matter, project, part, "", budget)
                        add(cid, "首拨", first, when, matter, project, part, "汀澜安筑修缮队", budget)
                        if plus(when, 40) <= LAST and R.random() < 0.7:
                            add(cid, "尾款", budget - first - R.randint(0, 300) * 100, plus(when, 40), matter, project, part,
                                "汀澜安筑修缮队", budget, budget)
    add("luting", "申报", 28640000, D(2026, 10, 20), "SX-2026-901", "7、8幢外墙渗水维修", "7幢、8幢", "", 28640000)
    add("wangbu", "申报", 6480000, D(2026, 4, 15), "SX-2026-903", "更换消防水泵控制柜", "消防泵房", "", 6480000)
    add("wangbu", "首拨", 4536000, D(2026, 5, 20), "SX-2026-903", "更换消防水泵控制柜", "消防泵房", "汀澜安筑修缮队", 6480000)
    add("wangbu", "尾款", 1894000, D(2026, 7, 25), "SX-2026-903", "更换消防水泵控制柜", "消防泵房", "汀澜安筑修缮队", 6480000, 6430000)
    add("qiwu", "退款", 12050, D(2026, 8, 3))
    add("qiwu", "调整", -3005, D(2026, 9, 3))
    rows.sort(key=lambda r: (r[10], r[0]))
    write("台账/维修资金.csv", [header] + rows, "utf-8-sig")


def revenue():
    header = ["分录编号", "小区", "账目", "收支", "科目", "金额（元）", "日期", "用量", "单价", "分摊户数", "合同号", "决议编号"]
    rows, n = [], 0

    def add(cid, account, direction, subject, amount, d, quantity="", price="", households="", ref=""):
        nonlocal n
        n += 1
        rows.append([f"SY-{n:04d}", NAME[cid], account, direction, subject, money(amount, True), d, quantity, price,
                     households, ref, ""])

    for y, m in MONTHS:
        for c in COMPOUNDS:
            cid, units = c[0], c[6]
            end = D(y, m, last_day(y, m))
            if cid != "qiwu":
                add(cid, "公共收益", "收入", "停车", units * R.randint(24, 32) * 100, iso(day_in(y, m, 20, 28)))
                add(cid, "公共收益", "成本", "停车", units * 7 * 100 + R.randint(0, 9999), iso(day_in(y, m, 20, 28)))
            if m % 3 == 0:
                add(cid, "公共收益", "收入", "广告", units * 900 + 50, iso(day_in(y, m, 5, 25)), ref=f"HT-{cid}-01")
            if m in (1, 4, 7, 10):
                add(cid, "公共收益", "支出", "其他", R.randint(800, 6000) * 100 + 5, iso(day_in(y, m, 5, 25)))
            if cid in ("luting", "qingyu") and m in (12, 6):
                add(cid, "公共收益", "转入维修资金", "其他", units * 1500, iso(D(y, m, 28)))
            kwh = units * R.randint(9, 14)
            add(cid, "公共水电", "支出", "其他", kwh * 58, f"{y}-{m:02d}", str(kwh), "0.58", units)
            add(cid, "公共水电", "支出", "其他", units * R.randint(80, 160), iso(end), "", "", units)
            if cid in ("luting", "luzhou", "wangbu") and m % 2 == 0:
                add(cid, "业委会经费", "支出", "其他", R.randint(200, 1500) * 100, iso(day_in(y, m, 5, 25)))
            if cid == "qingyu":  # commission basis: the fee account is public too
                add(cid, "物业费收支", "收入", "其他", units * 16500, iso(day_in(y, m, 5, 25)))
                add(cid, "物业费收支", "支出", "其他", units * 15100, iso(end))
    write("台账/公共收益.csv", [header] + rows, "utf-8-sig")


# --- T19, T20, R1, R2 ---------------------------------------------------------------------------------

def projects():
    header = ["项目编号", "小区", "名称", "类别", "投资额（万元）", "资金来源", "场所数", "器材套（件）", "面积", "受益户数", "开工", "计划完工", "完工",
              "状态", "得票", "名次", "年度"]
    rows = []
    ideas = ["架空层阅读角", "单元门口休息椅", "晾晒区", "共享工具屋", "滑板坡道", "雨水花园", "楼道安全扶手", "夜跑灯带", "宠物便便箱",
             "老人助餐点", "快递临放架", "自行车打气站", "邻里公告亭", "𠮷祥彩绘墙"]
    votes = [212, 198, 176, 150, 141, 133, 120, 118, 104, 97, 97, 88, 61, 40]  # ranks 10 and 10 are a tie
    for i, (title, v) in enumerate(zip(ideas, votes)):
        state = "已完成" if i in (0, 2, 5) else "在建" if i in (1, 3) else "入选" if i < 11 else "征集"
        done = "2026/8/20" if state == "已完成" else ""
        rows.append([f"XM-{i + 1:03d}", "鹭洲新村", title, "金点子", f"{R.randint(1, 9)}.{R.randint(0, 99):02d}" if i < 11 else "",
                     "共建" if i < 11 else "", "", "", "", 980 if done else "", "2026/5/10" if i < 11 else "",
                     "2026/9/30" if i < 11 else "", done, state, v, "", 2026])
    for i, c in enumerate(COMPOUNDS):
        kinds = ["安全", "场所", "器材", "改造", "环境", "其他"]
        for k in range(3):
            due = D(2026, 3 + k * 3, 20) if (i + k) % 5 else D(2026, 10, 20)
            done = plus(due, R.choice([-12, -3, 5])) if R.random() < 0.8 else None
            state = "已完成" if done and done <= LAST else "在建"
            rows.append([f"XM-{100 + i * 3 + k}", c[1], ["单元门更换", "邻里客厅", "健身器材更新", "雨污分流改造", "绿地补种", "充电棚"][(i + k) % 6],
                         kinds[(i + k) % 6], f"{R.randint(2, 40)}.{R.randint(0, 99):02d}", R.choice(["政府", "业委会", "企业", "共建"]),
                         1 if (i + k) % 6 == 1 else "", 12 + k if (i + k) % 6 == 2 else "",
                         f"{R.randint(30, 200)}.5" if (i + k) % 6 == 1 else "", R.randint(100, c[6]), slash(plus(due, -60)),
                         slash(due), slash(done), state, "", "", ""])
    write("台账/民生项目.csv", [header] + rows, "gb18030", ";")


RULES = [
    # id, section, item, holder, cadence, days, unit, min days, basis, condition
    ("P-01", "提议事项", "党支部提议事项", "小区党支部", "每月", 5, "自然日", 7, "区委《小区“四公开”工作规程》（示例）第三条", ""),
    ("J-01", "商议事项", "联席会议商议事项及结果", "小区党支部", "每月", 5, "自然日", 7, "区委《小区“四公开”工作规程》（示例）第四条", ""),
    ("O-01", "决议事项", "业主大会决定", "业委会", "事项发生时", 3, "自然日", 15, "《台州市物业管理条例》第二十五条", "committee_status=established"),
    ("S-01", "服务事项", "服务内容、收费项目和标准", "物业企业", "持续", "", "", 30, "《民法典》第九百四十三条", "has_company=yes"),
    ("S-02", "服务事项", "公共水电分摊", "物业企业", "每月", 10, "自然日", 15, "《台州市物业管理条例》第三十七条", "has_company=yes"),
    ("S-03", "服务事项", "公共收益收支", "业委会", "每季度", 15, "工作日", 30, "《民法典》第二百八十二条", ""),
    ("S-04", "服务事项", "维修资金账目", "业委会", "每半年", 20, "自然日", 30, "《住宅专项维修资金管理办法》第三十条", ""),
    ("S-05", "服务事项", "上年度履行情况", "物业企业", "每年", 90, "自然日", 30, "《民法典》第九百四十三条", "has_company=yes"),
    ("S-06", "服务事项", "应急使用维修资金", "业委会", "事项发生时", 1, "工作日", 7, "《台州市物业管理条例》第五十二条", ""),
    ("S-07", "服务事项", "月度服务履行情况", "物业企业", "每月", 8, "工作日", 15, "《民法典》第九百四十三条", "has_company!=no"),
]


def rules():
    header = ["公开项编码", "规则包", "类别", "公开事项", "公开主体", "频次", "时限（天）", "时限单位", "最短公示天数", "依据", "适用条件"]
    rows = [[r[0], "taizhou", *r[1:]] for r in RULES]
    rows.append(["H-01", "hangzhou", "服务事项", "公共收益收支（另一地的规则，不适用）", "业委会", "每半年", 30, "自然日", 15, "示例", ""])
    write("公开事项目录.csv", [header] + rows, "utf-8-sig")


def disclosures():
    header = ["公开编号", "小区", "公开项编码", "类别", "标题", "事项编号", "事项形成日", "应公开日", "公开日", "撤下日", "张贴位置", "方式",
              "照片编号", "异议数", "已答复数", "答复期限"]
    by_month = {k: [] for k in MONTHS}
    n = 0

    def add(cid, rule, title, event, posted, removed=None, due=None, matter="", objections=0):
        nonlocal n
        n += 1
        where = posted or event
        key = min(max((where.year, where.month), MONTHS[0]), MONTHS[-1])
        by_month[key].append([f"GK-{n:04d}", NAME[cid], rule, "", title, matter, office_date(event), office_date(due),
                              office_date(posted), office_date(removed), "各单元门厅" if R.random() < 0.7 else "小区公告栏",
                              "公告栏", f"IMG{n:05d}", objections if posted else "",
                              min(objections, R.randint(0, objections + 1)) if posted else "", ""])

    quality = {"luting": 0.93, "luzhou": 0.86, "wangbu": 0.84, "qingyu": 0.95, "songfeng": 0.8, "qiwu": 0.62}
    for cid in IDS:
        q = quality[cid]
        for i, (y, m) in enumerate(MONTHS):
            end = D(y, m, last_day(y, m))
            grow = q - 0.02 * max(0, 10 - i)
            for rule, title, days in (("P-01", "党支部提议事项", 5), ("J-01", "联席会议商议事项及结果", 5), ("S-02", "公共水电分摊", 10),
                                      ("S-07", "月度服务履行情况", 8)):
                if cid == "qiwu" and rule in ("S-02",):
                    continue
                x = R.random()
                if x > grow + 0.5 * (1 - grow):
                    continue  # nothing posted
                posted = plus(end, R.randint(1, days) if x < grow else days + R.randint(4, 12))
                if posted > LAST:
                    continue
                add(cid, rule, f"{m}月{title}", end, posted, plus(posted, R.choice([7, 15, 16, 30])) if R.random() < 0.6 else None,
                    objections=R.choice([0, 0, 0, 0, 1, 2]))
            if m % 3 == 0 and R.random() < grow:
                posted = plus(end, R.randint(5, 19))
                if posted <= LAST:
                    add(cid, "S-03", f"第{m // 3}季度公共收益收支", plus(end, -3), posted, objections=R.choice([0, 1]))
            if m in (6, 12) and R.random() < grow:
                posted = plus(end, R.randint(5, 24))
                add(cid, "S-04", "半年维修资金账目", end, posted)
        if cid in COMPANY:
            add(cid, "S-01", "服务内容、收费项目和标准", D(2025, 9, 1), D(2025, 9, 2) if cid != "songfeng" else None)
            add(cid, "S-05", "2025年度履行情况", D(2025, 12, 31), D(2026, 3, 24 + IDS.index(cid)) if cid != "wangbu" else None)
    add("luting", "O-01", "维修7、8幢外墙表决结果", D(2026, 10, 18), D(2026, 10, 20), None, matter="SX-2026-901", objections=2)
    add("luting", "O-01", "东门设快递柜表决结果", D(2026, 10, 18), D(2026, 10, 23), None, matter="SX-2026-902")
    add("luzhou", "O-01", "修订管理规约表决结果", D(2026, 8, 3), D(2026, 8, 5), D(2026, 8, 14))
    add("luzhou", "O-01", "公共收益补充维修资金表决结果", D(2026, 10, 26), D(2026, 10, 28))
    add("wangbu", "O-01", "选举业主委员会结果", D(2026, 6, 15), D(2026, 6, 21), D(2026, 7, 6))
    add("wangbu", "O-01", "更换消防水泵控制柜表决结果", D(2026, 4, 11), D(2026, 4, 13), D(2026, 4, 28), matter="SX-2026-903")
    for y, m in MONTHS:
        rows = sorted(by_month[y, m], key=lambda r: ([c[1] for c in COMPOUNDS].index(r[1]), r[0]))
        office(f"{month_folder(y, m)}/公开台账.csv", f"{DISTRICT}{y}年{m}月公开台账", "汀澜区住房和城乡建设局", sent_day(y, m),
               header, rows, merged=1)


def totals():
    header = ["指标", "层级", "范围", "起", "止", "分子", "分母", "数值", "来源"]
    district, city = "临溪市/汀澜区", "临溪市"
    rows = []
    for level, scope, k in (("区县", district, 1), ("城市", city, 1)):
        rows += [["D01", level, scope, "2024-10-01", "2024-10-31", 148 * k, "", "", "12345年报"],
                 ["D01", level, scope, "2024-01-01", "2024-10-31", 1430 * k, "", "", "12345年报"],
                 ["D01", level, scope, "2025-01-01", "2025-10-31", 1262 * k, "", "", "12345年报"],
                 ["D10", level, scope, "2023-11-01", "2024-10-31", 160, "", "", "综治年报"],
                 ["D10", level, scope, "2024-11-01", "2025-10-31", 132, "", "", "综治年报"],
                 ["F11", level, scope, "", "2026-09-30", 1306, "", "", "双报到系统"],
                 ["M01", level, scope, "2025-01-01", "2025-10-31", 104, 340, "", "年度检查"],
                 ["D17", level, scope, "2025-01-01", "2025-10-31", 21, 42, "", "维修资金中心"]]
    for i, cid in enumerate(IDS):
        rows.append(["D01", "小区", cid, "2025-01-01", "2025-10-31", [212, 330, 176, 290, 88, 166][i], "", "", "12345年报"])
        rows.append(["F11", "小区", cid, "", "2026-09-30", [221, 402, 130, 318, 62, 173][i], "", "", "双报到系统"])
    write("汇总填报数.csv", [header] + rows, "utf-8-sig")


def side_files():
    write("approvals.csv", [["compound_id", "period", "approved_by", "approved_on"]] + [
        [cid, "2026-10", "青埠街道办事处" if ROW[cid][3] == "青埠街道" else "松屿街道办事处", "2026-11-05"]
        for cid in IDS if cid != "qiwu"], "utf-8", newline="\n")
    write("corrections.csv", [["table", "key", "period", "compound_id", "reason", "approver"],
                              ["issues", LATE[0], "2026-09", "luting", "漏录办结日期，10月补正", "青埠街道办事处"]],
          "utf-8", newline="\n")
    notes = {
        "luting/services.md": "水箱清洗因停水改到**11月15日前**，停水前一天在各单元门厅张贴通知。\n\n"
                              "- 冬季消防检查：11月每周六上午\n- 地下车库坡道防滑：比选方案已张贴\n",
        "luzhou/meetings.md": "七点半议事厅11月两次会议定在**11月5日**和**11月20日**，地点在党员服务站。\n",
    }
    for path, text in notes.items():
        full = os.path.join(OUT, "notes/2026-10", path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8", newline="\n") as f:
            f.write(text)


def main():
    fund()
    compounds()
    party()
    committees()
    write_matters()
    resolutions()
    issues()
    services()
    duties()
    assessments()
    list_events()
    revenue()
    projects()
    rules()
    disclosures()
    totals()
    side_files()


if __name__ == "__main__":
    main()
