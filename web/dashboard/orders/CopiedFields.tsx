import { Text } from '@mantine/core';
import { useSession } from '../app/session';
import { FieldValue } from '../fields/FieldValue';
import type { DefinitionFragment } from '../operations/generated';

type Props = {
  /** The values of the fields in use by their keys, and all that was copied as JSON. */
  values: { json?: Record<string, unknown> } & Record<string, unknown>;
};

/** The custom fields of an order's address as they were at checkout, those that were archived since among them. */
export function CopiedFields({ values }: Props) {
  const { definitions } = useSession();
  const copied = Object.entries(values.json ?? {}).filter(([, value]) => value !== null);
  return copied.map(([key, value]) => {
    const { field, shows } = fieldOf(definitions, key, values[key]);
    return (
      <Text size="sm" key={key}>
        <bdi>{field?.label ?? key}</bdi>:{' '}
        {field !== undefined && shows ? (
          <FieldValue field={field} value={field.type === 'ENUM' ? value : values[key]} />
        ) : (
          <bdi>{[value].flat().map(String).join(', ')}</bdi>
        )}
      </Text>
    );
  });
}

/** The definition of a value, and whether it shows the value: an archived one only tells its label. */
function fieldOf(
  definitions: readonly DefinitionFragment[],
  key: string,
  typed: unknown,
): { field: DefinitionFragment | undefined; shows: boolean } {
  const own = definitions.filter((definition) => definition.owner === 'ADDRESS' && definition.key === key);
  const inUse = own.find(({ archivedAt }) => archivedAt === null);
  const archived = own.find(({ archivedAt }) => archivedAt !== null);
  if (inUse !== undefined && typed !== null && typed !== undefined) return { field: inUse, shows: true };
  return archived === undefined ? { field: inUse, shows: inUse?.type === 'ENUM' } : { field: archived, shows: false };
}
