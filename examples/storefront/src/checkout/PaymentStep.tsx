import { useState } from 'react';
import { Link } from 'react-router';
import type { CustomField } from '../parts/CustomFields';
import { Checkbox, Field, Form } from '../parts/Form';
import { Lines } from '../parts/states';
import { AddressChoice, linesOf } from './AddressChoice';
import type { StepProps } from './ContactStep';
import type { Draft } from './draft';

type Props = StepProps & { draft: Draft; customFields: readonly CustomField[] };

/** How the order is paid, and everything that the shopper has entered. A real shop would take the payment here. */
export function PaymentStep({ me, draft, customFields, ...form }: Props) {
  const [same, setSame] = useState(form.initial ? form.initial.billingSameAsShipping === 'on' : true);
  const contact = draft.contact ?? {};
  return (
    <>
      <dl className="review">
        <div>
          <dt>Contact</dt>
          <dd>
            {me ? (
              <Lines lines={[me.name ?? '', me.email]} />
            ) : (
              <Lines
                lines={[contact['contact.name'] ?? '', contact['contact.email'] ?? '', contact['contact.phone'] ?? '']}
              />
            )}
          </dd>
          {!me && (
            <dd>
              <Link to="/checkout/contact" aria-label="Change the contact">
                Change
              </Link>
            </dd>
          )}
        </div>
        <div>
          <dt>Deliver to</dt>
          <dd>
            <Lines lines={linesOf(me, draft.delivery ?? {}, 'shippingAddress')} />
          </dd>
          <dd>
            <Link to="/checkout/delivery" aria-label="Change the delivery">
              Change
            </Link>
          </dd>
        </div>
      </dl>
      <Form label="Payment and review" button="Order and pay on delivery" {...form}>
        <p className="fact">
          <strong>Pay on delivery</strong>
          <span>In cash or by card, when the parcel arrives</span>
        </p>
        <Checkbox
          name="billingSameAsShipping"
          label="Use the shipping address for billing"
          checked={same}
          onChange={(event) => setSame(event.target.checked)}
        />
        {!same && (
          <fieldset>
            <legend>Billing address</legend>
            <AddressChoice name="billingAddress" kind="billing" me={me} customFields={customFields} />
          </fieldset>
        )}
        <Field name="note" label="Note to the shop" maxLength={1000} />
      </Form>
    </>
  );
}
