import { linkTo } from '../lists/useListState';

/** The list of the customers in a group. */
export function customersIn(id: string): string {
  return linkTo('/customers', [{ attribute: 'groups', operator: 'in', value: id }]);
}
