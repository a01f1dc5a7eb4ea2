import { Link } from 'react-router';
import { Field, Form, RequiredNote, type FormError, type Values } from '../parts/Form';
import type { Me } from './AddressChoice';

/** What the form of each step gets. */
export type StepProps = {
  me: Me;
  initial: Values | undefined;
  found: readonly FormError[] | undefined;
  onValues: (values: Values) => void;
  send: (values: Values) => Promise<readonly FormError[]>;
};

/** Who orders, and where the shop reaches them. */
export function ContactStep({ me: _, ...form }: StepProps) {
  return (
    <>
      <p className="quiet">
        You order as a guest. Have an account?{' '}
        <Link to="/sign-in" state={{ next: '/checkout' }}>
          Log in
        </Link>
      </p>
      <Form label="Contact" button="Continue to delivery" {...form}>
        <Field name="contact.name" label="Name" autoComplete="name" required />
        <Field
          name="contact.email"
          label="Email address"
          type="email"
          autoComplete="email"
          hint="We send news about this order here, and nothing else."
          required
        />
        <Field
          name="contact.phone"
          label="Phone"
          type="tel"
          autoComplete="tel"
          hint="For questions about the delivery."
        />
        <RequiredNote />
      </Form>
    </>
  );
}
