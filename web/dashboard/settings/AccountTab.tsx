import { Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { Failure } from '../app/failure';
import { useSession } from '../app/session';
import { byField, useSave } from '../app/useSave';
import { ChangeOwnPasswordDocument, SignOutDocument } from '../operations/generated';
import { Fact, Facts } from '../parts/Facts';
import { Form } from '../parts/Form';
import { NewPassword } from '../parts/NewPassword';
import { notify, told } from '../parts/notify';
import { Section } from '../parts/Section';
import { t } from '../texts';

const a = t.settings.account;

/** The member's own account. */
export function AccountTab() {
  const { member } = useSession();
  const form = useForm({ initialValues: { currentPassword: '', newPassword: '' } });
  const [change, busy] = useSave(ChangeOwnPasswordDocument);
  const [signOut, leaving] = useSave(SignOutDocument);
  const [failure, setFailure] = useState<Failure>();
  const submit = async () => {
    const { currentPassword, newPassword } = form.getValues();
    const answer = await change({ current: currentPassword, new: newPassword });
    setFailure(answer.done ? undefined : answer.failure);
    if (!answer.done) return form.setErrors(byField(answer.faults, ''));
    form.reset();
    notify(a.changed);
  };
  const leave = async () => {
    if (told(await signOut({ everywhere: true }))) location.assign('/dashboard/');
  };
  return (
    <Stack gap="md">
      <Section title={a.profile} help={a.profileHelp}>
        <Facts>
          <Fact label={t.settings.team.name}>
            <bdi>{member.name}</bdi>
          </Fact>
          <Fact label={t.settings.team.email}>
            <bdi>{member.email}</bdi>
          </Fact>
          <Fact label={t.settings.team.role}>
            {t.settings.roles[member.role]}: {t.settings.roleHelp[member.role]}
          </Fact>
        </Facts>
      </Section>
      <Section title={a.password} help={a.text}>
        <Form
          onSubmit={submit}
          errors={form.errors}
          failure={failure}
          actions={
            <Button type="submit" loading={busy}>
              {a.password}
            </Button>
          }
        >
          <input type="hidden" autoComplete="username" value={member.email} readOnly />
          <PasswordInput
            label={t.password.current}
            autoComplete="current-password"
            withAsterisk
            maw={420}
            visibilityToggleButtonProps={{ 'aria-label': t.password.show }}
            {...form.getInputProps('currentPassword')}
          />
          <NewPassword label={t.password.new} maw={420} {...form.getInputProps('newPassword')} />
        </Form>
      </Section>
      <Section title={a.sessions} help={a.everywhereText}>
        <div>
          <Button variant="default" loading={leaving} onClick={() => void leave()}>
            {a.everywhere}
          </Button>
        </div>
      </Section>
    </Stack>
  );
}
