import { count } from './count';

/** Texts of the command palette and the list of keyboard shortcuts. */
export const palette = {
  palette: {
    open: 'Search',
    title: 'Search and actions',
    placeholder: 'Search customers, orders, settings and actions',
    recent: 'Recently opened',
    actions: 'Actions',
    places: 'Go to',
    customers: 'Customers',
    orders: 'Orders',
    all: 'Search in lists',
    allCustomers: (text: string) => `Customers matching “${text}”`,
    allOrders: (text: string) => `Orders matching “${text}”`,
    nothing: 'No results',
    results: (n: number) => count(n, 'result', 'results'),
    newCustomer: 'New customer',
    newOrder: 'New order',
    importCustomers: 'Import customers',
    importOrders: 'Import orders',
    dark: 'Switch to dark mode',
    light: 'Switch to light mode',
    /** Other words by which people look for the modes. */
    modeWords: 'appearance theme colours toggle',
    hints: { move: 'to move', open: 'to open', close: 'to close' },
    keys: 'Keyboard shortcuts',
    control: 'Ctrl',
    everywhere: 'Everywhere',
    inLists: 'In lists',
    does: {
      palette: 'Search and actions',
      keys: 'Keyboard shortcuts',
      close: 'Close a dialog or a menu',
      search: 'Search in the list',
      filter: 'Add a filter',
      next: 'Next row',
      previous: 'Previous row',
      select: 'Select the row',
      open: 'Open the row',
    },
  },
};
