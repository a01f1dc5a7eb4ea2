import { Button, Text } from '@mantine/core';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { RestoreCustomFieldDocument, type DefinitionFragment } from '../operations/generated';
import { timeOf } from '../parts/format';
import { told } from '../parts/notify';
import { Section } from '../parts/Section';
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
    <Section title={t.fields.archived} help={t.fields.archivedHelp} flush>
      <ul className="plain field-list" data-inside>
        {fields.map((field) => (
          <li key={field.id} className="field-row">
            <div className="shrink">
              <Text fw={500} size="md" className="wrap">
                <bdi>{field.label}</bdi>
              </Text>
              <Text size="sm" c="dimmed" className="wrap">
                <code>{field.key}</code> · {t.fields.archivedAt(timeOf(field.archivedAt))}
              </Text>
            </div>
            {can('SETTINGS_WRITE') && (
              <Button
                size="xs"
                variant="default"
                disabled={busy}
                onClick={() => void back(field.id)}
                aria-label={`${t.fields.restore} ${field.label}`}
              >
                {t.fields.restore}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
