import { chromium } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
const ids = JSON.parse(readFileSync('/tmp/w/dorders-ids.json','utf8'));
const key = readFileSync('/tmp/w/dorders-key','utf8').trim();
const gql=async(query,variables)=>{const r=await fetch('http://localhost:1803/graphql',{method:'POST',headers:{'content-type':'application/json',authorization:'Bearer '+key},body:JSON.stringify({query,variables})});const j=await r.json();if(j.errors)throw new Error(JSON.stringify(j));return j.data;};
if(!ids.long){
const eur=a=>({amount:a,currency:'EUR'});
const d=await gql('mutation($i:CheckoutInput!){checkout(input:$i){order{id} userErrors{field message}}}',{i:{contact:{name:'Marlene Müller-Lüdenscheidt',email:'marlene@example.com'},items:Array.from({length:46},(_,n)=>({sku:`ART-${1000+n}`,name:n%5===3?`Article ${n+1} with a long name that needs two lines on paper because nobody shortened it in time`:`Article ${n+1}`,quantity:1+n%3,unitPrice:eur(`${(n*37%90)+1}.90`),options:n%2?[{name:'Size',value:'M'},{name:'Colour',value:'Blue'}]:[]})),shippingPrice:eur('4.90'),shippingAddress:{address:{firstName:'Marlene',lastName:'Müller-Lüdenscheidt',company:'Müller GmbH & Co. KG',line1:'Lindenallee 17',postcode:'10115',city:'Berlin',country:'DE'}},billingSameAsShipping:true,note:'Bitte beim Nachbarn abgeben.'}});
ids.long=d.checkout.order.id; writeFileSync('/tmp/w/dorders-ids.json',JSON.stringify(ids));}
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu'] });
const c = await b.newContext({ colorScheme: 'dark', locale: 'en-IE', baseURL: 'http://localhost:1803' });
const p = await c.newPage();
await p.goto('/dashboard/');
await p.getByLabel('Email address').fill('olga@shop.example');
await p.getByLabel(/^Password/).fill('correct horse battery');
await p.getByRole('button', { name: 'Sign in' }).click();
await p.getByRole('navigation').first().waitFor();
for (const [n,id] of [['o2',ids.o2],['long',ids.long]]) for (const kind of ['packing-slip','invoice']) for (const format of ['A4','Letter']) {
  await p.goto(`/dashboard/orders/${id}/${kind}`);
  await p.getByRole('heading',{level:1}).waitFor();
  await p.pdf({ path: `/tmp/w/dorders-shots/${n}-${kind}-${format}.pdf`, format, preferCSSPageSize: false, margin: undefined });
}
await b.close();
