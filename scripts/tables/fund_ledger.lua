-- T17 维修资金 — shares of single households are never read (住宅专项维修资金管理办法 30).
return {
  name = "fund_ledger", id = "T17", key = { "entry_id" }, date = "entry_on",
  title = { zh = "维修资金", en = "maintenance fund" },
  common = { "compound", "matter_id", "public_summary", "updated_on", "remark" },
  columns = {
    { "entry_id", "id", "分录编号|流水号|分录编码", "entry number", required = true },
    { "entry_type", "enum", "类型|分录类型", "kind", required = true, values = {
      { "deposit", "交存" }, { "interest", "增值|增值收益|利息" }, { "apply", "申报", "application" },
      { "approve", "批准", "approval" }, { "pay_first", "首拨", "first payment" },
      { "pay_final", "尾款", "final payment" }, { "refund", "退款|退回" },
      { "adjust", "调整", "adjustment" },
    } },
    { "project_name", "str", "工程项目|工程项目名称", "works" },
    { "part", "str", "部位|具体部位", "part" },
    { "contractor", "str", "施工单位", "contractor" },
    { "amount", "money", "金额", "amount" },
    { "budget", "money", "预算|工程预算", "budget" },
    { "settled", "money", "结算|结算金额", "settled" },
    { "entry_on", "date", "日期|记账日期", "date", required = true },
    { "share_scope", "str", "分摊范围|费用分摊范围", "shared among" },
    { "share_basis", "enum", "分摊方式", "shared by", values = {
      { "agreement", "按约定", "by agreement" }, { "area", "按面积", "by area" },
    } },
    { "emergency", "bool", "应急|是否应急", "emergency" },
    { "audit_no", "str", "审价号", "audit number" },
  },
}
