#!/usr/bin/env python3
"""Writes the input of a scenario case: make.py NAME FOLDER fills FOLDER/input.

Facts are those of the five cities' published accounts, compounds and people are invented.
"""

import calendar
import datetime as dt
import os
import sys

D = dt.date


def cell(c):
    c = c.isoformat() if isinstance(c, dt.date) else str(c)
    return '"' + c.replace('"', '""') + '"' if any(x in c for x in ',"\r\n') else c


class Input:
    def __init__(self, folder):
        self.folder = os.path.join(folder, "input")
        os.makedirs(self.folder, exist_ok=True)

    def raw(self, name, data):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data)

    def table(self, name, header, rows, encoding="utf-8"):
        """header: words between blanks."""
        lines = [header.split()] + [list(r) for r in rows]
        self.raw(name + ".csv", "".join(",".join(map(cell, r)) + "\n" for r in lines).encode(encoding))

    def compounds(self, rows, more=""):
        self.table("小区基本信息", "小区编码 小区 社区 街道 有无物业 " + more, rows)


def names(n):
    return [(f"k{i:04d}", f"澜庭{i}号苑") for i in range(1, n + 1)]


def spread(first, last, n):
    """n days, evenly laid over the span."""
    days = (last - first).days + 1
    return [first + dt.timedelta(i * days // n) for i in range(n)]


# --- Huangyan ---------------------------------------------------------------------------------

def huangyan(folder, used=218, unheld=0, extra=False):
    o = Input(folder)
    first, last = D(2021, 9, 1), D(2022, 3, 31)
    homes = names(68)
    who = [h[1] for h in homes]
    at = lambda i: who[i % 68]
    o.compounds([[c, n, f"第{i % 9 + 1}社区", f"{'东西南北'[i % 9 % 4]}街道", "是", ""] for i, (c, n) in enumerate(homes)],
                "业委会情况")
    o.table("党组织", "党组织编号 小区 党组织名称 类型 成立日期",
            [[f"Z{i}", n, n + "党支部", "小区党支部", "2019-05-01"] for i, n in enumerate(who)])
    o.table("公开事项目录", "公开项编码 类别 公开事项 频次 时限 时限单位",
            [[f"G{k}", "服务事项", f"应公开事项{k}", "事项发生时", 3, "自然日"] for k in range(1, 6)])
    posts, n = [], 0
    for i in range(68):
        for k in range(1, 6):
            n += 1
            event = first + dt.timedelta((n * 7) % 180)
            posted = event + dt.timedelta(2) if n <= 250 else event + dt.timedelta(9) if n <= 290 else ""
            posts.append([f"T{n}", at(i), f"G{k}", f"应公开事项{k}", event, posted])
    o.table("公开台账", "公开编号 小区 公开项编码 标题 事项形成日 公开日", posts)

    held = spread(first, last, 144)
    meetings = [[f"H{i}", at(i), "联席会议", d, d, "每周", 1, 1, 1, 1] for i, d in enumerate(held)]
    meetings += [[f"N{i}", at(i), "联席会议", D(2022, 3, 20), "", "每周", "", "", "", ""] for i in range(unheld)]
    o.table("会议", "会议编号 小区 会议类型 计划日期 召开日期 频次 党支部 社区 业委会 物业", meetings)
    o.table("商议事项", "议题编号 小区 会议编号 议题 商议结果 完成日期",
            [[f"I{i}", at(i % 144), f"H{i % 144}", f"议题{i}", "达成一致", ""] for i in range(320)])

    rating = ["满意"] * 600 + ["基本满意"] * 55 + ["不满意"] * 11 + ["未评价"] * 17
    o.table("投诉台账", "问题编号 小区 类型 类别 受理日期 办结日期 状态 满意度",
            [[f"W{i}", at(i), "投诉", "停车", d, min(d + dt.timedelta(3), last), "已办结", s]
             for i, (d, s) in enumerate(zip(spread(first, last, 683), rating))])

    fund = []
    for i, d in enumerate(spread(first, D(2022, 2, 20), 400)):
        fund.append([f"S{i}", at(i), "申报", f"F{i}", 1000, d])
        if i < used:
            fund.append([f"B{i}", at(i), "首拨", f"F{i}", 700, d + dt.timedelta(20)])
    o.table("维修资金", "分录编号 小区 类型 事项编号 金额 日期", fund)

    people = []
    sizes, party = [5, 5, 7, 7, 5, 9, 7, 5], [3, 3, 4, 4, 3, 5, 4, 4]
    if extra:  # exactly half is not over half
        sizes, party = sizes + [6], party + [3]
    for i, (size, p) in enumerate(zip(sizes, party)):
        for k in range(size):
            people.append([f"Y{i}-{k}", at(i), f"代{'甲乙丙丁戊己庚辛壬'[k]}", "业委会", "主任" if k == 0 else "委员",
                           "是" if k < p else "否", "是" if k == 0 and i < 6 else "否", "2021-10-01", "2026-09-30", "", "", ""])
    for k in range(12):
        people.append([f"C{k}", at(k), f"候{'甲乙丙丁戊己庚辛壬癸子丑'[k]}", "候选人", "", "否", "", "2022-03-01", "", 7,
                       7 if k < 10 else 6, "通过" if k < 10 else "不通过"])
    o.table("业委会", "编号 小区 姓名 组织 职务 是否党员 是否兼支部书记 任期起 任期止 联审部门数 通过部门数 结论", people)

    units = [[f"A{i}", at(i), "网格", f"网格{i}", 4760 // 381 + (i < 4760 % 381), "", "2021-01-01"] for i in range(381)]
    for kind, count in (("核", 1), ("片", 3), ("站", 4), ("党建阵地", 24)):
        units += [[f"A{kind}{i}", at(i), kind, f"{kind}{i}", "", "35.00" if kind != "核" else "1350.00", "2021-01-01"]
                  for i in range(count)]
    o.table("阵地队伍", "台账编号 小区 类别 名称 人数 面积 起", units)
    o.table("活动", "活动编号 小区 类型 名称 日期",
            [[f"D{i}", at(i), "志愿服务", f"活动{i}", d] for i, d in enumerate(spread(first, last, 408))])
    o.table("协议", "协议编号 小区 类别 甲方 乙方 乙方类型 签订日期",
            [[f"X{i}", at(i), "协会", "物业协会", f"会员{i}", "企业", "2021-06-01"] for i in range(22)])
    district = "临溪市/梧澜区"
    o.table("汇总填报数", "指标 层级 范围 起 止 分子 分母 来源", [
        ["M01", "区县", district, "2020-09-01", "2021-03-31", 104, 340, "年度检查"],
        ["D01", "区县", district, "2020-09-01", "2021-03-31", 1000, "", "12345年报"],
        ["D17", "区县", district, "2020-09-01", "2021-03-31", 200, 400, "维修资金中心"],
        ["F11", "区县", district, "", "2022-03-31", 7812, "", "双报到系统"]])


def huangyan_variant(folder):
    huangyan(folder, used=236, unheld=2, extra=True)


def huangyan_totals(folder):
    """Figures that exist as totals only, and one compound's three lists."""
    o = Input(folder)
    o.compounds([["k0001", "港湾一号苑", "一社区", "东街道", "是"], ["k0002", "港湾二号苑", "一社区", "东街道", "是"]])
    district = "临溪市/梧澜区"
    o.table("汇总填报数", "指标 层级 范围 起 止 分子 来源", [
        ["F06", "区县", district, "", "2022-03-31", 630, "年报"],
        ["F17", "区县", district, "2022-01-01", "2022-03-31", 2952, "年报"],
        ["F18", "区县", district, "2022-01-01", "2022-03-31", 574, "年报"],
        ["F13", "区县", district, "", "2022-03-31", 226, "年报"],
        ["F11", "区县", district, "", "2022-03-31", 13046, "年报"]])
    o.table("提议", "事项编号 小区 事项名称 类别 提议日期 提议组织 状态", [])
    lists = ["服务民生类"] * 20 + ["社会治理类"] * 14 + ["综合执法类"] * 9 + ["服务民生类"] * 2
    o.table("问题台账", "问题编号 小区 类型 类别 受理日期 办结日期 状态 清单",
            [[f"W{i}", "港湾一号苑", "诉求", "其他", D(2022, 3, 1 + i % 28), D(2022, 3, 1 + i % 28) if i < 43 else "",
              "已销号" if i < 43 else "办理中", kind] for i, kind in enumerate(lists)])
    o.table("物业企业", "企业编号 企业名称 红色物业级别 年度", [[f"K{i}", f"汀{i}物业", "省级", 2021] for i in range(3)])


# --- Zhongshan --------------------------------------------------------------------------------

def zhongshan(folder):
    o = Input(folder)
    home = "朗庭苑"
    o.compounds([["k1", home, "和社区", "石街道", "是"]])
    o.table("投诉", "问题编号 小区 类型 类别 受理日期 状态",
            [[f"W{i}", home, "投诉", "停车", d, "办理中"] for i, d in enumerate(spread(D(2021, 1, 1), D(2021, 12, 31), 120))])
    totals = []
    for level, scope in (("小区", "k1"), ("城市", "临溪市")):
        totals += [["D01", level, scope, "2019-01-01", "2019-12-31", 240, "年报"],
                   ["D01", level, scope, "2020-01-01", "2020-12-31", 300, "年报"]]
    o.table("汇总填报数", "指标 层级 范围 起 止 分子 来源", totals)
    ideas = [[f"N{i + 1}", home, f"金点子{i + 1}号", "金点子", "", "", "2021-06-01" if i < 4 else "", "已完成" if i < 4 else "入选", v, 2021]
             for i, v in enumerate([90, 81, 77, 70, 66, 60, 52, 47, 41, 30, 30, 22, 13, 5])]
    o.table("项目", "项目编号 小区 名称 类别 投资额（元） 受益户数 完工 状态 得票 年度", [
        ["J1", home, "雨棚", "安全", "700,000.00", 3237, "2021-05-01", "已完成", "", ""],
        ["J2", home, "安全检查", "安全", "400,000.00", "", "2021-08-01", "已完成", "", ""]] + ideas)
    o.table("活动", "活动编号 小区 类型 名称 日期",
            [[f"D{i}", home, "文化", f"活动{i}", d] for i, d in enumerate(spread(D(2021, 1, 1), D(2021, 12, 31), 60))])
    meetings = []
    for m in range(1, 13):
        d = D(2021, m, 12)
        four = [1, 1, 1, 1] if m != 5 else [1, 1, 1, 0]
        meetings.append([f"H{m}", home, "四方平台", d, "" if m == 9 else d, "每月"] + (["", "", "", ""] if m == 9 else four))
    o.table("会议", "会议编号 小区 会议类型 计划日期 召开日期 频次 党支部 社区 业委会 物业", meetings)


def zhongshan_city(folder):
    o = Input(folder)
    homes = names(1092)
    o.compounds([[c, n, f"第{i % 40 + 1}社区", f"第{i % 8 + 1}镇", "是", 5 if i < 578 else 1] for i, (c, n) in enumerate(homes)],
                "正式党员数")
    o.table("党组织", "党组织编号 小区 党组织名称 类型 是否独立组建 成立日期",
            [[f"Z{i}", n, n + "党组织", "小区党支部" if i < 540 else "党小组", "是" if i < 540 else "否", "2020-01-01"]
             for i, (_, n) in enumerate(homes)])
    o.table("协议", "协议编号 小区 类别 甲方 乙方 乙方类型 签订日期",
            [[f"X{i}", homes[i % 1092][1], "联建协议", "支部", f"单位{i}", "部门", "2021-01-01"] for i in range(1320)])
    o.table("阵地队伍", "台账编号 小区 类别 名称 人数 起",
            [[f"A{i}", homes[i % 33][1], "党员楼管理员", f"楼{i}", "", "2021-01-01"] for i in range(253)]
            + [[f"B{i}", homes[i % 4][1], "网格", f"网格{i}", 179 // 39 + (i < 179 % 39), "2021-01-01"] for i in range(39)])


def parking(folder):
    """Towers without a company, reception days, and a plate that nobody may read."""
    o = Input(folder)
    home = "花庭老里"
    o.compounds([["k1", home, "花社区", "石街道", "否"]])
    tasks = []
    missing = {(7, "天面检查"), (19, "消防检查"), (28, "楼道杂物")}
    for b in range(1, 31):
        for task in ("消防检查", "天面检查", "楼道杂物"):
            tasks.append([home, "楼管理员", task, f"{b}幢", "2021-05-31", "" if (b, task) in missing else f"2021-05-{b % 28 + 1:02d}",
                          "" if (b, task) in missing else "正常"])
    tasks += [[home, "党支部", "群众接待日", "", "2021-03-15", "2021-03-15", "正常"],
              [home, "党支部", "群众接待日", "", "2021-04-15", "2021-04-16", "正常"]]
    o.table("履职", "小区 清单主体 任务 楼栋 应完成日 完成日 结果", tasks)
    plate = "浙Q7K3X9"
    o.table("停车", "事件编号 小区 对象类型 车牌 事件 日期 截止",
            [["E1", home, "车辆", plate, "提醒", "2021-05-03", ""], ["E2", home, "车辆", plate, "提醒", "2021-05-09", ""],
             ["E3", home, "车辆", plate, "提醒", "2021-05-20", ""], ["E4", home, "车辆", plate, "列入黑名单", "2021-05-20", ""]])


# --- Huiji -------------------------------------------------------------------------------------

def huiji(folder):
    o = Input(folder)
    home = "兴河苑"
    o.compounds([["k1", home, "兴社区", "长街道", "是"]])
    units = []
    for kind, count in (("党员责任区", 267), ("志愿服务队", 126), ("特色岗", 86), ("同心家园", 4), ("党员服务站", 12), ("服务点", 20)):
        units += [[f"A{kind}{i}", home, kind, f"{kind}{i}", "1020.00" if kind == "同心家园" and i == 0 else "", "2015-01-01"]
                  for i in range(count)]
    o.table("阵地队伍", "台账编号 小区 类别 名称 面积 起", units)
    o.table("协议", "协议编号 小区 类别 甲方 乙方 乙方类型 签订日期 有效期",
            [[f"X{i}", home, "联建协议", "社区", f"物业{i}", "企业", "2015-06-01", "2016-09-30" if i == 0 else "2017-06-01"]
             for i in range(27)])
    o.table("项目", "项目编号 小区 名称 类别 投资额（万元） 场所数 器材套 完工 状态",
            [["J1", home, "同心家园", "场所", "300", 10, "", "2016-03-01", "已完成"],
             ["J2", home, "文娱场所与器材", "器材", "303.45", 8, 677, "2016-06-01", "已完成"]])
    o.table("公摊", "流水号 小区 账目 收支 科目 金额 期间 分摊户数",
            [["S1", home, "公共水电", "支出", "其他", "12,000.00", "2016-09", 400],
             ["S2", home, "公共水电", "支出", "其他", "1,200.00", "2016-10", 400]])
    o.table("问题台账", "问题编号 小区 类型 类别 受理日期 办结日期 公示日期 状态",
            [[f"W{i}", home, "诉求", "维修", D(2016, 10, 1 + i % 28), D(2016, 10, 28) if i < 41 else "",
              D(2016, 10, 30) if i < 39 else "", "已销号" if i < 41 else "办理中"] for i in range(50)])
    o.table("活动", "活动编号 小区 类型 名称 日期 参加人数", [["D1", home, "清洁", "清洁家园", "2016-10-15", 108]])


# --- Changzhou ---------------------------------------------------------------------------------

def changzhou(folder):
    o = Input(folder)
    home = "锦珑雅苑"
    o.compounds([["k1", home, "横社区", "北街道", "是"]])
    meetings, items = [], []
    for m in range(1, 13):
        for half, d in ((1, D(2020, m, 8)), (2, D(2020, m, 22))):
            n = 2 * m + half - 3
            held = d + dt.timedelta(7 if half == 1 else 0)
            if (m, half) == (6, 1):
                held = D(2020, 6, 16)  # outside its half month
            meetings.append([f"H{n}", home, "七点半议事厅", d, held, "每半月"])
            for i in range(13 if n < 16 else 12):
                items.append([f"I{n}-{i}", home, f"H{n}", f"议题{n}-{i}", "达成一致", held + dt.timedelta(3)])
    o.table("会议", "会议编号 小区 会议类型 计划日期 召开日期 频次", meetings)
    o.table("商议事项", "议题编号 小区 会议编号 议题 商议结果 完成日期", items)
    o.table("阵地队伍", "台账编号 小区 类别 名称 起", [[f"A{i}", home, "老娘舅", f"调解员{i}", "2019-01-01"] for i in range(13)])
    o.table("协议", "协议编号 小区 类别 甲方 乙方 乙方类型 签订日期",
            [[f"X{i}", home, "联盟", "红色物业联盟", f"联盟成员{i}号小区", "小区", "2019-01-01"] for i in range(5)])
    o.table("调解", "问题编号 小区 类型 类别 受理日期 办结日期 状态 调解结果 姓名 内容",
            [[f"W{i}", home, "调解", "环境噪声", D(2020, 12, 1 + i), D(2020, 12, 28), "已办结", "成功" if i < 19 else "失败", "谷听砚",
              "谷听砚与邻居因噪声起争执"] for i in range(20)])


def changzhou_demo(folder):
    o = Input(folder)
    o.compounds([[c, n, f"第{i % 20 + 1}社区", f"第{i % 5 + 1}街道", "是", "市级" if i < 120 else "街道级" if i < 200 else "无"]
                 for i, (c, n) in enumerate(names(203))], "示范点级别")


# --- Longgang ----------------------------------------------------------------------------------

def longgang(folder, last_year=71):
    o = Input(folder)
    homes = names(10)
    stage = ["孕育期", "出生期", "过渡期", "成熟期", "拆迁改造期"]
    o.compounds([[c, n, f"第{i % 2 + 1}社区", "坂街道", "是", "KA" if i < 5 else "KB", stage[i % 5]] for i, (c, n) in enumerate(homes)],
                "物业公司 阶段")
    o.table("物业企业", "企业编号 企业名称", [["KA", "坂和物业"], ["KB", "岸芷物业"]])
    o.table("党组织", "党组织编号 小区 党组织名称 类型 成立日期", [[f"Z{i}", n, n + "党支部", "小区党支部", "2020-01-01"]
                                                     for i, (_, n) in enumerate(homes)])
    rows = []
    for company, count in (("KA", 58), ("KB", 57)):
        for n in range(1, count + 1):
            full = 2 if n <= 42 else 1
            got = full
            if company == "KA" and n <= 9:  # 100 less eight times 1 and once 0.5
                got = "1" if n <= 8 else "1.5"
            rows.append(["star_rating", "物业企业", company, "党支部" if n <= 6 else "主管部门", "2023年", (n - 1) % 8 + 1, n, f"指标{n}",
                         full, got])
    o.table("考核", "方案 对象类型 对象 评价主体 所属期 方面 指标 名称 满分 得分", rows)
    people = []
    for i, (_, n) in enumerate(homes):
        for k in range(3):
            people.append([f"Y{i}-{k}", n, "代甲", "业委会", "委员", "是" if k else "否", "2022-01-01", "2027-01-01",
                           "否" if i == 3 else "是", "是", "是"])
    o.table("业委会", "编号 小区 姓名 组织 职务 是否党员 任期起 任期止 筹备时机关 筹备组人选关 业委会人选关", people)
    rows = []
    for year, count in ((2021, 120), (2022, 96), (2023, last_year)):
        rows += [[f"W{year}-{i}", homes[i % 10][1], "物业纠纷", "物业收费", d, "办理中"]
                 for i, d in enumerate(spread(D(year, 1, 1), D(year, 12, 31), count))]
    o.table("纠纷", "问题编号 小区 类型 类别 受理日期 状态", rows)


def longgang_flat(folder):
    longgang(folder, last_year=96)


# --- law, empty, private -------------------------------------------------------------------------

VOTE = ("决议编号 小区 表决事项 法定类别 公告日期 投票起 投票止 决定日期 公示起 总人数 总面积 参与人数 参与面积 同意人数 同意面积 "
        "反对人数 反对面积 表决结果")


def law(folder):
    o = Input(folder)
    o.compounds([["k1", "衡平苑", "一社区", "东街道", "是"]])

    def vote(rid, title, kind, day, vo, va, ao, aa, claimed="", notice=20):
        start = day - dt.timedelta(5)
        return [rid, "衡平苑", title, kind, start - dt.timedelta(notice), start, day - dt.timedelta(1), day, day + dt.timedelta(2), 300,
                "30000.00", vo, va, ao, aa, vo - ao, f"{float(va) - float(aa):.2f}", claimed]
    d = D(2021, 1, 5)
    o.table("表决", VOTE, [
        vote("J1", "选聘物业服务企业", 4, d, 200, "20000.00", 101, "10000.01", "通过"),
        vote("J2", "再次选聘物业服务企业", 4, d, 200, "20000.00", 100, "10000.01", "未通过"),
        vote("J3", "参与不足的事项", 4, d, 199, "20000.00", 150, "15000.00", "未通过"),
        vote("J4", "筹集维修资金", 6, d, 200, "20000.00", 150, "15000.00", "通过"),
        vote("J5", "再次筹集维修资金", 6, d, 200, "20000.00", 150, "14999.99", "未通过"),
        vote("J6", "新规则使用维修资金", 5, d, 200, "20000.00", 101, "10000.01", "通过"),
        vote("J7", "旧规则使用维修资金", 5, D(2020, 12, 20), 250, "25000.00", 199, "20000.00", "未通过"),
        vote("J8", "旧规则三分之二", 5, D(2020, 12, 20), 250, "25000.00", 200, "20000.00", "通过"),
        vote("J9", "自称通过的事项", 9, d, 200, "20000.00", 99, "9000.00", "通过")])


def empty(folder):
    o = Input(folder)
    o.compounds([["k1", "静庐", "一社区", "东街道", "是"], ["k2", "闻溪里", "一社区", "东街道", "是"]])
    head = "会议编号,小区,会议类型,计划日期,召开日期,频次\n"
    o.raw("会议-静庐.csv", ("填报单位：静庐,,,,,\n" + head).encode())  # arrived with no rows; 闻溪里 sent nothing
    o.table("活动", "活动编号 小区 类型 名称 日期", [["D1", "静庐", "志愿服务", "清扫", "2026-01-10"]])


def dirty(folder, form="gbk"):
    o = Input(folder)
    o.raw("小区.csv", "小区编码,小区,社区,街道,有无物业\nk1,永悦里,一社区,东街道,是\nk2,世纪园,一社区,东街道,是\n".encode())
    sheet = ('东街道2022年3月投诉处理台账,,,,,,,,,,\n填报单位：东街道办事处,,,,填报日期：2022/4/2,,,,,,\n'
             '序号,小区名称,楼栋,投诉人,联系电话,投诉内容,投诉类别,受理时间,办结时间,办理结果,满意度\n'
             '1,永悦里,3幢,季听澜,1990000{0},"楼道堆物,电瓶车充电",消防安全,2022/3/1 9:12,2022/3/3,已办结,满意\n'
             '2,,5幢,贺知微,19900001112,"夜宵摊扰民\n凌晨2点",环境噪声,44623,,办理中,\n'
             '合计,,,,,,2件,,1件,,\n填表人：×××,,,审核人：×××,,,,,,,\n').replace("{0}", "3344").replace("\n", "\r\n")
    if form == "gbk":
        data = sheet.encode("gb18030")
    elif form == "utf8":
        data = b"\xef\xbb\xbf" + sheet.encode()
    else:
        data = b"\xff\xfe" + tabs(sheet).encode("utf-16-le")
    o.raw("2022-03/台账.csv", data)


def tabs(sheet):
    import csv
    import io
    out = io.StringIO(newline="")
    csv.writer(out, delimiter="\t", lineterminator="\r\n").writerows(csv.reader(io.StringIO(sheet, newline="")))
    return out.getvalue()


def dirty_utf8(folder):
    dirty(folder, "utf8")


def dirty_utf16(folder):
    dirty(folder, "utf16")


def dirty_more(folder):
    """Cells that cannot be read, files that are none, bytes that look like UTF-8 by accident."""
    dirty(folder)
    o = Input(folder)
    o.raw("2022-03/问题.csv", ("问题编号,小区,类型,类别,楼栋,受理日期,状态,电话\nB1,永悦里,投诉,停车,3月2日,2022-03-04,办理中,3.30103E+17\n"
                             "B2,永悦里,投诉,停车,2幢,2022-02-30,办理中,\nB3,永悦里,投诉,停车,2幢,2022-03-09,办理中,\n").encode())
    o.raw("扫描件.csv", b"PK\x03\x04\x14\x00\x06\x00")
    o.raw("网页导出.csv", b"<html><table><tr><td>x</td></tr></table></html>")


def dirty_ledger(folder):
    """The second and third sample of domain.md 3.4: columns that are missing, income and spending side by side."""
    o = Input(folder)
    o.raw("小区.csv", "小区编码,小区,社区,街道,有无物业\nk1,永悦里,一社区,东街道,是\nk2,世纪园,一社区,东街道,是\n".encode())
    o.raw("收支.csv", ('世纪园2022年3月公共收益收支表,,,\n项目,收入（元）,支出（元）,备注\n电梯广告,"12,000.00",,1-3月\n'
                     '临停收费,"38,650.50",,\n公共照明电费,,(6430.2),\n合计,50650.50,-6430.2,\n').encode("gb18030"))
    o.raw("表决.csv", ('小区,表决事项,总人数,总面积（㎡）,参与表决·人数,参与表决·面积,同意·人数,同意·面积,反对,弃权,表决结果\n'
                     '世纪园,选聘物业服务企业,"1,200","120,000.00",800,"80,000.00",401,"40,000.01",300,99,通过\n').encode())


PRIVATE = ["季听澜", "冉疏桐", "19900003344", "19900007788", "330103199001010011", "浙Q5M2N8", "3-2-501", "7-1-1203",
           "家中老人患病卧床多年请勿声张"]


def private(folder):
    o = Input(folder)
    home = "隐庐"
    o.compounds([["k1", home, "一社区", "东街道", "是"]])
    o.table("问题台账", "问题编号 小区 类型 类别 楼栋 房号 姓名 电话 身份证号 内容 受理日期 状态 公开摘要 备注", [
        ["W1", home, "投诉", "环境噪声", "3幢", "3-2-501", "季听澜", "19900003344", "330103199001010011",
         "家中老人患病卧床多年请勿声张", "2026-01-05", "办理中", "夜间声响", "找冉疏桐"],
        ["W2", home, "投诉", "停车", "7幢", "7-1-1203", "冉疏桐", "19900007788", "", "车被占了", "2026-01-06", "办理中", "", ""],
        ["W3", home, "诉求", "维修", "7幢", "", "", "", "", "", "2026-01-07", "办理中", "请打19900007788找楼长", ""]])
    o.table("停车", "事件编号 小区 对象类型 车牌 事件 日期", [["E1", home, "车辆", "浙Q5M2N8", "列入黑名单", "2026-01-08"]])
    o.table("候选人", "编号 小区 姓名 组织 是否党员 结论 任期起 联审部门数",
            [["330103199001010011", home, "季听澜", "筹备组", "是", "", "2026-01-01", ""]])


MAKERS = {
    "S-Huangyan": huangyan, "S-Huangyan-variant": huangyan_variant, "S-Huangyan-totals": huangyan_totals,
    "S-Zhongshan": zhongshan, "S-Zhongshan-city": zhongshan_city, "S-Zhongshan-parking": parking,
    "S-Zhongshan-parking-over": parking, "S-Huiji": huiji, "S-Changzhou": changzhou, "S-Changzhou-demo": changzhou_demo,
    "S-Longgang": longgang, "S-Longgang-flat": longgang_flat, "S-LAW": law, "S-EMPTY": empty, "S-DIRTY": dirty,
    "S-DIRTY-more": dirty_more, "S-DIRTY-ledger": dirty_ledger, "S-PRIV": private,
}

if __name__ == "__main__":
    MAKERS[sys.argv[1]](sys.argv[2])
