import { Button, NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { Failure } from '../app/failure';
import { byField, useSave } from '../app/useSave';
import { CreateMemberDocument, type StaffRole } from '../operations/generated';
import { Form } from '../parts/Form';
import { t } from '../texts';
import { roles } from './RoleTable';

const m = t.settings.team;

/** Invites a new member. The link is given to them by whoever invites. */
export function InviteForm({ onInvited }: { onInvited: (name: string, token: string) => void }) {
  const form = useForm<{ name: string; email: string; role: StaffRole }>({
    initialValues: { name: '', email: '', role: 'SUPPORT' },
  });
  const [create, busy] = useSave(CreateMemberDocument);
  const [failure, setFailure] = useState<Failure>();
  const submit = async () => {
    const input = form.getValues();
    const answer = await create({ input });
    setFailure(answer.done ? undefined : answer.failure);
    if (!answer.done) return form.setErrors(byField(answer.faults));
    form.reset();
    onInvited(input.name, answer.payload.invitationToken ?? '');
  };
  return (
    <Form
      onSubmit={submit}
      errors={form.errors}
      failure={failure}
      actions={
        <Button type="submit" loading={busy}>
          {m.submit}
        </Button>
      }
    >
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <TextInput label={m.name} withAsterisk dir="auto" {...form.getInputProps('name')} />
        <TextInput label={m.email} withAsterisk type="email" {...form.getInputProps('email')} />
        <NativeSelect label={m.role} data={roles} {...form.getInputProps('role')} />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {t.settings.roleHelp[form.values.role]}
      </Text>
    </Form>
  );
}
