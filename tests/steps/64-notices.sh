#!/usr/bin/env bash
# Every kind of notice from rows, in a compound whose name has forty characters, some of them rare:
# what it says, until when, one page; the poster beside it leaves out no section.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
fail() { echo "notices: $1"; exit 1; }
name=汀澜区青埠街道鹭桥社区第一居民小组芦汀苑𠮷㛃䶮花园住宅小区一期二期三期联合管理区
mkdir -p "$out/input/2026-09" "$out/input/2026-10"
cat >"$out/gongkai.lua" <<'END'
return { name = "汀澜区小区四公开", publisher = "汀澜区住房和城乡建设局", contact = "居委会一楼，电话0599-8600143",
  base_url = "https://gongkai.example/", city = "临溪市", district = "汀澜区", place = "taizhou", period = "2026-10",
  office_phones = { "0599-8600143" } }
END
cat >"$out/input/小区基本信息.csv" <<END
小区编码,小区,社区,街道（镇）,业主总人数,建筑物总面积（㎡）,总户数,有无物业,物业企业,业委会情况
lt,$name,鹭桥社区,青埠街道,612,"71,286.40",648,有,CY,已成立
qy,青屿花园,鹭桥社区,青埠街道,826,"98,040.00",864,有,QH,已成立
END
cat >"$out/input/物业企业.csv" <<'END'
企业编号,企业名称,收费方式,合同起,合同止
CY,澄屿物业服务有限公司,包干制,2024-01-01,2027-12-31
QH,清禾里物业服务有限公司,酬金制,2025-07-01,2028-06-30
END
# The office numbers its own matters: S-03 is not the repair fund here.
cat >"$out/input/公开事项目录.csv" <<'END'
公开项编码,规则包,类别,公开事项,公开主体,频次,时限（天）,时限单位,最短公示天数,依据,适用条件
S-03,taizhou,服务事项,公共收益收支,业委会,每季度,15,工作日,30,《民法典》第二百八十二条,
END
# JY-3 is announced: its vote comes next month, so its counts are still 0.
cat >"$out/input/表决事项.csv" <<END
决议编号,小区,表决事项,法定类别,公告日期,投票起,投票止,决定日期,公示起,公示止,总人数,总面积,参与人数,参与面积,同意人数,同意面积,反对人数,反对面积,弃权人数,弃权面积,无效人数,无效面积,未交回票处理,表决结果
JY-1,$name,东门设快递柜,改变共有部分用途或利用共有部分经营,2026/9/20,2026/10/8,2026/10/17,2026/10/18,2026/10/23,2026/11/7,612,"71,286.40",447,"52,318.75",329,"39,502.10",84,"9,127.35",29,"3,110.20",5,579.10,不计入,未通过
JY-2,$name,使用维修资金维修外墙,使用维修资金,2026/9/20,2026/10/8,2026/10/17,2026/10/18,2026/10/23,2026/11/7,612,"71,286.40",447,"52,318.75",361,"42,907.30",52,"5,980.15",27,"2,716.40",7,714.90,不计入,通过
JY-3,$name,续聘物业服务企业,其他重大事项,2026/10/25,2026/11/10,2026/11/20,,,,612,"71,286.40",0,0,0,0,0,0,,,,,不计入,
END
cat >"$out/input/委员及候选人.csv" <<END
编号,小区,姓名,组织,职务,是否党员,任期起,任期止
WY1,$name,贺𠮷言,候选人,主任,是,2026/10/20,2026/12/31
WY2,$name,尹䶮,候选人,,否,2026/10/20,2026/12/31
END
cat >"$out/input/维修资金.csv" <<END
分录编号,小区,类型,工程项目,部位,施工单位,金额,预算,结算,日期,分摊范围,应急
WX-1,$name,批准,排水沟翻修,车库,安筑修缮队,"386,000.00","386,000.00",,2026-10-15,全体业主,否
WX-2,$name,尾款,水泵更换,泵房,安筑修缮队,"6,000.00","16,000.00","15,800.00",2026-10-18,全体业主,是
END
for month in 09:9:1.65 10:10:1.85; do
    IFS=: read -r folder number price <<<"$month"
    cat >"$out/input/2026-$folder/服务事项.csv" <<END
