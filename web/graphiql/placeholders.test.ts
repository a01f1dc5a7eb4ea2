import { describe, expect, it } from 'vitest';
import { fill, Memory, MissingValue } from './placeholders';

const answer = {
  data: {
    login: { customerToken: { accessToken: 'ey.J.x' } },
    customers: { nodes: [{ id: 'customer_1', orders: 3, isActive: false }], next: null },
  },
};

function remembering(...answers: unknown[]) {
  const memory = new Memory();
  for (const each of answers) memory.remember(each);
  return memory;
}

describe('Memory', () => {
  const cases: [name: string, path: string, want: string | undefined][] = [
    ['a string', 'login.customerToken.accessToken', 'ey.J.x'],
    ['an index', 'customers.nodes.0.id', 'customer_1'],
    ['a number', 'customers.nodes.0.orders', '3'],
    ['a boolean', 'customers.nodes.0.isActive', 'false'],
    ['null', 'customers.next', undefined],
    ['an object', 'login.customerToken', undefined],
    ['past the end', 'customers.nodes.1.id', undefined],
    ['past a leaf', 'login.customerToken.accessToken.length', undefined],
    ['a property of the language', 'constructor.name', undefined],
    ['unknown', 'order.id', undefined],
  ];
  it.each(cases)('finds %s', (_, path, want) => {
    expect(remembering(answer).at(path)).toBe(want);
  });

  it('keeps the latest of each root field', () => {
    const memory = remembering(answer, { data: { login: { customerToken: { accessToken: 'new' } } } });
    expect(memory.at('login.customerToken.accessToken')).toBe('new');
    expect(memory.at('customers.nodes.0.id')).toBe('customer_1');
  });

  it('ignores answers without data', () => {
    const memory = remembering(answer, { errors: [{ message: 'no' }] }, { data: null }, null);
    expect(memory.at('customers.nodes.0.id')).toBe('customer_1');
  });
});

describe('fill', () => {
  const { at } = remembering(answer);

  it('replaces inside strings at any depth and leaves the rest', () => {
    const given = {
      id: '{{customers.nodes.0.id}}',
      list: [{ note: 'id={{customers.nodes.0.id}}, n={{customers.nodes.0.orders}}' }],
      n: 1,
      no: null,
    };
    expect(fill(given, at)).toEqual({ id: 'customer_1', list: [{ note: 'id=customer_1, n=3' }], n: 1, no: null });
  });

  it('leaves what is no placeholder', () => {
    const given = { text: '{{ spaced }} {single} $& {{}}', '{{login}}': 'x' };
    expect(fill(given, at)).toEqual(given);
  });

  it('says which path has no value', () => {
    expect(() => fill({ id: '{{order.id}}' }, at)).toThrow(MissingValue);
    expect(() => fill({ id: '{{order.id}}' }, at)).toThrow(
      'No value for {{order.id}} yet. First run the example that returns it.',
    );
  });

  it('takes no variables at all', () => {
    expect(fill(undefined, at)).toBeUndefined();
  });
});
