import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { RestoreCustomFieldDocument, type DefinitionFragment } from '../operations/generated';
import { timeOf } from '../parts/format';
import { told } from '../parts/notify';
import { t } from '../texts';

/** The fields that were archived, which come back with every value. */
export function ArchivedFields({
  fields,
  onChanged,
}: {
  fields: readonly DefinitionFragment[];
  onChanged: () => void;
}) {
  const { can } = useSession();
  const [restore, busy] = useSave(RestoreCustomFieldDocument);
  const back = async (id: string) => {
    if (told(await restore({ id }), t.fields.restored)) onChanged();
  };
  return (
    <Stack gap="xs" mt="lg">
      <Title order={2} size="h5">
        {t.fields.archived}
      </Title>
      {fields.map((field) => (
        <Group key={field.id} justify="space-between" gap="xs">
          <Text size="sm" className="wrap">
            <bdi>{field.label}</bdi> <code>{field.key}</code> · {timeOf(field.archivedAt)}
          </Text>
          {can('SETTINGS_WRITE') && (
            <Button
              size="compact-sm"
              variant="default"
              disabled={busy}
              onClick={() => void back(field.id)}
              aria-label={`${t.fields.restore} ${field.label}`}
            >
              {t.fields.restore}
            </Button>
          )}
        </Group>
      ))}
    </Stack>
  );
}