小区,项目代码,服务事项,类别,所属期,收费标准,计价单位,计费方式,依据,应收,实收
$name,SF01,物业服务费,收费,2026年${number}月,$price,元/㎡·月,按建筑面积,物业服务合同,1000.00,900.00
END
done
# Lists name companies, not compounds: the notice hangs where the company serves, and only there.
cat >"$out/input/名单事件.csv" <<'END'
事件编号,小区,对象类型,企业,事件,名单,日期,截止,事由,依据,认定单位
MD-1,,企业,CY,列入,黑名单,2026/10/9,2027/4/8,未按期公开公共收益,《红黑名单管理办法》第七条,区住建局
MD-2,,企业,清禾里物业服务有限公司,列入,红名单,2026/10/12,,星级评价优秀,《红黑名单管理办法》第五条,区住建局
END
cat >"$out/input/approvals.csv" <<'END'
compound_id,period,approved_by,approved_on
lt,2026-10,青埠街道办事处,2026-11-05
END
GONGKAI_LINT_PAPER=1 build/gongkai build -C "$out" --quiet >"$out/log" 2>&1 || { tail -5 "$out/log"; exit 1; }
site=$(readlink -f "$out/output/site")
month=$site/c/lt/2026-10
says() {
    [ -e "$month/notices/$1.pdf" ] || fail "no $1"
    pdftotext -layout "$month/notices/$1.pdf" - | tr -d ' \n' >"$out/text"
    [ "$(pdfinfo "$month/notices/$1.pdf" | awk '/^Pages/ { print $2 }')" = 1 ] || fail "$1 has more than one page"
    shift
    for words in "$@"; do grep -qF "$words" "$out/text" || { cat "$out/text"; fail "not said: $words"; }; done
}
says vote-jy-3 续聘物业服务企业进行业主大会表决的公告 "自2026年10月25日起至2026年11月20日止，共27日。" 特此公告。
says result-jy-1 关于东门设快递柜表决结果的公示 未通过：同意人数73.6%，未达四分之三 "自2026年10月23日起至2026年11月7日止，共16日。" 10日内书面答复
says result-jy-2 通过 特此公示。 （盖章）
says candidates 候选人共2名 贺𠮷言主任 尹䶮委员
says fund-wx-1 排水沟翻修 386,000.00元 拟使用维修资金 "自2026年10月15日起至2026年10月29日止，共15日。"
grep -q 公共收益 "$out/text" && fail "the rule of another matter stands under the fund"
says fund-wx-2 15,800.00元 特此公布。
says prices 1.65 1.85 +0.20 㛃
says list-md-1 关于澄屿物业服务有限公司列入物业企业黑名单的通报 未按期公开公共收益 至2027年4月8日 特此通报。
[ -e "$month/notices/list-md-2.pdf" ] && fail "another company's list entry is posted here"
month=$site/c/qy/2026-10
says list-md-2 关于清禾里物业服务有限公司列入物业企业红名单的通报
month=$site/c/lt/2026-10
[ "$(pdfinfo "$month/poster.pdf" | awk '/^Pages/ { print $2 }')" = 1 ] || fail "the poster has more than one page"
pdftotext "$month/poster.pdf" - | tr -d ' \n' >"$out/text"
for words in 业主大会定了什么 东门设快递柜 使用维修资金维修外墙 可以提意见 到11月7日 钱在哪里; do
    grep -qF "$words" "$out/text" || { cat "$out/text"; fail "the poster does not say $words"; }
done
# The foot of every page names the compound in letters that can be read.
pdftotext -f 2 -l 2 -bbox "$month/bulletin.pdf" "$out/boxes"
awk -F'"' '/汀澜区/ && $4 > 760 { high = $8 - $4; if (high > 6) found = 1 } END { exit !found }' "$out/boxes" || fail "the foot's name is too small"
echo "notices: every kind"
