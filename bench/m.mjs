import D from 'better-sqlite3'
import {readFileSync} from 'node:fs'
import * as st from '/work/main/bench/limit/statements.js'
const d=new D('/work/main/bench/.data/shop.db',{readonly:true}); d.pragma('mmap_size=268435456')
const keys=JSON.stringify(Array.from({length:50},(_,i)=>1000+i))
const pref=JSON.stringify(Array.from({length:50},(_,i)=>[1000+i,`{"id":${1000+i},"name":"x","orders":`]))
const t=(n,f)=>{for(let i=0;i<20;i++)f();const a=performance.now();for(let i=0;i<60;i++)f();console.log(n,((performance.now()-a)/60).toFixed(3))}
const run=(n,sql)=>{const s=d.prepare(sql).raw();t(n,()=>s.all({1:keys}))}
const l=d.prepare(st.ordersWithItems).pluck(); t('limit',()=>l.get(pref))
let sql=readFileSync('/tmp/w4.sql','utf8'); 
run('heddle',sql)
run('no round',sql.replace(/printf\('"%.2f"', round\((p\d."\w+") \* 100.0\) \/ 100.0\)/g,`printf('"%.2f"', $1)`))
let s2=sql.replace(/printf\('"%.2f"', round\((p\d."\w+") \* 100.0\) \/ 100.0\)/g,`printf('"%.2f"', $1)`)
s2=s2.replace(/case when (p\d."\w+") between -2147483648 and 2147483647 then p\d."\w+" else \(char\(1\) \|\| '!' \|\| char\(2\) \|\| 'outOfRange' \|\| char\(3\)\) end/g,'$1')
run('no int check pk',s2)
s2=s2.replace(/json_quote\(cast\((p\d."\w+") as text\)\)/g,'json_quote($1)'); run('no cast',s2)
s2=s2.replace(/case when (p\d."\w+") > -1e13 and p\d."\w+" < 1e13 then (printf\('"%.2f"', p\d."\w+"\)) else case when .*? end end/g,'$2'); run('no dec check',s2)
s2=s2.replace(/case when (p\d."\w+") between -2147483648 and 2147483647 and typeof.*? then (p\d."\w+") else case typeof.*? end end/g,'$2'); run('no int check',s2)
console.log(s2.slice(0,1500))
