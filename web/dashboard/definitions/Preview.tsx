import { Code, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { FieldInput } from '../fields/FieldInput';
import type { Draft } from '../fields/values';
import type { DefinitionFragment } from '../operations/generated';
import { t } from '../texts';
import { examplesOf } from './examples';

/** The form and the GraphQL that a field makes possible, while it is being defined. */
export function Preview({ field }: { field: DefinitionFragment }) {
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
    <Paper withBorder p="sm" radius="md" component="section" aria-label={t.fields.preview}>
      <Stack gap="sm">
        <Title order={3} size="h5">
          {t.fields.preview}
        </Title>
        {field.key === '' ? (
          <Text size="sm" c="dimmed">
            {t.fields.nothing}
          </Text>
        ) : (
          <>
            <Text size="sm" fw={600}>
              {t.fields.previewForm}
            </Text>
            <FieldInput key={`${field.type} ${field.list}`} field={field} value={fits} onChange={setValue} />
            {blocks.map(
              ([title, code]) =>
                code !== undefined && (
                  <div key={title}>
                    <Text size="sm" fw={600}>
                      {title}
                    </Text>
                    <Code block className="pre" tabIndex={0}>
                      {code}
                    </Code>
                  </div>
                ),
            )}
          </>
        )}
      </Stack>
    </Paper>
  );
}
