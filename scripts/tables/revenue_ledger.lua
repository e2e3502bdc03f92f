-- T18 公共收益与收支
return {
  name = "revenue_ledger", id = "T18", key = { "entry_id" }, date = "entry_on",
  title = { zh = "公共收益与收支", en = "common income and costs" },
  columns = {
    { "entry_id", "id", "分录编号|流水号|分录编码", "entry number", required = true },
    { "account", "enum", "账目", "account", required = true, values = {
      { "common_income", "公共收益" }, { "shared_utility", "公共水电|公摊|公摊水电", "shared utilities" },
      { "property_fee", "物业费收支" }, { "committee_cost", "业委会经费", "committee's costs" },
    } },
    { "direction", "enum", "收支|收支方向", "direction", required = true, values = {
      { "in", "收入", "income" }, { "out", "支出", "spending" }, { "cost", "成本" },
      { "transfer_to_fund", "转入维修资金" },
    } },
    { "subject", "enum", "科目|项目|收支项目", "subject", required = true, values = {
      { "ads", "广告|电梯广告|广告费", "advertising" },
      { "parking", "停车|临停收费|停车费|临时停车" }, { "lease", "租赁" },
      { "venue", "场地|场地费" }, { "express_box", "快递柜", "parcel lockers" }, { "charging", "充电|充电桩" },
      { "other", "其他|其它|公共照明电费" },
    } },
    { "amount", "money", "金额", "amount", required = true },
    { "entry_on", "date", "日期|期间|记账日期", "date", required = true, period_ok = true },
    { "quantity", "decimal", "用量", "quantity", scale = 3 },
    { "unit_price", "money", "单价", "unit price" },
    { "households", "int", "分摊户数", "households sharing", unit = "户" },
    { "contract_ref", "id", "合同号", "contract" },
    { "approved_by_resolution", "id", "决议编号", "resolution number", fk = "resolutions" },
  },
}
