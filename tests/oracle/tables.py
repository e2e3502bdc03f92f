"""What the input tables look like, from domain.md 4.2 and metrics.md 10. Written apart from scripts/.

COLUMNS[table] = {english: (type, [headers], required)}; ENUMS[(table, column)] = {label: code}.
Types: id str text date int dec money area bool enum period.
"""


def _columns(text):
    out = {}
    for line in text.strip().splitlines():
        name, kind, headers = line.split(None, 2)
        out[name.rstrip("!")] = (kind, headers.split("|"), name.endswith("!"))
    return out


COMMON = _columns("""
compound_id id 小区编码|小区编号
compound_name str 小区|小区名称|项目名称|住宅小区
updated_on date 更新日期
public_summary text 公开摘要|公示内容
matter_id id 事项编号
""")

_T = {
    "compounds": """
compound_id! id 小区编码|小区编号
compound_name! str 小区|小区名称
aliases text 别名|曾用名
community! str 社区
subdistrict! str 街道（镇）|镇街|街道
district str 区县
city str 城市
total_owners int 业主总人数
total_area area 建筑物总面积|专有部分总面积
total_units int 总户数|套数
has_company! bool 有无物业
company_id id 物业企业|物业公司
committee_status enum 业委会情况
eligible_committee bool 是否符合成立条件
full_member_count int 正式党员数
lifecycle_stage enum 阶段
demo_level enum 示范点级别
charter_amended_on date 党建入章日期
fund_first_deposit money 首期应交维修资金
fund_balance money 维修资金余额
buildings int 幢数|楼栋数
accounting_agent str 会计代理单位
""",
    "property_companies": """
company_id! id 企业编号
name! str 企业名称
credit_code id 统一社会信用代码
party_org_status enum 党组织情况
instructor_assigned bool 是否派驻党建指导员
red_level enum 红色物业级别
red_year int 年度
charge_mode str 收费方式
office_phone str 服务电话
leader_name str 项目负责人
contract_from date 合同起
contract_to date 合同止
""",
    "party_orgs": """
org_id! id 党组织编号
org_name! str 党组织名称
org_type! enum 类型
parent_org id 上级
standalone bool 是否独立组建|实体
founded_on! date 成立日期
dissolved_on date 撤销日期
member_count int 党员数
""",
    "party_units": """
unit_id! id 台账编号
unit_type! enum 类别
unit_name! str 名称
building_id str 楼栋
member_count int 人数
area_size area 面积
address str 地址
open_hours str 开放时间
start_on date 起
end_on date 止
""",
    "committee_members": """
person_key! id 编号
person_name! str 姓名
body! enum 组织
position enum 职务
party_member! bool 是否党员|政治面貌
is_branch_secretary bool 是否兼支部书记
cross_posts str 交叉任职
term_from date 任期起
term_to date 任期止
vet_total int 联审部门数
vet_passed int 通过部门数
vet_result enum 结论
gate_timing bool 筹备时机关
gate_prep bool 筹备组人选关
gate_candidate bool 业委会人选关
""",
    "agreements": """
agreement_id! id 协议编号
kind! enum 类别
party_a! str 甲方
party_b! str 乙方
counterparty_type! enum 乙方类型
signed_on! date 签订日期
valid_to date 有效期
promises int 承诺数
promises_done int 已履约数
""",
    "proposals": """
matter_id! id 事项编号
title! text 事项名称|议题
kind! enum 类别
list_type enum 清单
proposed_on! date 提议日期
proposer_org! str 提议组织
status! enum 状态
next_step enum 去向
due_on date 期限
closed_on date 办结日期
decline_reason text 不采纳理由
""",
    "meetings": """
meeting_id! id 会议编号
meeting_type! enum 会议类型
planned_on date 计划日期
held_on date 召开日期
cadence enum 频次
attend_branch int 党支部
attend_community int 社区
attend_committee int 业委会
attend_company int 物业
attend_police int 民警
attend_residents int 居民代表
secretary_attended bool 书记列席
minutes_posted_on date 纪要公布日期
""",
    "meeting_items": """
item_id! id 议题编号
meeting_id! id 会议编号
title! text 议题
raised_by enum 提出方
result! enum 商议结果
owner_unit str 责任单位
due_on date 完成期限
done_on date 完成日期
kind enum 议事类别
""",
    "resolutions": """
resolution_id! id 决议编号
title! text 表决事项
item_kind! enum 法定类别
notice_on! date 公告日期
vote_from! date 投票起
vote_to! date 投票止
decided_on date 决定日期
posted_on date 公示起
posted_to date 公示止
total_owners int 总人数
total_area area 总面积
voted_owners! int 参与人数
voted_area! area 参与面积
agree_owners! int 同意人数
agree_area! area 同意面积
against_owners! int 反对人数
against_area! area 反对面积
abstain_owners int 弃权人数
abstain_area area 弃权面积
invalid_owners int 无效人数
unreturned_counted_as enum 未交回票处理
result_claimed enum 表决结果
""",
    "issues": """
issue_id! id 问题编号
issue_type! enum 类型
channel enum 来源
category! enum 类别|投诉类别
building_id str 楼栋
room text 房号
person_name text 姓名|投诉人
phone text 电话|联系电话
content text 内容|投诉内容
reported_on! date 受理日期|受理时间
accepted_on date 接单日期
due_on date 期限
closed_on date 办结日期|办结时间
published_on date 公示日期
status! enum 状态|办理结果
satisfaction enum 满意度
step1_on date 收集
step2_on date 梳理
step3_on date 协商
step4_on date 分流
step5_on date 评估
list_type enum 清单
level enum 层级
escalated_to str 上报部门
responded_on date 响应日期
mediated_result enum 调解结果
dispatched_on date 派单日期
""",
    "service_items": """
item_code! id 项目代码
item_name! text 服务事项
section! enum 类别
period! period 所属期|期间|周期
standard text 质量要求
responsible str 负责人员
price money 收费标准
price_unit str 计价单位
price_basis str 计费方式
document_no str 依据
planned_count int 计划次数
done_count int 完成次数
performance str 履行情况
receivable money 应收
received money 实收
""",
    "duty_tasks": """
list_type! enum 清单主体
task_type! enum 任务
building_id str 楼栋
due_on! date 应完成日
done_on date 完成日
result enum 结果
hazards_found int 发现隐患
hazards_fixed int 已整改
households int 走访户数
""",
    "assessments": """
scheme_id! id 方案
subject_type! enum 对象类型
subject_id! id 对象
rater_type! enum 评价主体
period! period 所属期|期间|周期
aspect_no! int 方面
indicator_no! int 指标
indicator_name! text 名称
full_score! dec 满分
score dec 得分
weight dec 权重
class_group str 类别组
grade str 等次
""",
    "list_events": """
event_id! id 事件编号
subject_type! enum 对象类型
subject_id id 企业
plate id 车牌
event! enum 事件
list_color enum 名单
event_on! date 日期
until_on date 截止
reason_code str 事由
decided_by str 认定单位
""",
    "activities": """
activity_id! id 活动编号
activity_type! enum 类型
title! text 名称
held_on! date 日期
organizer str 组织方
attendees int 参加人数
households int 走访户数
wishes_met int 对接心愿数
joint bool 是否联办
""",
    "fund_ledger": """
entry_id! id 分录编号|流水号
entry_type! enum 类型
project_name str 工程项目
part str 部位
amount money 金额
budget money 预算
settled money 结算
entry_on! date 日期
emergency bool 应急
share_basis enum 分摊方式
""",
    "revenue_ledger": """
entry_id! id 分录编号|流水号
account! enum 账目
direction! enum 收支
subject! enum 科目
amount! money 金额
entry_on! entry_date 日期|期间
households int 分摊户数
quantity dec 用量
unit_price money 单价
contract_ref id 合同号
""",
    "projects": """
project_id! id 项目编号
title! text 名称
kind! enum 类别
cost money 投资额
funded_by enum 资金来源
venue_count int 场所数
equipment_count int 器材套|器材
area_size area 面积
households int 受益户数
start_on date 开工
due_on date 计划完工
done_on date 完工
status enum 状态
ballot_votes int 得票
ballot_rank int 名次
ballot_year int 年度
""",
    "disclosures": """
disclosure_id! id 公开编号
rule_id! id 公开项编码
section enum 类别
title! text 标题
event_on date 事项形成日
due_on date 应公开日
posted_on date 公开日
removed_on date 撤下日
place str 张贴位置
channel str 方式
objections int 异议数
objections_replied int 已答复数
reply_due_on date 答复期限
""",
    "disclosure_rules": """
rule_id! id 公开项编码
pack str 规则包
section! enum 类别
item_name! text 公开事项
duty_holder str 公开主体
cadence! enum 频次
deadline_days int 时限
deadline_unit enum 时限单位
min_post_days int 最短公示天数
legal_basis text 依据
applies_if text 适用条件
""",
    "reported_totals": """
metric_id! id 指标
scope_level! enum 层级
scope_id! id 范围
period_from date 起
period_to! date 止
numerator int 分子
denominator int 分母
value dec 数值
source text 来源
""",
}
NO_COMPOUND = {"property_companies", "disclosure_rules", "reported_totals"}
COLUMNS = {}
for _name, _text in _T.items():
    COLUMNS[_name] = _columns(_text)
    if _name == "compounds":
        COLUMNS[_name]["updated_on"] = COMMON["updated_on"]
    else:
        for _c, _spec in COMMON.items():
            if _name in NO_COMPOUND and _c.startswith("compound"):
                continue
            COLUMNS[_name].setdefault(_c, _spec)

