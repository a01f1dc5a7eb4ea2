import { expect, test } from 'vitest';
import { carriers, trackingPage } from './carriers';

test.each([
  ['DHL', '00340434161094042557', 'https://www.dhl.com/global-en/home/tracking.html?tracking-id=00340434161094042557'],
  [' ups ', '1Z 999 AA1 01 2345 6784', 'https://www.ups.com/track?tracknum=1Z999AA10123456784'],
  ['DPD', '09980525414724', undefined], // depends on the country
  ['My bike', '12345678', undefined],
  ['UPS', '', undefined],
  ['UPS', '123', undefined],
  ['UPS', '1Z999&x=y', undefined],
])('the tracking page of %s %s', (carrier, number, want) => {
  expect(trackingPage(carrier, number)).toBe(want);
});

test('carriers are suggested by name, each once', () => {
  expect(carriers).toEqual([...new Set(carriers)].sort((a, b) => a.localeCompare(b)));
  for (const carrier of carriers) expect(trackingPage(carrier, 'AB123456789IE') ?? 'https://').toMatch(/^https:\/\//);
});
