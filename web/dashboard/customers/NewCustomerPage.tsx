import { Button, Checkbox } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Failure } from '../app/failure';
import { byField, useSave } from '../app/useSave';
import { draftFaults, inputOf } from '../fields/values';
import { useFields } from '../fields/useTyped';
import { CreateCustomerDocument } from '../operations/generated';
import { Form } from '../parts/Form';
import { Guard } from '../parts/Guard';
import { Leave } from '../parts/Leave';
import { NewPassword } from '../parts/NewPassword';
import { notify } from '../parts/notify';
import { Page } from '../parts/Page';
import { Section } from '../parts/Section';
import { t } from '../texts';
import { CustomInputs, DetailInputs, GroupsOf, TagsOf } from './CustomerInputs';
import { emptyCustomer } from './draft';

const c = t.customer;

export default function NewCustomerPage() {
  const fields = useFields('CUSTOMER');
  const form = useForm({ initialValues: emptyCustomer(fields) });
  const [password, setPassword] = useState('');
  const [acceptsMarketing, setAcceptsMarketing] = useState(false);
  const [create, busy] = useSave(CreateCustomerDocument);
  const [failure, setFailure] = useState<Failure>();
  const [done, setDone] = useState<string>();

  if (done !== undefined) return <Leave to={`/customers/${done}`} />;

  const submit = async () => {
    setFailure(undefined);
    const { customFields, ...own } = form.getValues();
    const faults = { ...draftFaults(fields, customFields), ...emailFault(own.email) };
    form.setErrors(faults);
    if (Object.keys(faults).length > 0) return;
    const texts = Object.fromEntries(Object.entries(own).map(([key, value]) => [key, value === '' ? null : value]));
    const input = { ...texts, email: own.email, acceptsMarketing, password: password === '' ? null : password };
    const custom = inputOf(fields, customFields);
    const answer = await create({
      input: custom === undefined ? input : Object.assign(input, { customFields: custom }),
    });
    if (answer.done) {
      notify(c.created);
      return setDone(answer.payload.customer?.id);
    }
    setFailure(answer.failure);
    form.setErrors(byField(answer.faults));
  };

  return (
    <Page title={c.new} name={c.new} crumbs={[{ to: '/customers', label: c.many }]} narrow>
      <Form
        onSubmit={submit}
        errors={form.errors}
        failure={failure}
        gap="md"
        actions={
          <>
            <Button type="submit" loading={busy}>
              {c.create}
            </Button>
            <Button component={Link} to="/customers" variant="default">
              {t.common.cancel}
            </Button>
          </>
        }
      >
        <Section title={c.details}>
          <DetailInputs form={form} wide />
        </Section>
        <Section title={c.labels}>
          <GroupsOf form={form} />
          <TagsOf form={form} />
        </Section>
        {fields.length > 0 && (
          <Section title={c.customFields}>
            <CustomInputs form={form} fields={fields} />
          </Section>
        )}
        <Section title={c.marketing}>
          <Checkbox
            label={c.acceptsMarketing}
            description={c.acceptsMarketingHelp}
            checked={acceptsMarketing}
            onChange={(event) => setAcceptsMarketing(event.currentTarget.checked)}
          />
        </Section>
        <Section title={c.access} help={c.accessHelp}>
          <NewPassword
            label={`${t.password.label} (${t.common.optional})`}
            required={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={form.errors.password}
          />
        </Section>
      </Form>
      <Guard dirty={form.isDirty() || password !== '' || acceptsMarketing} />
    </Page>
  );
}

/** The error of an empty email address. All others are found by the API. */
function emailFault(email: string): Record<string, string> {
  return email.trim() === '' ? { email: t.common.required } : {};
}