KEYS = {
    "compounds": ["compound_id"], "property_companies": ["company_id"], "party_orgs": ["org_id"],
    "party_units": ["unit_id"], "committee_members": ["person_key", "body", "term_from"],
    "agreements": ["agreement_id"], "proposals": ["matter_id"], "meetings": ["meeting_id"],
    "meeting_items": ["item_id"], "resolutions": ["resolution_id"], "issues": ["issue_id"],
    "service_items": ["@", "item_code", "period"],
    "duty_tasks": ["@", "list_type", "task_type", "building_id", "due_on"],
    "assessments": ["scheme_id", "subject_type", "subject_id", "period", "indicator_no"],
    "list_events": ["event_id"], "activities": ["activity_id"], "fund_ledger": ["entry_id"],
    "revenue_ledger": ["entry_id"], "projects": ["project_id"], "disclosures": ["disclosure_id"],
    "disclosure_rules": ["rule_id"],
    "reported_totals": ["metric_id", "scope_level", "scope_id", "period_from", "period_to"],
}

_LEVELS = "无=none 街道级=subdistrict 区级=district 市级=city 省级=province"
_LISTS = ("服务民生类=livelihood 民生服务=livelihood 社会治理类=governance 社会治理=governance "
          "综合执法类=enforcement 综合执法=enforcement")
