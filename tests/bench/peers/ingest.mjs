// ingest.mjs CITY THREADS [all|query]: gencity's issue rows into DuckDB: every column with its type,
// or only what one question needs: per compound and month, how many, and nine of ten closed within.
import { DuckDBInstance } from '@duckdb/node-api';
import fs from 'node:fs';
import path from 'node:path';

const [city, threads, what = 'all'] = process.argv.slice(2);
const input = path.join(city, 'input');
const files = fs.readdirSync(input, { recursive: true })
  .filter((name) => path.basename(name) === '问题台账.csv')
  .map((name) => path.join(input, name))
  .sort();
const db = await (await DuckDBInstance.create(':memory:')).connect();
await db.run(`set threads = ${Number(threads)}`);
const source = `read_csv([${files.map((f) => `'${f.replaceAll("'", "''")}'`).join(',')}], header=true, auto_detect=true)`;
if (what === 'all') await db.run(`create table issues as select * from ${source}`);
const from = what === 'all' ? 'issues' : source;
const rows = (await db.runAndReadAll(what === 'all'
  ? `select count(*) from ${from}`
  : `select 小区编码, strftime(受理日期, '%Y-%m'), count(*), quantile_cont(date_diff('day', 受理日期, 办结日期), 0.9)
     from ${from} group by 1, 2`)).getRows();
console.log(what === 'all' ? `${rows[0][0]} rows` : `${rows.length} groups`);
