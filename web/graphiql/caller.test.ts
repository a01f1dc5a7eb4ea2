import { expect, it } from 'vitest';
import { type Caller, credentialsIn, identify } from './caller';
import { Memory } from './placeholders';

const memory = new Memory();
memory.remember({ data: { login: { token: 'eyJ' } } });

const readings: [headers: string, key: string, want: object][] = [
  ['', '', { authorization: '', customerToken: '' }],
  ['{"Authorization": "Be', '', { authorization: '', customerToken: '' }],
  ['{"X-Customer-Token": "{{login.token}}"}', '', { authorization: '', customerToken: 'eyJ' }],
  ['{"x-customer-token": "{{signUp.token}}"}', 'sk_1', { authorization: '', customerToken: '', awaits: 'customer' }],
  ['{"Authorization": "Bearer {{key}}"}', 'sk_1', { authorization: 'Bearer sk_1', customerToken: '' }],
  ['{"authorization": "Bearer {{key}}"}', '', { authorization: '', customerToken: '', awaits: 'shop' }],
];
it.each(readings)('reads %s with the key "%s"', (headers, key, want) => {
  expect(credentialsIn(headers, key, memory)).toEqual(want);
});

const customer = { data: { me: { email: 'ann@example.com' } } };
const refused = { errors: [{ message: 'no' }] };
const callers: [name: string, credentials: object, answer: object, want: Caller][] = [
  ['nothing', {}, refused, { kind: 'Visitor' }],
  ['a customer token', { customerToken: 'eyJ' }, customer, { kind: 'Customer', who: 'ann@example.com' }],
  [
    'an old customer token',
    { customerToken: 'eyJ' },
    refused,
    { kind: 'Customer', who: 'the token is not valid', problem: true },
  ],
  [
    'a key for a customer',
    { customerToken: 'eyJ', authorization: 'Bearer sk_abcdef' },
    customer,
    { kind: 'Customer', who: 'ann@example.com, by API key sk_abcd…' },
  ],
  [
    'a key',
    { authorization: 'Bearer sk_abcdef' },
    { data: { shop: { name: 'Shop' } } },
    { kind: 'API key', who: 'sk_abcd…' },
  ],
  [
    'an old key',
    { authorization: 'Bearer sk_abcdef' },
    refused,
    { kind: 'The shop', who: 'the key is not valid', problem: true },
  ],
  [
    'a staff token',
    { authorization: 'Bearer eyJ' },
    { data: { staffMe: { name: 'Olga', email: 'olga@shop.example' } } },
    { kind: 'Staff member', who: 'olga@shop.example' },
  ],
  ['a key to come', { awaits: 'shop' }, refused, { kind: 'The shop', who: 'paste an API key', problem: true }],
  ['a token to come', { awaits: 'customer' }, refused, { kind: 'Customer', who: 'run LogIn first', problem: true }],
];
it.each(callers)('identifies %s', async (_, credentials, answer, want) => {
  const send = (async () => new Response(JSON.stringify(answer))) as typeof fetch;
  expect(await identify({ authorization: '', customerToken: '', ...credentials }, send)).toEqual(want);
});