_SECTIONS = "提议事项=proposal 商议事项=meeting 决议事项=owners 服务事项=service 其他=other"
_E = {
    "compounds.committee_status": "已成立=established 筹备中=preparing 物管会=management_committee "
                                  "以居代业=resident_committee_acting 未成立=none 无=none",
    "compounds.lifecycle_stage": "孕育期=gestation 出生期=birth 过渡期=transition 成熟期=mature 拆迁改造期=redevelopment",
    "compounds.demo_level": _LEVELS,
    "property_companies.party_org_status": "单独=own 联合=joint 无=none",
    "property_companies.red_level": _LEVELS,
    "party_orgs.org_type": "社区党委=community_committee 党总支=general_branch 小区党支部=branch 党小组=group "
                           "物业党支部=company_branch 党建理事会=council 综合党委=comprehensive",
    "party_units.unit_type": "党员责任区=zone 志愿服务队=team 特色岗=post 示范岗=post 同心家园=garden 党员服务站=station "
                             "服务点=point 网格=grid 党员楼管理员=building_manager 老娘舅=mediator 监督员=supervisor 核=core "
                             "片=area 站=pioneer_station 党建阵地=position 联勤共治站=joint_station",
    "committee_members.body": "筹备组=prep_group 候选人=candidate 业委会=committee 监委会=supervisors "
                              "物管会=management_committee",
    "committee_members.position": "主任=director 副主任=deputy 委员=member 候补委员=alternate",
    "committee_members.vet_result": "通过=pass 不通过=fail 待审=pending",
    "agreements.kind": "联建协议=co_building 结对共建=pairing 联盟=alliance 协会=association",
    "agreements.counterparty_type": "企业=company 部门=department 两新组织=two_new 机关支部=branch 商圈=business_circle "
                                    "商业街=street 群团=mass_org 小区=compound",
    "proposals.kind": "支部提议=branch_proposal 红色提案=red_proposal 支部审议=pre_review 居民提议=resident",
    "proposals.list_type": _LISTS,
    "proposals.status": "已提交=submitted 提交联席会议=to_meeting 提交业主大会=to_owners 直接办理=direct 不采纳=declined "
                        "已办结=closed",
    "proposals.next_step": "已提交=submitted 提交联席会议=to_meeting 提交业主大会=to_owners 直接办理=direct 不采纳=declined "
                           "已办结=closed",
    "meetings.meeting_type": "联席会议=joint 四方平台=four_party 四方会谈=four_party 七点半议事厅=forum730 "
                             "党建理事会=council 金点子议事会=idea_hall 业委会会议=committee",
    "meetings.cadence": "每周=weekly 每半月=half_month 每月=month 每季度=quarter",
    "meeting_items.raised_by": "党支部=branch 社区=community 业委会=committee 物业=company 居民=resident",
    "meeting_items.result": "达成一致=agreed 再议=deferred 上报=escalated 否决=rejected 提交业主大会=to_owners",
    "meeting_items.kind": "民情恳谈=talk 事务协调=coordinate 工作听证=hearing 成效评议=review",
    "resolutions.item_kind": "议事规则=1 管理规约=2 选举业委会或更换成员=3 选聘解聘物业服务人=4 使用维修资金=5 筹集维修资金=6 "
                             "改建重建=7 改变共有部分用途或利用共有部分经营=8 其他重大事项=9",
    "resolutions.unreturned_counted_as": "不计入=none 计入参与=participating 计入多数意见=majority",
    "resolutions.result_claimed": "通过=pass 未通过=fail",
    "issues.issue_type": "投诉=complaint 诉求=request 物业纠纷=dispute 调解=mediation 点单=order 隐患=hazard 建议=suggestion",
    "issues.channel": "12345=hotline 窗口=window 走访=visit 楼栋长=building_head 民情快车=express_visit "
                      "接待日=reception_day 微信=wechat APP=app 会议=meeting",
    "issues.category": "保洁卫生=cleaning 停车=parking 环境噪声=noise 噪声=noise 高空抛物=falling_object "
                       "私搭乱建=illegal_build 楼道堆物=corridor 电动车=ebike 物业收费=fee 公摊费用=shared_cost 维修=repair "
                       "电梯=lift 绿化=green 治安=security 宠物=pets 消防安全=fire 其他=other",
    "issues.status": "待处理=open 办理中=processing 已办结=closed 办结=closed 已销号=written_off 销号=written_off "
                     "已上报=escalated 上报=escalated",
    "issues.satisfaction": "非常满意=very 满意=yes 基本满意=basic 不满意=no 未评价=unrated",
    "issues.list_type": _LISTS,
    "issues.level": "小区=compound 社区=community 街道=subdistrict 区级=district",
    "issues.mediated_result": "成功=success 失败=failed 进行中=ongoing",
    "service_items.section": "保洁=cleaning 秩序维护=order 绿化=green 维修=repair 电梯=lift 消防=fire 收费=fee 其他=other",
    "duty_tasks.list_type": "党支部=branch 业委会=committee 监委会=supervisors 社区党委=party_committee "
                            "楼管理员=building_manager 物业企业=company",
    "duty_tasks.task_type": "消防检查=fire_check 天面检查=roof_check 楼道杂物=corridor_check 群众接待日=reception_day "
                            "每月走访=monthly_visit 每周收集=weekly_collect 物业报告=company_report 检查=inspection 其他=other",
    "duty_tasks.result": "正常=normal 有隐患=hazard",
    "assessments.subject_type": "物业企业=company 党支部=branch 业委会=committee",
    "assessments.rater_type": "党支部=branch 居民=resident 党员=member 业委会=committee 主管部门=authority",
    "list_events.subject_type": "企业=company 车辆=vehicle",
    "list_events.event": "列入=list_in 移出=list_out 提醒=reminder 列入黑名单=blacklist 解除=release",
    "list_events.list_color": "红名单=red 黑名单=black",
    "activities.activity_type": "志愿服务=volunteer 培训=training 三会一课=party_meeting 清洁=cleanup 文化=culture "
                                "政策宣讲=policy 咨询=consult 走访=visit 联办活动=joint",
    "fund_ledger.entry_type": "交存=deposit 增值=interest 申报=apply 批准=approve 首拨=pay_first 尾款=pay_final "
                              "退款=refund 退回=refund 调整=adjust",
    "fund_ledger.share_basis": "按约定=agreement 按面积=area",
    "revenue_ledger.account": "公共收益=common_income 公共水电=shared_utility 物业费收支=property_fee 业委会经费=committee_cost",
    "revenue_ledger.direction": "收入=in 支出=out 成本=cost 转入维修资金=transfer_to_fund",
    "revenue_ledger.subject": "广告=ads 停车=parking 租赁=lease 场地=venue 快递柜=express_box 充电=charging 其他=other",
    "projects.kind": "金点子=idea 安全=safety 场所=venue 器材=equipment 改造=renovation 环境=environment 其他=other",
    "projects.funded_by": "企业=company 业委会=committee 维修资金=fund 政府=government 共建=joint",
    "projects.status": "征集=collected 投票中=voting 入选=selected 在建=building 已完成=done 停止=stopped",
    "disclosures.section": _SECTIONS,
    "disclosure_rules.section": _SECTIONS,
    "disclosure_rules.cadence": "持续=continuous 每月=month 每季度=quarter 每半年=half 每年=year 事项发生时=event",
    "disclosure_rules.deadline_unit": "自然日=calendar 工作日=working",
    "reported_totals.scope_level": "小区=compound 社区=community 街道（镇）=subdistrict 街道=subdistrict 区县=district "
                                   "城市=city 市=city",
}
ENUMS = {}
for _name, _text in _E.items():
    _labels = dict(pair.split("=") for pair in _text.split())
    _labels.update({code: code for code in list(_labels.values())})
    ENUMS[tuple(_name.split("."))] = _labels


def codes(table, column):
    return sorted(set(ENUMS[table, column].values()))
