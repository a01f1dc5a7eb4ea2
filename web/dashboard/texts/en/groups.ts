import { count } from './count';

/** Texts of the groups of customers. */
export const groups = {
  groups: {
    title: 'Groups',
    help: 'Groups divide your customers, for example into wholesalers and members. Only staff see them.',
    new: 'New group',
    create: 'Create group',
    created: 'Group created',
    edit: (name: string) => `Edit ${name}`,
    name: 'Name',
    description: 'Description',
    customers: 'Customers',
    updatedAt: 'Changed',
    empty: 'No groups yet',
    emptyText: 'Create a group, then add customers to it in the list of customers or on a customer’s page.',
    none: 'No groups yet',
    size: (n: number) => count(n, 'customer', 'customers'),
    actions: (name: string) => `Actions: ${name}`,
    delete: 'Delete group…',
    deleteTitle: (name: string) => `Delete ${name}?`,
    deleteText: (n: number) =>
      n === 0
        ? 'The group has no customers.'
        : `${count(n, 'customer is', 'customers are')} in this group. ${n === 1 ? 'The customer is' : 'The customers are'} kept.`,
    deleteSure: 'You cannot undo this.',
    deleteConfirm: 'Delete group',
    deleted: 'Group deleted',
    missing: 'This group does not exist or was deleted.',
  },
};
