import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { Failure } from '../app/failure';
import { byField, useSave } from '../app/useSave';
import { CreateMemberDocument, type StaffRole } from '../operations/generated';
import { Form } from '../parts/Form';
import { useFocusReturn } from '../parts/useFocusReturn';
import { t } from '../texts';
import { roles } from './RoleTable';
import type { Invitation } from './TeamTab';

const m = t.settings.team;

type Props = { onClose: () => void; onInvited: (invitation: Invitation) => void };

/** Invites a new member, by email if the shop can send it. */
export function InviteDialog({ onClose, onInvited }: Props) {
  useFocusReturn();
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
    const { invitationToken: token, emailSent, staffMember } = answer.payload;
    onClose();
    onInvited({ name: input.name, email: staffMember?.email ?? input.email, token, emailSent });
  };
  return (
    <Modal opened onClose={onClose} title={m.invite} closeButtonProps={{ 'aria-label': t.common.close }}>
      <Form
        onSubmit={submit}
        errors={form.errors}
        failure={failure}
        align="end"
        actions={
          <>
            <Button variant="default" onClick={onClose}>
              {t.common.cancel}
            </Button>
            <Button type="submit" loading={busy}>
              {m.submit}
            </Button>
          </>
        }
      >
        <TextInput label={m.name} withAsterisk dir="auto" data-autofocus {...form.getInputProps('name')} />
        <TextInput label={m.email} withAsterisk type="email" {...form.getInputProps('email')} />
        <NativeSelect
          label={m.role}
          description={t.settings.roleHelp[form.values.role]}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={roles}
          {...form.getInputProps('role')}
        />
      </Form>
    </Modal>
  );
}
