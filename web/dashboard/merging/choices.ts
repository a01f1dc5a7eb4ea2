/** Whose value of a field remains. */
export type SideOf = 'keep' | 'merge';

/** The chosen side of each field in which two customers differ. */
export type Choices = Readonly<Record<string, SideOf>>;

type Field = { field: string; keep: string | null; merge: string | null };

const isEmpty = (value: string | null) => value === null || value === '' || value === '[]';

const own = ['email', 'name', 'phone', 'locale', 'externalId', 'note'];

/** Whether the value of a field can be chosen. The merge decides about the others, such as the tags. */
export const isChoosable = ({ field }: Pick<Field, 'field'>): boolean =>
  own.includes(field) || field.startsWith('customFields.');

/** The first choices: the values of the customer that remains, and where it has none, those of the other one. */
export function startOf(fields: readonly Field[]): Choices {
  return Object.fromEntries(
    fields
      .filter(isChoosable)
      .map(({ field, keep, merge }) => [field, isEmpty(keep) && !isEmpty(merge) ? 'merge' : 'keep']),
  );
}

/** The fields whose values are taken from the customer that is merged. */
export const takenOf = (choices: Choices): string[] =>
  Object.entries(choices)
    .filter(([, side]) => side === 'merge')
    .map(([field]) => field);
