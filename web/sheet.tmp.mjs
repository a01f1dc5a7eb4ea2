import { chromium } from '@playwright/test';
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--allow-file-access-from-files'] });
const p = await b.newPage({ viewport: { width: 1700, height: 600 } });
await p.goto('file:///tmp/w/dorders-shots/sheet.html'); await p.screenshot({ path: '/tmp/w/dorders-shots/sheet.png' }); await b.close();
