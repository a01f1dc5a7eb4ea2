import { act, render } from '@testing-library/react';
import { createMemoryRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { expect, test } from 'vitest';
import { useListState } from './useListState';

const current: { list?: ReturnType<typeof useListState> } = {};

function List() {
  current.list = useListState();
  return null;
}

/** The state of a list in a browser at an address. */
function listAt(address: string) {
  const router = createMemoryRouter([{ path: '*', element: <List /> }], { initialEntries: [address] });
  render(<RouterProvider router={router} />);
  const list = () => {
    if (current.list === undefined) throw new Error('the list is not rendered');
    return current.list;
  };
  const change = (...args: Parameters<ReturnType<typeof useListState>[1]>) => act(() => list()[1](...args));
  return { change, state: () => list()[0], search: () => router.state.location.search, router };
}

test('another search, filter, order or size begins at the first page', () => {
  for (const part of [
    { search: 'ann' },
    { conditions: [{ attribute: 'name', operator: 'eq', value: 'Ann' }] },
    { sort: 'name', direction: 'DESC' },
    { size: 50 },
    { columns: ['name'], size: 100 },
  ] as const) {
    const list = listAt('/customers?after=abc');
    list.change(part);
    expect(list.state()).toMatchObject({ ...part, after: undefined });
  }
});

test('other columns stay on the page', () => {
  const list = listAt('/customers?after=abc');
  list.change({ columns: ['name', 'email'] });
  expect(list.state()).toMatchObject({ after: 'abc', columns: ['name', 'email'] });
});

test('paging keeps everything else', () => {
  const list = listAt('/customers?q=ann&f=name~eq~Ann&sort=name&dir=desc');
  list.change({ after: 'abc', before: undefined });
  expect(list.search()).toBe('?q=ann&f=name%7Eeq%7EAnn&sort=name&dir=desc&after=abc');
});

test('two changes at once are both kept', () => {
  const list = listAt('/customers');
  act(() => {
    list.change({ search: 'ann' });
    list.change({ size: 50 });
  });
  expect(list.state()).toMatchObject({ search: 'ann', size: 50 });
});

test('the browser goes back to each state, but for those that were replaced', async () => {
  const list = listAt('/customers');
  list.change({ search: 'a' });
  list.change({ search: 'ann' }, true);
  await act(() => list.router.navigate(-1));
  expect(list.state().search).toBe('');
  await act(() => list.router.navigate(1));
  expect(list.state().search).toBe('ann');
});
