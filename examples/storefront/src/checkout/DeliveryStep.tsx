import type { CustomField } from '../parts/CustomFields';
import { Checkbox, Form, RequiredNote } from '../parts/Form';
import { price, useCatalogue } from '../basket';
import { AddressChoice } from './AddressChoice';
import type { StepProps } from './ContactStep';

/** Where the order goes. */
export function DeliveryStep({ me, customFields, ...form }: StepProps & { customFields: readonly CustomField[] }) {
  const catalogue = useCatalogue();
  return (
    <Form label="Delivery" button="Continue to payment" {...form}>
      <fieldset>
        <legend>Shipping address</legend>
        <AddressChoice name="shippingAddress" kind="shipping" me={me} customFields={customFields} />
      </fieldset>
      {me && (
        <Checkbox
          name="saveAddress"
          label="Save a new address in my address book"
          defaultChecked={form.initial ? form.initial.saveAddress === 'on' : true}
        />
      )}
      <p className="fact">
        <strong>Standard delivery</strong>
        <span>2 to 4 working days</span>
        <span className="number">{catalogue ? price(catalogue.shippingPrice) : ''}</span>
      </p>
      <RequiredNote />
    </Form>
  );
}
