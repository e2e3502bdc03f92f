// duckdb.mjs CITY OUT: gencity's tables through DuckDB: per compound eight Markdown pages for Hugo,
// eight files of data, and the JSON from which typst.mjs sets its bulletin.
import { DuckDBInstance } from '@duckdb/node-api';
import fs from 'node:fs';
import path from 'node:path';

const [city, out] = process.argv.slice(2);
const input = path.join(city, 'input');
const period = '2026-10', month = `受理日期 between '${period}-01' and '${period}-31'`;

// Every fifth subdistrict sends GB18030, which DuckDB does not read by itself.
const issues = [];
for (const month of fs.readdirSync(input).filter((name) => /^\d{4}-\d{2}$/.test(name)))
  for (const office of fs.readdirSync(path.join(input, month))) {
    const file = path.join(input, month, office, '问题台账.csv');
    const bytes = fs.readFileSync(file);
    if (bytes.subarray(0, 12).toString('utf8') === '问题编号') issues.push(file);
    else {
      const copy = path.join(out, 'utf8', `${month}-${office}.csv`);
      fs.mkdirSync(path.dirname(copy), { recursive: true });
      fs.writeFileSync(copy, new TextDecoder('gb18030').decode(bytes));
      issues.push(copy);
    }
  }

const db = await (await DuckDBInstance.create(':memory:')).connect();
// As fast as DuckDB loads these: the order of the rows may change, and types are told, not guessed (half the time).
await db.run('set preserve_insertion_order = false');
const quote = (text) => `'${text.replaceAll("'", "''")}'`;
const rows = async (sql) => (await db.runAndReadAll(sql)).getRows();
const load = (name, files, types = 'auto_detect=true') =>
  db.run(`create table "${name}" as select * from read_csv([${files.map(quote).join(',')}], header=true, ${types})`);
const columns = ['问题编号', '小区编码', '类型', '来源', '类别', '楼栋', '受理日期', '期限', '办结日期', '状态', '满意度', '公开摘要']
  .map((name) => `'${name}': '${['受理日期', '期限', '办结日期'].includes(name) ? 'DATE' : 'VARCHAR'}'`);
await load('issues', issues, `auto_detect=false, delim=',', quote='"', escape='"', columns={${columns.join(', ')}}`);
const small = { compounds: '小区基本信息', proposals: '提议事项', meetings: '联席会议', items: '商议事项',
  votes: '决议事项', services: '服务事项', revenue: '公共收益', posted: '公开台账' };
for (const [name, file] of Object.entries(small)) await load(name, [path.join(input, `${file}.csv`)]);

// Figures of every compound: the month, the year, thirteen months, shares, a percentile.
const facts = new Map();
for (const [id, total, complaints, closed, late, happy, rated, days] of await rows(`
  select 小区编码, count(*), count(*) filter (类型='投诉'), count(*) filter (状态='已办结'),
    count(*) filter (办结日期 > 期限), count(*) filter (满意度 in ('满意','非常满意','基本满意')),
    count(*) filter (满意度 is not null and 满意度 <> '未评价'),
    quantile_cont(date_diff('day', 受理日期, 办结日期), 0.9)
  from issues where ${month} group by 1`))
  facts.set(id, { total, complaints, closed, late, happy, rated, days });
const group = async (sql) => {
  const map = new Map();
  for (const [id, ...rest] of await rows(sql)) {
    if (!map.has(id)) map.set(id, []);
    map.get(id).push(rest);
  }
  return map;
};
const months = await group(`select 小区编码, strftime(date_trunc('month', 受理日期), '%Y-%m'), count(*) from issues where 类型='投诉' group by 1,2 order by 1,2`);
const categories = await group(`select 小区编码, 类别, count(*) from issues where ${month} group by 1,2 order by 1,3 desc,2`);
const dated = { proposals: '提议日期', meetings: '召开日期', items: '完成日期', votes: '决定日期',
  revenue: '日期', posted: '公开日' };
