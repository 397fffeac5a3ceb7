import postgres from 'postgres'
const mode=process.argv[2]
const raw1 = Array.from({length:6},()=>postgres(process.env.BENCH_ACCOUNTS_URL,{max:1, fetch_types:false, max_pipeline: 0}))
let n=0
const T='select id, email from users where id = $1'
const F=(c,i)=>c.unsafe(T,[i%1000+1],{prepare:true}).raw()
const modes = {
 b: async k=>{ while(n++<60000) await raw1[k].unsafe(T,[n%1000+1],{prepare:true}).raw() },
 c: async k=>{ const f=(i)=>raw1[k].unsafe(T,[i%1000+1],{prepare:true}).raw(); while(n++<60000) await f(n) },
 d: async k=>{ const f=(i)=>raw1[k].unsafe(T,[i%1000+1],{prepare:true}); while(n++<60000) await f(n) },
 e: async k=>{ const f=(i)=>raw1[k].unsafe(T,[i%1000+1],{prepare:true}).raw().then(x=>x.length); while(n++<60000) await f(n) },

 c2: async k=>{ const c=raw1[k]; while(n++<60000) await F(c,n) },
 c3: async k=>{ const f=()=>k; while(n++<60000) { f(); await raw1[k].unsafe(T,[n%1000+1],{prepare:true}).raw() } },
 c4: async k=>{ while(n++<60000) { const q=raw1[k].unsafe(T,[n%1000+1],{prepare:true}).raw(); await q } },
 c5: async k=>{ while(n++<60000) { const i=n; await raw1[k].unsafe(T,[i%1000+1],{prepare:true}).raw() } },
 g: async k=>{ const f=async (i)=>{ const r=await raw1[k].unsafe(T,[i%1000+1],{prepare:true}).raw(); return r.length }; while(n++<60000) await f(n) },
}
await Promise.all(Array.from({length:6},(_, k)=>modes[mode](k)))
process.exit()
