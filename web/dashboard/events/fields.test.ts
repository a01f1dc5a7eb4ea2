import { describe, expect, test, vi } from 'vitest';
import type { EventSubject } from '../operations/generated';
import { definition } from '../testing/definition';
import { t } from '../texts';
import { itemsAfter, showChange } from './fields';

vi.hoisted(() => {
  vi.stubGlobal('navigator', { languages: ['en-IE'] }); // Node 20 has none
  process.env.TZ = 'America/New_York';
});

const definitions = [
  definition({ key: 'giftWrap', label: 'Gift wrap', type: 'BOOLEAN', owner: 'ORDER' }),
  definition({ key: 'gate', label: 'Gate code', owner: 'ADDRESS' }),
  definition({ key: 'gate', label: 'Gate of the customer', owner: 'CUSTOMER' }),
  definition({ key: 'brackets', label: 'Text', list: false }),
  definition({ key: 'sizes', label: 'Sizes', type: 'INTEGER', list: true }),
  definition({ key: 'price', label: 'Price', type: 'DECIMAL' }),
  definition({ key: 'since', label: 'Since', type: 'DATE' }),
  definition({ key: 'at', label: 'At', type: 'DATETIME' }),
  definition({ key: 'tier', label: 'Tier', type: 'ENUM', options: [{ value: 'GOLD', label: 'Gold' }] }),
];

const text = (...texts: string[]) => ({ list: false, texts });
const list = (...texts: string[]) => ({ list: true, texts });

describe('a field has the label and the values of its form', () => {
  test.each<
    [string, EventSubject, string, string | null, string | null, string, object | undefined, object | undefined]
  >([
    ['a text', 'CUSTOMER', 'name', 'Ann', 'Anna', 'Name', text('Ann'), text('Anna')],
    ['no value', 'CUSTOMER', 'phone', null, '', t.customer.phone, undefined, text()],
    [
      'a boolean',
      'CUSTOMER',
      'acceptsMarketing',
      'false',
      'true',
      t.customer.acceptsMarketing,
      text('No'),
      text('Yes'),
    ],
    [
      'consent',
      'CUSTOMER',
      'marketing.SMS',
      null,
      'SUBSCRIBED',
      t.marketing.filters.SMS,
      undefined,
      text('Subscribed'),
    ],
    ['a setting', 'SHOP', 'doubleOptIn', 'false', 'true', t.settings.shop.doubleOptIn, text('No'), text('Yes')],
    ['a text that reads as a boolean', 'CUSTOMER', 'name', null, 'true', 'Name', undefined, text('true')],
    ['tags', 'CUSTOMER', 'tags', '[]', '["vip","a \\"b\\""]', t.customer.tags, list(), list('vip', 'a "b"')],
    ['groups', 'CUSTOMER', 'groups', '[]', '["Retail"]', t.customer.groups, list(), list('Retail')],
    ['a language', 'CUSTOMER', 'locale', null, 'de-AT', t.customer.locale, undefined, text('German (Austria)')],
    ['a text that reads as a list', 'CUSTOMER', 'note', null, '["x"]', t.customer.note, undefined, text('["x"]')],
    ['a country', 'ADDRESS', 'country', 'IE', 'AT', t.address.country, text('Ireland'), text('Austria')],
    ['a role', 'STAFF_MEMBER', 'role', 'SUPPORT', 'OWNER', 'Role', text('Support'), text('Owner')],
    ['scopes', 'API_KEY', 'scopes', null, '["ORDERS_READ"]', 'Scopes', undefined, list(t.settings.scopes.ORDERS_READ)],
    ['a status', 'ORDER', 'paymentStatus', 'UNPAID', 'PAID', 'Payment', text('Unpaid'), text('Paid')],
    ['the kind of a job', 'JOB', 'kind', null, 'EXPORT_ORDERS', 'Type', undefined, text('Order export')],
    ['the status of a job', 'JOB', 'status', null, 'SUCCEEDED', 'Status', undefined, text('Done')],
    ['an unknown status', 'ORDER', 'paymentStatus', null, 'toString', 'Payment', undefined, text('toString')],
    [
      'a contact',
      'ORDER',
      'contact.email',
      'a@b.c',
      'd@e.f',
      t.address.phone && 'Email address',
      text('a@b.c'),
      text('d@e.f'),
    ],
    ['an address of an order', 'ORDER', 'shippingAddress.line1', 'x', 'y', t.address.line1, text('x'), text('y')],
    ['the currency', 'SHOP', 'currency', 'EUR', 'SEK', t.settings.shop.currency, text('EUR'), text('SEK')],
    ['an unknown field', 'CUSTOMER', 'constructor', 'x', 'y', 'constructor', text('x'), text('y')],
    ['a field named as a group of texts', 'CUSTOMER', 'sessions', 'x', 'y', 'sessions', text('x'), text('y')],
    ['a custom boolean', 'ORDER', 'customFields.giftWrap', null, 'true', 'Gift wrap', undefined, text('Yes')],
    ['a custom text', 'CUSTOMER', 'customFields.gate', '1', '2', 'Gate of the customer', text('1'), text('2')],
    ['one of an address', 'ADDRESS', 'customFields.gate', '1', '2', 'Gate code', text('1'), text('2')],
    [
      'one of an order’s address',
      'ORDER',
      'shippingAddress.customFields.gate',
      '1',
      '2',
      'Gate code',
      text('1'),
      text('2'),
    ],
    ['a custom text in brackets', 'CUSTOMER', 'customFields.brackets', '["a"]', null, 'Text', text('["a"]'), undefined],
    [
      'a custom list',
      'CUSTOMER',
      'customFields.sizes',
      '["39"]',
      '[39,1240]',
      'Sizes',
      list('39'),
      list('39', '1,240'),
    ],
    ['a custom number', 'CUSTOMER', 'customFields.price', '1234.50', '2', 'Price', text('1,234.5'), text('2')],
    ['a custom date', 'CUSTOMER', 'customFields.since', null, '2026-07-01', 'Since', undefined, text('1 Jul 2026')],
    [
      'a custom time',
      'CUSTOMER',
      'customFields.at',
      null,
      '2026-07-01T12:00:00Z',
      'At',
      undefined,
      text('1 Jul 2026, 08:00'),
    ],
    ['a custom choice', 'CUSTOMER', 'customFields.tier', 'OLD', 'GOLD', 'Tier', text('OLD'), text('Gold')],
    ['a removed definition', 'CUSTOMER', 'customFields.gone', 'x', '["a"]', 'gone', text('x'), list('a')],
    ['a secret', 'CUSTOMER', 'password', null, null, 'password', undefined, undefined],
  ])('%s', (_, subject, field, from, to, label, before, after) => {
    const change = showChange(subject, { field, from, to }, definitions);
    expect(change).toEqual({
      field,
      label: field === 'password' ? expect.any(String) : label,
      from: before,
      to: after,
    });
  });
});

test('a changed list shows what was removed, kept and added', () => {
  const words = itemsAfter(['a', 'b', 'b'], ['c', 'b']).map(({ text, change }) => `${change} ${text}`);
  expect(words).toEqual(['removed a', 'added c', 'kept b']);
});