const data = {}, heads = {};
for (const name of ['proposals', 'meetings', 'items', 'votes', 'services', 'revenue', 'posted']) {
  const where = name === 'services' ? `所属期='${period}'` : `strftime(${dated[name]},'%Y-%m')='${period}'`;
  const reader = await db.runAndReadAll(`select * from "${name}" where ${where}`);
  heads[name] = reader.columnNames();
  const column = heads[name].indexOf('小区编码');
  data[name] = new Map();
  for (const row of reader.getRows()) {
    const id = row[column];
    if (!data[name].has(id)) data[name].set(id, []);
    data[name].get(id).push(row);
  }
}

// No page shows single issues: DuckDB writes their files by itself.
await db.run(`copy (select *, 小区编码 as id from issues where ${month} order by 小区编码, 问题编号)
  to '${path.join(out, 'data')}' (format csv, header, partition_by (id), filename_pattern 'issues')`);

const cell = (value) => (value === null || value === undefined ? '' : String(value));
const csv = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const table = (head, list) =>
  `|${head.join('|')}|\n|${head.map(() => '---').join('|')}|\n` +
  list.map((row) => `|${row.map((c) => cell(c).replaceAll('\n', ' ')).join('|')}|`).join('\n') + '\n';
const titles = { proposals: '党支部提议事项', meetings: '联席会议', items: '商议事项', votes: '业主大会决议事项',
  services: '物业服务事项', revenue: '公共收益', posted: '公开台账' };
const tidy = (name, list, most = 60) => list.slice(0, most).map((row) => row.filter((_, i) => heads[name][i] !== '小区编码'));

const issues_head = (await db.runAndReadAll('select * from issues limit 0')).columnNames().join(',') + '\n';
for (const [id, name, community, town] of await rows('select 小区编码, 小区名称, 社区, "街道（镇）" from compounds')) {
  const pages = path.join(out, 'site/content/c', id), files = path.join(out, 'data', id);
  fs.mkdirSync(pages, { recursive: true });
  if (fs.existsSync(path.join(out, 'data', `id=${id}`))) {
    fs.renameSync(path.join(out, 'data', `id=${id}`), files);
    fs.renameSync(path.join(files, 'issues0.csv'), path.join(files, 'issues.csv'));
  } else {
    fs.mkdirSync(files, { recursive: true });
    fs.writeFileSync(path.join(files, 'issues.csv'), issues_head);
  }
  const f = facts.get(id) ?? { total: 0, complaints: 0, closed: 0, late: 0, happy: 0, rated: 0, days: null };
  const share = (a, b) => (Number(b) ? `${(Number(a) * 100 / Number(b)).toFixed(1)}%（${a}/${b}）` : '—');
  const lead = `${name}位于${town}${community}。本月受理问题${f.total}件，其中投诉${f.complaints}件，办结${share(f.closed, f.total)}，` +
    `逾期${f.late}件，满意率${share(f.happy, f.rated)}，九成在${cell(f.days) || '—'}天内办结。`;
  const parts = [];
  for (const key of Object.keys(titles)) {
    const list = data[key].get(id) ?? [], head = heads[key].filter((h) => h !== '小区编码');
    parts.push({ title: titles[key], text: `本月${titles[key]}共${list.length}件，全部列在下面；有异议的，请向居民委员会书面提出。`,
      head, rows: tidy(key, list).map((row) => row.map(cell)) });
  }
  const history = (months.get(id) ?? []).map((r) => r.map(cell));
  const kinds = (categories.get(id) ?? []).map((r) => r.map(cell));
  const markdown = [{ name: '_index', title: name, text: `${lead}\n\n${table(['月', '投诉'], history)}\n${table(['类别', '件'], kinds)}` },
    ...parts.map((part, i) => ({ name: `p${i + 1}`, title: part.title, text: `${part.text}\n\n${table(part.head, part.rows)}` }))];
  for (const page of markdown)
    fs.writeFileSync(path.join(pages, `${page.name}.md`), `---\ntitle: "${page.title}"\ncompound: "${name}"\n---\n${page.text}`);
  for (const key of Object.keys(data))
    fs.writeFileSync(path.join(files, `${key}.csv`),
      [heads[key], ...(data[key].get(id) ?? [])].map((row) => row.map((c) => csv(cell(c))).join(',')).join('\n') + '\n');
  fs.writeFileSync(path.join(files, 'bulletin.json'), JSON.stringify({ name, lead, history, kinds, parts }));
}
process.exit(0);
