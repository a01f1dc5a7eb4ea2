import { Badge, Button, Checkbox, Stack, Table, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { Failure } from '../app/failure';
import { useData } from '../app/useData';
import { byField, useSave } from '../app/useSave';
import {
  CreateKeyDocument,
  RevokeKeyDocument,
  TeamDocument,
  type KeyFragment,
  type Scope,
} from '../operations/generated';
import { Form } from '../parts/Form';
import { Confirm } from '../parts/Confirm';
import { timeOf } from '../parts/format';
import { notify } from '../parts/notify';
import { Section } from '../parts/Section';
import { Empty, FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { Secret } from './Secret';

const k = t.settings.keys;

/** The keys by which the shop's own programs call. */
export function KeysTab() {
  const { data, failure, again } = useData(TeamDocument, {});
  const [secret, setSecret] = useState<string>();
  const [ended, setEnded] = useState<KeyFragment>();
  const [revoke] = useSave(RevokeKeyDocument);
  const keys = data?.apiKeys;
  return (
    <Stack gap="md">
      <Section title={t.settings.tabs.keys}>
        <Text size="sm" c="dimmed">
          {k.text}
        </Text>
        {failure !== undefined && <FailureNote failure={failure} retry={again} />}
        {data === undefined && failure === undefined && <Loading />}
        {keys?.length === 0 && <Empty title={k.empty} text={k.emptyText} />}
        {keys && keys.length > 0 && (
          <Table.ScrollContainer
            minWidth={900}
            type="native"
            tabIndex={0}
            role="region"
            aria-label={t.settings.tabs.keys}
          >
            <Table verticalSpacing="xs">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{k.name}</Table.Th>
                  <Table.Th>{k.scopes}</Table.Th>
                  <Table.Th>{k.created}</Table.Th>
                  <Table.Th>{k.createdBy}</Table.Th>
                  <Table.Th>{k.lastUsed}</Table.Th>
                  <Table.Th>{k.state}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {keys.map((key) => (
                  <Table.Tr key={key.id}>
                    <Table.Td className="cell" miw={130}>
                      <bdi>{key.name}</bdi>
                    </Table.Td>
                    <Table.Td>{key.scopes.map((scope) => t.settings.scopes[scope]).join(', ')}</Table.Td>
                    <Table.Td className="short">{timeOf(key.createdAt)}</Table.Td>
                    <Table.Td className="cell" miw={120}>
                      <bdi>{creatorOf(key)}</bdi>
                    </Table.Td>
                    <Table.Td className="short">{key.lastUsedAt === null ? k.never : timeOf(key.lastUsedAt)}</Table.Td>
                    <Table.Td>
                      {key.revokedAt === null ? (
                        <Button
                          size="compact-sm"
                          variant="subtle"
                          color="red"
                          onClick={() => setEnded(key)}
                          aria-label={`${k.revoke}: ${key.name}`}
                        >
                          {k.revoke}
                        </Button>
                      ) : (
                        <Badge variant="light" color="gray" tt="none" className="state">
                          {k.revokedAt(timeOf(key.revokedAt))}
                        </Badge>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Section>
      <Section title={k.new}>
        <NewKey onCreated={setSecret} />
      </Section>
      <Secret title={k.secretTitle} text={k.secret} secret={secret} onClose={() => setSecret(undefined)} />
      <Confirm
        open={ended !== undefined}
        onClose={() => setEnded(undefined)}
        title={k.revokeTitle(ended?.name ?? '')}
        text={k.revokeText}
        action={k.revoke}
        act={() => revoke({ id: ended?.id ?? '' })}
        onDone={() => notify(k.revoked)}
      />
    </Stack>
  );
}

/** Who created a key, in words. */
function creatorOf({ createdBy }: KeyFragment): string {
  if (createdBy === null) return k.unknown;
  return k.creators[createdBy.kind](createdBy.name ?? '');
}

function NewKey({ onCreated }: { onCreated: (secret: string) => void }) {
  const form = useForm<{ name: string; scopes: Scope[] }>({ initialValues: { name: '', scopes: [] } });
  const [create, busy] = useSave(CreateKeyDocument);
  const [failure, setFailure] = useState<Failure>();
  const submit = async () => {
    const answer = await create({ input: form.getValues() });
    setFailure(answer.done ? undefined : answer.failure);
    if (!answer.done) return form.setErrors(byField(answer.faults));
    form.reset();
    onCreated(answer.payload.secret ?? '');
  };
  return (
    <Form
      onSubmit={submit}
      errors={form.errors}
      failure={failure}
      actions={
        <Button type="submit" loading={busy}>
          {k.submit}
        </Button>
      }
    >
      <TextInput label={k.name} withAsterisk maw={420} dir="auto" {...form.getInputProps('name')} />
      <Checkbox.Group label={k.scopes} withAsterisk {...form.getInputProps('scopes')}>
        <Stack gap="xs" mt="xs">
          {Object.entries(t.settings.scopes).map(([value, label]) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </Stack>
      </Checkbox.Group>
    </Form>
  );
}
