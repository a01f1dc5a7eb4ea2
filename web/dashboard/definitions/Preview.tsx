import { Code, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { FieldInput } from '../fields/FieldInput';
import type { Draft } from '../fields/values';
import type { DefinitionFragment } from '../operations/generated';
import { t } from '../texts';
import { examplesOf } from './examples';

/** The form and the GraphQL that a field makes possible, while it is being defined; `field` is undefined while it cannot be. */
export function Preview({ field }: { field: DefinitionFragment | undefined }) {
  return (
    <section aria-label={t.fields.preview} className="definition-preview">
      <Title order={3} size="h5">
        {t.fields.preview}
      </Title>
      {field === undefined ? (
        <Text size="sm" c="dimmed">
          {t.fields.nothing}
        </Text>
      ) : (
        <Examples field={field} />
      )}
    </section>
  );
}

function Examples({ field }: { field: DefinitionFragment }) {
  const [value, setValue] = useState<Draft>('');
  const examples = examplesOf(field);
  const fits = Array.isArray(value) === field.list ? value : field.list ? [] : (field.default ?? '');
  const blocks = [
    [t.fields.previewSchema, examples.schema],
    [t.fields.previewQuery, examples.read],
    [t.fields.previewWrite, examples.write],
    [t.fields.previewFilter, examples.filter],
  ] as const;
  return (
    <>
      <Text size="sm" fw={500}>
        {t.fields.previewForm}
      </Text>
      <FieldInput key={`${field.type} ${field.list}`} field={field} value={fits} onChange={setValue} />
      {blocks.map(
        ([title, code]) =>
          code !== undefined && (
            <div key={title}>
              <Text size="sm" fw={500} mb={4}>
                {title}
              </Text>
              <Code block className="pre" tabIndex={0}>
                {code}
              </Code>
            </div>
          ),
      )}
    </>
  );
}
