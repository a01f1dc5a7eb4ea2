import { Button, Switch } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
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
import { CustomerInputs } from './CustomerInputs';
import { emptyCustomer } from './draft';

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
    const faults = draftFaults(fields, customFields);
    form.setErrors(faults);
    if (Object.keys(faults).length > 0) return;
    const texts = Object.fromEntries(
      Object.entries(own).map(([key, value]) => [key, value === '' && key !== 'email' ? null : value]),
    );
    const input = {
      ...texts,
      email: own.email,
      acceptsMarketing,
      password: password === '' ? null : password,
    };
    const custom = inputOf(fields, customFields);
    const answer = await create({
      input: custom === undefined ? input : Object.assign(input, { customFields: custom }),
    });
    if (answer.done) {
      notify(t.customer.created);
      return setDone(answer.payload.customer?.id);
    }
    setFailure(answer.failure);
    form.setErrors(byField(answer.faults));
  };

  return (
    <Page title={t.customer.new} name={t.customer.new}>
      <Section title={t.customer.details}>
        <Form
          onSubmit={submit}
          errors={form.errors}
          failure={failure}
          actions={
            <Button type="submit" loading={busy}>
              {t.customer.create}
            </Button>
          }
        >
          <CustomerInputs form={form} fields={fields} disabled={false} />
          <Switch
            label={t.customer.acceptsMarketing}
            checked={acceptsMarketing}
            onChange={(event) => setAcceptsMarketing(event.currentTarget.checked)}
          />
          <NewPassword
            label={`${t.password.label} (${t.common.optional})`}
            required={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={form.errors.password}
          />
        </Form>
        <Guard dirty={form.isDirty() || password !== '' || acceptsMarketing} />
      </Section>
    </Page>
  );
}
