import { Checkbox, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { EventType, Scope } from '../operations/generated';
import { t } from '../texts';
import { errorAt, queryScopes, type WebhookDraft } from './draft';
import { EventTypes } from './EventTypes';

const w = t.webhook;

/** The inputs of a webhook, for a new one and for one that is there. */
export function WebhookInputs({ form }: { form: UseFormReturnType<WebhookDraft> }) {
  const { query, scopes, events } = form.values;
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <TextInput
          label={w.name}
          description={w.nameHelp}
          withAsterisk
          dir="auto"
          maxLength={100}
          {...form.getInputProps('name')}
        />
        <TextInput
          label={w.url}
          description={w.urlHelp}
          withAsterisk
          type="url"
          maxLength={2000}
          {...form.getInputProps('url')}
        />
      </SimpleGrid>
      <EventTypes
        value={events}
        onChange={(value: EventType[]) => {
          form.setFieldValue('events', value);
          form.clearFieldError('events');
        }}
        error={errorAt(form.errors, 'events')}
      />
      <Textarea
        label={w.query}
        description={w.queryHelp}
        placeholder={w.queryExample}
        autosize
        minRows={6}
        maxRows={24}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        classNames={{ input: 'code' }}
        {...form.getInputProps('query')}
        error={errorAt(form.errors, 'query')}
      />
      {(query.trim() !== '' || scopes.length > 0) && (
        <Checkbox.Group
          label={w.scopes}
          description={w.scopesHelp}
          value={scopes}
          onChange={(value) => form.setFieldValue('scopes', value as Scope[])}
          error={errorAt(form.errors, 'scopes')}
        >
          <Stack gap="xs" mt="xs">
            {queryScopes.map((scope) => (
              <Checkbox key={scope} value={scope} label={t.settings.scopes[scope]} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </>
  );
}
