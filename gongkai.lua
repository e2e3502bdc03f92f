-- Configuration of the sample district. Every key is optional; see README.md.
return {
  name = "汀澜区小区四公开",
  publisher = "汀澜区住房和城乡建设局",
  contact = "鹭桥社区居委会一楼2号窗口，周一至周六8:30—17:00，电话0599-8600143",
  base_url = "https://gongkai.tinglan.example/",
  city = "临溪市",
  district = "汀澜区",
  place = "taizhou", -- rules that input/公开事项目录.csv marks with this pack apply
  period = "2026-10",
  windows = { "quarter" },
  office_phones = { "0599-8600143", "0599-8600110", "0599-8600201", "0599-8600202", "0599-8600203" },
}
